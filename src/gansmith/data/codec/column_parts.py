"""What a column of numbers consists of: values that come often, and ranges with gaps between them."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_FEW = 12  # distinct values, up to which each is a part of its own
_OFTEN, _OFTEN_ROWS = 0.04, 8  # of all rows, and rows: a value that comes as often is a part of its own
_MOST_SINGLES, _MOST_RANGES = 16, 12
_LEAST = 0.01  # of the rows: what lies beyond a gap, as a range of its own
_WIDE = 10  # times the usual distance of neighbours, that a gap is at least
_AROUND = 20  # of the rows on each side are looked at for a gap: a 20th, and as many rows at least
_EVEN, _TAILS = 257, 129  # knots at even ranks, and at even scores, so that tails have some


@dataclass(frozen=True, eq=False)
class Range:
    """Values (K,) and their normal scores (K,), both rising, the scores from -1 to 1; linear in between.

    ends are the normal scores that became -1 and 1.
    """

    values: Floats
    scores: Floats
    ends: tuple[float, float]

    def score_of_rank(self, ranks: Floats) -> Floats:
        """Return the scores (N,) of ranks (N,) in (0, 1), in [-1, 1]."""
        from scipy.special import ndtri

        low, high = self.ends
        return np.asarray(np.clip(2 * (ndtri(ranks) - low) / (high - low) - 1, -1, 1))

    @property
    def low(self) -> float:
        """The least value."""
        return float(self.values[0])

    @property
    def high(self) -> float:
        """The greatest value."""
        return float(self.values[-1])

    def score(self, values: Floats) -> Floats:
        """Return the scores (N,) of values (N,)."""
        return np.asarray(np.interp(values, self.values, self.scores))

    def value(self, scores: Floats) -> Floats:
        """Return the values (N,) of scores (N,)."""
        return np.asarray(np.interp(scores, self.scores, self.values))


def parts_of(values: Floats) -> tuple[Floats, tuple[Range, ...]]:
    """Return the single values and the ranges of finite values (N,)."""
    distinct, counts = np.unique(values, return_counts=True)
    if len(distinct) <= _FEW:
        return distinct, ()
    often = counts >= max(_OFTEN * len(values), _OFTEN_ROWS)
    if often.sum() > _MOST_SINGLES:
        often &= counts >= np.sort(counts)[-_MOST_SINGLES]
    if (~often).sum() < 2:
        return distinct, ()
    rest, counts_of_rest = distinct[~often], counts[~often]
    ends = [0, *_gaps(rest, counts_of_rest), len(rest)]
    singles, ranges = [*distinct[often]], []
    for low, high in pairwise(ends):
        if high - low == 1:
            singles.append(rest[low])
        else:
            ranges.append(_range(rest[low:high], counts_of_rest[low:high]))
    return np.array(sorted(singles)), tuple(ranges)


def _range(distinct: Floats, counts: npt.NDArray[np.int64]) -> Range:
    """Return a range whose scores are those of ranks, ties at their middle; of many values some are knots."""
    from scipy.special import ndtri

    total = counts.sum()
    scores = ndtri((np.cumsum(counts) - counts / 2) / total)
    ends = float(scores[0]), float(scores[-1])
    scores = 2 * (scores - ends[0]) / (ends[1] - ends[0]) - 1
    kept = np.unique(
        np.concatenate(
            [
                np.rint(np.linspace(0, len(distinct) - 1, _EVEN)).astype(np.int64),
                np.searchsorted(scores, np.linspace(-1, 1, _TAILS)).clip(max=len(distinct) - 1),
            ]
        )
    )
    return Range(distinct[kept].astype(np.float64), np.asarray(scores[kept], np.float64), ends)


def _gaps(distinct: Floats, counts: npt.NDArray[np.int64]) -> list[int]:
    """Return the places before which a range ends: gaps wider than all that lies around them on either side."""
    rows, gaps = np.cumsum(counts), np.diff(distinct)
    total, least = rows[-1], max(_LEAST * rows[-1], 2)
    reach, found = max(_AROUND, total // _AROUND), list[int]()
    for place in np.argsort(-gaps, kind="stable")[: 4 * _MOST_RANGES]:
        first = int(np.searchsorted(rows, rows[place] - reach))
        last = int(np.searchsorted(rows, min(rows[place] + reach, total)))
        around = np.concatenate([gaps[first:place], gaps[place + 1 : last]])
        spread = max(distinct[place] - distinct[first], distinct[last] - distinct[place + 1])
        edges = sorted([0, *(rows[at - 1] for at in found), rows[place], total])
        if gaps[place] <= spread or (len(around) and gaps[place] < _WIDE * np.median(around)):
            continue
        if min(after - before for before, after in pairwise(edges)) >= least and len(found) < _MOST_RANGES - 1:
            found.append(int(place) + 1)
    return sorted(found)
