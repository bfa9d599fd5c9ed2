"""HDF5 files, and MATLAB 7.3 files, which are HDF5 with every axis reversed; no link in them is ever followed."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.chunks import Array, row_chunks
from gansmith.data.dataset import Dataset, Origin
from gansmith.data.formats.axes import restore
from gansmith.data.formats.size_limits import MOST_VARIABLES, nbytes, unpacks_too_far
from gansmith.data.formats.variables import Choices, Found, read_chosen
from gansmith.data.labels import stored_labels
from gansmith.data.reader.library_errors import is_text, reading, shown
from gansmith.data.storage.memory import share
from gansmith.data.storage.store import room, store
from gansmith.errors import DataError

_USERBLOCK = 512
_MATLAB_HEADER = b"MATLAB 7.3 MAT-file, written by gansmith".ljust(124) + b"\x00\x02IM"
_MATLAB_CLASSES = {"float64": "double", "float32": "single", "bool": "logical"}
_MOST_DEEP = 100  # groups within groups
_LONGEST_ATTRIBUTE = 1000  # bytes
_FILTERS = range(
    1, 7
)  # HDF5's own: deflate, shuffle, fletcher32, szip, nbit, scale-offset; others are code to be loaded
_LZF = 32000  # h5py's own


def is_hdf5(path: str) -> bool:
    """Whether the file is HDF5 inside, as MATLAB 7.3's are."""
    import h5py

    return bool(h5py.is_hdf5(path))


def read_hdf5(path: str, choices: Choices) -> Dataset:
    """Read a numeric dataset, wherever in the groups it lies. Raises DataError naming the file and what lies in it."""
    return _read(path, choices, matlab=False)


def read_mat73(path: str, choices: Choices) -> Dataset:
    """Read a numeric variable of a MATLAB 7.3 file. Raises DataError naming the file and what lies in it."""
    return _read(path, choices, matlab=True)


def write_hdf5(path: Path, values: Array, origin: Origin, labels: Array | None, class_names: tuple[str, ...]) -> None:
    """Write one dataset of the same name, orientation and dtype, and the labels beside it."""
    import h5py

    name = origin.variable or "data"
    with h5py.File(path, "w", locking=False) as file:  # its writer has locked it
        file.create_dataset(name, data=restore(values, origin))
        if labels is not None:
            file.create_dataset(origin.label or "labels", data=stored_labels(labels, class_names, origin))


def write_mat73(path: Path, variables: Mapping[str, Array]) -> None:
    """Write arrays so that MATLAB reads them: its class as an attribute, axes reversed, its header before the HDF5."""
    import h5py

    with h5py.File(path, "w", userblock_size=_USERBLOCK, locking=False) as file:
        for name, array in variables.items():
            kind = _MATLAB_CLASSES.get(array.dtype.name, array.dtype.name)
            stored = array.astype(np.uint8) if kind == "logical" else array
            dataset = file.create_dataset(name, data=stored.T)
            dataset.attrs["MATLAB_class"] = np.bytes_(kind)
            if kind == "logical":
                dataset.attrs["MATLAB_int_decode"] = np.int32(1)
    with path.open("r+b") as raw:
        raw.write(_MATLAB_HEADER)


def _read(path: str, choices: Choices, *, matlab: bool) -> Dataset:
    import h5py

    kind = "a MATLAB 7.3 file" if matlab else "an HDF5 file"
    with reading(path, kind), h5py.File(path, "r") as file:
        found, refused = _survey(file, matlab)
        format, details = ("mat", {"version": "7.3"}) if matlab else ("h5", {})
        return read_chosen(format, path, found, refused, choices, partial(_load, file, matlab), details)


def _survey(file: Any, matlab: bool) -> tuple[Found, dict[str, str]]:
    """Return the numeric datasets {name: (shape, dtype)} and what is refused {name: reason}, following no link.

    Every object is visited once, under the first of its names: a group may contain itself.
    """
    import h5py

    found: dict[str, tuple[tuple[int, ...], str]] = {}
    refused: dict[str, str] = {}
    visited, groups = {_address(file)}, [("", file)]
    for prefix, group in groups:
        if len(found) + len(refused) + len(group) > MOST_VARIABLES or prefix.count("/") > _MOST_DEEP:
            raise DataError(
                f"{file.filename} holds more than {MOST_VARIABLES:,} objects, or over {_MOST_DEEP} groups within each "
                "other. Copy what you need into a file of its own (h5copy), or save it as .npy."
            )
        for key in group:
            name = f"{prefix}{key}"
            if not is_text(name):
                refused[name.encode(errors="replace").decode()] = "a name that is no text"
            elif not isinstance(group.get(key, getlink=True), h5py.HardLink):
                refused[name] = "a link to elsewhere, which is not followed"
            elif _address(entry := group[key]) in visited or (matlab and key.startswith("#")):
                continue  # under # MATLAB keeps cells and objects
            else:
                visited.add(_address(entry))
                if isinstance(entry, h5py.Group) and not matlab:
                    groups.append((f"{name}/", entry))
                elif reason := _refusal(entry):
                    refused[name] = reason
                else:
                    found[name] = _seen(entry, matlab)
    return found, refused


def _address(entry: Any) -> int:
    import h5py

    return int(h5py.h5o.get_info(entry.id).addr)


def _seen(dataset: Any, matlab: bool) -> tuple[tuple[int, ...], str]:
    logical = matlab and _matlab_class(dataset) == "logical"
    return (dataset.shape[::-1] if matlab else dataset.shape), "bool" if logical else str(dataset.dtype)


def _refusal(dataset: Any) -> str | None:
    """Say why a dataset is not safe or not numeric, None if it is both."""
    import h5py

    if not isinstance(dataset, h5py.Dataset):
        return "a struct, sparse matrix or type"
    if dataset.is_virtual or dataset.external:
        return "stored in other files, which are not opened"
    if unpacks_too_far(dataset.id.get_storage_size(), taken := _taken(dataset)):
        return f"declared as {taken:,} bytes of which the file holds {dataset.id.get_storage_size():,}"
    if (filters := _filters(dataset)) - {*_FILTERS, _LZF}:
        return f"packed by filter {max(filters)}, which is not loaded; h5repack -f GZIP=4 makes it readable"
    if (kind := _matlab_class(dataset)) in (
        "cell",
        "char",
        "struct",
        "function_handle",
    ) or "MATLAB_empty" in dataset.attrs:
        return f"a MATLAB {shown(kind)}, or empty"
    if dataset.dtype.kind == "c" or dataset.dtype.names == ("real", "imag"):
        return "complex; save its real and imaginary parts as real numbers"
    if dataset.shape is None or dataset.dtype.kind not in "biuf":
        return f"of {shown(dataset.dtype)} type"
    return None


def _taken(dataset: Any) -> int:
    """Return the bytes of a dataset, or of one of its chunks if that is larger: a chunk is unpacked as a whole."""
    return max(int(dataset.nbytes), nbytes(dataset.chunks or (), dataset.dtype))


def _filters(dataset: Any) -> set[int]:
    settings = dataset.id.get_create_plist()
    return {int(settings.get_filter(place)[0]) for place in range(settings.get_nfilters())}


def _matlab_class(dataset: Any) -> str:
    if "MATLAB_class" not in dataset.attrs or (
        dataset.attrs.get_id("MATLAB_class").get_storage_size() > _LONGEST_ATTRIBUTE
    ):
        return ""
    kind = dataset.attrs.get("MATLAB_class", b"")
    return kind.decode("ascii", "replace") if isinstance(kind, bytes) else str(kind)


def _load(file: Any, matlab: bool, name: str) -> Array:
    dataset = file[name]
    array: Array
    if dataset.size == 0 or dataset.shape == ():
        array = np.asarray(dataset[()])
    elif dataset.nbytes > share():
        array = store(row_chunks(dataset), dataset.shape, dataset.dtype)
    else:
        array = room(dataset.shape, dataset.dtype)
        dataset.read_direct(array)
    if not matlab:
        return array
    return (array.astype(np.bool_) if _matlab_class(dataset) == "logical" else array).T
