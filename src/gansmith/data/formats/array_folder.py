"""Folders of arrays: each .npy, .mat, .csv, .txt, .wav, .nii or .dcm file is one sample, each sub-folder a class."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.formats.axes import from_array, restore
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.dicom import write_image
from gansmith.data.formats.folder_names import classes_of, folder_of_each
from gansmith.data.formats.marks import is_mark
from gansmith.data.formats.nifti import write_volume
from gansmith.data.formats.recording import write_recording
from gansmith.data.formats.registry import ARRAY_SUFFIXES, FORMATS, ending_of, format_of
from gansmith.data.formats.stored_names import TABLES
from gansmith.data.formats.variables import Choices
from gansmith.data.reader.isolated import read_apart
from gansmith.data.reader.library_errors import reading, shown
from gansmith.data.storage.memory import share
from gansmith.data.storage.store import store
from gansmith.errors import DataError, UsageError, option

_AS_TEXT = (".csv", ".txt")
_LED = "axes_lead_to"  # the detail of a scan that must be the same for all
_OF_ONE = (".wav", ".dcm")  # endings of files that hold one sample with an axis of its own
_TEXT_COPIES = 32  # bytes that one of a file of text may become
_DETAILS = ("rate", "bits", "affine", "rows_run_up", _LED, "slope")  # of the first file that are kept for writing
_AXES = {  # of samples stacked, by ending and axes of each
    (".wav", 2): "NLC",
    (".dcm", 2): "NHW",
    (".dcm", 3): "NHWC",
    (".nii", 2): "NWH",
    (".nii", 3): "NWHC",
    (".nii.gz", 2): "NWH",
    (".nii.gz", 3): "NWHC",
}
_MOST_KINDS = 5  # that are named of those left out, and files that are cut short


def find_arrays(directory: Path) -> list[Path]:
    """Return the files under a directory that may be a sample each, in the order of their names.

    These are those of the ending that most of them have; what is hidden is left out.
    """
    found = [file for file in visible_files(directory) if _ending(file) in ARRAY_SUFFIXES]
    counts = Counter(map(_ending, found))
    usual = max(counts, key=lambda suffix: (counts[suffix], suffix), default="")
    return [file for file in found if _ending(file) == usual]


def read_array_folder(files: list[Path], directory: Path, path: str, choices: Choices) -> Dataset:
    """Read arrays of one shape and type, stacked in the order of their names; mapped where they do not fit in memory.

    Raises DataError naming the first file that differs from the one before all, or cannot be read.
    """
    suffix = _ending(files[0])
    said: list[str] = []
    first, details = _read(files[0], choices, said)
    shape = (len(files), *first.shape)
    names = [file.relative_to(directory) for file in files]
    labels, class_names = classes_of(names) if all(len(name.parts) > 1 for name in names) else (None, ())
    values = store(_blocks(files, first, details, choices, said), shape, first.dtype)
    axes = _axes(choices.axes) or _AXES.get((suffix, first.ndim))
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
    return Dataset(dataset.values, labels, class_names, dataset.origin, notes=_first_of(said))


def _first_of(said: list[str]) -> tuple[str, ...]:
    """Return the first notes on files, and how many more there are."""
    more = len(said) - _MOST_KINDS
    return (*said[:_MOST_KINDS], *((f"{more:,} more files have such a note",) if more > 0 else ()))


def write_array_folder(path: Path, made: Contents) -> None:
    """Write 000000.npy, 000001.npy ..., or files of the kind that was read, in a sub-folder for each class."""
    origin = made.origin
    suffix = str(origin.details.get("suffix") or _usual_suffix(origin))
    if "window" in origin.details and (kind := format_of(path / f"0{suffix}")) in TABLES:
        _write_tables(path, made, kind, suffix)
        return
    folders = None if made.labels is None else folder_of_each(made.labels, made.class_names)
    for number, sample in enumerate(made.restored):
        folder = path if folders is None else path / folders[number]
        folder.mkdir(exist_ok=True)
        _write(folder / f"{number:06d}{suffix if suffix in ARRAY_SUFFIXES else '.npy'}", sample, origin)


def _usual_suffix(origin: Origin) -> str:
    """Return the ending of files of windows, each of which is a sample, of data from one file."""
    if origin.format in (*TABLES, "wav"):
        return ending_of(origin.format, origin.path)
    return ".npy"


def _write_tables(path: Path, made: Contents, kind: str, suffix: str) -> None:
    """Write a table for each window, with the names of its channels and the time since its start."""
    folders = None if made.labels is None else folder_of_each(made.labels, made.class_names)
    alone = replace(made.origin, format=kind, details={**made.origin.details, "alone": 1})
    for number in range(len(made.values)):
        folder = path if folders is None else path / folders[number]
        folder.mkdir(exist_ok=True)
        FORMATS[kind].writer(folder / f"{number:06d}{suffix}", Contents(made.values[number : number + 1], alone))


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


def _ending(file: Path) -> str:
    """Return the ending of a file's name in lower case, with what is in front of .gz."""
    return "".join(file.suffixes[-2:]).lower() if file.name.lower().endswith(".nii.gz") else file.suffix.lower()


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
        here, there = str(noted.get(_LED, "")), str(details.get(_LED, ""))
        if here != there:
            said.append(
                f"the axes of {file} lead to {here} once rows are upright, and those of {files[0]} to {there}: they "
                "are not turned alike. Bring all to one orientation, as by fslreorient2std"
            )
        yield sample[np.newaxis]


def _by(value: object) -> str:
    return "x".join(map(str, value)) or "nothing" if isinstance(value, tuple) else str(value)


def _read(file: Path, choices: Choices, notes: list[str]) -> tuple[Array, dict[str, Detail]]:
    """Return the array in a file as it is stored, and its details, such as a sampling rate; notes are added."""
    suffix = _ending(file)
    with reading(file, f"a {suffix} file"):
        if file.stat().st_size == 0:
            raise DataError(f"{file} is empty: it has 0 bytes. Copy or export it again.")
        if suffix == ".txt":
            return _read_text(file), {}
    kind = FORMATS[str(format_of(file))]
    read = kind.reader if kind.library is None else partial(read_apart, kind.name)
    with reading(file, f"a {suffix} file"):
        one: Dataset = read(str(file), Choices(variable=choices.variable, samples_axis=0))
    details = {name: one.origin.details[name] for name in _DETAILS if name in one.origin.details}
    notes += one.notes if suffix in _OF_ONE else ()
    stored = restore(one.values, one.origin)
    if suffix in _OF_ONE:
        if len(stored) > 1:
            raise DataError(f"{file} holds {len(stored)} images. Save each in a file of its own, or name this file.")
        return stored[0], details
    return stored.astype(np.float64 if suffix in _AS_TEXT else one.origin.dtype), details


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
    elif path.suffix == ".dcm":
        write_image(path, sample, origin)
    elif format_of(path) == "nii":
        write_volume(path, sample, origin)
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
