"""Samples as networks see them, kept in the smallest type that loses nothing until a batch is wanted."""

from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array, row_chunks
from gansmith.data.codec.codec import Codec
from gansmith.data.storage.memory import share
from gansmith.data.storage.store import is_mapped, store

_NARROW = 2  # bytes: float32 holds these integers, and their differences, exactly
_CACHED = 256 << 10  # bytes of values that stay in the cache while the codec goes over them in float64


@dataclass(frozen=True, eq=False)
class StoredRows:
    """Laid-out samples (N, *shape), float32 codes or integers; (value - middle) / half are the codes of the latter."""

    values: Array
    affine: tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]] | None  # middle and half, *shape


def stored_rows(values: Array, codec: Codec) -> StoredRows:
    """Return the rows of the values a codec was fitted on; uncopied where they are narrow integers laid out already.

    Raises StorageError where they fit neither memory nor disk.
    """
    shape = (len(values), *codec.shape)
    if codec.table is not None or not _is_narrow(values):
        encoded = map(codec.encode, row_chunks(values, _CACHED))
        return StoredRows(store(encoded, shape, np.float32), None)
    if _is_laid_out(values, codec):
        return StoredRows(codec.lay_out(values), codec.affine())
    return StoredRows(store(map(codec.lay_out, row_chunks(values)), shape, values.dtype), codec.affine())


def residence(values: Array, codec: Codec) -> str:
    """Return in words where `stored_rows` would keep the samples, and how much they take there."""
    narrow = codec.table is None and _is_narrow(values)
    dtype = values.dtype if narrow else np.dtype(np.float32)
    nbytes = len(values) * prod(codec.shape) * dtype.itemsize
    mapped = is_mapped(values) if narrow and _is_laid_out(values, codec) else nbytes > share()
    return f"{'memory-mapped' if mapped else 'resident'}, {nbytes / 1e6:,.0f} MB of {dtype}"


def _is_narrow(values: Array) -> bool:
    return values.dtype.kind in "iu" and values.dtype.itemsize <= _NARROW


def _is_laid_out(values: Array, codec: Codec) -> bool:
    """Whether the values can be kept as they are: neither encoded, folded nor transposed."""
    row = values[:1]
    laid_out = codec.lay_out(row)
    return _is_narrow(values) and laid_out.flags.c_contiguous and np.shares_memory(laid_out, row)
