"""How much a file may unpack into: a small file that would fill the memory is refused before it is unpacked.

A file is suspect where it unpacks into more than `FREE` bytes and more than `RATIO` times its own size. Measured on
good data: digits in gzip 5 times, sparse counts 77, masks of one shape 105 to 692 as PNG and up to 549 as compressed
float64, one-hot vectors of 1,000 classes 751 as compressed float64, tables of which half the columns hold one value
100 as Parquet. Deflate shrinks zeros 1,032 times, Parquet some 1,900 times, and HDF5 promises any number of equal
values in no space at all.
"""

from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gansmith.errors import DataError

FREE = 512 << 20  # bytes that any file may unpack into
RATIO = 800
MOST = 16 << 30  # bytes that a packed file may unpack into in this process, however large it is
MOST_VARIABLES = 10_000  # that a file is searched for
LONGEST_LABEL = 1000  # characters
_REMEDIES = {
    "npz": "np.savez without compression, or np.save as .npy",
    "idx": "gunzip it",
    "mat": "save -v7.3 -nocompression in MATLAB, or a smaller class such as uint8",
    "h5": "h5repack -f NONE, or save the array as .npy",
    "parquet": "save the array as .npy",
    "folder": "put all images into one .npy",
}


def unpacks_too_far(packed: int, unpacked: int) -> bool:
    """Whether so many bytes of a file would become suspiciously many more."""
    return unpacked > FREE and unpacked > RATIO * packed


def check_unpacked(path: str | Path, kind: str, packed: int, unpacked: int) -> None:
    """Raise DataError, with the way to read it all the same, where `unpacks_too_far`."""
    if unpacks_too_far(packed, unpacked):
        raise DataError(
            f"{path} would unpack from {packed:,} bytes to {unpacked:,}, more than {RATIO:,} times as many, as "
            f"files do that are made to fill the memory. If this one is good, unpack it first: {_REMEDIES[kind]}."
        )


def nbytes(shape: tuple[int, ...], dtype: npt.DTypeLike) -> int:
    """Return how many bytes an array takes, however many those are."""
    return prod(map(int, shape)) * np.dtype(dtype).itemsize
