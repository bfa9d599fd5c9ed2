"""Which axis of a stored array is which: to samples first and channels last, and back."""

from collections.abc import Mapping

import numpy as np

from gansmith.data.chunks import Array, row_chunks
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.labels import Companion, read_companion
from gansmith.data.reader.library_errors import shown
from gansmith.data.storage.store import store
from gansmith.errors import DataError, UsageError, option

_KINDS = {
    "O": "holds Python objects, not numbers. Save it again as an array of numbers",
    "U": "holds text, not numbers. Save it again as an array of numbers",
    "S": "holds text, not numbers. Save it again as an array of numbers",
    "V": "holds records, not numbers. Save each field as an array of its own",
    "M": "holds dates, not numbers. Save it again as an array of numbers, such as seconds",
    "m": "holds time spans, not numbers. Save it again as an array of numbers, such as seconds",
    "c": "holds complex numbers. Save its real and imaginary parts (or magnitude and phase) as real numbers",
}


def from_array(
    stored: Array,
    *,
    format: str,
    path: str,
    samples_axis: int | None = None,
    variable: str | None = None,
    companion: Companion | None = None,
    details: Mapping[str, Detail] | None = None,
) -> Dataset:
    """Return the Dataset in an array of 1 to 4 axes, with the labels of its companion.

    Raises DataError for an array that is not of real numbers, UsageError for a wrong `samples_axis`.
    """
    where = f"{path}: {shown(variable)}" if variable else path
    check_numeric(stored.dtype, where)
    if not 1 <= stored.ndim <= 4:
        raise DataError(
            f"{where} has {stored.ndim} axes, shape {shown(stored.shape)}; 1 to 4 can be read. Reshape it first."
        )
    axis, guessed = _find_samples_axis(stored.shape, samples_axis, where)
    values = np.moveaxis(stored, axis, 0)
    notes = dict(details or {}) | ({"axis_guessed": 1} if guessed else {})
    if values.ndim == 4 and _channels_come_first(values.shape):
        values = np.moveaxis(values, 1, -1)
        notes["channels"] = "first"
    if values.ndim == 1:
        values = values[:, np.newaxis]
    labels, class_names, label_notes = read_companion(companion, len(values), path)
    label = companion.name if companion is not None and labels is not None else None
    dtype, shape = str(stored.dtype), stored.shape
    origin = Origin(format, path, dtype, shape, axis, variable, label=label, details=notes | label_notes)
    return Dataset(_native(values), labels, class_names, origin)


def restore(values: Array, origin: Origin) -> Array:
    """Return samples-first `values` in the axes and dtype of the array they came from."""
    if len(origin.stored_shape) == 1 and values.shape[1:] == (1,):
        values = values[:, 0]
    if values.ndim == 4 and origin.details.get("channels") == "first":
        values = np.moveaxis(values, -1, 1)
    axis = origin.samples_axis if values.ndim == len(origin.stored_shape) else 0
    return np.ascontiguousarray(np.moveaxis(values, 0, axis), dtype=origin.dtype)


def check_numeric(dtype: np.dtype[np.generic], where: str) -> None:
    """Raise DataError unless `dtype` is bool, integer or a float of at most 64 bits."""
    if dtype.kind in _KINDS:
        raise DataError(f"{where} {_KINDS[dtype.kind]}.")
    if dtype.itemsize > 8:
        raise DataError(f"{where} holds {dtype} numbers; 64 bits are the most. Convert with .astype('float64').")


def _native(values: Array) -> Array:
    """Rows one after the other in this machine's byte order; bool becomes uint8, which has a range."""
    if values.dtype == np.bool_:
        values = values.view(np.uint8)
    native = values.dtype.newbyteorder("=")
    if values.flags.c_contiguous and values.dtype == native:
        return np.asarray(values)
    return store(row_chunks(values), values.shape, native)


def _find_samples_axis(shape: tuple[int, ...], asked: int | None, where: str) -> tuple[int, bool]:
    """Return the axis and whether it was guessed against the rule that samples come first."""
    if asked is not None:
        if not -len(shape) <= asked < len(shape):
            raise UsageError(f"{option('samples_axis', asked)}: {where} has axes 0 to {len(shape) - 1}, shape {shape}.")
        return asked % len(shape), False
    habit_of_matlab = len(shape) > 2 and _are_pictures_with_samples_last(shape)
    return (len(shape) - 1, True) if habit_of_matlab else (0, False)


def _are_pictures_with_samples_last(shape: tuple[int, ...]) -> bool:
    """(H, W, N) or (H, W, C, N): two alike axes, then one much longer; never true of (N, H, W) with H like W."""
    height, width, *channels, samples = shape
    larger, smaller = max(height, width), min(height, width)
    alike = larger <= 1.5 * smaller
    longer = samples >= (2 if larger == smaller else 4) * larger
    return alike and longer and all(count <= 4 for count in channels)


def _channels_come_first(shape: tuple[int, ...]) -> bool:
    """Whether samples-first `shape` is (N, C, H, W): few channels tell, else the two equal axes are H and W."""
    _, first, middle, last = shape
    if min(first, last) <= 4 or (first == middle) == (middle == last):
        return first < last
    return middle == last
