"""A file that is one sample of a folder of arrays: read as it is stored, and written in its kind."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.codec.resize import Size, crop_pictures, resize_pictures
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.formats.axes import restore
from gansmith.data.formats.dicom import write_image
from gansmith.data.formats.nifti import write_volume
from gansmith.data.formats.recording import write_recording
from gansmith.data.formats.registry import FORMATS, ending_of, format_of, kind_of_file
from gansmith.data.formats.variables import Choices
from gansmith.data.reader.isolated import read_apart
from gansmith.data.reader.library_errors import reading
from gansmith.data.storage.memory import share
from gansmith.errors import DataError, UsageError

_AS_TEXT = ("csv", "txt")
_OF_ONE = ("wav", "dcm")  # formats whose files hold one sample, with an axis of its own
_TEXT_COPIES = 32  # bytes that one of a file of text may become


@dataclass(frozen=True)
class Sample:
    """An array as it is stored, details of its file such as a sampling rate, and notes on the file."""

    array: Array
    details: Mapping[str, Detail]
    notes: tuple[str, ...] = ()


def suffix_of(file: Path) -> str:
    """Return the ending by which a file's kind is known, in lower case, as ".nii.gz"; else the end of its name."""
    kind = kind_of_file(file)
    return file.suffix.lower() if kind is None else ending_of(kind, file.name)


def read_sample(file: Path, choices: Choices, sizes: "Counter[Size]") -> Sample:
    """Read a file as one sample; raises DataError where it holds another number of them.

    Images of scans are resized where a size is given, and their sizes before are counted.
    """
    kind = str(kind_of_file(file))
    with reading(file, f"a {suffix_of(file)} file"):
        if file.stat().st_size == 0:
            raise DataError(f"{file} is empty: it has 0 bytes. Copy or export it again.")
        if kind == "txt":
            return Sample(_read_text(file), {})
    read: Callable[..., Dataset] = FORMATS[kind].reader
    if FORMATS[kind].library is not None:
        read = partial(read_apart, kind)
    with reading(file, f"a {suffix_of(file)} file"):
        one = read(str(file), Choices(variable=choices.variable, samples_axis=0))
    stored = restore(one.values, one.origin)
    if kind in _OF_ONE:
        if len(stored) > 1:
            raise DataError(f"{file} holds {len(stored)} images. Save each in a file of its own, or name this file.")
        if kind == "dcm" and choices.size is not None:
            sizes[stored.shape[1:3]] += 1
            stored = resize_pictures(crop_pictures(stored, choices.size) if choices.crop else stored, choices.size)
        return Sample(stored[0], one.origin.details, one.notes)
    if kind == "nii" and stored.ndim == 4:
        raise DataError(f"{file} holds {stored.shape[3]} volumes. Save each in a file of its own, or name this file.")
    notes = one.notes if kind == "nii" else ()
    return Sample(stored.astype(np.float64 if kind in _AS_TEXT else one.origin.dtype), one.origin.details, notes)


def write_sample(path: Path, sample: Array, origin: Origin) -> None:
    """Write one sample to a file of the kind its name says; raises UsageError where that kind cannot hold it."""
    kind = format_of(path)
    if kind == "wav":
        write_recording(path, sample, origin)
    elif kind == "dcm":
        write_image(path, sample, origin)
    elif kind == "nii":
        write_volume(path, sample, origin)
    elif kind == "mat":
        import scipy.io

        scipy.io.savemat(path, {"data": sample}, oned_as="column")
    elif kind in _AS_TEXT:
        if sample.ndim > 2:
            raise UsageError(f"A file of text holds no array of {sample.ndim} axes. Write .npy instead.")
        delimiter = "," if kind == "csv" else " "
        np.savetxt(path, sample, fmt="%d" if sample.dtype.kind in "iub" else "%.17g", delimiter=delimiter)
    else:
        np.save(path, sample, allow_pickle=False)


def _read_text(file: Path) -> Array:
    """Return the numbers of a file of text, separated by commas, semicolons or blanks."""
    if _TEXT_COPIES * file.stat().st_size > share():
        raise DataError(f"{file} is too large for one sample. Save the array as .npy.")
    with file.open(encoding="utf-8-sig") as lines:
        start = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    delimiter = next((mark for mark in ",;" if mark in start), None)
    return np.asarray(np.loadtxt(file, delimiter=delimiter, ndmin=2, encoding="utf-8-sig"))
