"""Samples brought to the scale of the data, so that a wrong unit alone is not taken for another fault."""

from dataclasses import replace

import numpy as np

from gansmith.evaluation.judgement.amounts import AT, REST, REST_OF_SPREAD, left_by, line_of
from gansmith.evaluation.judgement.sets import Sets
from gansmith.features.rows import Floats
from gansmith.metrics.neighbours import nearest

_SAME_UNIT = (0.8, 1.25)  # slopes that leave the power of frequencies within what is called alike
_MOST = 500  # values of a sample that are looked at
_STEPS, _STEP, _COLUMNS = 8, (0.8, 1.25), 200  # of closest rows: how many, how far, and columns that tell these


def rescaled(sets: Sets) -> Sets | None:
    """Return the sets with samples scaled and moved to real rows, where that accounts for what is off; else None.

    Of points each column has a line of its own, found by closest rows (Besl and McKay 1992), from where samples are: a
    part that is missing bends no line. Of pictures and signals one line of quantiles is that of all values.
    """
    if sets.nature == "points":
        return replace(sets, fake=_closest(sets).reshape(sets.fake.shape))
    line = _line(sets.real, sets.flat[2], REST_OF_SPREAD)
    return None if line is None else replace(sets, fake=(sets.fake - line[1]) / line[0])


def _closest(sets: Sets) -> Floats:
    """Return samples (M, D) moved and scaled by column, each step to the line from the nearest real rows to them."""
    real, fake = sets.real, sets.flat[2]
    width, middle = real.std(axis=0), real.mean(axis=0)
    width = np.where(width > 0, width, 1.0)
    known, moved = (real - middle) / width, (fake - middle) / width
    for _ in range(_STEPS):
        beside = known[nearest(moved[:, :_COLUMNS], known[:, :_COLUMNS], 1)[1][:, 0]]
        centre, other = beside.mean(axis=0), moved.mean(axis=0)
        together = ((beside - centre) * (moved - other)).mean(axis=0)
        slope = np.divide(together, beside.var(axis=0), out=np.ones(len(width)), where=beside.var(axis=0) > 0)
        moved = (moved - other) / np.clip(slope, *_STEP) + centre
    return np.asarray(moved * width + middle, np.float64)


def in_one_unit(sets: Sets) -> Sets:
    """Return the sets of pictures or signals, the samples scaled to real rows where they are in another unit."""
    line = _line(sets.real, sets.flat[2], 0.0)
    if line is None or _SAME_UNIT[0] <= line[0] <= _SAME_UNIT[1]:
        return sets
    return replace(sets, fake=(sets.fake - line[1]) / line[0])


def _line(real: Floats, fake: Floats, slack: float) -> tuple[float, float] | None:
    """Return slope and start of the line from quantiles of reals to those of samples; None where they are off it."""
    real, fake = (part[:, :: max(1, part.shape[1] // _MOST)] for part in (real, fake))
    first, second = np.quantile(real, AT), np.quantile(fake, AT)
    slope, start = line_of(first, second)
    width = float(real.std())
    if slope <= 0 or not width:
        return None
    before, left = left_by(first, second, 1.0, 0.0), left_by(first, second, slope, start)
    return (slope, start) if before > 0 and left < max(REST * before, slack * width) else None
