"""Recordings below or between each other in one table: a column that tells them apart, and their rows put together."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.reader.library_errors import did_you_mean, shown
from gansmith.errors import DataError, option

_SHORTEST = 3  # rows of a recording, on the average, of a column that is taken to tell recordings apart


@dataclass(frozen=True)
class Series:
    """Which recording each row belongs to, (T,) numbers in the order of their first rows, and the column that says it.

    may_be_kept: whether the column holds numbers and no option named it.
    """

    name: str
    numbers: npt.NDArray[np.int64]
    may_be_kept: bool = False

    @property
    def order(self) -> npt.NDArray[np.int64]:
        """Places of the rows, those of one recording together and in the order they had."""
        return np.argsort(self.numbers, kind="stable")

    def note(self, *, label: str | None) -> str:
        """Return what is to be said of it; label is the column of the labels."""
        count = int(self.numbers.max(initial=-1)) + 1
        kept = "" if self.name == label else " is left out: it"
        how = f"; {option('keep_index')} keeps it as a channel" if self.may_be_kept and kept else ""
        tells = f"tells {count:,} recordings apart, each of which is cut by itself"
        return f"column {shown(self.name)!r}{kept} {tells}{how}"


def named_series(table: Any, name: str, path: str) -> Series:
    """Return the recordings that a column names; raises DataError where there is no such column."""
    if name not in table.column_names:
        guess = did_you_mean(name, table.column_names)
        raise DataError(f"{path} has no column {shown(name)!r} ({option('series', shown(name))}).{guess}")
    return Series(name, _numbers(table.column(name)))


def found_series(table: Any, times: Array, time_names: tuple[str, ...]) -> Series | None:
    """Return the recordings of a column within each of which time goes forward, where it does not in the whole table.

    None where time goes forward anyway, or no column does this. Of several the one of fewest recordings is taken.
    """
    from pyarrow import types

    with np.errstate(invalid="ignore"):
        back = np.diff(times) <= 0
    if not back.any() or len(times) < 2 * _SHORTEST:
        return None
    found = []
    for name in table.column_names:
        column = table.column(name)
        if name in time_names or not _may_tell(column):
            continue
        one = Series(name, _numbers(column), may_be_kept=types.is_integer(column.type))
        count = int(one.numbers.max()) + 1
        if 2 <= count <= len(times) // _SHORTEST and _all_forward(times, one):
            found.append((count, one))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _may_tell(column: Any) -> bool:
    from pyarrow import types

    kind = column.type
    is_name = types.is_integer(kind) or types.is_string(kind) or types.is_large_string(kind)
    return bool(is_name) and not column.null_count


def _numbers(column: Any) -> npt.NDArray[np.int64]:
    import pyarrow

    encoded = column.combine_chunks().dictionary_encode("encode")
    if isinstance(encoded, pyarrow.ChunkedArray):
        encoded = encoded.combine_chunks()
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), np.int64)


def _all_forward(times: Array, series: Series) -> bool:
    order = series.order
    same = np.diff(series.numbers[order]) == 0
    with np.errstate(invalid="ignore"):
        return not bool((np.diff(times[order]) <= 0)[same].any())
