"""Images of several sets in one form: the same channels, the same compression, the same size.

Resizing and JPEG leave traces that a detector learns before anything else (Grommelt et al. 2024, arXiv 2403.17608), so
all sets go through the same steps, the real one too.
"""

import io
import zipfile
from pathlib import Path, PurePosixPath
from statistics import median

import numpy as np
from PIL import Image

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset
from gansmith.data.formats.image_listing import is_image_name, list_folder
from gansmith.data.formats.stored_image import StoredImage

LOOKED_AT = 50  # files whose JPEG tables are read
_REDUCED = 0.75  # of the least height and width, to which images of several sizes are brought
_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601
_GREY, _COLOUR = (1, 2), (3, 4)  # channels, the second of each with transparency
_WHITE = 255
# sum of the IJG's luminance table (ITU-T T.81, annex K.1), entry by entry, which qualities scale
_LUMINANCE = np.array(
    [
        *(16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22),
        *(29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103),
        *(121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99),
    ]
)


def channels_of(shape: tuple[int, ...]) -> int:
    """Return how many channels images (H, W) or (H, W, C) have."""
    return shape[2] if len(shape) == 3 else 1


def common_channels(counts: set[int]) -> int | None:
    """Return the channels that images of these counts can all be brought to; None where there are none."""
    if len(counts) == 1:
        return counts.pop()
    if not counts <= {*_GREY, *_COLOUR}:
        return None
    return 1 if counts & set(_GREY) else 3


def to_channels(images: Array, channels: int) -> Array:
    """Return images (N, H, W[, C]) with so many channels: over white without transparency, grey as the luma of colours.

    Whole numbers stay whole. The result is (N, H, W) for one channel, unless nothing changes.
    """
    found = channels_of(images.shape[1:])
    if found == channels:
        return images[..., 0] if channels == 1 and images.ndim == 4 else images
    values = images.astype(np.float64)
    if found in (_GREY[1], _COLOUR[1]):
        white = float(np.iinfo(images.dtype).max) if images.dtype.kind in "iu" else 1.0
        share = values[..., -1:] / white
        values = values[..., :-1] * share + white * (1 - share)
    if channels == 1:
        values = values @ _LUMA if values.shape[-1] == len(_LUMA) else values[..., 0]
    return (np.rint(values) if images.dtype.kind in "iu" else values).astype(images.dtype)


def common_size(sizes: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the height and width that images of several sizes are reduced to, below any of theirs; None for one size.

    All are reduced: images that stayed as they are would be told apart by their sharpness alone.
    """
    if len(sizes) == 1:
        return None
    least = (min(height for height, _ in sizes), min(width for _, width in sizes))
    return max(1, round(_REDUCED * least[0])), max(1, round(_REDUCED * least[1]))


def jpeg_quality(data: Dataset) -> int | None:
    """Return the median JPEG quality, 1 to 100, of the files that images were read from; None where they are no JPEG.

    It is that of the IJG's tables whose luminance entries have the nearest sum.
    """
    found = [quality for quality in map(_quality, _files(data)) if quality is not None]
    return round(median(found)) if found else None


def lossy_format(data: Dataset) -> str:
    """Return how files lose detail in a way that is not done again to other sets; "" where they lose none, or JPEG."""
    found = [kind for kind in map(_lossy, _files(data)) if kind]
    return max(sorted(set(found)), key=found.count) if found else ""


def _lossy(file: StoredImage) -> str:
    try:
        content = file.content()
        with Image.open(content) as image:
            kind, inside, mode = image.format, str(image.info.get("compression")), image.mode
        if kind == "WEBP":
            stored = content.getvalue() if isinstance(content, io.BytesIO) else content.read_bytes()
            return "" if b"VP8L" in stored else "WebP"
    except (OSError, ValueError, zipfile.BadZipFile):  # left out where the images were read
        return ""
    if kind == "TIFF" and "jpeg" in inside:
        return "JPEG within TIFF"
    return "a palette" if mode == "P" else ""


def _files(data: Dataset) -> list[StoredImage]:
    """Return some image files, evenly spaced, of a folder or zip that was read as one."""
    place = Path(data.origin.path)
    if data.origin.format == "folder" and place.is_dir():
        files = list(list_folder(place, str(place)).files)
    elif data.origin.format == "zip" and place.is_file():
        with zipfile.ZipFile(place) as archive:
            names = [name for name in archive.namelist() if is_image_name(name)]
        opened = zipfile.ZipFile(place)
        files = [StoredImage(place, PurePosixPath(name), opened) for name in sorted(names)]
    else:
        return []
    return [files[at] for at in np.linspace(0, len(files) - 1, min(len(files), LOOKED_AT)).astype(int)]


def _quality(file: StoredImage) -> int | None:
    try:
        with Image.open(file.content()) as image:
            tables = getattr(image, "quantization", None) if image.format == "JPEG" else None
    except (OSError, ValueError, zipfile.BadZipFile):  # left out where the images were read
        return None
    if not tables:
        return None
    return int(np.abs(_SUMS - sum(tables[min(tables)])).argmin()) + 1


def _sum_of(quality: int) -> int:
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    return int(np.clip((_LUMINANCE * scale + 50) // 100, 1, 255).sum())


_SUMS = np.array([_sum_of(quality) for quality in range(1, 101)])


def through_jpeg(images: Array, quality: int) -> Array:
    """Return 8-bit images (N, H, W) or (N, H, W, 3) after JPEG of a quality, which hardly changes such images again."""
    made = np.empty_like(images)
    for place, pixels in enumerate(images):
        buffer = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, "JPEG", quality=quality)
        buffer.seek(0)
        with Image.open(buffer) as image:
            made[place] = np.asarray(image)
    return made


def from_range(values: Array, given: tuple[float, float], whole: np.dtype[np.generic]) -> Array:
    """Return values as 8-bit levels, or 8-bit levels as such values, of which `given` are black and white."""
    low, high = given
    if whole == np.uint8:
        levels = (values.astype(np.float64) - low) / (high - low) * _WHITE
        return np.rint(np.clip(levels, 0, _WHITE)).astype(whole)
    return values.astype(np.float64) / _WHITE * (high - low) + low
