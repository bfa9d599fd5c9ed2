"""Which axis of a stored array is which: to samples first and channels last, and back."""

from collections.abc import Mapping
from math import prod

import numpy as np

from gansmith.data.chunks import Array, row_chunks
from gansmith.data.companions import Companion, possible_counts, read_companion
from gansmith.data.conventions import BY_EVIDENCE, LATEST
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.formats.axis_order import USUAL, Evidence, canonical, is_one_image, order_of
from gansmith.data.formats.conditions import Variables, counts_of, with_variables
from gansmith.data.reader.library_errors import shown
from gansmith.data.storage.store import store
from gansmith.errors import DataError, option

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
    axes: str | None = None,
    variable: str | None = None,
    companion: Companion | None = None,
    conditions: Variables = (),
    details: Mapping[str, Detail] | None = None,
    conventions: int = LATEST,
) -> Dataset:
    """Return the Dataset in an array of 1 to 4 axes, with the labels of its companion and its conditions.

    Samples of which at most one axis is longer than 1 are vectors, and those of few long channels signals, unless
    `axes` says otherwise. Raises DataError for an array that is not of real numbers, UsageError for a wrong
    `samples_axis` or `axes`.
    """
    where = f"{path}: {shown(variable)}" if variable else path
    check_numeric(stored.dtype, where)
    if not 1 <= stored.ndim <= 4:
        raise DataError(
            f"{where} has {stored.ndim} axes, shape {shown(stored.shape)}; 1 to 4 can be read. Reshape it first."
        )
    counts = (*possible_counts(companion), *counts_of(conditions))
    known = Evidence(where, counts, format == "mat", stored.dtype.itemsize == 1, conventions)
    order, because, images = order_of(stored.shape, samples_axis, axes, known)
    if axes is None and samples_axis is None and is_one_image(stored.shape, stored.dtype, known):
        size = "x".join(map(str, stored.shape[:2]))
        raise DataError(
            f"{where} is one image of {size} and {stored.shape[2]} channels, which is one sample. Stack several to an "
            f"array (N, H, W, C), or name a folder of images. If its first axis counts samples, give "
            f"{option('axes', 'NHW')}."
        )
    values = _samples_first(stored, order, keep=conventions < BY_EVIDENCE or (axes is not None and "H" in order))
    notes = dict(details or {}) | ({"axes_because": because} if because else {})
    notes |= {"axes_of_images": images} if images else {}
    if order != USUAL[stored.ndim]:
        notes["axes"] = order
    labels, class_names, label_notes = read_companion(companion, len(values), path, conventions)
    label = companion.name if companion is not None and labels is not None else None
    dtype, axis = str(stored.dtype), order.index("N")
    origin = Origin(format, path, dtype, stored.shape, axis, variable, label=label, details=notes | label_notes)
    return with_variables(Dataset(_native(values), labels, class_names, origin), conditions)


def restore(values: Array, origin: Origin) -> Array:
    """Return samples-first `values` in the axes and dtype of the array they came from."""
    order = axes_of(origin)
    first = canonical(order)
    sample = tuple(origin.stored_shape[order.index(letter)] for letter in first[1:])
    if values.ndim != len(order) and prod(values.shape[1:]) == prod(sample):
        values = values.reshape(len(values), *sample)
    if values.ndim == len(order):
        values = np.transpose(values, [first.index(letter) for letter in order])
    return np.ascontiguousarray(values, dtype=origin.dtype)


def axes_of(origin: Origin) -> str:
    """Return a letter for each axis of the array that values came from."""
    return str(origin.details.get("axes") or _order_without_letters(origin))


def check_numeric(dtype: np.dtype[np.generic], where: str) -> None:
    """Raise DataError unless `dtype` is bool, integer or a float of at most 64 bits."""
    if dtype.kind in _KINDS:
        raise DataError(f"{where} {_KINDS[dtype.kind]}.")
    if dtype.itemsize > 8:
        raise DataError(f"{where} holds {dtype} numbers; 64 bits are the most. Convert with .astype('float64').")


def _samples_first(stored: Array, order: str, *, keep: bool) -> Array:
    """Return a view (N, D), (N, H, W) or (N, H, W, C): a signal of several channels is an image of one row.

    keep: whether images of one row or column stay images.
    """
    values = np.transpose(stored, [order.index(letter) for letter in canonical(order)])
    longer = sum(length > 1 for length in values.shape[1:])
    if values.ndim == 1 or (longer <= 1 and values.ndim > 2 and not keep):
        return values.reshape(len(values), prod(values.shape[1:]))
    if "L" in order and values.ndim == 3:
        return values[:, np.newaxis] if values.shape[-1] > 1 else values[..., 0]
    return values


def _order_without_letters(origin: Origin) -> str:
    """Return the order of an origin that says only which axis is the samples', and whether channels come first."""
    axes = len(origin.stored_shape)
    rest = "CHW" if axes == 4 and origin.details.get("channels") == "first" else USUAL.get(axes, "N")[1:]
    return f"{rest[: origin.samples_axis]}N{rest[origin.samples_axis :]}"


def _native(values: Array) -> Array:
    """Rows one after the other in this machine's byte order; bool becomes uint8, which has a range."""
    if values.dtype == np.bool_:
        values = values.view(np.uint8)
    native = values.dtype.newbyteorder("=")
    if values.flags.c_contiguous and values.dtype == native:
        return np.asarray(values)
    return store(row_chunks(values), values.shape, native)
