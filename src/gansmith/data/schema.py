"""What the columns of a table are: the type of each, the decimals of its numbers, the names of its categories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from gansmith.data.chunks import Array, as_float64
from gansmith.data.date_form import is_form
from gansmith.data.number_form import NumberForm, is_short_line
from gansmith.data.reader.library_errors import shown
from gansmith.errors import DataError, option

Type = Literal["real", "integer", "boolean", "category", "date"]
TYPES: tuple[Type, ...] = get_args(Type)
NAMED: tuple[Type, ...] = ("category", "boolean")  # whose values are the numbers of names
UNITS = {"D": 3e6, "s": 2.5e11, "ms": 2.5e14, "us": 2.0**53, "ns": 2.0**53}  # of dates, and the most of each
_IN_ARROW = {np.dtype(np.float64): "double", np.dtype(np.float32): "float"}  # other types have the same name there
_DECIMALS = 6  # the most that are looked for
_CLOSE = 1e-9  # of a unit in the last decimal: what is as near a whole number of them is one
_LONGEST_TYPE = 200  # characters
EXACT = 2**53  # beyond it float64 does not hold every whole number


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        Its name.
    type : {"real", "integer", "boolean", "category", "date"}
        What its values are. Those of a category are the numbers of names, those of a date a number of `unit`.
    decimals : int or None
        Decimals that its numbers have at most; None for as many as float64 holds.
    categories : tuple of str
        The names of a category, or of False and True, in the order of their numbers.
    stored : str
        The type that its values had where they were read, in the words of Arrow, such as "int64" or "string".
    unit : str
        Of a date: "D", "s", "ms", "us" or "ns", of which its values count how many have passed since 1970.
    form : str
        How a table as text writes its values: numbers as in "$1,000.00", dates as in "%d/%m/%Y", truth values as in
        "no|yes"; "" where that is usual.
    mark : str
        What stands for a missing value in a table as text.

    Examples
    --------
    >>> from gansmith.data import Column
    >>> Column("age", "integer", decimals=0).type
    'integer'
    """

    name: str
    type: Type = "real"
    decimals: int | None = None
    categories: tuple[str, ...] = ()
    stored: str = "double"
    unit: str = ""
    form: str = ""
    mark: str = ""

    @property
    def is_named(self) -> bool:
        """Whether its values are the numbers of names."""
        return self.type in NAMED

    @property
    def truths(self) -> tuple[str, ...]:
        """The texts of False and True of truth values."""
        return tuple(self.form.split("|")) if self.form else self.categories

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values that `from_json` turns back into an equal column."""
        return vars(self) | {"categories": list(self.categories)}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Column":
        """Return the column that `to_json` described; raises DataError for what is none."""
        try:
            column = cls(**{**document, "categories": tuple(document.get("categories", ()))})
        except TypeError as error:
            raise DataError(f"The stored schema is damaged: {error}. Restore it from a copy.") from None
        texts = (column.name, column.type, column.stored, column.unit, *column.categories, column.form, column.mark)
        dated = column.unit in UNITS if column.type == "date" else True
        fits = column.decimals is None or (type(column.decimals) is int and abs(column.decimals) <= 400)
        are_texts = all(isinstance(text, str) for text in texts) and len(column.stored) <= _LONGEST_TYPE
        if not (fits and dated and column.type in TYPES and are_texts and column._is_written_so()):
            raise DataError(f"The stored schema is damaged: {str(document)[:60]}. Restore it from a copy.")
        return column

    def _is_written_so(self) -> bool:
        """Whether the form is one of its type, and the mark a short text of one line, as strangers may say anything."""
        is_known = is_form(self.form) if self.type == "date" else NumberForm.of(self.form) is not None
        if self.type == "boolean":
            is_known = len(self.truths) == 2 and is_short_line(self.form)
        return (not self.form or is_known) and is_short_line(self.mark)


def inexact(value: object, name: str, where: str) -> DataError:
    """Return the error for a whole number that float64, in which all is computed, does not hold."""
    return DataError(
        f"{where} holds whole numbers beyond {EXACT:,}, such as {value}, which are not exact in what is computed. "
        f"Leave it out, {option('drop', shown(name))}, or take its numbers for names, "
        f"{option('column', shown(name) + ':category')}."
    )


def columns_of(values: Array, names: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return the columns of numbers (N, D), integer where all are whole, with the decimals that they have."""
    named = names if len(names) == values.shape[1] else [f"c{place}" for place in range(values.shape[1])]
    return tuple(_numeric(name, values[:, place]) for place, name in enumerate(named))


def _numeric(name: str, values: Array) -> Column:
    stored = _IN_ARROW.get(values.dtype) or str(values.dtype)
    if values.dtype.kind in "iub":
        return Column(name, "integer", 0, stored=stored)
    decimals = decimals_of(values)
    return Column(name, "integer" if decimals == 0 else "real", decimals, stored=stored)


def decimals_of(values: Array) -> int | None:
    """Return how many decimals numbers (N,) have at most, infinities and NaN apart; None for too many to say."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return None
    exact, rounding = as_float64(finite), float(np.finfo(values.dtype).eps)
    greatest = float(np.abs(exact).max())
    for decimals in range(_DECIMALS + 1):
        if greatest * 10.0**decimals > EXACT:
            return None
        units = exact * 10.0**decimals
        whole = np.rint(units)
        if ((whole / 10.0**decimals).astype(values.dtype) == finite).all() and np.abs(units - whole).max() < max(
            _CLOSE, rounding * greatest * 10.0**decimals
        ):
            return decimals
    return None
