"""How far a set of rows reaches: by column, by length, and on which grids; so that what balls cannot see is seen."""

import math
from dataclasses import dataclass

import numpy as np

from gansmith.features.rows import Floats

_RARE = 0.01  # the share of its own rows that an envelope leaves out by either test of columns, about
_TAIL = 0.1  # of a column's rows, those whose mean excess is the unit of how far a value is beyond the others
_MARGIN = 2.0  # widths of 95 % of lengths beyond which a length is not one of theirs
_CELLS = 100  # cells of a grid for each row: more would make a grid of any numbers with few digits
_OFF = 1e-3  # of a cell: what rounding to float32 may move a value

Booleans = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Envelope:
    """What `holds` and `on_grid` compare rows (M, D) with; centre and scale (D,) are medians and robust deviations.

    ends (2 D,) are the greatest values of all columns, upwards and then downwards, units those of their excess, and
    beyond how many of them count as none. deviations (D,) are mean ones, and farthest how many of them a value may be
    from the median. kept (N,) says which of its own rows the envelope holds, each put to the ends of the others.
    """

    centre: Floats
    scale: Floats
    ends: Floats
    units: Floats
    beyond: float
    deviations: Floats
    farthest: float
    lengths: tuple[float, float]
    starts: Floats
    steps: Floats
    kept: Booleans

    @property
    def passing(self) -> float:
        """The share of further rows of the same law that it is expected to hold."""
        return float(self.kept.mean()) * len(self.kept) / (len(self.kept) + 1)

    def standardised(self, rows: Floats) -> Floats:
        """Return rows (M, D) less the centre, by the scale."""
        return (rows - self.centre) / self.scale

    def holds(self, rows: Floats) -> Booleans:
        """Return which rows (M,) do not reach beyond the set in any column, nor in their length."""
        around = self.standardised(rows)
        ends = (np.concatenate([around, -around], axis=1) - self.ends) / self.units
        lengths = np.linalg.norm(around, axis=1)
        return np.asarray(
            (ends.max(axis=1) <= self.beyond)
            & (_farthest(around, self.deviations) <= self.farthest)
            & (lengths >= self.lengths[0])
            & (lengths <= self.lengths[1])
        )

    def on_grid(self, rows: Floats) -> Booleans:
        """Return which rows (M,) lie on the grid of every column whose values are all on one."""
        gridded = ~np.isnan(self.steps)
        cells = (rows[:, gridded] - self.starts[gridded]) / self.steps[gridded]
        return np.asarray((np.abs(cells - np.round(cells)) <= _OFF).all(axis=1))


def envelope(rows: Floats) -> Envelope:
    """Return the envelope of rows (N, D), at least two.

    Balls about rows are blind to what many dimensions hide: a column that is wrong alone, a corner that is never
    reached. Two tests of columns see it. How far a value is beyond all others of its column, in units of the mean
    excess of the column's tail, tells where tails end sharply; how far it is from the median, in mean deviations, where
    they are long. Of either, the limit for the worst of all columns is what all but 1 % of the rows themselves keep,
    each put to the others: it widens with the number of columns, and takes no law of the tails for granted. A length
    is amiss two widths of the 95 % of lengths beyond them, as in a hollow such as a sphere. A column lies on a grid
    where all its values are whole multiples of its least gap, and the grid has no more than 100 cells for each row.
    """
    centre = np.median(rows, axis=0)
    scale = _scale(np.abs(rows - centre))
    around = (rows - centre) / scale
    both = np.concatenate([around, -around], axis=1)
    order = np.sort(both, axis=0)
    tail = max(3, round(_TAIL * len(rows)))
    units, others = (_filled(order[-tail:end].mean(axis=0) - order[-tail]) for end in (None, -1))
    # each row is put to the ends of the others, and measured in their units, as a further row is in those of all
    alone = ((both - np.where(both == order[-1], order[-2], order[-1])) / others).max(axis=1)
    deviations = _filled(np.abs(around).mean(axis=0))
    distances = _farthest(around, _filled((len(rows) * deviations - np.abs(around)) / (len(rows) - 1)))
    rank = min(len(rows), math.ceil((1 - _RARE) * (len(rows) + 1))) - 1
    beyond, farthest = max(0.0, float(np.sort(alone)[rank])) + 1e-9, float(np.sort(distances)[rank]) * (1 + 1e-9)
    kept = (alone <= beyond) & (distances <= farthest)
    starts, steps = np.array([_grid(column) for column in rows.T]).T
    return Envelope(
        centre, scale, order[-1], units, beyond, deviations, farthest, _lengths(around), starts, steps, kept
    )


def _farthest(around: Floats, deviations: Floats) -> Floats:
    return np.asarray(np.abs(around / deviations).max(axis=1), np.float64)


def _scale(deviations: Floats) -> Floats:
    """Return 1.48 median deviations, which is Gaussian sigma; where half a column is one value, 1.25 mean ones."""
    middle, mean = 1.4826 * np.median(deviations, axis=0), 1.2533 * deviations.mean(axis=0)
    return _filled(np.where(middle > 0, middle, mean))


def _filled(positive: Floats) -> Floats:
    """Put the median of all positive numbers, or 1, where a constant column has 0."""
    given = positive > 0
    return np.where(given, positive, np.median(positive[given]) if given.any() else 1.0)


def _lengths(around: Floats) -> tuple[float, float]:
    lengths = np.linalg.norm(around, axis=1)
    low, high = np.quantile(lengths, [0.025, 0.975])
    margin = _MARGIN * (high - low) + 1e-9 * high
    return float(low - margin), float(high + margin)


def _grid(column: Floats) -> tuple[float, float]:
    """Return where a column's grid starts and its step, NaN where it lies on none."""
    values = np.unique(column)
    if len(values) > 1:
        step = float(np.diff(values).min())
        cells = (values - values[0]) / step
        if cells[-1] <= _CELLS * len(column) and np.abs(cells - np.round(cells)).max() <= _OFF:
            return float(values[0]), step
    return math.nan, math.nan
