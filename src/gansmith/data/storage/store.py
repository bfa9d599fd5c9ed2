"""Rows made block by block, kept in memory where they fit its share, else in a file that is mapped."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.storage.memory import share
from gansmith.errors import StorageError
from gansmith.storage.atomic import writing

_SPARE = 1 << 30  # bytes left free on the disk for the run itself

# In a process that reads for another: the nameless files of what was stored, by the address they are mapped at, and
# whether they lie on the disk.
_handed_over: dict[int, tuple[IO[bytes], bool]] | None = None


def store(blocks: Iterable[Array], shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
    """Return the rows of all `blocks` as one array of `shape` and `dtype`, read-only if mapped.

    The file lies in $TMPDIR, else in the current directory beside the runs; it has no name, so it is gone when the
    process ends, however it ends. Raises StorageError, before writing anything, where the disk has no room for it.
    """
    nbytes = prod(shape) * np.dtype(dtype).itemsize
    if nbytes > share():
        return _mapped(blocks, shape, np.dtype(dtype), nbytes)
    rows, first = room(shape, dtype), 0
    for block in blocks:
        rows[first : first + len(block)] = block
        first += len(block)
    return rows


def room(shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
    """Return an array to fill, in memory; in a process that reads for another, such that the other can map it."""
    nbytes = prod(shape) * np.dtype(dtype).itemsize
    if _handed_over is None or nbytes == 0:
        return np.empty(shape, dtype)
    file = _memory_file()
    file.truncate(nbytes)
    return _map(file, np.dtype(dtype), shape, on_disk=False)


def is_mapped(values: Array) -> bool:
    """Whether an array lies in a file and not in memory, as do views of such."""
    base: object = values
    while isinstance(base, np.ndarray):
        if isinstance(base, np.memmap):
            return True
        base = base.base
    return False


def hand_over() -> None:
    """From now on keep what is stored in nameless files; forget the earlier ones. For a process that reads for another.

    `file_of` finds the file of an array, whose descriptor the other process is given.
    """
    global _handed_over
    for file, _ in (_handed_over or {}).values():
        file.close()
    _handed_over = {}


def file_of(values: Array) -> tuple[IO[bytes], bool]:
    """Return a nameless file that holds an array and nothing else, and whether it is a big one on the disk."""
    file, on_disk = (_handed_over or {}).get(_address(values), (None, False))
    if file is None or not values.flags.c_contiguous or os.fstat(file.fileno()).st_size != values.nbytes:
        file = _memory_file()
        file.write(np.ascontiguousarray(values).data)
        file.flush()
    return file, on_disk


def _place() -> Path:
    return Path(os.environ.get("TMPDIR") or Path.cwd())


def _mapped(blocks: Iterable[Array], shape: tuple[int, ...], dtype: "np.dtype[np.generic]", nbytes: int) -> Array:
    place = _place()
    with writing(place / "cache", nbytes):
        free = shutil.disk_usage(place).free
        if free < nbytes + _SPARE:
            raise StorageError(
                f"The data takes {nbytes:,} bytes, too many for memory, and {place} has {free:,} bytes free where "
                f"{nbytes + _SPARE:,} are needed to keep it there. Free some space, or set TMPDIR to a place with room."
            )
        file = tempfile.TemporaryFile(dir=place)  # noqa: SIM115 - closed below, whatever happens
        try:
            for block in blocks:  # written rather than assigned to a map, for which a full disk is fatal
                file.write(np.ascontiguousarray(block, dtype).data)
            file.flush()
            return _map(file, dtype, shape, on_disk=True)
        finally:
            if _handed_over is None:
                file.close()


def _memory_file() -> IO[bytes]:
    """Return a new file without a name, in memory where the system has such, else on disk."""
    with contextlib.suppress(AttributeError, OSError):
        return os.fdopen(os.memfd_create("gansmith", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING), "w+b")
    return tempfile.TemporaryFile(dir=_place())


def _map(file: IO[bytes], dtype: "np.dtype[Any]", shape: tuple[int, ...], *, on_disk: bool) -> Array:
    values = np.asarray(np.memmap(file, dtype, mode="r" if on_disk else "r+", shape=shape))
    if _handed_over is not None:
        _handed_over[_address(values)] = file, on_disk
    return values


def _address(values: Array) -> int:
    return int(values.__array_interface__["data"][0])
