"""One column of a table as scores from -3 to 3 and categories of 0 and 1, and back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from gansmith.data.codec.column_parts import Range, parts_of
from gansmith.data.schema import Column

Floats = npt.NDArray[np.float64]
SPREAD = (
    3.0  # what scores from -1 to 1 are encoded by, so that most columns have about the variance of a standard normal
)
_FAINT = 1e-30  # the least share that float32 holds well


class Calibration(Protocol):
    """What changes the distribution of a column as it is decoded."""

    @property
    def added(self) -> Floats:
        """What is added to the logarithm of each part's share (K,)."""

    def score(self, number: int, scores: Floats) -> Floats:
        """Return the scores (N,) within a range, after its map."""


@dataclass(frozen=True, eq=False)
class ColumnCode:
    """A column in parts: single values, ranges of values, and missing values.

    A value is encoded as its score within its range, if there are ranges, and as which part it lies in, if there are
    several parts: a row (N, 1), (N, K) or (N, 1 + K). Scores are those of a normal distribution by rank, over that of
    the last rank, so that a column of any shape becomes one that networks draw easily.
    """

    singles: Floats
    ranges: tuple[Range, ...]
    missing: bool
    decimals: int | None
    shares: Floats

    @classmethod
    def fit(cls, values: Floats, column: Column, *, missing: bool) -> "ColumnCode":
        """Return the code of a column's values (N,); missing: whether NaN is a part, if there is any."""
        finite = values[np.isfinite(values)]
        missing = missing and len(finite) < len(values)
        if column.is_named:
            singles, ranges = np.arange(len(column.categories), dtype=np.float64), tuple[Range, ...]()
        else:
            singles, ranges = parts_of(finite)
        code = cls(singles, ranges, missing, column.decimals, np.ones(len(singles) + len(ranges) + missing))
        place = code.part_of(values)
        return replace(code, shares=np.bincount(place, minlength=code.count) / len(values))

    @cached_property
    def count(self) -> int:
        """The number of parts."""
        return len(self.singles) + len(self.ranges) + self.missing

    @property
    def blocks(self) -> tuple[int, ...]:
        """Widths of what networks draw: 1 for the score, then the number of parts; () for a constant."""
        return (1,) * bool(self.ranges) + (self.count,) * (self.count > 1)

    @cached_property
    def extremes(self) -> Floats:
        """The values between which all that is decoded lies, and NaN where some are missing."""
        ends = [end for part in self.ranges for end in (part.low, part.high)]
        found = np.array([*self.singles, *ends, *[np.nan] * self.missing])
        with np.errstate(over="ignore"):  # of a stranger's decimals
            return found if self.decimals is None else np.round(found, self.decimals)

    def encode(self, values: Floats) -> Floats:
        """Return rows (N, W) of values (N,); what lies in no part goes to the nearest."""
        place, score = self._placed(values)
        parts = [SPREAD * score[:, None]] if self.ranges else []
        parts += [(place[:, None] == np.arange(self.count)).astype(np.float64)] if self.count > 1 else []
        return np.concatenate(parts, axis=1) if parts else np.empty((len(values), 0))

    def place(self, rows: Floats, added: Floats | None = None) -> npt.NDArray[np.int64]:
        """Return the part (N,) with the greatest share in rows (N, W); added (K,) to the logarithms of shares."""
        if self.count < 2:
            return np.zeros(len(rows), np.int64)
        chosen = rows[:, -self.count :] if added is None else self.logarithms(rows) + added
        return np.asarray(chosen.argmax(axis=1), np.int64)

    def logarithms(self, rows: Floats) -> Floats:
        """Return the logarithms of the shares (N, K) of the parts in rows (N, W) of a column of several parts."""
        return np.asarray(np.log(np.maximum(rows[:, -self.count :], _FAINT)))

    def scores(self, rows: Floats) -> Floats:
        """Return the scores (N,), from -1 to 1 in the data, of rows (N, W) of a column that has ranges."""
        return np.asarray(rows[:, 0] / SPREAD)

    def decode(self, rows: Floats, calibration: "Calibration | None" = None) -> Floats:
        """Return values (N,) of rows (N, W): of the part with the greatest share, NaN where that is the missing one."""
        place = self.place(rows, None if calibration is None else calibration.added)
        values = np.full(len(rows), np.nan)
        known = place < len(self.singles)
        values[known] = self.singles[place[known]]
        for number, part in enumerate(self.ranges):
            within = place == number + len(self.singles)
            scores = self.scores(rows[within])
            values[within] = part.value(scores if calibration is None else calibration.score(number, scores))
        return values if self.decimals is None else np.round(values, self.decimals)

    def part_of(self, values: Floats) -> npt.NDArray[np.int64]:
        """Return the part (N,) that each value lies in."""
        return self._placed(values)[0]

    def _placed(self, values: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
        """Return the part (N,) that each value lies in, and its score (N,) there, 0 where that has none."""
        place, score = np.full(len(values), self.count - 1, np.int64), np.zeros(len(values))
        known = np.isfinite(values) if self.missing else np.ones(len(values), np.bool_)
        ends = [(value, value) for value in self.singles] if not self.ranges else []
        ends += [(part.low, part.high) for part in self.ranges]
        place[known] = _nearest(values[known], ends) + (len(self.singles) if self.ranges else 0)
        for number, single in enumerate(self.singles if self.ranges else ()):
            place[values == single] = number
        for number, part in enumerate(self.ranges, len(self.singles)):
            within = place == number
            score[within] = part.score(values[within])
        return place, score


def _nearest(values: Floats, ends: Sequence[tuple[float, float]]) -> npt.NDArray[np.int64]:
    """Return which of some intervals each value (N,) lies in or next to."""
    best, least = np.zeros(len(values), np.int64), np.full(len(values), np.inf)
    for number, (low, high) in enumerate(ends):
        apart = np.maximum(np.maximum(low - values, values - high), 0)
        nearer = apart < least
        best[nearer], least[nearer] = number, apart[nearer]
    return best
