"""A folder of samples, to a Dataset."""

from collections import Counter
from pathlib import Path

from gansmith.data.conventions import AS_MEANT
from gansmith.data.dataset import Dataset
from gansmith.data.formats.idx import find_idx, read_idx
from gansmith.data.formats.registry import FORMATS, IMAGE_SUFFIXES, SCANS, format_of, kind_of_file
from gansmith.data.formats.unused_options import refuse_unused
from gansmith.data.formats.variables import Choices
from gansmith.data.reader.library_errors import reading
from gansmith.errors import DataError, option, quoted
from gansmith.storage.natures import nature_of


def read_directory(path: str, choices: Choices, images: list[Path] | None) -> Dataset:
    """Read a folder: the files of MNIST, images, or arrays and recordings of one sample each.

    Of images only those in `images` are read, where it is given. Raises DataError for a folder of anything else.
    """
    from gansmith.data.formats.array_folder import find_arrays, read_array_folder
    from gansmith.data.formats.image_folder import read_folder
    from gansmith.data.formats.image_listing import left_out, list_folder, note_other
    from gansmith.data.formats.recording_folder import find_recordings, read_recordings

    directory = Path(path)
    with reading(path, "a folder"):
        entries, has_idx = list(directory.iterdir()), find_idx(directory) is not None
        found = list_folder(directory, path)
    if {"config.json", "data.json"} <= {entry.name for entry in entries}:
        raise DataError(
            f"{path} is a run and not data. Go on with it by {option('resume', quoted(directory))}, or write samples "
            f"of it first: gansmith generate {quoted(directory)} -n 1000 -o samples.npy"
        )
    if (nature := nature_of(directory)) is not None:
        raise DataError(f"{path} is {nature}, and not data. Name a file or folder of samples.")
    if choices.window is not None and (recordings := find_recordings(directory)):
        return read_recordings(recordings, directory, path, choices)
    if has_idx and images is None:
        refuse_unused(path, choices, FORMATS["idx"].options)
        return read_idx(path, choices)
    arrays = find_arrays(directory) if not found.files or found.notes else []
    if found.files and not _are_scans(arrays, len(found.files), choices):
        refuse_unused(path, choices, FORMATS["zip"].options)
        return read_folder(found.only(images), path, choices)
    if len(arrays) > 1:
        of_one = FORMATS[str(kind_of_file(arrays[0]))].options
        known = ("axes", "labels_from", *(name for name in of_one if name == "variable"))
        refuse_unused(path, choices, known)
        return read_array_folder(arrays, directory, path, choices)
    kinds = Counter[str]()
    for entry in entries:
        note_other(kinds, entry.name)
    seen = ", ".join(left_out(kinds)) or "nothing"
    readable = sorted(entry.name for entry in entries if format_of(entry))[:3]
    hint = f" Name one of its files, such as {directory / readable[0]}." if readable else ""
    raise DataError(f"{path} holds no images ({', '.join(IMAGE_SUFFIXES)}) and no MNIST files. It holds {seen}.{hint}")


def _are_scans(arrays: list[Path], pictures: int, choices: Choices) -> bool:
    """Whether a folder holds more scans than pictures, which are previews of them then."""
    return len(arrays) > pictures and choices.conventions >= AS_MEANT and kind_of_file(arrays[0]) in SCANS
