"""Folders of arrays: each .npy, .mat, .csv, .txt, .wav, .nii or .dcm file is one sample, each sub-folder a class."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.codec.resize import Size
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.formats.array_classes import classes_in
from gansmith.data.formats.axes import from_array
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.folder_names import folder_of_each
from gansmith.data.formats.image_sizes import aspect_notes
from gansmith.data.formats.marks import is_mark
from gansmith.data.formats.registry import ARRAY_SUFFIXES, FORMATS, SCANS, ending_of, format_of, kind_of_file
from gansmith.data.formats.sample_file import Sample, read_sample, suffix_of, write_sample
from gansmith.data.formats.stored_names import TABLES
from gansmith.data.formats.unlike_files import Unlike
from gansmith.data.formats.variables import Choices
from gansmith.data.reader.library_errors import reading, shown
from gansmith.data.storage.store import store
from gansmith.errors import DataError, UsageError, option

_AXES = {  # of samples stacked, by format and axes of each
    ("wav", 2): "NLC",
    ("dcm", 2): "NHW",
    ("dcm", 3): "NHWC",
    ("nii", 2): "NWH",
    ("nii", 3): "NWHC",
}
_MOST_KINDS = 5  # that are named of those left out


class _Wider(Exception):
    """A file holds numbers of a type that the type of those before cannot hold."""

    def __init__(self, dtype: npt.DTypeLike) -> None:
        super().__init__(dtype)
        self.dtype = np.dtype(dtype)


@dataclass
class _Read:
    """What is met as the files are read: their differences, types of numbers, and sizes before resizing."""

    unlike: Unlike = field(default_factory=Unlike)
    types: Counter[str] = field(default_factory=Counter)
    sizes: Counter[Size] = field(default_factory=Counter)

    def notes(self, dtype: "np.dtype[np.generic]", choices: Choices) -> tuple[str, ...]:
        """Return what is to be said of all of them, read as one type."""
        said = [*self.unlike.notes, *aspect_notes(self.sizes, choices.size, choices.crop)]
        if len(self.types) > 1:
            said.append(f"the files hold numbers of types {', '.join(sorted(self.types))}: all are read as {dtype}")
        return tuple(said)


def find_arrays(directory: Path) -> list[Path]:
    """Return the files under a directory that may be a sample each, in the order of their names.

    These are those of the ending that most of them have, or DICOM images where no name has such an ending; what is
    hidden is left out.
    """
    every = visible_files(directory)
    found = [file for file in every if format_of(file) and suffix_of(file) in ARRAY_SUFFIXES]
    if not found:
        return [file for file in every if kind_of_file(file) == "dcm"]
    counts = Counter(map(suffix_of, found))
    usual = max(counts, key=lambda suffix: (counts[suffix], suffix), default="")
    return [file for file in found if suffix_of(file) == usual]


def read_array_folder(files: list[Path], directory: Path, path: str, choices: Choices) -> Dataset:
    """Read arrays of one shape and type, stacked in the order of their names; mapped where they do not fit in memory.

    Scans may differ in their type of numbers, and are read as one that holds all. Raises DataError naming the first
    file that differs from the one before all, or cannot be read.
    """
    kind = str(kind_of_file(files[0]))
    labels, class_names, folder_notes = classes_in([file.relative_to(directory) for file in files], path, choices)
    first = read_sample(files[0], choices, Counter())
    dtype = first.array.dtype
    while True:
        met = _Read()
        try:
            values = store(_blocks(files, first, dtype, choices, met), (len(files), *first.array.shape), dtype)
            break
        except _Wider as wider:
            dtype = wider.dtype
    kept = {name: first.details[name] for name in FORMATS[kind].kept if name in first.details}
    details: dict[str, Detail] = {"suffix": suffix_of(files[0]), **kept, **left_out_of(directory, set(files))}
    if met.unlike.differs("slope"):
        details.pop("slope", None)
    dataset = from_array(
        values,
        format="arrays",
        path=path,
        samples_axis=0,
        axes=_axes(choices.axes) or _AXES.get((kind, first.array.ndim)),
        details=details,
        conventions=choices.conventions,
    )
    notes = (*folder_notes, *_slices(kind, dataset), *met.notes(dtype, choices))
    return Dataset(dataset.values, labels, class_names, dataset.origin, notes=notes)


def _slices(kind: str, dataset: Dataset) -> tuple[str, ...]:
    if kind != "nii" or dataset.values.ndim < 4:
        return ()
    return (
        f"each volume is one sample, and its {dataset.sample_shape[2]:,} slices are channels; where each slice is to "
        "be a sample, name one volume",
    )


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
        write_sample(folder / f"{number:06d}{suffix if suffix in ARRAY_SUFFIXES else '.npy'}", sample, origin)


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


def _axes(asked: str | None) -> str | None:
    """Return letters for all axes where they are given for one sample; raises UsageError for samples elsewhere."""
    if asked is None:
        return None
    order = asked.upper() if "N" in asked.upper() else f"N{asked}"
    if not order.startswith("N"):
        raise UsageError(f"{option('axes', asked)}: each file is one sample, so N is the first letter, or left out.")
    return order


def _blocks(
    files: list[Path], first: Sample, dtype: "np.dtype[np.generic]", choices: Choices, met: _Read
) -> Iterator[Array]:
    """Yield the samples one by one, of this type; raises _Wider where one needs another."""
    is_scan = kind_of_file(files[0]) in SCANS
    for file in files:
        sample = read_sample(file, choices, met.sizes)
        here = sample.array.dtype
        if is_scan and here != first.array.dtype and (wider := np.result_type(here, dtype)) != dtype:
            raise _Wider(wider)
        for what, found, wanted in (
            ("an array of shape", sample.array.shape, first.array.shape),
            *(() if is_scan else (("numbers of type", here, first.array.dtype),)),
            ("a sampling rate of", sample.details.get("rate"), first.details.get("rate")),
            ("samples of bits", sample.details.get("bits", "other"), first.details.get("bits", "other")),
        ):
            if found != wanted:
                raise DataError(
                    f"{file} holds {what} {_by(found)} and {files[0]} {_by(wanted)}. "
                    f"{_remedy(files[0], what, first.array.shape)}"
                )
        met.unlike.add(file, sample)
        met.types[str(here)] += 1
        yield sample.array.astype(dtype)[np.newaxis]


def _remedy(file: Path, what: str, shape: tuple[int, ...]) -> str:
    if kind_of_file(file) == "dcm" and what.endswith("shape"):
        return f"Images must have one size: resize them with {option('size', _by(shape[:2]))}."
    return (
        "Samples in files of their own must be alike: cut, pad or convert them. If the rows of one file are the "
        "samples, name that file."
    )


def _by(value: object) -> str:
    return "x".join(map(str, value)) or "nothing" if isinstance(value, tuple) else str(value)
