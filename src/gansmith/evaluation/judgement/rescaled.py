"""Samples brought to the scale of the data, so that a wrong unit alone is not taken for another fault."""

from dataclasses import replace

import numpy as np

from gansmith.evaluation.judgement.amounts import AT, line_of
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.samples import Floats

_REST, _REST_OF_SPREAD = 0.4, 0.05  # of what is off between quantiles, and of the spread: what the line may leave
_SAME_UNIT = (0.8, 1.25)  # slopes that leave the power of frequencies within what is called alike
_MOST = 500  # values of a sample that are looked at


def rescaled(sets: Sets) -> Sets | None:
    """Return the sets with samples scaled and moved to real rows, where that accounts for what is off; else None.

    Of points each column is moved alone, of pictures and signals all values alike.
    """
    real, fake = sets.real, sets.flat[2]
    if sets.nature != "points":
        line = _line(real, fake, _REST_OF_SPREAD)
        return None if line is None else replace(sets, fake=(sets.fake - line[1]) / line[0])
    moved, some = fake.copy(), False
    for column in range(sets.width):
        line = _line(real[:, column], fake[:, column], _REST_OF_SPREAD)
        if line is not None:
            moved[:, column], some = (fake[:, column] - line[1]) / line[0], True
    return replace(sets, fake=moved.reshape(sets.fake.shape)) if some else None


def in_one_unit(sets: Sets) -> Sets:
    """Return the sets of pictures or signals, the samples scaled to real rows where they are in another unit."""
    line = _line(sets.real, sets.flat[2], 0.0)
    if line is None or _SAME_UNIT[0] <= line[0] <= _SAME_UNIT[1]:
        return sets
    return replace(sets, fake=(sets.fake - line[1]) / line[0])


def _line(real: Floats, fake: Floats, slack: float) -> tuple[float, float] | None:
    """Return slope and start of the line from quantiles of reals to those of samples; None where they are off it."""
    if real.ndim > 1:
        real, fake = (part[:, :: max(1, part.shape[1] // _MOST)] for part in (real, fake))
    first, second = np.quantile(real, AT), np.quantile(fake, AT)
    slope, start = line_of(first, second)
    width = float(real.std())
    if slope <= 0 or not width:
        return None
    before, left = float(np.abs(second - first).mean()), float(np.abs(second - start - slope * first).mean())
    return (slope, start) if before > 0 and left < max(_REST * before, slack * width) else None
