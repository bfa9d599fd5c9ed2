"""Objects in memory that are arrays by one of the protocols that arrays have, as arrays of NumPy."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.formats.size_limits import nbytes
from gansmith.data.reader.library_errors import shown
from gansmith.data.storage.memory import expect
from gansmith.errors import DataError

_PROTOCOLS = ("__array__", "__array_interface__", "detach", "toarray")


def type_of(source: object) -> str:
    """Return the full name of an object's type."""
    kind = type(source)
    return shown(kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}")


def is_array(source: object) -> bool:
    """Whether an object is an array, a tensor or a sparse matrix."""
    return not isinstance(source, type) and any(hasattr(source, name) for name in _PROTOCOLS)


def array_of(source: object, what: str) -> Array:
    """Return an object as an array, without a copy where it lies in memory as one.

    Masked values become NaN, and what a sparse matrix leaves out 0. Raises DataError where it has parts of different
    shapes or cannot be converted, naming `what` and never a value.
    """
    if isinstance(source, np.ndarray):
        return _unmasked(source)
    try:
        if isinstance(source, list | tuple):
            return _stacked(source, what)
        if hasattr(source, "detach"):  # a tensor, of any device, with a gradient or without
            tensor: Any = source.detach().cpu()
            tensor = tensor.float() if "bfloat16" in str(tensor.dtype) else tensor
            source = _dense(tensor, "to_dense") if tensor.layout is not _strided() else tensor
        elif hasattr(source, "toarray"):
            source = _dense(source, "toarray")
        return np.asarray(source)
    except (TypeError, ValueError, RuntimeError) as error:
        raise DataError(
            f"{what} of type {type_of(source)} cannot be converted to an array of numbers ({type(error).__name__}). "
            "Make a NumPy array of it first."
        ) from None


def _strided() -> object:
    import torch

    return torch.strided


def _dense(sparse: Any, convert: str) -> Any:
    expect(2 * nbytes(tuple(sparse.shape), "float64"))
    return getattr(sparse, convert)()


def _unmasked(array: Array) -> Array:
    """Return an array whose masked values are NaN, and one of objects that are arrays as one of their numbers."""
    if isinstance(array, np.ma.MaskedArray):
        if not np.ma.is_masked(array):
            return np.asarray(array.data)
        kind = array.dtype if array.dtype.kind == "f" else np.dtype(np.float64)
        return np.where(np.ma.getmaskarray(array), np.nan, array.data).astype(kind)
    if array.dtype == object and array.ndim == 1 and len(array) and all(map(is_array, array)):
        return _stacked(array.tolist(), "The array of objects")
    return array


def _stacked(parts: Sequence[Any], what: str) -> Array:
    if parts and all(map(is_array, parts)):
        arrays = [array_of(part, what) for part in parts]
        other = next((place for place, one in enumerate(arrays) if one.shape != arrays[0].shape), None)
        if other is not None:
            raise DataError(
                f"{what}: part {other} has shape {arrays[other].shape} and part 0 {arrays[0].shape}. All samples must "
                "have one shape: cut or pad them."
            )
        return np.stack(arrays)
    try:
        return np.asarray(parts)
    except ValueError:
        raise DataError(
            f"{what} holds parts of different lengths. All samples must have one shape: cut or pad them."
        ) from None
