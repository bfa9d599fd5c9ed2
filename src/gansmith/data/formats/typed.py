"""A column of a table with its type, as readers make it."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.schema import Column

NAMES_OF_TRUTH = ("False", "True")
CASES = (str.lower, str.upper, str.title)  # in which names of truth values are written
MOST = 1000  # categories of a column


@dataclass(frozen=True)
class Written:
    """How a table as text writes a column.

    form and mark, what stands for a missing value, are as of `Column`.
    """

    form: str = ""
    mark: str = ""


AS_USUAL = Written()


@dataclass(frozen=True)
class Reading:
    """How columns of a table become values with types.

    written: they are of a table as text, where blanks around a text mean nothing. missing: texts that stand for missing
    values beside the usual ones. order is that of day and month, as of `typed_dates.dates_in`. dated: dates that are
    texts are stored as dates, where another format has a type for them. plain: whole numbers are no dates, as by
    conventions before those of tables. declared: what the data declares as the name of a category, such as "NA", is
    one, and stands for no missing value.
    """

    written: bool = False
    missing: Collection[str] = ()
    order: str = "auto"
    dated: bool = False
    plain: bool = False
    declared: bool = True


AS_STORED = Reading()


@dataclass(frozen=True)
class Typed:
    """A column's values (N,) as numbers, NaN where missing, and its type; marks are texts that stand for missing ones.

    unfit says why it is none to learn from, "" where it is one. note is what is to be said of how it is read.
    """

    values: Array
    column: Column
    marks: tuple[str, ...] = ()
    unfit: str = ""
    note: str = ""


def left_out(name: str, why: str) -> Typed:
    """Return a column that is none to learn from."""
    return Typed(np.empty(0), Column(name, "category"), unfit=why)
