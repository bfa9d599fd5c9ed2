"""Pictures in another size, only when asked."""

from typing import TYPE_CHECKING

import numpy as np

from gansmith.data.dataset import Array

if TYPE_CHECKING:
    from PIL import Image

Size = tuple[int, int]  # height, width


def resize_image(image: "Image.Image", size: Size) -> Array:
    """Return an image as (H, W) or (H, W, C) pixels in `size`; 16-bit grey stays 16-bit."""
    from PIL import Image

    if image.mode == "I;16":
        return np.asarray(resize_pictures(np.asarray(image)[np.newaxis], size)[0])
    return np.asarray(image.resize(size[::-1], Image.Resampling.LANCZOS))  # weighs colours by their alpha


def resize_pictures(pictures: Array, size: Size) -> Array:
    """Return (N, H, W) or (N, H, W, C) pictures in `size`, in their dtype and within their range."""
    from PIL import Image

    channels = pictures.reshape(*pictures.shape[:3], -1)
    resized = np.empty((len(pictures), *size, channels.shape[-1]), pictures.dtype)
    low, high = np.fmin.reduce(pictures, axis=None), np.fmax.reduce(pictures, axis=None)
    for index in np.ndindex(len(pictures), channels.shape[-1]):
        plane = Image.fromarray(np.ascontiguousarray(channels[index[0], :, :, index[1]], dtype=np.float32))
        smooth = np.clip(np.asarray(plane.resize(size[::-1], Image.Resampling.LANCZOS), np.float64), low, high)
        resized[index[0], :, :, index[1]] = np.rint(smooth) if pictures.dtype.kind in "iu" else smooth
    return resized.reshape(len(pictures), *size, *pictures.shape[3:])
