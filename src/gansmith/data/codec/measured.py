"""A table as numbers that can be measured: a category becomes one column of 0 and 1 for each of its names."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array, as_float64
from gansmith.data.codec.codec import Codec
from gansmith.data.codec.scale import Scale
from gansmith.data.codec.table_code import TableCode


class _Number(NamedTuple):
    """A number that is made of a column: its value, or whether that is missing, or the category of this number."""

    name: str
    column: int
    category: int | None = None
    is_gap: bool = False


@dataclass(frozen=True, eq=False)
class Measured:
    """The numbers of samples, as distances, spectra and tests are taken of them.

    Those of anything but a table with categories or missing values are its own. A category becomes a number for each
    of its names, 0 or 1; a column in which values are missing gets one that tells where, and its middle in their place.
    codec encodes the numbers and leads back to their units; names are those of the columns.
    """

    codec: Codec
    names: tuple[str, ...]
    made: tuple[_Number, ...] = ()

    @classmethod
    def of(cls, codec: Codec, names: tuple[str, ...]) -> "Measured":
        """Return the numbers of samples of a codec, whose columns have these names."""
        table = codec.table
        if table is None:
            return cls(codec, names)
        plain = replace(codec, table=None, missing="error" if codec.missing == "model" else codec.missing)
        made = _numbers(table)
        if all(one.category is None and not one.is_gap for one in made):
            return cls(plain, names)
        scale = codec.scale
        whole = [one.category is None and not one.is_gap for one in made]
        low = np.array([scale.low[one.column] if is_value else 0 for one, is_value in zip(made, whole, strict=True)])
        high = np.array([scale.high[one.column] if is_value else 1 for one, is_value in zip(made, whole, strict=True)])
        ranges = Scale(low.astype(np.float64), high.astype(np.float64), per_feature=True)
        return cls(replace(plain, scale=ranges, means=None), tuple(one.name for one in made), made)

    def encode(self, values: Array, *, clip: bool = True) -> npt.NDArray[np.float64]:
        """Return the numbers of samples (N, ...) in the units of the data, encoded."""
        return self.codec.encode(self.numbers(values), clip=clip)

    def numbers(self, values: Array) -> Array:
        """Return the numbers (N, K) of rows (N, D) of a table; samples (N, ...) of other data as they are."""
        if not self.made:
            return values
        found = np.empty((len(values), len(self.made)))
        for place, one in enumerate(self.made):
            column = as_float64(values[:, one.column])
            if one.is_gap:
                found[:, place] = np.isnan(column)
            elif one.category is not None:
                found[:, place] = column == one.category
            else:
                found[:, place] = np.where(np.isnan(column), self.codec.scale.middles[place], column)
        return found


def _numbers(table: TableCode) -> tuple[_Number, ...]:
    found = []
    for place, (column, code) in enumerate(zip(table.columns, table.codes, strict=True)):
        if column.is_named:
            two = len(column.categories) == 2
            kept = list(enumerate(column.categories))[1 if two else 0 :]
            found += [_Number(f"{column.name}={name}", place, number) for number, name in kept]
        else:
            found.append(_Number(column.name, place))
        if code.missing:
            found.append(_Number(f"{column.name} is missing", place, is_gap=True))
    return tuple(found)
