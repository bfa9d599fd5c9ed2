"""Scale, shift and distribution of each column of points, the values it may have, and how columns go together."""

from typing import NamedTuple

import numpy as np

from gansmith.errors import first_few
from gansmith.evaluation.judgement.amounts import APART, AT, MOVED, REST, REST_OF_SPREAD, STRETCHED, left_by, line_of
from gansmith.evaluation.judgement.beyond import beyond
from gansmith.evaluation.judgement.codes import codes
from gansmith.evaluation.judgement.dependence import dependence
from gansmith.evaluation.judgement.evidence import LIKELY, SURE, Difference, Evidence, difference
from gansmith.evaluation.judgement.finding import Fault, Finding, Kind
from gansmith.evaluation.judgement.heaps import heaps
from gansmith.evaluation.judgement.numbers import said
from gansmith.evaluation.judgement.sets import Sets
from gansmith.features.rows import Floats
from gansmith.metrics.marginals import ks_statistics

_NAMED = 3  # columns that a line names
_CONSTANT = 0.05  # share of samples with another value than the only one of a column
_ALL_OVER = 0.3  # of the columns: so many faulty ones make samples poor, if they are far off
_FAR = 0.5  # gap of two distribution functions that is far off


class _Off(NamedTuple):
    place: int
    kind: Kind
    text: str
    gap: float


def columns(sets: Sets) -> Evidence:
    """Return findings of scale, shift, marginals and dependence, of points."""
    off = _each(sets, SURE)
    findings = _findings(sets, off, SURE)
    values = [found for found in (beyond(sets), codes(sets), heaps(sets)) if found is not None]
    right = np.setdiff1d(np.arange(sets.width), [found.place for found in off])
    together = dependence(sets, right)
    return Evidence([*findings, *values, *together.findings], together.figures)


def scale_and_shift(sets: Sets, level: float) -> list[Finding]:
    """Return findings of scale and shift, surer than so many standard errors in a column, than LIKELY in all as one."""
    return [found for found in _findings(sets, _each(sets, level), LIKELY) if found.kind in ("scale", "shift")]


def _each(sets: Sets, level: float) -> list[_Off]:
    gaps = ks_statistics(sets.real, sets.flat[2])
    chance = np.sqrt(np.log(2 * len(gaps) * 1e6) / 2 * (1 / len(sets.real) + 1 / len(sets.flat[2])))
    found = (_column(sets, place, float(gap), float(chance), level) for place, gap in enumerate(gaps))
    return [off for off in found if off is not None]


def _findings(sets: Sets, found: list[_Off], level: float) -> list[Finding]:
    kinds: tuple[Kind, ...] = ("scale", "shift", "marginals")
    findings = [_said(kind, [off for off in found if off.kind == kind], sets.width) for kind in kinds]
    if sets.width > 1 and not any(off.kind == "scale" for off in found):
        findings.append(_all_columns(sets.real, sets.flat[2], level))
    return [finding for finding in findings if finding is not None]


def _column(sets: Sets, place: int, gap: float, chance: float, level: float) -> _Off | None:
    """Say what is wrong with one column, by the simplest change that accounts for it.

    Differences are tested on values clipped near the middle, and said of all values, where these agree in direction.
    """
    real, fake = sets.real[:, place], sets.flat[2][:, place]
    name, width = sets.name_of(place), float(real.std())
    if width == 0:
        share = float((fake != real[0]).mean())
        text = f"{name} (always {said(float(real[0]))} in the data, not in {share:.0%} of its samples)"
        return _Off(place, "marginals", text, share) if share > _CONSTANT else None
    low, high = np.quantile(real, [0.01, 0.99])
    clipped = [np.clip(part, low - (high - low), high + (high - low)) for part in (real, fake)]
    middle, spread = difference(*clipped), _spread(*clipped)
    ratio = spread.fake / spread.real if spread.real else np.inf
    at_real, at_fake = np.quantile(real, AT), np.quantile(fake, AT)
    slope, start = line_of(at_real, at_fake)
    before = left_by(at_real, at_fake, 1.0, 0.0)
    accounts = left_by(at_real, at_fake, slope, start) < max(REST * before, REST_OF_SPREAD * width)
    if spread.sure(level) and abs(ratio - 1) > STRETCHED and ratio > 0 and accounts:
        text = f"{name} ({_wider(ratio, float(fake.std()), width)})"
        return _Off(place, "scale", text, abs(float(np.log(ratio))))
    if middle.sure(level) and min(abs(middle.gap), abs(start)) > MOVED * width and accounts:
        plain = difference(real, fake)
        moved = plain if plain.gap * middle.gap > 0 else middle
        text = f"{name} ({said(moved.gap, '+')}: {said(moved.fake)} against {said(moved.real)})"
        return _Off(place, "shift", text, abs(middle.gap) / width)
    if gap > max(APART, chance):
        return _Off(place, "marginals", f"{name} (distribution functions {gap:.2f} apart)", gap)
    return None


def _wider(ratio: float, fake: float, real: float) -> str:
    """Say how much wider samples spread: by deviations of all values, or by the clipped ratio if these contradict."""
    if (fake > real) == (ratio > 1):
        return f"spreads {said(fake / real)} times as wide, by {said(fake)} against {said(real)}"
    return f"spreads {said(ratio)} times as wide"


def _spread(real: Floats, fake: Floats) -> Difference:
    return difference(np.abs(real - np.median(real)), np.abs(fake - np.median(fake)))


def _said(kind: Kind, found: list[_Off], width: int) -> Finding | None:
    if not found:
        return None
    worst = sorted(found, key=lambda off: -off.gap)
    named = first_few([off.text for off in worst], _NAMED, "column")
    far = worst[0].gap > _FAR and len(found) >= _ALL_OVER * width
    words = {"scale": "the scale", "shift": "the mean", "marginals": "the distribution"}[kind]
    grade: Fault = "poor" if far and kind == "marginals" else "fair"
    least = 1.5 if kind == "marginals" else 2.5
    return Finding(kind, grade, f"{words} is off in {named}", weight=least + min(0.9, worst[0].gap))


def _all_columns(real: Floats, fake: Floats, level: float) -> Finding | None:
    """Look for a scale that is off by too little to show in one column, and shows in all of them together."""
    scale = np.abs(real - np.median(real, axis=0)).mean(axis=0)
    kept = scale > 0
    sizes = [
        np.minimum(np.abs(part - np.median(part, axis=0))[:, kept] / scale[kept], 10).mean(axis=1)
        for part in (real, fake)
    ]
    found = difference(*sizes)
    ratio = found.fake / found.real if found.real else 1.0
    if kept.sum() < 2 or not found.sure(level) or abs(ratio - 1) <= STRETCHED:
        return None
    line = f"its columns spread {said(ratio)} times as wide as real ones, on average"
    return Finding("scale", "fair", line, weight=1.0)
