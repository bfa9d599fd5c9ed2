"""How much a file may unpack into: a small file that would fill the memory is refused before it is unpacked.

A file is suspect where it unpacks into more than `FREE` bytes, and more than `DEFLATE` times its own size, or more
than `RATIO` times and beyond `NEAR` or the share of memory that one array may take. Measured on good data: digits in
gzip 5 times, sparse counts 77, masks of one shape 105 to 692 as PNG and up to 549 as compressed float64, one-hot
vectors of 1,000 classes 751 as compressed float64, 9,000 masks of 256 x 256 with one square each 825 as compressed
uint8 (590 MB), tables of which half the columns hold one value 100 as Parquet. Deflate shrinks zeros 1,032 times, so
that good masks come close to the worst it can do: there memory decides. Parquet shrinks some 1,900 times, WebP 40,000
times, and HDF5 promises any number of equal values in no space at all: no good file is known that needs so much.
"""

from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gansmith.data.storage.memory import share
from gansmith.errors import DataError

FREE = 512 << 20  # bytes that any file may unpack into
RATIO = 800
DEFLATE = 1100
NEAR = 576 << 20  # bytes that what deflate shrinks nearly as far as it can may unpack into, where memory has room
PICTURE = 64 << 20  # bytes that any picture may unpack into
MOST = 16 << 30  # bytes that a packed file may unpack into in this process, however large it is
MOST_VARIABLES = 10_000  # that a file is searched for
LONGEST_LABEL = 1000  # characters
_REMEDIES = {
    "npz": "np.savez without compression, or np.save as .npy",
    "idx": "gunzip it",
    "mat": "save -v7.3 -nocompression in MATLAB, or a smaller class such as uint8",
    "h5": "h5repack -f NONE, or save the array as .npy",
    "parquet": "save the array as .npy",
    "csv": "gunzip it",
    "nii": "gunzip it",
    "dcm": "write it uncompressed, as by gdcmconv --raw",
    "xlsx": "save the sheet as .csv",
    "folder": "put all images into one .npy",
    "zip": "put all images into one .npy",
}


def unpacks_too_far(packed: int, unpacked: int) -> bool:
    """Whether so many bytes of a file would become suspiciously many more."""
    if unpacked <= FREE or unpacked <= RATIO * packed:
        return False
    return unpacked > DEFLATE * packed or unpacked > min(share(), NEAR)


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
