"""NumPy's own files: .npy, mapped where it is big, and .npz; nothing in them is ever unpickled."""

import zipfile
from functools import partial
from pathlib import Path
from typing import IO

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.companions import Companion
from gansmith.data.conventions import BY_EVIDENCE
from gansmith.data.dataset import Dataset, Detail
from gansmith.data.formats.axes import check_numeric, from_array
from gansmith.data.formats.conditions import sidecar
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.records import as_records, chosen_records, from_records, is_of_records, is_structured
from gansmith.data.formats.registry import labels_path
from gansmith.data.formats.size_limits import LONGEST_LABEL, MOST, check_unpacked, nbytes
from gansmith.data.formats.unused_options import refuse_unused
from gansmith.data.formats.variables import RECORDS, TEXT, Choices, read_chosen
from gansmith.data.quantities import stored
from gansmith.data.reader.library_errors import reading, shown
from gansmith.data.storage.memory import share
from gansmith.errors import DataError

_MOST_MEMBERS = 1000
_OBJECTS = "Python objects, which are not unpickled: save it again with .astype(str) or as numbers"
_WIDEST_TEXT = 4 * LONGEST_LABEL  # bytes


def read_npy(path: str, choices: Choices) -> Dataset:
    """Read a .npy file, or map a big one. Raises DataError if it is damaged, holds objects or is of another length."""
    with reading(path, "a .npy file"):
        with Path(path).open("rb") as file:
            shape, dtype = _read_header(file)
            start = file.tell()
        if not is_structured(dtype):
            check_numeric(dtype, path)
        size, expected = Path(path).stat().st_size, start + nbytes(shape, dtype)
        if size != expected:
            raise DataError(f"{path} has {size:,} bytes where its header promises {expected:,}. Copy or save it again.")
        # What is mapped kills the process where somebody cuts it short meanwhile, so that what fits is read: into half
        # of what one array may take, for a second one is made of it.
        fits = expected <= share() // 2
        array = np.load(path, mmap_mode=None if fits or 0 in shape else "r", allow_pickle=False)
    if is_structured(dtype):
        return from_records(array, "npy", path, choices)
    refuse_unused(path, choices, ("samples_axis", "axes", "condition", "unlabelled", "window", "stride"))
    companion, notes = (None, {}) if "labels" in choices.condition else _beside(Path(path), choices)
    return from_array(
        np.asarray(array),
        format="npy",
        path=path,
        samples_axis=choices.samples_axis,
        axes=choices.axes,
        companion=companion,
        conditions=[(name, _sidecar(Path(path), name)) for name in choices.condition],
        details=notes,
        conventions=choices.conventions,
    )


def read_npz(path: str, choices: Choices) -> Dataset:
    """Read one array of a .npz file. Raises DataError naming the file and what lies in it."""
    with reading(path, "a .npz file"), zipfile.ZipFile(path) as archive:
        found, refused = _survey(archive, path)
        compressed = any(member.compress_type != zipfile.ZIP_STORED for member in archive.infolist())
        load = partial(_load, archive)
        if (name := chosen_records(path, found, choices)) is not None:
            check_unpacked(
                path, "npz", Path(path).stat().st_size, sum(member.file_size for member in archive.infolist())
            )
            return from_records(load(name), "npz", path, choices, variable=name)
        return read_chosen("npz", path, found, refused, choices, load, {"compressed": int(compressed)})


def write_npy(path: Path, made: Contents) -> None:
    """Write one array in the orientation and dtype that were read; its labels go to a file of their own."""
    origin = made.origin
    with path.open("wb") as file:
        if is_of_records(origin):
            array = as_records(made.values, origin, made.labels, made.class_names)
        else:
            array = made.restored if made.labels is None else made.stored_labels
        np.save(file, array, allow_pickle=False)


def write_npz(path: Path, made: Contents) -> None:
    """Write the variables that were read, in the same orientation and dtype; compressed if they were."""
    origin = made.origin
    name, records = origin.variable or "data", is_of_records(origin)
    arrays = {name: as_records(made.values, origin, made.labels, made.class_names) if records else made.restored}
    if made.labels is not None and not records:
        arrays[origin.label or "labels"] = made.stored_labels
    if made.conditions is not None:
        arrays |= stored(made.conditions, origin.conditions)
    method = zipfile.ZIP_DEFLATED if origin.details.get("compressed") else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)


def _sidecar(path: Path, name: str) -> Array:
    """Return the condition in NAME-age.npy beside NAME.npy; raises DataError where there is none, or it is damaged."""
    beside = sidecar(path, name)
    if not beside.is_file():
        raise DataError(
            f"There is no {beside}, which would hold the condition {shown(name)!r} of the samples in {path}. Save it "
            "there, one number for each sample."
        )
    with reading(beside, "a .npy file"):
        with beside.open("rb") as file:
            shape, dtype = _read_header(file)
            if file.tell() + nbytes(shape, dtype) != beside.stat().st_size:
                raise DataError(f"{beside}, a condition of {path}, is cut short. Save it again.")
        return np.asarray(np.load(beside, allow_pickle=False))


def _beside(path: Path, choices: Choices) -> tuple[Companion | None, dict[str, Detail]]:
    """Return the labels in NAME-labels.npy beside NAME.npy, where they are, and what to note where they are none."""
    beside = labels_path(path)
    if choices.conventions < BY_EVIDENCE or beside == path or not beside.is_file():
        return None, {}
    with reading(beside, "a .npy file"):
        with beside.open("rb") as file:
            shape, dtype = _read_header(file)
            whole = beside.stat().st_size == file.tell() + nbytes(shape, dtype)
        if dtype.kind not in "biufSU" or dtype.itemsize > _WIDEST_TEXT:
            return None, {"label_unused": f"{shown(beside.name)} ({_OBJECTS if dtype.kind == 'O' else dtype})"}
        if not whole:
            raise DataError(f"{beside}, the labels of {path}, is cut short. Save it again, or rename it.")
        labels = np.load(beside, allow_pickle=False)
    return Companion(beside.name, labels, asked=False, unlabelled=choices.unlabelled), {}


def _read_header(file: IO[bytes]) -> tuple[tuple[int, ...], "np.dtype[np.generic]"]:
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(file)
    return shape, dtype


def _survey(archive: zipfile.ZipFile, path: str) -> tuple[dict[str, tuple[tuple[int, ...], str]], dict[str, str]]:
    """Read the headers alone: the numeric arrays {name: (shape, dtype)} and what is refused {name: reason}."""
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or size > MOST:
        raise DataError(
            f"{path} holds {len(members):,} members of {size:,} bytes; at most {_MOST_MEMBERS:,} and {MOST:,} "
            "are read. Save the one array as .npy."
        )
    found, refused = {}, {}
    for member in members:
        name = member.filename.removesuffix(".npy")
        if name == member.filename:
            refused[name] = "no array"
            continue
        with archive.open(member) as file:
            shape, dtype = _read_header(file)
            if dtype.kind in "SU" and dtype.itemsize > _WIDEST_TEXT:
                refused[name] = f"text of {dtype.itemsize:,} bytes each"
            elif dtype.hasobject:
                refused[name] = _OBJECTS
            elif dtype.kind not in "biufcSU" and not is_structured(dtype):
                refused[name] = f"of {shown(dtype)} type"
            elif file.tell() + nbytes(shape, dtype) != member.file_size:
                refused[name] = "shorter or longer than it says"
            else:
                found[name] = (shape, TEXT if dtype.kind in "SU" else RECORDS if is_structured(dtype) else str(dtype))
    return found, refused


def _load(archive: zipfile.ZipFile, name: str) -> Array:
    with archive.open(f"{name}.npy") as file:
        return np.asarray(np.lib.format.read_array(file, allow_pickle=False))
