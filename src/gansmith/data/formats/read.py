"""A built-in name, a file, a folder or an array, to a Dataset."""

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from gansmith.data.builtin import BUILTIN
from gansmith.data.chunks import Array
from gansmith.data.codec.resize import Size, crop_pictures, resize_pictures
from gansmith.data.dataset import Dataset
from gansmith.data.formats.axes import from_array
from gansmith.data.formats.idx import find_idx, read_idx
from gansmith.data.formats.registry import FILE_KINDS, FORMATS, IMAGE_SUFFIXES, OF_IMAGES, format_of
from gansmith.data.formats.variables import Choices
from gansmith.data.reader.isolated import read_apart
from gansmith.data.reader.library_errors import is_text, did_you_mean, reading
from gansmith.errors import DataError, UsageError, option, quoted


def open_data(
    source: str | Path | Array,
    *,
    variable: str | None = None,
    samples_axis: int | None = None,
    label: str | None = None,
    drop: tuple[str, ...] = (),
    lenient: bool = False,
    size: Size | None = None,
    crop: bool = False,
    labels_from: str | None = None,
    unreadable: str = "error",
    aside: str | None = None,
    images: list[Path] | None = None,
    fewest: int = 2,
) -> Dataset:
    """Read a built-in set by name, a file by its ending, a folder of images or IDX files, or an array in memory.

    `variable` and `label` name variables or columns, `aside` one that is not the data, `drop` columns to leave out,
    which need not be there if `lenient`, `samples_axis` is the axis of the stored array, pictures are resized to `size`
    (height, width), after the middle of its aspect was cut out of them if `crop`; of a folder only the `images` named
    are read. labels_from: a file of labels of images, a pattern of their names, "folders" or "none". unreadable: "drop"
    leaves out images that cannot be read.
    Raises DataError for what cannot be read or holds fewer samples than `fewest`, UsageError for what does not apply.
    """
    _check_size(size, crop)
    choices = Choices(variable, samples_axis, label, aside, drop, lenient, size, crop, labels_from, unreadable)
    if isinstance(source, np.ndarray):
        _refuse_unused("an array in memory", choices, ("samples_axis",))
        dataset = from_array(source, format="npy", path="array", samples_axis=samples_axis)
    elif isinstance(source, str) and source in BUILTIN:
        _refuse_unused(f"the built-in set {source}", choices, ())
        dataset = BUILTIN[source]()
    else:
        dataset = _read_path(str(source), choices, images)
    _check_samples(dataset, fewest)
    return dataset if size is None else _resized(dataset, size, crop)


def _check_size(size: Size | None, crop: bool) -> None:
    if size is not None and not (len(size) == 2 and min(size) >= 1):
        raise UsageError(f"{option('size', size)}: give height and width in pixels, such as 64x64.")
    if crop and size is None:
        raise UsageError(
            f"{option('crop')} cuts images to the aspect of {option('size')}. Give that as well, such as 64x64."
        )


def _read_path(path: str, choices: Choices, images: list[Path] | None) -> Dataset:
    place = Path(path)
    if not is_text(path):
        raise DataError(f"{path.encode(errors='replace').decode()}: the name is no text in UTF-8. Rename it.")
    with reading(path, "a file or folder"):
        is_folder, is_there, is_file = place.is_dir(), place.exists(), place.is_file()
    if is_folder:
        return _read_directory(path, choices, images)
    if not is_there:
        if place.is_symlink():
            raise DataError(f"{path} is a link to what is not there, or to itself. Remove it, or name the file.")
        raise _missing(place)
    if not is_file:
        raise DataError(f"{path} is neither a file nor a folder. Name one.")
    kind = format_of(place)
    if kind is None:
        hint = " An image is one sample: name the folder." if place.suffix.lower() in IMAGE_SUFFIXES else ""
        raise DataError(
            f"{path}: files ending so cannot be read.{hint} Readable are {FILE_KINDS} and folders of images."
        )
    if place.stat().st_size == 0:
        raise DataError(f"{path} is empty: it has 0 bytes. Copy or export it again.")
    found = FORMATS[kind]
    _refuse_unused(path, choices, found.options)
    read = found.reader if found.library is None else partial(read_apart, kind)
    with reading(path, f"a .{kind} file"):
        dataset: Dataset = read(path, choices)
        return dataset


def _read_directory(path: str, choices: Choices, images: list[Path] | None) -> Dataset:
    from gansmith.data.formats.image_folder import read_folder
    from gansmith.data.formats.image_listing import left_out, list_folder, note_other

    directory = Path(path)
    with reading(path, "a folder"):
        entries, has_idx = list(directory.iterdir()), find_idx(directory) is not None
        found = list_folder(directory, path)
    if {"config.json", "data.json"} <= {entry.name for entry in entries}:
        raise DataError(
            f"{path} is a run and not data. Go on with it by {option('resume', quoted(directory))}, or write samples "
            f"of it first: gansmith generate {quoted(directory)} -n 1000 -o samples.npy"
        )
    if has_idx and images is None:
        _refuse_unused(path, choices, ("samples_axis",))
        return read_idx(path, choices)
    if found.files:
        _refuse_unused(path, choices, FORMATS["zip"].options)
        return read_folder(found.only(images), path, choices)
    kinds = Counter[str]()
    for entry in entries:
        note_other(kinds, entry.name)
    seen = ", ".join(left_out(kinds)) or "nothing"
    readable = sorted(entry.name for entry in entries if format_of(entry))[:3]
    hint = f" Name one of its files, such as {directory / readable[0]}." if readable else ""
    raise DataError(f"{path} holds no images ({', '.join(IMAGE_SUFFIXES)}) and no MNIST files. It holds {seen}.{hint}")


def _missing(path: Path) -> DataError:
    beside = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    is_name = len(path.parts) == 1 and not path.suffix
    guess = (did_you_mean(path.name, list(BUILTIN)) if is_name else "") or did_you_mean(path.name, beside)
    listing = f" Built-in sets: {', '.join(BUILTIN)}; files: {FILE_KINDS}; folders of images." if is_name else ""
    what = "There is no built-in set, file or folder" if is_name else "There is no file or folder"
    return DataError(f"{what} {str(path)!r}.{guess}{listing}{'' if guess or is_name else ' Check the path.'}")


def _refuse_unused(what: str, choices: Choices, known: tuple[str, ...]) -> None:
    usual = Choices()
    for name in ("variable", "samples_axis", "label", *OF_IMAGES):
        if getattr(choices, name) != getattr(usual, name) and name not in known:
            raise UsageError(f"{option(name, getattr(choices, name))} means nothing for {what}. Leave it out.")
    if choices.drop and "drop" not in known and not choices.lenient:
        instead = f" Choose among its variables with {option('variable')}." if "variable" in known else ""
        names = " ".join(choices.drop)
        raise UsageError(
            f"{option('drop', names)}: {what} has no columns with names, as tables have. Leave it out.{instead}"
        )


def _check_samples(dataset: Dataset, fewest: int) -> None:
    origin, shape = dataset.origin, dataset.values.shape
    if 0 in shape[1:]:
        raise DataError(f"{origin.path} holds samples of no numbers: the array has shape {origin.stored_shape}.")
    if len(dataset) < fewest:
        longest = int(np.argmax(origin.stored_shape))
        turned = len(origin.stored_shape) == 2 and longest != origin.samples_axis and max(origin.stored_shape) > 1
        remedy = f"If they lie along the other axis, give {option('samples_axis', longest)}." if turned else "Add more."
        raise DataError(
            f"{origin.path} holds {len(dataset)} samples of shape {shape[1:]}; {fewest} are the least. {remedy}"
        )


def _resized(dataset: Dataset, size: Size, crop: bool) -> Dataset:
    if len(dataset.sample_shape) == 1:
        raise UsageError(
            f"{option('size')} is for pictures; {dataset.origin.path} holds vectors of {dataset.sample_shape[0]} "
            f"numbers."
        )
    if dataset.sample_shape[:2] == size:
        return dataset
    from gansmith.data.formats.image_sizes import aspect_notes

    values, (height, width) = dataset.values, dataset.sample_shape[:2]
    notes = aspect_notes(Counter({(height, width): len(values)}), size, crop)
    values = crop_pictures(values, size) if crop else values
    return replace(dataset, values=resize_pictures(values, size), notes=(*dataset.notes, *notes))
