"""Pictures in another size, only when asked."""

from typing import TYPE_CHECKING

import numpy as np

from gansmith.data.chunks import Array

if TYPE_CHECKING:
    from PIL import Image

_MOST_POWER = 100  # of two, up to which float32 holds a number and its digits

Size = tuple[int, int]  # height, width


def aspect_change(shape: Size, size: Size) -> float:
    """Return the factor, 1 or more, by which resizing from one height and width to another changes the aspect."""
    ratio = shape[0] * size[1] / (shape[1] * size[0])
    return max(ratio, 1 / ratio)


def crop_box(shape: Size, size: Size) -> tuple[int, int, int, int]:
    """Return top, left, height and width of the largest part in the middle of `shape` that has the aspect of `size`."""
    height = min(shape[0], max(1, round(shape[1] * size[0] / size[1])))
    width = min(shape[1], max(1, round(shape[0] * size[1] / size[0])))
    return (shape[0] - height) // 2, (shape[1] - width) // 2, height, width


def crop_image(image: "Image.Image", size: Size) -> "Image.Image":
    """Return the middle of an image, in the aspect of `size`."""
    top, left, height, width = crop_box((image.height, image.width), size)
    return image.crop((left, top, left + width, top + height))


def crop_pictures(pictures: Array, size: Size) -> Array:
    """Return the middle of (N, H, W) or (N, H, W, C) pictures, in the aspect of `size`."""
    top, left, height, width = crop_box((pictures.shape[1], pictures.shape[2]), size)
    return pictures[:, top : top + height, left : left + width]


def resize_image(image: "Image.Image", size: Size) -> Array:
    """Return an image of 8 bits as (H, W) or (H, W, C) pixels in `size`."""
    from PIL import Image

    return np.asarray(image.resize(size[::-1], Image.Resampling.LANCZOS))  # weighs colours by their alpha


def resize_pictures(pictures: Array, size: Size) -> Array:
    """Return (N, H, W) or (N, H, W, C) pictures in `size`, in their dtype and within their range."""
    from PIL import Image

    if pictures.dtype.kind in "iu" and pictures.dtype.itemsize == 8:
        return _resize_long(pictures, size)
    if power := _power(pictures):
        near_one = resize_pictures(np.ldexp(pictures, -power), size)
        ends = np.fmin.reduce(pictures, axis=None), np.fmax.reduce(pictures, axis=None)
        return np.asarray(np.clip(np.ldexp(near_one, power), *ends))
    channels = pictures.reshape(*pictures.shape[:3], -1)
    resized = np.empty((len(pictures), *size, channels.shape[-1]), pictures.dtype)
    low, high = np.fmin.reduce(pictures, axis=None), np.fmax.reduce(pictures, axis=None)
    for index in np.ndindex(len(pictures), channels.shape[-1]):
        with np.errstate(invalid="ignore"):  # a NaN of unusual bits is a NaN all the same
            plane = Image.fromarray(np.ascontiguousarray(channels[index[0], :, :, index[1]], dtype=np.float32))
        smooth = np.clip(np.asarray(plane.resize(size[::-1], Image.Resampling.LANCZOS), np.float64), low, high)
        resized[index[0], :, :, index[1]] = np.rint(smooth) if pictures.dtype.kind in "iu" else smooth
    return resized.reshape(len(pictures), *size, *pictures.shape[3:])


def _resize_long(pictures: Array, size: Size) -> Array:
    """Resize integers of 64 bits, less the lowest, which alone may be beyond what float32 tells apart."""
    low = pictures.min().astype(np.uint64)
    resized = np.rint(resize_pictures((pictures.astype(np.uint64) - low).astype(np.float64), size))
    resized = np.minimum(resized, np.nextafter(2.0**64, 0)).astype(np.uint64) + low
    return np.asarray(resized.astype(pictures.dtype))


def _power(pictures: Array) -> int:
    """Return the power of two that floats are of, where float32 does not hold it, else 0."""
    if pictures.dtype != np.float64:
        return 0
    ends = np.array([np.fmin.reduce(pictures, axis=None), np.fmax.reduce(pictures, axis=None)])
    largest = float(np.abs(ends[np.isfinite(ends)]).max(initial=0))
    power = int(np.frexp(largest)[1])
    return power if largest and abs(power) > _MOST_POWER else 0
