"""Rows made block by block, kept in memory where they fit its share, else in a file that is mapped."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gansmith.data.dataset import Array
from gansmith.data.memory import share
from gansmith.errors import StorageError
from gansmith.storage.atomic import writing

_SPARE = 1 << 30  # bytes left free on the disk for the run itself


def store(blocks: Iterable[Array], shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
    """Return the rows of all `blocks` as one array of `shape` and `dtype`, read-only if mapped.

    The file lies in $TMPDIR, else in the current directory beside the runs; it has no name, so it is gone when the
    process ends, however it ends. Raises StorageError, before writing anything, where the disk has no room for it.
    """
    nbytes = prod(shape) * np.dtype(dtype).itemsize
    if nbytes > share():
        return _mapped(blocks, shape, np.dtype(dtype), nbytes)
    rows, first = np.empty(shape, dtype), 0
    for block in blocks:
        rows[first : first + len(block)] = block
        first += len(block)
    return rows


def is_mapped(values: Array) -> bool:
    """Whether an array lies in a file and not in memory, as do views of such."""
    base: object = values
    while isinstance(base, np.ndarray):
        if isinstance(base, np.memmap):
            return True
        base = base.base
    return False


def _mapped(blocks: Iterable[Array], shape: tuple[int, ...], dtype: "np.dtype[np.generic]", nbytes: int) -> Array:
    place = Path(os.environ.get("TMPDIR") or Path.cwd())
    with writing(place / "cache", nbytes):
        free = shutil.disk_usage(place).free
        if free < nbytes + _SPARE:
            raise StorageError(
                f"The data takes {nbytes:,} bytes, too many for memory, and {place} has {free:,} bytes free where "
                f"{nbytes + _SPARE:,} are needed to keep it there. Free some space, or set TMPDIR to a place with room."
            )
        # Written rather than assigned to a map, for which a full disk is fatal.
        with tempfile.TemporaryFile(dir=place) as file:
            for block in blocks:
                file.write(np.ascontiguousarray(block, dtype).data)
            file.flush()
            return np.asarray(np.memmap(file, dtype, mode="r", shape=shape))
