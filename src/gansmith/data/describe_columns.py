"""What each column of a table holds, in a line: its type, its range or its categories, and what is missing."""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from gansmith.data.chunks import Array, as_float64
from gansmith.data.dataset import Dataset
from gansmith.data.reader.library_errors import shown
from gansmith.data.schema import Column

_MOST_NAMED = 4  # categories of which the share is said
_OFTEN = 0.2  # of the rows: a number that comes as often is said
_LONGEST_WHOLE = 1e15  # whole numbers are printed in full below it


@dataclass(frozen=True)
class ColumnSummary:
    """A column of a table.

    Attributes
    ----------
    name : str
        Its name.
    type : str
        Its type: "real", "integer", "boolean", "category" or "date".
    missing : int
        Number of missing values.
    holds : str
        Its range, or its most frequent categories with their shares.
    """

    name: str
    type: str
    missing: int
    holds: str


def describe_columns(dataset: Dataset) -> tuple[ColumnSummary, ...]:
    """Return what the columns of a table hold; nothing for data that is no table.

    Parameters
    ----------
    dataset : Dataset
        The data.

    Returns
    -------
    tuple of ColumnSummary
        One for each column, in their order.
    """
    return tuple(_summary(column, dataset.values[:, place]) for place, column in enumerate(dataset.schema))


def moment(value: float, unit: str) -> str:
    """Return a date, a number of a unit since 1970, in the words of ISO 8601."""
    return str(np.datetime64(int(value), cast(Any, unit)))


def _summary(column: Column, values: Array) -> ColumnSummary:
    known = as_float64(values)
    known = known[np.isfinite(known)]
    holds = "nothing" if not len(known) else _named(column, known) if column.is_named else _range(column, known)
    return ColumnSummary(column.name, column.type, len(values) - len(known), holds)


def _named(column: Column, codes: Array) -> str:
    shares = np.bincount(codes.astype(np.int64), minlength=len(column.categories)) / len(codes)
    order = np.argsort(-shares, kind="stable")[:_MOST_NAMED]
    names = column.truths if column.type == "boolean" else column.categories
    listed = ", ".join(f"{shown(names[place])} {shares[place]:.1%}" for place in order)
    more = " ..." if len(column.categories) > _MOST_NAMED else ""
    return f"{len(column.categories):,} categories: {listed}{more}"


def _range(column: Column, known: Array) -> str:
    low, high = known.min(), known.max()
    if column.type == "date":
        return f"{moment(low, column.unit)} to {moment(high, column.unit)}"
    distinct, counts = np.unique(known, return_counts=True)
    if len(distinct) == 1:
        return f"{_number(column, low)} in all rows"
    often = counts.argmax()
    share = counts[often] / len(known)
    said = f", {_number(column, distinct[often])} in {share:.0%}" if share >= _OFTEN else ""
    ends = [_number(column, value) for value in (low, high, np.median(known))]
    return f"{ends[0]} to {ends[1]}, median {ends[2]}{said}"


def _number(column: Column, value: float) -> str:
    """Return a value of a column of numbers as text, whole numbers with all their digits up to 15."""
    whole = column.type == "integer" and abs(value) < _LONGEST_WHOLE and value == np.rint(value)
    return f"{value:.0f}" if whole else f"{value:.6g}"
