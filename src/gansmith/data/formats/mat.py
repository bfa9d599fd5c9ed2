"""MATLAB files: versions 4 to 7 through scipy; version 7.3, which is HDF5, lives in hdf5.py."""

from collections.abc import Mapping
from math import prod
from pathlib import Path

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Detail
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.hdf5 import is_hdf5
from gansmith.data.formats.mat73 import read_mat73
from gansmith.data.formats.mat73_writer import write_mat73
from gansmith.data.formats.mat_values import Inside, look_inside, refusal_of, sparse_refusal
from gansmith.data.formats.size_limits import FREE, MOST_VARIABLES
from gansmith.data.formats.variables import Choices, read_chosen
from gansmith.data.labels import OBVIOUS_NAMES
from gansmith.data.quantities import stored
from gansmith.data.reader.library_errors import reading, shown
from gansmith.data.storage.memory import expect
from gansmith.errors import DataError, option

_DTYPES = {  # MATLAB's class -> ours; a double of whole numbers may lie in the file as uint8, which is not its class
    "double": "float64",
    "single": "float32",
    "logical": "bool",
    **{name: name for name in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")},
}
_OPENED = ("struct", "cell", "char", "sparse")
_COPIES = 16  # bytes that one of a packed file may become, in all copies that are made of it
_TEXT = b"MATLAB 5.0 MAT-file, written by gansmith"
_TEXT_BYTES, _HEADER_BYTES = 116, 128
_LARGEST_V5 = 2**31 - 2**20  # bytes of one variable


def read_mat(path: str, choices: Choices) -> Dataset:
    """Read an array of any MATLAB file, also sparse, or in a struct or cell. Raises DataError where there is none."""
    if is_hdf5(path):
        return read_mat73(path, choices)
    import scipy.io

    with reading(path, "a .mat file"):
        version = "5" if scipy.io.matlab.matfile_version(path)[0] else "4"
        kinds = {name: (tuple(shape), kind) for name, shape, kind in scipy.io.whosmat(path)}
    if len(kinds) > MOST_VARIABLES:
        raise DataError(f"{path} holds {len(kinds):,} variables; {MOST_VARIABLES:,} are the most. Save the one alone.")
    plain = {name: (shape, _DTYPES[kind]) for name, (shape, kind) in kinds.items() if kind in _DTYPES}
    inside = _opened(path, {name: kind for name, (_, kind) in kinds.items() if name not in plain}, plain, choices)

    def load(name: str) -> Array:
        if name in inside.arrays:
            return inside.arrays[name]
        with reading(path, "a .mat file"):
            array: Array = scipy.io.loadmat(path, variable_names=[name])[name]
        if hasattr(array, "toarray"):  # of a sparse array of truth values the header says only that these are
            if reason := sparse_refusal(plain[name][0], np.uint8, Path(path).stat().st_size):
                raise DataError(f"{path}: {shown(name)} is {reason}.")
            array = np.asarray(array.toarray())
        # version 4 files tell their number type only when loaded
        return array if version == "4" or array.dtype.kind == "c" else array.astype(plain[name][1], copy=False)

    details: dict[str, Detail] = {"version": version, "compressed": int(version == "5" and _is_compressed(path))}
    return read_chosen("mat", path, {**plain, **inside.found}, inside.refused, choices, load, details)


def _opened(
    path: str, kinds: Mapping[str, str], plain: Mapping[str, tuple[tuple[int, ...], str]], choices: Choices
) -> Inside:
    """Return what lies in structs, cells, texts and sparse matrices, of those that may be wanted alone.

    These are those that are named, those that are called as labels are, and all where there is no other array.
    """
    import scipy.io

    asked = {
        name.partition(".")[0]
        for name in (choices.variable, choices.label, choices.aside, *choices.condition)
        if name is not None
    }
    alone = choices.variable is None and not any(
        prod(shape) > 1 and name.lower() not in OBVIOUS_NAMES for name, (shape, _) in plain.items()
    )
    inside, packed = Inside(), Path(path).stat().st_size
    for name, kind in kinds.items():
        if kind not in _OPENED:
            inside.refused[name] = refusal_of(kind)
        elif alone or name in asked or name.lower() in OBVIOUS_NAMES:
            expect(max(FREE, _COPIES * packed))
            with reading(path, "a .mat file"):
                value = scipy.io.loadmat(path, variable_names=[name], mat_dtype=True)[name]
            look_inside(name, value, packed, inside)
        else:
            inside.refused[name] = f"a MATLAB {kind}: {option('variable', name)} looks into it"
    return inside


def write_mat(path: Path, made: Contents) -> None:
    """Write the variables that were read, in the same orientation, dtype and file version (else version 5)."""
    origin = made.origin
    variables = {origin.variable or "data": _two_axes(_storable(made.restored))}
    if made.labels is not None:
        named = made.stored_labels
        column = _two_axes(named.astype(object) if named.dtype.kind == "U" else named)
        variables[origin.label or "labels"] = column.T if origin.details.get("label_row") else column
    if made.conditions is not None:
        variables |= {
            name: _two_axes(_storable(array)) for name, array in stored(made.conditions, origin.conditions).items()
        }
    largest = max(array.nbytes for array in variables.values())
    version = origin.details.get("version") if origin.format == "mat" else "5"
    if version == "7.3" or largest > _LARGEST_V5:
        write_mat73(path, variables)
    elif version == "4" and all(array.ndim == 2 and array.dtype.kind != "O" for array in variables.values()):
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
