"""A folder of images; its sub-folders are the classes where all images lie in sub-folders."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Origin
from gansmith.data.formats.conditions import with_words
from gansmith.data.formats.image_conditions import classes_from, words_of
from gansmith.data.formats.image_labels import Classes, classes_of
from gansmith.data.formats.image_listing import Listing, plain
from gansmith.data.formats.image_pixels import DEEP, DEPTHS, RICHER, Header, headers, read_pages
from gansmith.data.formats.image_sizes import aspect_notes, common_size
from gansmith.data.formats.size_limits import check_unpacked, nbytes
from gansmith.data.formats.stored_image import StoredImage
from gansmith.data.formats.variables import Choices
from gansmith.data.labels import without_class
from gansmith.data.storage.store import store
from gansmith.errors import DataError, TooLarge, option

_CHANNELS = {"RGB": (3,), "RGBA": (4,)}


@dataclass(frozen=True)
class _Kept:
    """The images that can be read, the headers of their pages, which of the listed files they are, and notes."""

    files: tuple[StoredImage, ...]
    pages: tuple[tuple[Header, ...], ...]
    places: tuple[int, ...]
    notes: tuple[str, ...]

    @property
    def headers(self) -> list[Header]:
        """The headers of all pages, in their order."""
        return [header for pages in self.pages for header in pages]

    @property
    def names(self) -> list[Path]:
        """The file of every page."""
        return [file.path for file, pages in zip(self.files, self.pages, strict=True) for _ in pages]


def read_folder(listing: Listing, path: str, choices: Choices) -> Dataset:
    """Read the images of a folder, of one size or resized to `size` (height, width), in the richest of their modes.

    Raises DataError naming the file that is broken, of another size or of a kind that cannot be read exactly, and where
    the folders are no classes.
    """
    known = replace(listing, label_files=()) if choices.condition else listing  # one of which is named already
    classes = classes_of(known, classes_from(choices), choices.label)
    return read_listing(listing, path, choices, "folder", classes)


def read_listing(listing: Listing, path: str, choices: Choices, format: str, classes: Classes) -> Dataset:
    """Read the images listed, each with its class; notes say what is left out and changed."""
    drop = choices.unreadable == "drop" and not listing.paired
    kept = _inspect(listing, drop)
    mode = _common_mode(kept)
    size = choices.size or common_size(kept.names, [header.size for header in kept.headers])
    dtype = DEEP.get(mode, np.uint8)
    shape = (len(kept.headers), *size, *_CHANNELS.get(mode, ()))
    check_unpacked(path, format, sum(file.nbytes for file in kept.files), nbytes(shape, dtype))
    values = store(_pixels(kept, mode, choices), shape, dtype)
    labels, class_names, notes = classes
    if labels is not None:
        labels = labels[np.repeat(kept.places, [len(pages) for pages in kept.pages])]
    labels, class_names = without_class(labels, class_names, choices.unlabelled, path)
    origin = Origin(format, path, str(values.dtype), values.shape, 0, details={"mode": mode})
    squeezed = aspect_notes(Counter(header.size for header in kept.headers), choices.size, choices.crop)
    said = (*listing.notes, *kept.notes, *_reading_notes(kept), *squeezed, *notes)
    dataset = Dataset(values, labels, class_names, origin, notes=said)
    if not choices.condition:
        return dataset
    words, table = words_of(listing, choices)
    pages = np.repeat(kept.places, [len(pages) for pages in kept.pages])
    return with_words(dataset, {name: [said[place] for place in pages] for name, said in words.items()}, table)


def _inspect(listing: Listing, drop: bool) -> _Kept:
    """Return what can be read of the files listed: all, or with `drop` those that are whole."""
    files, pages, places, broken = [], [], [], list[DataError]()
    for place, file in enumerate(listing.files):
        try:
            found = _headers(file, listing.paired, decode=drop)
        except TooLarge:
            raise
        except DataError as error:
            if not drop:
                raise _with_remedy(error, listing) from error
            broken.append(error)
            continue
        files.append(file)
        pages.append(found)
        places.append(place)
    if not files:
        raise DataError(f"{listing.path}: none of its {len(broken):,} images can be read. The first: {broken[0]}")
    notes = [
        f"images left out, as they cannot be read: {len(broken):,}. The first: {str(first).rstrip('.')}"
        for first in broken[:1]
    ]
    return _Kept(tuple(files), tuple(pages), tuple(places), tuple(notes))


def _headers(file: StoredImage, paired: bool, *, decode: bool) -> tuple[Header, ...]:
    """Return the headers of a file, whose pixels are looked at as well if asked; raises DataError as `headers` does."""
    found = headers(file)
    if paired and len(found) > 1:
        raise DataError(f"{file.path} holds {len(found)} pages, and pairs are matched by file. Save each by itself.")
    if decode:
        for _ in read_pages(file, found[0].mode, found):
            pass
    return found


def _with_remedy(error: DataError, listing: Listing) -> DataError:
    """Return the error with the option that leaves such a file out, where that would help."""
    if listing.paired or len(listing.files) < 3:
        return error
    return DataError(f"{error} To leave out all images that cannot be read, give {option('unreadable', 'drop')}.")


def _pixels(kept: _Kept, mode: str, choices: Choices) -> Iterator[Array]:
    for file, pages in zip(kept.files, kept.pages, strict=True):
        for picture in read_pages(file, mode, pages, choices.size, crop=choices.crop):
            yield picture[np.newaxis]


def _common_mode(kept: _Kept) -> str:
    modes = [header.mode for header in kept.headers]
    if deep := next((mode for mode in modes if mode in DEEP), None):
        if (other := next((i for i, mode in enumerate(modes) if mode != deep), None)) is not None:
            names, depth = kept.names, DEPTHS.get(modes[other], f"8-bit {modes[other]}")
            raise DataError(
                f"{names[modes.index(deep)]} is {DEPTHS[deep]} and {names[other]} is {depth}. Save them all alike."
            )
        return deep
    return max(modes, key=RICHER.index)


def _reading_notes(kept: _Kept) -> Iterator[str]:
    """Yield what a person may not expect of how files are read."""
    turned = [name for name, header in zip(kept.names, kept.headers, strict=True) if header.orientation != 1]
    if turned:
        yield f"images turned upright, as their EXIF orientation says: {_counted(turned)}"
    if frames := [name for name, header in zip(kept.names, kept.headers, strict=True) if header.frames]:
        yield f"files of several images, of which only the first is read: {_counted(frames)}"
    if scaled := [name for name, header in zip(kept.names, kept.headers, strict=True) if header.scaled]:
        yield f"PGM and PPM files whose values are scaled to the whole range: {_counted(scaled)}"
    if many := [file.path for file, pages in zip(kept.files, kept.pages, strict=True) if len(pages) > 1]:
        yield f"files of several pages, of which each is a sample: {_counted(many)}"


def _counted(names: list[Path]) -> str:
    return f"{len(names):,}, such as {plain(names[0].name)}"
