"""Samples to a folder of image files, in a sub-folder for each class."""

import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from gansmith.data.chunks import Array
from gansmith.data.dataset import Origin
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.folder_names import UNKNOWN_FOLDER, folder_names
from gansmith.data.formats.grey_levels import Range, as_option
from gansmith.data.formats.registry import FORMATS, ending_of
from gansmith.data.labels import UNKNOWN
from gansmith.errors import UsageError

_AS_TIFF = (np.int32, np.float32)


def write_folder(path: Path, made: Contents) -> None:
    """Write 000000.png, 000001.png ..., in a sub-folder for each class. Raises UsageError for what is no picture.

    What was read from 32-bit TIFF files is written as such again.
    """
    origin = made.origin
    deep = written_deep(made.values.shape[1:], made.values.dtype, origin)
    pictures, kind = (made.values, "TIFF") if deep else (as_pixels(made.values, origin), "PNG")
    highest = -1 if made.labels is None else int(made.labels.max(initial=-1))
    folders = folder_names([*made.class_names, *map(str, range(len(made.class_names), highest + 1))])
    for i, picture in enumerate(pictures):
        folder = path
        if made.labels is not None:
            folder = path / (UNKNOWN_FOLDER if made.labels[i] == UNKNOWN else folders[made.labels[i]])
            folder.mkdir(exist_ok=True)
        (folder / f"{i:06d}.{kind.lower()}").write_bytes(encoded(picture, kind))


def encoded(picture: Array, kind: str) -> bytes:
    """Return a picture (H, W) or (H, W, C) as the bytes of an image file of that kind, "PNG" or "TIFF"."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, kind)
    return buffer.getvalue()


def as_pixels(values: Array, origin: Origin) -> Array:
    """Return (N, H, W) or (N, H, W, 3 or 4) uint8, or (N, H, W) uint16; raises UsageError as `require_pictures`."""
    low, high = values.min().item(), values.max().item()
    require_pictures(values.shape[1:], values.dtype, (low, high), origin)
    if values.ndim == 4 and values.shape[-1] == 1:
        values = values[..., 0]
    if low < 0 or high > (255 if values.ndim == 4 else 65535):
        raise _lossy(values.dtype, (low, high))
    is_wide = values.ndim == 3 and (high > 255 or values.dtype == np.uint16)
    return values.astype(np.uint16 if is_wide else np.uint8, copy=False)


def require_pictures(
    shape: tuple[int, ...], dtype: "np.dtype[Any]", ends: Range, origin: Origin, *, scaled: bool = False
) -> None:
    """Raise UsageError for samples of a shape, or of a type, that images do not hold, before there are any.

    ends: the lowest and the highest value of them, or of the data; scaled: whether they become whole numbers first.
    """
    if len(shape) == 1:
        raise UsageError(
            f"Samples of {shape[0]} numbers are no pictures, so they cannot become images. Name a file to write "
            f"instead, such as samples{ending_of(origin.format, origin.path) if origin.format in FORMATS else '.npy'}."
        )
    if len(shape) == 3 and shape[-1] not in (1, 3, 4):
        raise UsageError(f"Images have 1, 3 or 4 channels and these pictures have {shape[-1]}. Write .npy instead.")
    if dtype.kind not in "iu" and not scaled and not written_deep(shape, dtype, origin):
        raise _lossy(dtype, ends)


def written_deep(shape: tuple[int, ...], dtype: "np.dtype[Any]", origin: Origin) -> bool:
    """Whether samples are written as 32-bit TIFF files, as such were read."""
    return len(shape) == 2 and dtype in _AS_TIFF and origin.details.get("mode") in ("I", "F")


def _lossy(dtype: "np.dtype[Any]", ends: Range) -> UsageError:
    way = f"{as_option(ends)} makes {ends[0]:.6g} black and {ends[1]:.6g} white. " * (ends[0] < ends[1])
    return UsageError(
        f"Pictures of {dtype} from {ends[0]:.6g} to {ends[1]:.6g} do not fit into images without loss. "
        f"{way}{'Or write' if way else 'Write'} .npy, which holds them as they are."
    )
