"""How many samples each class lacks: to be as large as the largest, or as large as requested."""

from collections.abc import Mapping, Sequence

import numpy as np

from gansmith.data.dataset import Dataset
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, first_few, option
from gansmith.models.classes import index_of

FEWEST = 2  # classes, and samples of a class that is filled up
_LISTED = 20


def class_counts(dataset: Dataset) -> np.ndarray:
    """Return how many samples each class has, int64 (K,); raises UsageError where samples have no classes."""
    origin = dataset.origin
    if dataset.labels is None or len(dataset.class_names) < FEWEST:
        has = "has no labels" if dataset.labels is None else f"has the class {shown(dataset.class_names[0])!r} alone"
        raise UsageError(
            f"{origin.path} {has}, and classes are filled up. Name the column or variable of the classes with "
            f"{option('label')}, or sort images into a folder per class."
        )
    if dataset.source is not None:
        raise UsageError(f"{origin.path}: images with sources are translated, and have no classes to fill up.")
    return np.bincount(dataset.labels[dataset.labels >= 0], minlength=len(dataset.class_names))


def lacking(dataset: Dataset, *, balance: bool, to: Mapping[str, int]) -> dict[int, int]:
    """Return how many samples each class lacks, by its index, without classes that lack none.

    balance: all classes become as large as the largest. to: the size that a class, by name or index, gets, in place of
    that. Raises UsageError where neither is given, for a class that is not there, that has more samples already, or
    that is too small to learn from.
    """
    counts, names = class_counts(dataset), dataset.class_names
    if not balance and not to:
        raise UsageError(
            f"How far are classes filled up? Give {option('balance')} to make all as large as the largest, or "
            f"{option('to')} with the size of a class. The classes are: {_listing(counts, names)}."
        )
    sizes = {place: int(counts.max()) for place in range(len(names))} if balance else {}
    for name, size in to.items():
        place = _place(names, name)
        if size < counts[place]:
            raise UsageError(
                f"{option('to')}: {shown(name)} has {counts[place]:,} samples, more than {size:,}, and none is "
                "removed. Ask for more, or leave it out."
            )
        sizes[place] = size
    wanted = {place: size - int(counts[place]) for place, size in sorted(sizes.items()) if size > counts[place]}
    small = next((place for place in wanted if counts[place] < FEWEST), None)
    if small is not None:
        raise UsageError(
            f"{dataset.origin.path}: the class {shown(names[small])!r} has {counts[small]} sample, and {FEWEST} are "
            f"the least to learn from. Leave its row out, or name the classes to fill up with {option('to')}."
        )
    return wanted


def sizes_among(words: Sequence[str]) -> dict[str, int]:
    """Return the sizes in words CLASS=COUNT, by class; raises UsageError for any other word."""
    found: dict[str, int] = {}
    for word in words:
        name, equals, size = word.rpartition("=")
        if not (name and equals and size.isdecimal() and len(size) < 10):
            raise UsageError(f"{option('to')} {shown(word)}: give CLASS=COUNT, for example {option('to')} rare=500.")
        if name in found:
            raise UsageError(f"{option('to')} {shown(word)}: {shown(name)} is given twice. Leave one out.")
        found[name] = int(size)
    return found


def _place(names: Sequence[str], name: str) -> int:
    try:
        return index_of(names, name, "cgan")
    except UsageError as error:
        raise UsageError(
            str(error).replace(option("label", shown(str(name))), f"{option('to')} {shown(name)}")
        ) from None


def _listing(counts: np.ndarray, names: Sequence[str]) -> str:
    return first_few([f"{shown(name)} ({count:,})" for name, count in zip(names, counts, strict=True)], _LISTED)
