"""HDF5 files; no link in them is ever followed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.chunks import Array, row_chunks
from gansmith.data.dataset import Dataset
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.records import as_records, chosen_records, from_records, is_of_records
from gansmith.data.formats.size_limits import LONGEST_LABEL, MOST_VARIABLES, nbytes, unpacks_too_far
from gansmith.data.formats.variables import RECORDS, TEXT, Choices, Found, read_chosen
from gansmith.data.quantities import stored
from gansmith.data.reader.library_errors import is_text, reading, shown
from gansmith.data.storage.memory import share
from gansmith.data.storage.store import room, store
from gansmith.errors import DataError

_MOST_DEEP = 100  # groups within groups
# HDF5's own: deflate, shuffle, fletcher32, szip, nbit, scale-offset; others are code to be loaded
_FILTERS = range(1, 7)
_LZF = 32000  # h5py's own


def is_hdf5(path: str) -> bool:
    """Whether the file is HDF5 inside, as MATLAB 7.3's are."""
    import h5py

    return bool(h5py.is_hdf5(path))


def read_hdf5(path: str, choices: Choices) -> Dataset:
    """Read a numeric dataset, wherever in the groups it lies. Raises DataError naming the file and what lies in it."""
    import h5py

    with reading(path, "an HDF5 file"), h5py.File(path, "r") as file:
        found, refused = _survey(file)
        if (name := chosen_records(path, found, choices)) is not None:
            return from_records(_load_records(file[name]), "h5", path, choices, variable=name)
        return read_chosen("h5", path, found, refused, choices, lambda name: load(file[name]), {})


def write_hdf5(path: Path, made: Contents) -> None:
    """Write one dataset of the same name, orientation and dtype, and labels and conditions beside it."""
    origin = made.origin
    import h5py

    name = origin.variable or "data"
    with h5py.File(path, "w", locking=False) as file:  # its writer has locked it
        if is_of_records(origin):
            file.create_dataset(name, data=_storable(as_records(made.values, origin, made.labels, made.class_names)))
        else:
            file.create_dataset(name, data=made.restored)
        if made.labels is not None and not is_of_records(origin):
            named = made.stored_labels
            kind = h5py.string_dtype() if named.dtype.kind == "U" else named.dtype
            file.create_dataset(origin.label or "labels", data=named.astype(kind), dtype=kind)
        if made.conditions is not None:
            for condition, array in stored(made.conditions, origin.conditions).items():
                file.create_dataset(condition, data=array)


def _storable(records: Array) -> Array:
    """Return a structured array whose texts are bytes in UTF-8, as HDF5 has them."""
    fields = {name: records[name] for name in records.dtype.names or ()}
    fields = {name: np.char.encode(one, "utf-8") if one.dtype.kind == "U" else one for name, one in fields.items()}
    made = np.empty(len(records), [(name, one.dtype) for name, one in fields.items()])
    for name, one in fields.items():
        made[name] = one
    return made


def _survey(file: Any) -> tuple[Found, dict[str, str]]:
    """Return the datasets of numbers or texts {name: (shape, dtype)} and what is refused {name: reason}."""
    import h5py

    found: dict[str, tuple[tuple[int, ...], str]] = {}
    refused: dict[str, str] = {}
    visited, groups = {address(file)}, [("", file)]
    for prefix, group in groups:
        for name, entry in entries(file, prefix, group, visited, len(found) + len(refused), refused):
            if isinstance(entry, h5py.Group):
                groups.append((f"{name}/", entry))
            elif reason := refusal(entry, tables=True):
                refused[name] = reason
            else:
                kind = TEXT if _is_text(entry) else RECORDS if _are_records(entry) else str(entry.dtype)
                found[name] = (entry.shape, kind)
    return found, refused


def entries(
    file: Any, prefix: str, group: Any, visited: set[int], known: int, refused: dict[str, str]
) -> Iterator[tuple[str, Any]]:
    """Yield what a group holds with its whole name, following no link, and note in `refused` what is left out.

    Every object is visited once, under the first of its names: a group may contain itself. Raises DataError where there
    is more than `MOST_VARIABLES`, with the `known`, or it lies too deep.
    """
    import h5py

    if known + len(group) > MOST_VARIABLES or len(re.findall("[/.]", prefix)) > _MOST_DEEP:
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
        elif address(entry := group[key]) not in visited:
            visited.add(address(entry))
            yield name, entry


def address(entry: Any) -> int:
    """Return where in its file an object lies, one number for all its names."""
    import h5py

    return int(h5py.h5o.get_info(entry.id).addr)


def refusal(dataset: Any, *, tables: bool = False) -> str | None:
    """Say why a dataset is not safe or holds neither real numbers nor names, None if it does.

    tables: whether it may be one of fields.
    """
    import h5py

    if not isinstance(dataset, h5py.Dataset):
        return "a group or type"
    if dataset.is_virtual or dataset.external:
        return "stored in other files, which are not opened"
    if unpacks_too_far(dataset.id.get_storage_size(), taken := _taken(dataset)):
        return f"declared as {taken:,} bytes of which the file holds {dataset.id.get_storage_size():,}"
    if (filters := _filters(dataset)) - {*_FILTERS, _LZF}:
        return f"packed by filter {max(filters)}, which is not loaded; h5repack -f GZIP=4 makes it readable"
    if dataset.dtype.kind == "c" or dataset.dtype.names == ("real", "imag"):
        return "complex; save its real and imaginary parts as real numbers"
    if dataset.shape is None or not (
        dataset.dtype.kind in "biuf" or _is_text(dataset) or (tables and _are_records(dataset))
    ):
        return f"of {shown(dataset.dtype)} type"
    return None


def load(dataset: Any) -> Array:
    """Return all of a dataset, mapped where it is big; names as text, by which UTF-8 that is none is refused."""
    if _is_text(dataset):
        texts = [text.decode() if isinstance(text, bytes) else str(text) for text in np.ravel(dataset[()]).tolist()]
        if (longest := max(map(len, texts), default=0)) > LONGEST_LABEL:
            raise DataError(f"{shown(dataset.name)} holds text of {longest:,} characters, which is no label.")
        return np.array(texts, np.str_).reshape(dataset.shape)
    if dataset.size == 0 or dataset.shape == ():
        return np.asarray(dataset[()])
    if dataset.nbytes > share():
        return store(row_chunks(dataset), dataset.shape, dataset.dtype)
    array: Array = room(dataset.shape, dataset.dtype)
    dataset.read_direct(array)
    return array


def _is_text(dataset: Any) -> bool:
    import h5py

    return h5py.check_string_dtype(dataset.dtype) is not None and dataset.dtype.itemsize <= 4 * LONGEST_LABEL


def _are_records(dataset: Any) -> bool:
    """Whether a data set is a table, of fields of fixed size and of short texts."""
    import h5py

    kinds = [dataset.dtype[name] for name in dataset.dtype.names or ()]
    return bool(kinds) and all(not kind.hasobject or h5py.check_string_dtype(kind) is not None for kind in kinds)


def _load_records(dataset: Any) -> Array:
    """Return all of a table, texts of any length as objects; raises DataError for long ones."""
    array: Array = np.asarray(dataset[()])
    for name in array.dtype.names or ():
        texts = array[name].ravel().tolist() if array.dtype[name].kind == "O" else []
        if (longest := max(map(len, texts), default=0)) > LONGEST_LABEL:
            raise DataError(f"{shown(dataset.name)}: field {shown(name)} holds text of {longest:,} characters.")
    return array


def _taken(dataset: Any) -> int:
    """Return the bytes of a dataset, or of one of its chunks if that is larger: a chunk is unpacked as a whole."""
    return max(int(dataset.nbytes), nbytes(dataset.chunks or (), dataset.dtype))


def _filters(dataset: Any) -> set[int]:
    settings = dataset.id.get_create_plist()
    return {int(settings.get_filter(place)[0]) for place in range(settings.get_nfilters())}
