"""A column of a table with its type, as readers make it."""

from dataclasses import dataclass

from gansmith.data.chunks import Array
from gansmith.data.schema import Column

NAMES_OF_TRUTH = ("False", "True")
MOST = 1000  # categories of a column


@dataclass(frozen=True)
class Typed:
    """A column's values (N,) as numbers, NaN where missing, and its type; marks are texts that stand for missing ones.

    unfit says why it is none to learn from, "" where it is one.
    """

    values: Array
    column: Column
    marks: tuple[str, ...] = ()
    unfit: str = ""
