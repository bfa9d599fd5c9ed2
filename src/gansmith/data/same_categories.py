"""Categories and classes of a second set as the numbers that they have in a first."""

from dataclasses import replace

import numpy as np

from gansmith.data.chunks import Array, as_float64
from gansmith.data.dataset import Dataset
from gansmith.data.labels import Labels
from gansmith.data.reader.library_errors import shown
from gansmith.data.schema import Column
from gansmith.errors import UsageError, first_few, option

_MOST_NAMED = 3  # categories that are unknown


def with_categories(first: Dataset, second: Dataset) -> tuple[Dataset, tuple[str, ...]]:
    """Return the second table with the categories of the first, and what is to be said of others.

    A category that the first lacks is of a number that none of its own has. Raises UsageError where a column holds
    names in one table and numbers in the other.
    """
    if not any(column.is_named for column in (*first.schema, *second.schema)):
        return second, ()
    theirs = second.schema or tuple(Column(column.name) for column in first.schema)
    if len(theirs) != len(first.schema) or second.values.ndim != 2:
        return second, ()
    values, notes = as_float64(second.values).copy(), list[str]()
    for place, (mine, other) in enumerate(zip(first.schema, theirs, strict=True)):
        if not mine.is_named and other.is_named:
            what = "dates" if mine.type == "date" else "numbers"
            raise UsageError(
                f"Column {shown(mine.name)!r} holds {what} in {first.origin.path}, and "
                f"{shown(other.categories[0])!r} in {second.origin.path}. Correct that, or leave the column out of "
                f"both with {option('drop', shown(mine.name))}."
            )
        if mine.is_named and mine.categories != other.categories:
            values[:, place], unknown = _renumbered(values[:, place], mine, other)
            if unknown:
                listed = first_few([repr(shown(name)) for name in unknown], _MOST_NAMED)
                notes.append(f"Column {shown(mine.name)!r} holds {listed}, which the real data does not know.")
    origin = replace(second.origin, schema=first.schema) if second.origin.columns else second.origin
    return replace(second, values=values, origin=origin), tuple(notes)


def labels_among(samples: Dataset, names: tuple[str, ...]) -> Labels | None:
    """Return the labels of samples as numbers of the named classes, -1 for a class that is none of these."""
    if samples.labels is None or not names:
        return None
    numbers = np.array([names.index(name) if name in names else -1 for name in (*samples.class_names, "")], np.int64)
    return numbers[samples.labels]  # an unknown label, -1, is the last


def _renumbered(codes: Array, mine: Column, other: Column) -> tuple[Array, list[str]]:
    """Return the numbers in the first table of categories in the second, and the names that the first lacks."""
    known = np.isfinite(codes)
    distinct, inverse = np.unique(codes[known], return_inverse=True)
    names = [_name(value, other) for value in distinct]
    numbers = [mine.categories.index(name) if name in mine.categories else len(mine.categories) for name in names]
    found = np.full(len(codes), np.nan)
    found[known] = np.array(numbers, np.float64)[inverse]
    return found, [name for name in names if name not in mine.categories]


def _name(value: float, column: Column) -> str:
    if column.is_named:
        return column.categories[int(value)]
    return str(int(value)) if value == int(value) else repr(float(value))
