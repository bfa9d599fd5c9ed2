"""The columns that a condition can be of, and what is said of a name that is none of them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gansmith.data.codec.codec import Codec
from gansmith.data.codec.column_code import ColumnCode
from gansmith.data.codec.table_code import TableCode
from gansmith.data.dataset import Origin
from gansmith.data.left_out import left_out_of
from gansmith.data.reader.library_errors import did_you_mean, shown
from gansmith.data.schema import Column
from gansmith.errors import UsageError, first_few, option

_LISTED = 10  # columns that an error names


@dataclass(frozen=True)
class Columns:
    """The columns of a table as a codec holds them, the label, and the columns that are conditions or left out."""

    code: TableCode
    dtype: "np.dtype[Any]"
    label: str | None = None
    left_out: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    @classmethod
    def of(cls, codec: Codec, origin: Origin, kind: str) -> "Columns":
        """Return the columns of a codec; raises UsageError naming the option `kind` where it is of no table."""
        if codec.table is None:
            raise UsageError(f"{option(kind)} is of the columns of a table, and these samples are none. Leave it out.")
        told = tuple(quantity.name for quantity in origin.conditions)
        return cls(codec.table, codec.dtype, origin.label, tuple(left_out_of(origin.details)), told)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Their names, in order."""
        return tuple(column.name for column in self.code.columns)

    def __getitem__(self, place: int) -> Column:
        return self.code.columns[place]

    def code_of(self, place: int) -> ColumnCode:
        """Return the code of a column."""
        return self.code.codes[place]

    def unknown(self, name: str) -> str:
        """Return what to say of a name that is no column's."""
        if not name:
            return f"no column is named. Start with one of {self._listed()}"
        if name == self.label:
            return f"{shown(name)!r} is the label, and no column of samples. Ask for a class with {option('label')}"
        if name in self.conditions:
            return f"{shown(name)!r} is a condition of the model, and no column of samples. Give {option('condition')}"
        if name in self.left_out:
            return f"column {shown(name)!r} was left out of training, so that samples have no such column"
        guess = did_you_mean(name, list(self.names))
        hint = "" if guess else f" There are {self._listed()}"
        return f"there is no column {shown(name)!r}.{guess}{hint}"

    def _listed(self) -> str:
        return first_few([*map(shown, self.names)], _LISTED)
