"""Passes over arrays that may not fit the memory twice, and a few rows that stand for all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.errors import DataError

Array = npt.NDArray[Any]

_CHUNK_BYTES = 16 << 20
_ROWS, _NUMBERS = 512, 4 << 20  # enough to estimate a share or a correlation


def row_chunks(values: Array, nbytes: int = _CHUNK_BYTES) -> Iterator[Array]:
    """Yield consecutive rows, some 16 MB at a time or as said, so that no pass over big data copies all of it."""
    rows = max(1, nbytes // max(1, values[:1].nbytes))
    file = _mapped_file(values)
    for start in range(0, len(values), rows):
        if file is not None:
            _require_whole(file)
        yield values[start : start + rows]


def row_hashes(values: Array) -> npt.NDArray[np.int64]:
    """Return a number (N,) for each row, the same for equal rows of one process, and hardly ever for others."""
    rows = (hash(row.tobytes()) for chunk in row_chunks(values) for row in chunk)
    return np.fromiter(rows, np.int64, len(values))


def _mapped_file(values: Array) -> np.memmap[Any, Any] | None:
    """Return the map of a file with a name that an array is a view of."""
    base: object = values
    while isinstance(base, np.ndarray):
        if isinstance(base, np.memmap) and getattr(base, "filename", None) is not None:
            return base
        base = base.base
    return None


def _require_whole(file: np.memmap[Any, Any]) -> None:
    """Raise DataError where a mapped file has become shorter: to read what it lacks would end the process."""
    try:
        size = Path(str(file.filename)).stat().st_size
    except OSError:  # it has no name any more, and stays as it is
        return
    if size < file.offset + file.nbytes:
        raise DataError(f"{file.filename} became shorter while it was read. Copy it again, and let nothing change it.")


def as_float64(values: Array) -> npt.NDArray[np.float64]:
    """Return a copy in float64. A processor may complain of a NaN made of unusual bits, which is a NaN all the same."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.multiply(values, 1.0, dtype=np.float64))  # which leaves a NaN of the usual bits


def spaced_rows(values: Array) -> Array:
    """Return a copy of at most 512 rows, evenly spaced from the first to the last, fewer of very long ones."""
    few = min(len(values), _ROWS, max(2, _NUMBERS // max(values[0].size, 1)))
    return np.asarray(values[np.linspace(0, len(values) - 1, few).astype(int)])


def deviations(vectors: Array) -> npt.NDArray[np.float64]:
    """Return a few rows of vectors (N, D) less their mean, in units of the greatest number; 0 for missing ones."""
    sample = as_float64(spaced_rows(vectors))
    finite = np.isfinite(sample)
    sample[~finite] = 0
    sample /= np.abs(sample).max() or 1
    sample -= sample.sum(axis=0) / np.maximum(finite.sum(axis=0), 1)
    sample[~finite] = 0
    return sample
