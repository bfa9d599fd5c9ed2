"""Columns of a Parquet table that hold a whole sample in each cell: lists of numbers, and image files."""

import io
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from gansmith.data.chunks import Array
from gansmith.data.dataset import Origin
from gansmith.data.formats.image_pixels import RICHER
from gansmith.data.formats.size_limits import check_unpacked
from gansmith.data.reader.library_errors import reading, shown
from gansmith.errors import DataError, option

IMAGES, VECTORS = "image_column", "list_column"  # details of an origin: the name of such a column
_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF")
_READ_AS = {"1": "L", "L": "L", "RGB": "RGB", "CMYK": "RGB", "YCbCr": "RGB", "RGBA": "RGBA", "LA": "RGBA", "PA": "RGBA"}
_CHANNELS = {"L": (), "RGB": (3,), "RGBA": (4,), "I;16": ()}
_MOST_PIXELS, _MOST_AXES = 64 << 20, 4


def is_images(kind: Any) -> bool:
    """Whether a column holds image files, as structs with their bytes."""
    from pyarrow import types

    if not types.is_struct(kind) or kind.get_field_index("bytes") < 0:
        return False
    stored = kind.field("bytes").type
    return bool(types.is_binary(stored) or types.is_large_binary(stored))


def is_vectors(kind: Any) -> bool:
    """Whether a column holds lists of numbers, or lists of such."""
    from pyarrow import types

    depth = 0
    while types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        kind, depth = kind.value_type, depth + 1
    return depth > 0 and bool(types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind))


def vectors(column: Any, path: str, name: str) -> Array:
    """Return a column of lists as (N, L) or (N, L, M ...); raises DataError where they differ in length."""
    import pyarrow
    from pyarrow import compute

    values, shape = column.combine_chunks(), [len(column)]
    if isinstance(values, pyarrow.ChunkedArray):
        values = pyarrow.concat_arrays(values.chunks)
    while is_vectors(values.type):
        lengths = compute.list_value_length(values)
        if values.null_count or len(found := compute.unique(lengths)) > 1:
            which = "empty cells" if values.null_count else f"lists of {found[0]} and of {found[1]} numbers"
            raise DataError(
                f"{path}: column {shown(name)!r} holds {which}, and all have to be of one length. Cut them, or leave "
                f"the column out with {option('drop', name)}."
            )
        shape.append(found[0].as_py() if len(found) else 0)
        values = compute.list_flatten(values)
    if len(shape) > _MOST_AXES:
        raise DataError(f"{path}: column {shown(name)!r} holds arrays of {len(shape) - 1} axes; 3 are the most.")
    flat = values.cast(pyarrow.float64()).fill_null(float("nan")) if values.null_count else values
    array = flat.to_numpy(zero_copy_only=False)
    return np.asarray(array.astype(np.uint8) if array.dtype == np.bool_ else array).reshape(shape)


def pictures(column: Any, path: str) -> Array:
    """Return a column of image files as (N, H, W) or (N, H, W, C); raises DataError unless all have one size."""
    sizes, modes, packed = [], [], 0
    for row, content in enumerate(_contents(column, path)):
        with reading(f"{path}: row {row}", "an image"), Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            turned = image.getexif().get(0x0112, 1) >= 5  # orientations that exchange height and width
            sizes.append(image.size if turned else image.size[::-1])
            modes.append(_mode(image, path, row))
            packed += len(content)
    if len(set(sizes)) > 1:
        other = next(row for row, size in enumerate(sizes) if size != sizes[0])
        first, second = ("x".join(map(str, size)) for size in (sizes[0], sizes[other]))
        raise DataError(
            f"{path}: the image in row 0 is {first} (height x width), and that in row {other} {second}. Images must "
            f"have one size: save them as files in a folder, and give {option('size', first)}."
        )
    deep = "I;16" in modes
    if deep and len(set(modes)) > 1:
        raise DataError(f"{path}: some images are 16-bit grey and others 8-bit. Save them all alike.")
    mode = "I;16" if deep else max(modes, key=RICHER.index)
    shape = (len(sizes), *sizes[0], *_CHANNELS[mode])
    dtype = np.uint16 if deep else np.uint8
    check_unpacked(path, "parquet", packed, int(np.prod(shape, dtype=object)) * np.dtype(dtype).itemsize)
    values = np.empty(shape, dtype)
    for row, content in enumerate(_contents(column, path)):
        with reading(f"{path}: row {row}", "an image"), Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            upright = ImageOps.exif_transpose(image)
            values[row] = np.asarray(upright if upright.mode == mode or deep else upright.convert(mode))
    return values


def nested(values: Array, origin: Origin) -> Any:
    """Return samples (N, ...) as the column they were read from, of lists or of image files in PNG."""
    import pyarrow

    if IMAGES in origin.details and _is_image(values):
        return pyarrow.array([{"bytes": _png(sample), "path": None} for sample in values], _struct())
    array = pyarrow.array(np.ascontiguousarray(values).reshape(-1))
    for length in reversed(values.shape[1:]):
        array = pyarrow.FixedSizeListArray.from_arrays(array, length)
    return array


def _struct() -> Any:
    import pyarrow

    return pyarrow.struct([("bytes", pyarrow.binary()), ("path", pyarrow.string())])


def _is_image(values: Array) -> bool:
    """Whether each sample can be an image file."""
    if values.dtype == np.uint16:
        return values.ndim == 3
    return values.dtype == np.uint8 and values.ndim > 2 and values.shape[3:] in ((), (1,), (3,), (4,))


def _png(sample: Array) -> bytes:
    encoded = io.BytesIO()
    Image.fromarray(sample[..., 0] if sample.shape[2:] == (1,) else sample).save(encoded, "PNG")
    return encoded.getvalue()


def _contents(column: Any, path: str) -> Any:
    """Yield the bytes of each image; raises DataError for a row that has none."""
    row = 0
    for chunk in column.chunks:
        for content in chunk.field("bytes"):
            found = content.as_py()
            if not found:
                raise DataError(
                    f"{path}: row {row} holds no image, or only the path of one. Store their bytes in the file."
                )
            yield found
            row += 1


def _mode(image: Any, path: str, row: int) -> str:
    if image.width * image.height > _MOST_PIXELS:
        raise DataError(f"{path}: row {row} has {image.width}x{image.height} pixels; {_MOST_PIXELS:,} are the most.")
    if image.has_transparency_data:
        return "RGBA"
    if image.mode in ("I;16", "I;16B"):
        return "I;16"
    mode = "RGB" if image.mode == "P" else _READ_AS.get(image.mode)
    if mode is None:
        raise DataError(
            f"{path}: the image in row {row} has {image.mode} pixels, which are not read exactly. Save it as PNG."
        )
    return mode
