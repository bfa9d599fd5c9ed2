"""Whether pictures are mirrored, turned or transposed: one of the seven such ways makes them fit far better."""

import numpy as np

from gansmith.evaluation.judgement.evidence import Evidence
from gansmith.evaluation.judgement.finding import Finding
from gansmith.evaluation.judgement.profiles import in_blocks
from gansmith.evaluation.judgement.sets import Sets, deviation
from gansmith.features.rows import Floats

_SURE = 25.0  # times what chance leaves between two mean pictures: five standard errors, were all pixels one
_FITS = 0.2  # of that distance as they are: what the better way leaves at most
_PLAIN = 0.05  # of the variance of pixels: a distance from where no single picture is right
_WAYS = (
    ("mirrored left to right", False, (-1,)),
    ("upside down", False, (-2, -1)),
    ("mirrored top to bottom", False, (-2,)),
    ("transposed (rows for columns)", True, ()),
    ("turned by a quarter to the left", True, (-2,)),
    ("turned by a quarter to the right", True, (-1,)),
    ("transposed along the other diagonal", True, (-2, -1)),
)


def turned(sets: Sets) -> Evidence:
    """Return a finding of pictures whose mean and mean square fit the data far better mirrored or turned.

    Pictures are looked at without the mean and deviation of all their values, so that a wrong unit changes nothing.
    """
    if sets.nature != "pictures":
        return Evidence([], [])
    (mean, real), (other, fake) = (_moments(part, sets.fake.shape[1:]) for part in (sets.real, sets.flat[2]))
    means, by_chance = (mean, other), real / len(sets.real) + fake / len(sets.fake)
    apart = _distance(*means)
    square = sets.fake.shape[-1] == sets.fake.shape[-2]
    ways = {
        name: _distance(means[0], np.flip(np.swapaxes(means[1], -1, -2) if swapped else means[1], axes))
        for name, swapped, axes in _WAYS
        if square or not swapped
    }
    best = min(ways, key=ways.__getitem__)
    if apart < _SURE * by_chance or ways[best] - by_chance > _FITS * (apart - by_chance):
        return Evidence([], [])
    share = apart / real
    line = f"its pictures look {best} against the data: so undone, their mean is {_times(apart, ways[best])} as near"
    return Evidence([Finding("unlike", "poor" if share > _PLAIN else "fair", line, weight=1.2)], [])


def _moments(rows: Floats, shape: tuple[int, ...]) -> tuple[Floats, float]:
    """Return the mean picture (2 * C, H, W), values above their squares, and the mean variance of all of these.

    rows (n, D) are taken without the mean and deviation of all their values.
    """
    middle, unit = float(rows.mean()), deviation(rows) or 1.0
    sums = np.zeros((3, rows.shape[1]))  # of values, squares and fourth powers
    for part in in_blocks(len(rows)):
        values = (rows[part] - middle) / unit
        sums[0] += values.sum(axis=0)
        np.square(values, out=values)
        sums[1] += values.sum(axis=0)
        np.square(values, out=values)
        sums[2] += values.sum(axis=0)
    sums /= len(rows)
    variance = np.maximum(sums[1:] - np.square(sums[:2]), 0)
    return sums[:2].reshape(-1, *shape[1:]), float(variance.mean())


def _distance(real: Floats, fake: Floats) -> float:
    return float(np.square(real - fake).mean())


def _times(apart: float, left: float) -> str:
    return f"{min(99.0, (apart / left) ** 0.5):.0f} times" if left > 0 else "99 times"
