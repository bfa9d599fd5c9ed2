"""Which class each image is of: from its folder, a file of labels, or a pattern of file names."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import numpy as np

from gansmith.data.formats.folder_names import classes_of as folder_classes
from gansmith.data.formats.image_layout import holder_of, require_classes
from gansmith.data.formats.image_listing import Listing, listed, plain
from gansmith.data.formats.label_files import Entries, read_label_file
from gansmith.data.labels import Labels, encode_labels, is_plain
from gansmith.data.reader.library_errors import shown
from gansmith.errors import DataError, UsageError, option

FOLDERS, NONE, PLACE = "folders", "none", "{label}"  # what labels_from may be beside the name of a file
Classes = tuple[Labels | None, tuple[str, ...], tuple[str, ...]]  # labels, class names, notes


class Names:
    """The names of images, and which image a text names: the whole name, or its end, with or without its ending."""

    def __init__(self, listing: Listing) -> None:
        """Note every name, and of those that two images share none."""
        self._place: dict[str, int] = {}
        counts: Counter[str] = Counter()
        for place, file in enumerate(listing.files):
            whole = file.name.as_posix()
            for name in {whole, file.name.name, whole.removesuffix(file.name.suffix), file.name.stem}:
                self._place[name] = place
                counts[name] += 1
        whole_names = {file.name.as_posix(): place for place, file in enumerate(listing.files)}
        shared = [name for name, count in counts.items() if count > 1]
        for name in shared:
            del self._place[name]
        self._place |= whole_names

    def find(self, text: str) -> int | None:
        """Return the place of the image that a text names, or None."""
        name = text.strip().replace("\\", "/").removeprefix("./")
        found = self._place.get(name)
        return self._place.get(PurePosixPath(name).name) if found is None and "/" in name else found


def classes_of(listing: Listing, labels_from: str | None, label: str | None) -> Classes:
    """Return labels, class names and notes; `label` is the column of a file of labels.

    Raises DataError where folders are no classes or labels do not fit the images, UsageError for options that mean
    nothing.
    """
    if label is not None and (labels_from in (None, FOLDERS, NONE) or PLACE in str(labels_from)):
        raise UsageError(
            f"{option('label', label)} means nothing for {listing.path}. Name the file of labels as well, with "
            f"{option('labels_from', 'FILE')}, or leave it out."
        )
    if labels_from == NONE:
        return None, (), ()
    if labels_from is None or labels_from == FOLDERS:
        return _of_folders(listing, asked=labels_from is not None)
    if PLACE in labels_from:
        return _of_pattern(listing, labels_from)
    names, path = Names(listing), label_file(labels_from, listing)
    entries, how = read_label_file(path, label, lambda text: names.find(text) is not None)
    return of_entries(listing, names, entries, str(path), f"labels are read from {plain(path.name)} ({how})")


def of_entries(listing: Listing, names: Names, entries: Entries, where: str, note: str) -> Classes:
    """Return what entries (name, label) say of the images; raises DataError where they contradict each other."""
    if not entries:
        raise DataError(
            f"{where} holds no labels, as tools write it for images without classes. Leave out {option('labels_from')}."
        )
    said, strangers = words_of_each(listing, names, entries, where)
    notes = [note]
    if unlabelled := [file.name for file, word in zip(listing.files, said, strict=True) if not word]:
        notes.append(f"images without a label: {len(unlabelled):,}, such as {plain(str(unlabelled[0]))}")
    if strangers:
        notes.append(f"labels of files that are not there: {len(strangers):,}, such as {plain(strangers[0])}")
    labels, class_names = _encoded([word or "" for word in said], where)
    return labels, class_names, tuple(notes)


def words_of_each(listing: Listing, names: Names, entries: Entries, where: str) -> tuple[list[str | None], list[str]]:
    """Return what is said of each image, None where nothing is, and the names that none of them has.

    Raises DataError where two things are said of one, or nothing of any.
    """
    said: list[str | None] = [None] * len(listing.files)
    strangers = []
    for name, word in entries:
        place = names.find(name)
        if place is None:
            strangers.append(name)
        elif said[place] not in (None, word):
            raise DataError(
                f"{where} says of {plain(name)} both {shown(said[place])!r} and {shown(word)!r}. Keep one of them."
            )
        else:
            said[place] = word
    if all(word is None for word in said):
        example = plain(entries[0][0]) if entries else "nothing"
        raise DataError(
            f"{where} names none of the images in {listing.path}: it names {example}, for example, and there is "
            f"{plain(listing.files[0].name.as_posix())}."
        )
    return said, strangers


def _encoded(words: Sequence[str], where: str) -> tuple[Labels, tuple[str, ...]]:
    missing = np.array([not word for word in words])
    if all(is_plain(word) for word in words if word):
        return encode_labels(np.array([int(word or 0) for word in words], np.int64), where, missing)
    return encode_labels(np.array(words), where)


def label_file(named: str, listing: Listing) -> Path:
    """Return the file of labels, where it is named from here or from the images' folder; raises DataError."""
    beside = Path(listing.path) / named
    found = next((place for place in (Path(named), beside) if place.is_file()), None)
    if found is None:
        raise DataError(
            f"There is no file {plain(named)!r}, neither here nor in {listing.path}. {option('labels_from')} takes a "
            f"file, a pattern of names with {PLACE} in it such as '{PLACE}_*.png', folders, or none."
        )
    return found


def _of_pattern(listing: Listing, pattern: str) -> Classes:
    if pattern.count(PLACE) != 1:
        raise UsageError(f"{option('labels_from', pattern)}: write {PLACE} once.")
    words = {PLACE: "([^/]+?)", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\{label\}|\*|\?)", pattern)
    compiled = re.compile("".join(words.get(part, re.escape(part)) for part in parts))
    said = []
    for file in listing.files:
        name = file.name.as_posix() if "/" in pattern else file.name.name
        match = compiled.fullmatch(name)
        said.append(match[1] if match else "")
    if not any(said):
        raise DataError(
            f"{listing.path}: no name of an image is like {shown(pattern)!r}, such as "
            f"{plain(listing.files[0].name.as_posix())}. `*` stands for any characters, {PLACE} for the class."
        )
    place = next(place for place, word in enumerate(said) if word)
    notes = [f"labels are read from names: {plain(str(listing.files[place].name))} is of class {plain(said[place])}"]
    if strange := [file.name for file, word in zip(listing.files, said, strict=True) if not word]:
        notes.append(
            f"images whose names do not fit, without a label: {len(strange):,}, such as {plain(str(strange[0]))}"
        )
    labels, class_names = _encoded(said, listing.path)
    return labels, class_names, tuple(notes)


def _of_folders(listing: Listing, *, asked: bool) -> Classes:
    """Sub-folders are classes unless images lie beside them; one called "unknown" holds those of no known class."""
    parts = [file.name.parts for file in listing.files]
    within = [part[0] for part in parts if len(part) > 1]
    notes = () if asked else _label_hint(listing)
    if len(within) < len(parts) and not asked:
        names = listed(sorted(set(within)))
        mixed = (
            (
                f"images lie beside the folders {names}, so that these are not taken for classes; with "
                f"{option('labels_from', FOLDERS)} they are"
            )
            if within
            else ""
        )
        return None, (), (*notes, *([mixed] if mixed else []))
    if not asked:
        require_classes(listing)
        if (holder := holder_of(listing)) is not None:
            return None, (), (*notes, f"all images lie in the folder {plain(holder)}, which is not taken for a class")
    if not within:
        raise DataError(f"{listing.path} holds no folders, so none are classes. Leave out {option('labels_from')}.")
    return *folder_classes([file.name for file in listing.files]), notes


def _label_hint(listing: Listing) -> tuple[str, ...]:
    if not listing.label_files:
        return ()
    name = plain(listing.label_files[0])
    return (f"{name} lies beside the images and may hold their labels: {option('labels_from', name)} reads them",)
