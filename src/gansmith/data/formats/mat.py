"""MATLAB files: versions 4 to 7 through scipy; version 7.3, which is HDF5, lives in hdf5.py."""

from pathlib import Path

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.formats.axes import restore
from gansmith.data.formats.hdf5 import is_hdf5, read_mat73, write_mat73
from gansmith.data.formats.size_limits import MOST_VARIABLES
from gansmith.data.formats.variables import Choices, read_chosen
from gansmith.data.labels import stored_labels
from gansmith.data.reader.library_errors import reading, shown
from gansmith.errors import DataError

_DTYPES = {  # MATLAB's class -> ours; a double of whole numbers may lie in the file as uint8, which is not its class
    "double": "float64",
    "single": "float32",
    "logical": "bool",
    **{name: name for name in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")},
}
_TEXT = b"MATLAB 5.0 MAT-file, written by gansmith"
_TEXT_BYTES, _HEADER_BYTES = 116, 128
_LARGEST_V5 = 2**31 - 2**20  # bytes of one variable


def read_mat(path: str, choices: Choices) -> Dataset:
    """Read a numeric array of any MATLAB file. Raises DataError naming the file and what lies in it."""
    if is_hdf5(path):
        return read_mat73(path, choices)
    import scipy.io

    with reading(path, "a .mat file"):
        version = "5" if scipy.io.matlab.matfile_version(path)[0] else "4"
        entries = {name: (tuple(shape), kind) for name, shape, kind in scipy.io.whosmat(path)}
    found = {name: (shape, _DTYPES[kind]) for name, (shape, kind) in entries.items() if kind in _DTYPES}
    refused = {name: f"a MATLAB {kind}" for name, (_, kind) in entries.items() if kind not in _DTYPES}

    def load(name: str) -> Array:
        with reading(path, "a .mat file"):
            array: Array = scipy.io.loadmat(path, variable_names=[name])[name]
        if not isinstance(array, np.ndarray):  # of a sparse array of truth values the header says only that these are
            raise DataError(
                f"{path}: {shown(name)} is a MATLAB sparse. Only arrays of real numbers can be read: save full() of it."
            )
        # version 4 files tell their number type only when loaded
        return array if version == "4" or array.dtype.kind == "c" else array.astype(found[name][1], copy=False)

    if len(entries) > MOST_VARIABLES:
        raise DataError(
            f"{path} holds {len(entries):,} variables; {MOST_VARIABLES:,} are the most. Save the one alone."
        )
    details: dict[str, Detail] = {"version": version, "compressed": int(version == "5" and _is_compressed(path))}
    return read_chosen("mat", path, found, refused, choices, load, details)


def write_mat(path: Path, values: Array, origin: Origin, labels: Array | None, class_names: tuple[str, ...]) -> None:
    """Write the variables that were read, in the same orientation, dtype and file version (else version 5)."""
    variables = {origin.variable or "data": _two_axes(_storable(restore(values, origin)))}
    if labels is not None:
        row = bool(origin.details.get("label_row"))
        column = stored_labels(labels, class_names, origin)[:, np.newaxis]
        variables[origin.label or "labels"] = column.T if row else column
    largest = max(array.nbytes for array in variables.values())
    version = origin.details.get("version") if origin.format == "mat" else "5"
    if version == "7.3" or largest > _LARGEST_V5:
        write_mat73(path, variables)
    elif version == "4" and all(array.ndim == 2 for array in variables.values()):
        _save(path, variables, "4", compressed=False)
    else:
        _save(path, variables, "5", compressed=bool(origin.details.get("compressed")))
        with path.open("r+b") as file:  # scipy writes machine and time here
            file.write(_TEXT.ljust(_TEXT_BYTES))


def _is_compressed(path: str) -> bool:
    """Whether the first variable of a version 5 file is compressed (then called version 7)."""
    with Path(path).open("rb") as file:
        file.seek(_HEADER_BYTES)
        return file.read(4) in (b"\x0f\0\0\0", b"\0\0\0\x0f")


def _storable(array: Array) -> Array:
    return array.astype(np.float32) if array.dtype == np.float16 else array  # MATLAB has no half


def _two_axes(array: Array) -> Array:
    return array[:, np.newaxis] if array.ndim == 1 else array


def _save(path: Path, variables: dict[str, Array], version: str, *, compressed: bool) -> None:
    import scipy.io

    with path.open("wb") as file:
        scipy.io.savemat(file, variables, format=version, do_compression=compressed)
