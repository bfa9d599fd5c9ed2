"""IDX, the format of MNIST: a magic number, the dimensions, then big-endian numbers; with or without gzip."""

import gzip
import re
import struct
from pathlib import Path
from typing import IO

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.companions import Companion
from gansmith.data.dataset import Dataset
from gansmith.data.formats.axes import from_array
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.registry import labels_path
from gansmith.data.formats.size_limits import DEFLATE, MOST, check_unpacked, nbytes
from gansmith.data.formats.variables import Choices
from gansmith.data.reader.library_errors import reading
from gansmith.data.storage.memory import share
from gansmith.errors import DataError, UsageError

_DTYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_CODES = {np.dtype(dtype).newbyteorder("="): code for code, dtype in _DTYPES.items()}
_WIDER = {"bool": "u1", "float16": "f4", "uint16": "i4", "uint32": "f8"}  # types IDX lacks, held exactly by another
_IMAGES = re.compile(r"images[-.]idx\d-ubyte(\.gz)?$")
_MOST_AXES = 4  # that any of ours can have


def find_idx(directory: Path) -> Path | None:
    """Return the IDX file of images in a directory, the training set's where there are several, or None."""
    images = sorted(path for path in directory.iterdir() if _IMAGES.search(path.name))
    train = [path for path in images if "train" in path.name]
    return next(iter(train or images), None)


def looks_like_idx(path: Path) -> bool:
    """Whether a file starts as an IDX file does, or as gzip."""
    with path.open("rb") as file:
        magic = file.read(4)
    return magic[:2] == b"\x1f\x8b" or (len(magic) == 4 and magic[:2] == b"\0\0" and magic[2] in _DTYPES)


def read_idx(path: str, choices: Choices) -> Dataset:
    """Read an IDX file, or the one in a directory, and the labels that lie beside it under the matching name.

    Raises DataError if a file is damaged, or there is not one label for each sample.
    """
    file = (find_idx(Path(path)) if Path(path).is_dir() else None) or Path(path)
    beside = labels_path(file)
    companion = None
    if beside.is_file():
        companion = Companion(beside.name, _read(beside), asked=True, unlabelled=choices.unlabelled)
    return from_array(
        _read(file),
        format="idx",
        path=path,
        samples_axis=choices.samples_axis,
        axes=choices.axes,
        companion=companion,
        conventions=choices.conventions,
    )


def write_idx(path: Path, made: Contents) -> None:
    """Write the values of one IDX file, through gzip if the name ends so; its labels go to a file of their own.

    Raises UsageError for a dtype that IDX cannot hold.
    """
    array = made.restored if made.labels is None else _narrow(_numbers(made.stored_labels, made.labels))
    array = array.astype(_WIDER.get(array.dtype.name, array.dtype))
    native = array.dtype.newbyteorder("=")
    if native not in _CODES:
        raise UsageError(f"IDX files hold no {native} numbers. Write .npy, or another format that does.")
    header = struct.pack(f">HBB{array.ndim}I", 0, _CODES[native], array.ndim, *array.shape)
    with path.open("wb") as raw:
        if path.suffix == ".gz":
            with gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
                _write(file, header, array)
        else:
            _write(raw, header, array)


def _numbers(stored: Array, labels: Array) -> Array:
    """Return labels (N,) as they are stored, or indices of classes where those are names or columns."""
    return stored if stored.dtype.kind in "biuf" and stored.ndim == 1 else labels


def _narrow(labels: Array) -> Array:
    """Return labels in the first integer type that holds them; MNIST's are uint8."""
    if labels.dtype.kind == "f" and np.isnan(labels).any():
        return labels
    kinds = (labels.astype(kind) for kind in ("u1", "i1", "i2", "i4"))
    return next((narrow for narrow in kinds if np.array_equal(narrow, labels)), labels)


def _write(file: IO[bytes] | gzip.GzipFile, header: bytes, array: Array) -> None:
    file.write(header)
    file.write(np.ascontiguousarray(array, dtype=array.dtype.newbyteorder(">")).data)


def _read(path: Path) -> Array:
    with reading(path, "an IDX file"):
        packed = path.name.endswith(".gz")
        with gzip.open(path) if packed else path.open("rb") as file:
            shape, dtype = _read_header(file, path)
            expected = nbytes(shape, dtype)
            most = path.stat().st_size * (DEFLATE if packed else 1)
            if expected > min(most, MOST):
                raise DataError(
                    f"{path} promises {expected:,} bytes, {'x'.join(map(str, shape))} {dtype}, and cannot hold them: "
                    "it is cut short or damaged. Copy it again."
                )
            if packed:
                check_unpacked(path, "idx", path.stat().st_size, expected)
            elif expected > share():
                return _mapped(path, file.tell(), shape, dtype)
            content = file.read(expected)
            if len(content) < expected:
                raise DataError(f"{path} is cut short: {len(content):,} of {expected:,} bytes of data. Copy it again.")
            if file.read(1):
                raise DataError(f"{path} is longer than the {expected:,} bytes of data it promises. Copy it again.")
    return np.frombuffer(content, dtype).reshape(shape)


def _mapped(path: Path, start: int, shape: tuple[int, ...], dtype: "np.dtype[np.generic]") -> Array:
    expected, size = nbytes(shape, dtype), path.stat().st_size - start
    if size != expected:
        raise DataError(f"{path} has {size:,} bytes of data where it promises {expected:,}. Copy it again.")
    return np.memmap(path, dtype, mode="r", offset=start, shape=shape)


def _read_header(file: IO[bytes] | gzip.GzipFile, path: Path) -> tuple[tuple[int, ...], "np.dtype[np.generic]"]:
    magic = file.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in _DTYPES or not magic[3]:
        raise DataError(f"{path} is no IDX file: it starts with {magic.hex(' ') or 'nothing'}, not with 00 00 08 03.")
    if magic[3] > _MOST_AXES:
        raise DataError(f"{path} has {magic[3]} axes; 1 to {_MOST_AXES} can be read. Reshape it first.")
    sizes = file.read(4 * magic[3])
    if len(sizes) < 4 * magic[3]:
        raise DataError(f"{path} is cut short within its header. Copy it again.")
    return struct.unpack(f">{magic[3]}I", sizes), np.dtype(_DTYPES[magic[2]])
