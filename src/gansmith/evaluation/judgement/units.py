"""Samples in other units than the data: told first, and undone, so that the rest is judged in the data's units."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from gansmith.errors import first_few
from gansmith.evaluation.judgement.evidence import CHANCE
from gansmith.evaluation.judgement.finding import Finding, Kind
from gansmith.evaluation.judgement.numbers import said
from gansmith.evaluation.judgement.sets import Sets
from gansmith.features.rows import Floats

_NAMED = 3  # columns that a line names
_AT = np.linspace(0.02, 0.98, 49)
_STEEP = 1.7  # times as wide, or as narrow: less may be a fault of the model
_BY_ITSELF = 5.0  # times: as steep or flat is a matter of units, whether the slope is a usual factor or not
_APART, _CLOSE = 0.15, 0.05  # gaps of distribution functions: of what is in other units, and of what is not
_FITTED = 0.6  # of that noise: what a fitted line leaves
_SLACK = 0.05  # of the real spread: values this near count as equal
_WHOLE = 0.6  # of the slope, or the other way: ranges that agree no better bear out no factor that a model may err by
_NEAR = 0.05  # a slope this near to one of the factors below, and a start this near to 0, are that
_FACTORS = (2.0, 10.0, 100.0, 1e3, 1e4, 1e6, 1e9, 60.0, 3600.0, 12.0, 24.0, 127.5, 255.0, 2.54, 25.4, 3.2808, 2.2046)
_KNOWN = _FACTORS + tuple(1 / factor for factor in _FACTORS)
_NARROW = 0.8  # of each value's spread over the rows, after units are undone: less is no change of units
_MOST = 200_000  # values that are looked at
_EQUAL = 1e-9  # of the range of reals: rounding
_ALL = 0.5  # of the columns


class _Line(NamedTuple):
    """Samples are start + slope * reals, to noise."""

    slope: float
    start: float


def in_other_units(sets: Sets) -> tuple[Finding | None, Sets]:
    """Return what to say where samples are reals in other units, to noise, and sets whose samples are in the data's.

    Looks at single columns of points, and at all values of pictures and signals: a line between their quantiles that
    is far steeper or flatter than the diagonal, or takes them to where no real value is. Without any, None and the same
    sets.
    """
    lines = _of_points(sets) if sets.nature == "points" else _of_all(sets)
    if not lines:
        return None, sets
    fake = sets.flat[2].copy()
    for place, line in lines.items():
        fake[:, place] = _at_reals((fake[:, place] - line.start) / line.slope, sets.real[:, place])
    kind: Kind = "scale" if any(_steep(line.slope) for line in lines.values()) else "shift"
    found = Finding(kind, "poor", f"{_said(sets, lines)} (other units?)", weight=4.0)
    return found, replace(sets, fake=fake.reshape(sets.fake.shape))


def _of_points(sets: Sets) -> dict[int, _Line]:
    pairs = ((place, _line(sets.real[:, place], sets.flat[2][:, place])) for place in range(sets.width))
    lines = {place: line for place, line in pairs if line is not None}
    narrow = [
        place
        for place, line in lines.items()
        if line.slope < 1 and line.start and _overlap(sets.real[:, place], sets.flat[2][:, place])
    ]
    if len(narrow) > _ALL * sets.width:  # samples about one place of the data have no variety; units are no matter
        return {place: line for place, line in lines.items() if place not in narrow}
    return lines


def _of_all(sets: Sets) -> dict[int, _Line]:
    """Find one line for all values, which must account for the spread of each value over the rows as well."""
    real, fake = sets.real, sets.flat[2]
    line = _line(*(part.ravel()[:: max(1, part.size // _MOST)] for part in (real, fake)))
    if line is None:
        return {}
    spreads = [float(part.std(axis=0).mean()) for part in (real, fake)]
    if not _NARROW < spreads[1] / (line.slope * max(spreads[0], 1e-300)) < 1 / _NARROW:
        return {}
    return dict.fromkeys(range(sets.width), line)


def _line(real: Floats, fake: Floats) -> _Line | None:
    """Return the line that takes reals to samples, where there is one and it is far from the diagonal."""
    first, second = np.quantile(real, _AT), np.quantile(fake, _AT)
    ends = [part[::-1][: len(_AT) // 2] - part[: len(_AT) // 2] for part in (first, second)]
    known = ends[0] > 0
    if not known.any() or not np.median(ends[1][known]) > 0:
        return None
    slope = _rounded(float(np.median(ends[1][known] / ends[0][known])))
    start, spread = float(np.median(second - slope * first)), float(first[-1] - first[0])
    if abs(start) < _NEAR * slope * spread and _steep(slope):
        start = 0.0
    ranges = float(np.ptp(fake)) / (slope * max(float(np.ptp(real)), 1e-300))
    usual = not 1 / _BY_ITSELF < slope < _BY_ITSELF or (slope in _KNOWN and _WHOLE < ranges < 1 / _WHOLE)
    far = (_steep(slope) and usual) or not _overlap(real, fake)
    undone = (fake - start) / slope
    noise = np.sqrt(np.log(2 / CHANCE) / 2 * (1 / len(real) + 1 / len(fake)))  # what chance alone never exceeds
    if (
        not far
        or _gap(real, fake, 0.0) < max(_APART, noise)
        or _gap(real, undone, _SLACK * spread) > max(_CLOSE, _FITTED * noise)
    ):
        return None
    return _Line(slope, start)


def _at_reals(values: Floats, real: Floats) -> Floats:
    """Return values, at the nearest real one where they are as good as equal: ties must stay ties."""
    known = np.unique(real)
    if len(known) < 2:
        return values
    place = np.searchsorted(known, values).clip(1, len(known) - 1)
    nearest = np.where(values - known[place - 1] < known[place] - values, known[place - 1], known[place])
    return np.where(np.abs(nearest - values) <= _EQUAL * (known[-1] - known[0]), nearest, values)


def _steep(slope: float) -> bool:
    return not 1 / _STEEP < slope < _STEEP


def _rounded(slope: float) -> float:
    """Return the factor of usual units that is near, or the slope."""
    nearest = min(_KNOWN, key=lambda known: abs(np.log(known / slope)))
    return nearest if abs(np.log(nearest / slope)) < _NEAR else slope


def _overlap(real: Floats, fake: Floats) -> bool:
    """Whether the middles of both sets meet."""
    (low, high), (least, most) = (np.quantile(part, [0.01, 0.99]) for part in (real, fake))
    return bool(max(low, least) <= min(high, most))


def _gap(real: Floats, fake: Floats, slack: float) -> float:
    """Return the greatest gap of two distribution functions at real quantiles that a slack does not close."""
    real, fake = np.sort(real), np.sort(fake)
    at = np.unique(np.quantile(real, _AT))
    most = np.searchsorted(fake, at + slack, "right") / len(fake)
    least = np.searchsorted(fake, at - slack, "right") / len(fake)
    share = np.searchsorted(real, at, "right") / len(real)
    return float(np.maximum(share - most, least - share).max(initial=0.0))


def _said(sets: Sets, lines: dict[int, _Line]) -> str:
    real, fake = sets.real, sets.flat[2]
    if sets.nature != "points":
        return f"its values run {_span(fake)} and real ones {_span(real)}"
    worst = sorted(lines, key=lambda place: -abs(np.log(lines[place].slope)))
    texts = [f"{sets.name_of(p)} runs {_span(fake[:, p])} and {_span(real[:, p])} in the data" for p in worst]
    return first_few(texts, _NAMED, "column")


def _span(values: Floats) -> str:
    ends = np.array([values.min(), values.max()])
    least, most = (float(end) for end in np.where(np.abs(ends) < 1e-6 * np.ptp(ends), 0.0, ends))
    return f"from {said(least)} to {said(most)}"
