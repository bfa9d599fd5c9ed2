"""Folders of arrays: each .npy, .mat, .csv, .txt or .wav file is one sample, each sub-folder a class."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.formats.axes import from_array, restore
from gansmith.data.formats.folder_names import classes_of, folder_of_each
from gansmith.data.formats.marks import is_mark
from gansmith.data.formats.recording import write_recording
from gansmith.data.formats.registry import ARRAY_SUFFIXES, FORMATS, ending_of, format_of
from gansmith.data.formats.variables import Choices
from gansmith.data.reader.isolated import read_apart
from gansmith.data.reader.library_errors import reading, shown
from gansmith.data.storage.memory import share
from gansmith.data.storage.store import store
from gansmith.errors import DataError, UsageError, option

_AS_TEXT = (".csv", ".txt")
_TABLES = ("csv", "tsv", "txt", "xlsx", "parquet")
_TEXT_COPIES = 32  # bytes that one of a file of text may become
_MOST_KINDS = 5  # that are named of those left out, and files that are cut short


def find_arrays(directory: Path) -> list[Path]:
    """Return the files under a directory that may be a sample each, in the order of their names.

    These are those of the ending that most of them have; what is hidden is left out.
    """
    found = [file for file in visible_files(directory) if file.suffix.lower() in ARRAY_SUFFIXES]
    counts = Counter(file.suffix.lower() for file in found)
    usual = max(counts, key=lambda suffix: (counts[suffix], suffix), default="")
    return [file for file in found if file.suffix.lower() == usual]


def read_array_folder(files: list[Path], directory: Path, path: str, choices: Choices) -> Dataset:
    """Read arrays of one shape and type, stacked in the order of their names; mapped where they do not fit in memory.

    Raises DataError naming the first file that differs from the one before all, or cannot be read.
    """
    suffix = files[0].suffix.lower()
    said: list[str] = []
    first, details = _read(files[0], choices, said)
    shape = (len(files), *first.shape)
    names = [file.relative_to(directory) for file in files]
    labels, class_names = classes_of(names) if all(len(name.parts) > 1 for name in names) else (None, ())
    values = store(_blocks(files, first, details, choices, said), shape, first.dtype)
    several = suffix == ".wav" and first.ndim == 2
    axes = _axes(choices.axes) or ("NLC" if several else None)
    notes: dict[str, Detail] = {"suffix": suffix, **details, **left_out_of(directory, set(files))}
    dataset = from_array(
        values,
        format="arrays",
        path=path,
        samples_axis=0,
        axes=axes,
        details=notes,
        conventions=choices.conventions,
    )
    return Dataset(dataset.values, labels, class_names, dataset.origin, notes=tuple(said[:_MOST_KINDS]))


def write_array_folder(
    path: Path, values: Array, origin: Origin, labels: Array | None, class_names: tuple[str, ...]
) -> None:
    """Write 000000.npy, 000001.npy ..., or files of the kind that was read, in a sub-folder for each class."""
    suffix = str(origin.details.get("suffix") or _usual_suffix(origin))
    if "window" in origin.details and (kind := format_of(path / f"0{suffix}")) in _TABLES:
        _write_tables(path, values, origin, labels, class_names, kind, suffix)
        return
    folders = None if labels is None else folder_of_each(labels, class_names)
    for number, sample in enumerate(restore(values, origin)):
        folder = path if folders is None else path / folders[number]
        folder.mkdir(exist_ok=True)
        _write(folder / f"{number:06d}{suffix if suffix in ARRAY_SUFFIXES else '.npy'}", sample, origin)


def _usual_suffix(origin: Origin) -> str:
    """Return the ending of files of windows, each of which is a sample, of data from one file."""
    if origin.format in (*_TABLES, "wav"):
        return ending_of(origin.format, origin.path)
    return ".npy"


def _write_tables(
    path: Path, values: Array, origin: Origin, labels: Array | None, names: tuple[str, ...], kind: str, suffix: str
) -> None:
    """Write a table for each window, with the names of its channels and the time since its start."""
    folders = None if labels is None else folder_of_each(labels, names)
    alone = replace(origin, format=kind, details={**origin.details, "alone": 1})
    for number in range(len(values)):
        folder = path if folders is None else path / folders[number]
        folder.mkdir(exist_ok=True)
        FORMATS[kind].writer(folder / f"{number:06d}{suffix}", values[number : number + 1], alone, None, ())


def visible_files(directory: Path) -> list[Path]:
    """Return the files under a directory in the order of their names, without those that are hidden, and marks."""
    with reading(directory, "a folder"):
        found = [file for file in directory.rglob("*") if file.is_file()]
    shown_ones = (file for file in found if not is_mark(file.name))
    return sorted(
        file for file in shown_ones if not any(part.startswith(".") for part in file.relative_to(directory).parts)
    )


def left_out_of(directory: Path, taken: set[Path]) -> dict[str, Detail]:
    """Return the detail of an origin that counts the files which were not taken, by their endings."""
    kinds = Counter(shown(file.suffix or file.name) for file in visible_files(directory) if file not in taken)
    if not kinds:
        return {}
    more = f" and {len(kinds) - _MOST_KINDS} more kinds" if len(kinds) > _MOST_KINDS else ""
    return {"left_out": ", ".join(f"{count} {kind}" for kind, count in kinds.most_common(_MOST_KINDS)) + more}


def _axes(asked: str | None) -> str | None:
    """Return letters for all axes where they are given for one sample; raises UsageError for samples elsewhere."""
    if asked is None:
        return None
    order = asked.upper() if "N" in asked.upper() else f"N{asked}"
    if not order.startswith("N"):
        raise UsageError(f"{option('axes', asked)}: each file is one sample, so N is the first letter, or left out.")
    return order


def _blocks(
    files: list[Path], first: Array, details: dict[str, Detail], choices: Choices, said: list[str]
) -> Iterator[Array]:
    yield first[np.newaxis]
    for file in files[1:]:
        sample, noted = _read(file, choices, said)
        for what, here, there in (
            ("an array of shape", sample.shape, first.shape),
            ("numbers of type", sample.dtype, first.dtype),
            ("a sampling rate of", noted.get("rate"), details.get("rate")),
            ("samples of bits", noted.get("bits", "other"), details.get("bits", "other")),
        ):
            if here != there:
                raise DataError(
                    f"{file} holds {what} {_by(here)} and {files[0]} {_by(there)}. Samples in files of their own must "
                    f"be alike: cut, pad or convert them. If the rows of one file are the samples, name that file."
                )
        yield sample[np.newaxis]


def _by(value: object) -> str:
    return "x".join(map(str, value)) or "nothing" if isinstance(value, tuple) else str(value)


def _read(file: Path, choices: Choices, notes: list[str]) -> tuple[Array, dict[str, Detail]]:
    """Return the array in a file as it is stored, and its sampling rate where it has one; notes are added."""
    suffix = file.suffix.lower()
    with reading(file, f"a {suffix} file"):
        if file.stat().st_size == 0:
            raise DataError(f"{file} is empty: it has 0 bytes. Copy or export it again.")
        if suffix == ".txt":
            return _read_text(file), {}
    kind = FORMATS[suffix[1:]]
    read = kind.reader if kind.library is None else partial(read_apart, kind.name)
    with reading(file, f"a {suffix} file"):
        one: Dataset = read(str(file), Choices(variable=choices.variable, samples_axis=0))
    rate = {name: one.origin.details[name] for name in ("rate", "bits") if name in one.origin.details}
    notes += one.notes if suffix == ".wav" else ()
    if suffix == ".wav":
        return restore(one.values, one.origin)[0], rate
    return restore(one.values, one.origin).astype(np.float64 if suffix in _AS_TEXT else one.origin.dtype), rate


def _read_text(file: Path) -> Array:
    """Return the numbers of a file of text, separated by commas, semicolons or blanks."""
    if _TEXT_COPIES * file.stat().st_size > share():
        raise DataError(f"{file} is too large for one sample. Save the array as .npy.")
    with file.open(encoding="utf-8-sig") as lines:
        start = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    delimiter = next((mark for mark in ",;" if mark in start), None)
    return np.asarray(np.loadtxt(file, delimiter=delimiter, ndmin=2, encoding="utf-8-sig"))


def _write(path: Path, sample: Array, origin: Origin) -> None:
    if path.suffix == ".wav":
        write_recording(path, sample, origin)
    elif path.suffix == ".mat":
        import scipy.io

        scipy.io.savemat(path, {"data": sample}, oned_as="column")
    elif path.suffix in _AS_TEXT:
        if sample.ndim > 2:
            raise UsageError(f"A file of text holds no array of {sample.ndim} axes. Write .npy instead.")
        delimiter = "," if path.suffix == ".csv" else " "
        np.savetxt(path, sample, fmt="%d" if sample.dtype.kind in "iub" else "%.17g", delimiter=delimiter)
    else:
        np.save(path, sample, allow_pickle=False)
