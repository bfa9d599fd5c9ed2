"""Whether samples lie where the data does, and everywhere it does: fidelity and diversity in one space."""

import math

import numpy as np

from gansmith.evaluation.clipped import Clipped, clipped
from gansmith.evaluation.judgement.evidence import SURE, Evidence
from gansmith.evaluation.judgement.finding import Fault, Finding
from gansmith.evaluation.judgement.spaces import Space
from gansmith.evaluation.metric import Estimate, Figure
from gansmith.evaluation.samples import Floats

ALIKE, UNLIKE = 0.85, 0.5  # share of samples that are like the data: fair below the first, poor below the second
COVERED, LOST = 0.85, 0.5  # share of the data that samples reach
_NEIGHBOURS, _REGIONS = 5, 10
_WIDEST = 0.9  # quantile of the balls' radii: thin parts of the data keep theirs, outliers do not


def support(space: Space, n: int) -> Evidence:
    """Return what density and coverage say in one space, beside those of real rows; n rows of samples."""
    if len(space.reference) <= 2 * _NEIGHBOURS:
        return Evidence([], [])
    many = min(len(space.peer), len(space.fake))
    floor, found = (_clipped(space.reference, part) for part in (space.peer, space.fake))
    # how much is covered depends on how many try
    base, level = (_clipped(space.reference, part[:many]) for part in (space.peer, space.fake))
    good, reached = _share(found.good, _usual(space, floor.good)), _share(level.covered, base.covered)
    figures = [
        _figure("fidelity", space, found.density, floor.density, n),
        _figure("diversity", space, found.coverage, floor.coverage, n),
    ]
    findings = []
    if _below(good, ALIKE):
        findings.append(_unlike(space, good.value))
    if _below(reached, COVERED) and reached.value < good.value - (1 - COVERED):
        findings.append(_missing(space, reached.value, good.value))
    return Evidence(findings, figures)


def _clipped(reference: Floats, rows: Floats) -> Clipped:
    return clipped(reference, rows, k=_NEIGHBOURS, widest=_WIDEST)


def _unlike(space: Space, share: float) -> Finding:
    grade: Fault = "poor" if share < UNLIKE else "fair"
    line = f"{_percent(share)} of its samples look like the data {space.phrase}"
    return Finding("unlike", grade, line, weight=1 - share)


def _missing(space: Space, share: float, good: float) -> Finding:
    grade: Fault = "poor" if share < LOST * min(1.0, good) else "fair"
    line = f"its samples reach {_percent(share)} of what real ones reach of the data {space.phrase}"
    return Finding("missing", grade, line, weight=1 - share)


def _usual(space: Space, scores: Floats) -> Floats:
    """Return (M,) what real rows of the same cluster score, for each sample: where the data is thin, they score less.

    So that samples of a thin part of the data alone are not taken for unlike it.
    """
    clusters = space.clusters(_REGIONS)
    if clusters is None:
        return np.full(len(space.fake), scores.mean())
    mine, theirs = clusters[0][len(space.reference) :], clusters[1]
    sums, counts = np.bincount(mine, scores, _REGIONS), np.bincount(mine, minlength=_REGIONS)
    means = np.where(counts >= _NEIGHBOURS, sums / np.maximum(counts, 1), scores.mean())
    return np.asarray(means[theirs], np.float64)


def _share(found: Floats, floor: Floats) -> Estimate:
    """Return the mean of samples' scores in units of that of reals, with its error."""
    base = float(floor.mean()) or 1.0
    value = float(found.mean()) / base
    error = math.sqrt(float(found.var()) / len(found) + value**2 * float(floor.var()) / len(floor)) / base
    return Estimate(value, error)


def _below(share: Estimate, limit: float) -> bool:
    return share.value < limit and share.value + SURE * share.standard_error < 1


def _percent(share: float) -> str:
    return f"{max(0.0, min(1.0, share)):.0%}"


def _figure(name: str, space: Space, found: Estimate, floor: Estimate, n: int) -> Figure:
    error = None if math.isnan(found.standard_error) else found.standard_error
    return Figure(name, space.name, found.value, n, "higher", standard_error=error, floor=floor.value)
