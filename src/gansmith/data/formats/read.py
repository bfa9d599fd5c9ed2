"""A built-in name, a file, a folder or an object in memory, to a Dataset."""

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from gansmith.data.builtin import BUILTIN
from gansmith.data.codec.resize import Size, crop_pictures, resize_pictures
from gansmith.data.conventions import LATEST
from gansmith.data.dataset import Dataset
from gansmith.data.formats.conditions import check_names
from gansmith.data.formats.directory import read_directory
from gansmith.data.formats.marks import said_of
from gansmith.data.formats.number_of_samples import check_samples
from gansmith.data.formats.objects import kind_of
from gansmith.data.formats.registry import FILE_KINDS, FORMATS, IMAGE_SUFFIXES, SHEETS, kind_of_file
from gansmith.data.formats.table_choices import AS_FOUND, TableChoices
from gansmith.data.formats.unused_options import refuse_unused
from gansmith.data.formats.variables import Choices
from gansmith.data.formats.windows import check_window, windows_of
from gansmith.data.reader.isolated import read_apart
from gansmith.data.reader.library_errors import did_you_mean, is_text, reading
from gansmith.data.survey import Missing
from gansmith.errors import DataError, UsageError, option
from gansmith.storage.natures import nature_of

_OF_ONE_RECORDING = ("L", "LC", "CL")  # axes of one recording, of which L is time


def open_data(
    source: Any,
    *,
    variable: str | None = None,
    samples_axis: int | None = None,
    axes: str | None = None,
    label: str | None = None,
    condition: tuple[str, ...] = (),
    unlabelled: str | None = None,
    drop: tuple[str, ...] = (),
    lenient: bool = False,
    size: Size | None = None,
    aside: str | None = None,
    images: list[Path] | None = None,
    fewest: int = 2,
    table: TableChoices = AS_FOUND,
    crop: bool = False,
    labels_from: str | None = None,
    unreadable: str = "error",
    window: int | None = None,
    stride: int | None = None,
    conventions: int = LATEST,
    missing: Missing = "error",
) -> Dataset:
    """Read a data source: a built-in set, a file, a folder of images or IDX files, or an array.

    Parameters
    ----------
    source : str, Path or data in memory
        The name of a built-in set ("planets", "digits", "ring", "grid"), a file, a folder, or data in memory, as for
        `train`.
    variable : str, optional
        Variable of a .mat, .npz or HDF5 file.
    samples_axis : int, optional
        Axis of the stored array along which the samples lie.
    axes : str, optional
        What each axis of the stored array is, such as "HWCN".
    label : str, optional
        Column or variable that holds the classes.
    condition : tuple of str, optional
        Columns or variables of numbers that samples are conditioned on.
    unlabelled : str, optional
        Label of samples whose class is unknown, such as "-1".
    drop : tuple of str, optional
        Columns of a table to leave out.
    lenient : bool, default False
        Accept names in `drop` that the table does not have.
    size : tuple of int, optional
        Height and width in pixels to resize images to.
    aside : str, optional
        Variable that is not part of the data.
    images : list of Path, optional
        Images of a folder to read. By default all.
    fewest : int, default 2
        Smallest number of samples to accept.
    table : TableChoices, optional
        How a table is written, and which of its columns are read.
    crop : bool, default False
        Cut the middle out of images in the aspect of `size`, before they are resized.
    labels_from : str, optional
        Labels of images: a file, a pattern of their names such as "{label}_*.png", "folders" or "none".
    unreadable : {"error", "drop"}, default "error"
        What becomes of images that cannot be read.
    window : int, optional
        Moments of each sample that is cut from a recording or time series.
    stride : int, optional
        Moments from the start of one such sample to that of the next. By default `window`.
    conventions : int, default 5
        Version of the conventions by which axes, names of columns and classes are recognised.
    missing : {"error", "mean", "drop"}, default "error"
        What becomes of missing values of a recording that is cut: the mean of their channel, or else a gap.

    Returns
    -------
    Dataset
        Samples in their own units and dtype, along the first axis.

    Raises
    ------
    UsageError
        An option does not apply to the source.
    DataError
        The source cannot be read, or has fewer samples than `fewest`.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.data import open_data
    >>> dataset = open_data(np.arange(6.0).reshape(2, 3), samples_axis=1)
    >>> len(dataset), dataset.sample_shape
    (3, (2,))
    """
    _check_size(size, crop)
    if window is not None and axes is not None and axes.upper() in _OF_ONE_RECORDING:
        samples_axis, axes = axes.upper().index("L"), None
    check_window(window, stride, table)
    check_names(condition, window)
    choices = Choices(
        variable=variable,
        samples_axis=samples_axis,
        axes=axes,
        label=label,
        condition=condition,
        unlabelled=unlabelled,
        aside=aside,
        drop=drop,
        lenient=lenient,
        table=table,
        size=size,
        crop=crop,
        labels_from=labels_from,
        unreadable=unreadable,
        window=window,
        stride=stride,
        conventions=conventions,
        missing=missing,
    )
    dataset = windows_of(_read(source, choices, images), choices)
    check_samples(dataset, fewest)
    if unlabelled is not None and dataset.labels is None:
        raise UsageError(f"{option('unlabelled', unlabelled)}: {dataset.origin.path} has no labels. Leave it out.")
    return dataset if size is None else _resized(dataset, size, crop)


def _check_size(size: Size | None, crop: bool) -> None:
    if size is not None and not (len(size) == 2 and min(size) >= 1):
        raise UsageError(f"{option('size', size)}: give height and width in pixels, such as 64x64.")
    if crop and size is None:
        raise UsageError(
            f"{option('crop')} cuts images to the aspect of {option('size')}. Give that as well, such as 64x64."
        )


def _read(source: Any, choices: Choices, images: list[Path] | None) -> Dataset:
    """Return what a source holds: recordings whole, images in their size unless they were read in another."""
    if not isinstance(source, str | Path):
        kind = kind_of(source)
        refuse_unused(kind.what, choices, kind.options)
        return kind.read(source, choices)
    if isinstance(source, str) and source in BUILTIN:
        refuse_unused(f"the built-in set {source}", choices, ())
        return BUILTIN[source]()
    dataset = _read_path(str(source), choices, images)
    said = said_of(Path(source))
    return replace(dataset, notes=(*dataset.notes, said)) if said else dataset


def _read_path(path: str, choices: Choices, images: list[Path] | None) -> Dataset:
    place = Path(path)
    if not is_text(path):
        raise DataError(f"{path.encode(errors='replace').decode()}: the name is no text in UTF-8. Rename it.")
    with reading(path, "a file or folder"):
        is_folder, is_there, is_file = place.is_dir(), place.exists(), place.is_file()
    if is_folder:
        return read_directory(path, choices, images)
    if not is_there:
        if place.is_symlink():
            raise DataError(f"{path} is a link to what is not there, or to itself. Remove it, or name the file.")
        raise _missing(place)
    if not is_file:
        raise DataError(f"{path} is neither a file nor a folder. Name one.")
    kind = kind_of_file(place)
    if kind is None:
        hint = " An image is one sample: name the folder." if place.suffix.lower() in IMAGE_SUFFIXES else ""
        hint = hint or (" It is an exported model, for other programs." if nature_of(place) is not None else "")
        hint = hint or (" Save it as .xlsx or .csv." if place.suffix.lower() in SHEETS else "")
        raise DataError(
            f"{path}: files ending so cannot be read.{hint} Readable are {FILE_KINDS} and folders of images."
        )
    if place.stat().st_size == 0:
        raise DataError(f"{path} is empty: it has 0 bytes. Copy or export it again.")
    found = FORMATS[kind]
    refuse_unused(path, choices, found.options)
    read = found.reader if found.library is None else partial(read_apart, kind)
    with reading(path, f"a .{kind} file"):
        dataset: Dataset = read(path, choices)
        return dataset


def _missing(path: Path) -> DataError:
    beside = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    is_name = len(path.parts) == 1 and not path.suffix
    guess = (did_you_mean(path.name, list(BUILTIN)) if is_name else "") or did_you_mean(path.name, beside)
    listing = f" Built-in sets: {', '.join(BUILTIN)}; files: {FILE_KINDS}; folders of images." if is_name else ""
    from gansmith.data.fetch import SETS  # with libraries of the network

    if path.name in SETS and is_name:
        listing = f" It can be downloaded: gansmith data {option('fetch', path.name)}.{listing}"
    what = "There is no built-in set, file or folder" if is_name else "There is no file or folder"
    return DataError(f"{what} {str(path)!r}.{guess}{listing}{'' if guess or is_name else ' Check the path.'}")


def _resized(dataset: Dataset, size: Size, crop: bool) -> Dataset:
    if len(dataset.sample_shape) == 1:
        raise UsageError(
            f"{option('size')} is for pictures; {dataset.origin.path} holds vectors of {dataset.sample_shape[0]} "
            f"numbers."
        )
    if dataset.has_channels:
        images = str(dataset.origin.details.get("axes_of_images") or "NHW")
        raise UsageError(
            f"{option('size')} is for pictures; {dataset.origin.path} holds signals of {dataset.sample_shape[-1]} "
            f"channels. If they are images, say so: {option('axes', images)}."
        )
    if dataset.sample_shape[:2] == size:
        return dataset
    from gansmith.data.formats.image_sizes import aspect_notes

    values, (height, width) = dataset.values, dataset.sample_shape[:2]
    notes = aspect_notes(Counter({(height, width): len(values)}), size, crop)
    values = crop_pictures(values, size) if crop else values
    return replace(dataset, values=resize_pictures(values, size), notes=(*dataset.notes, *notes))
