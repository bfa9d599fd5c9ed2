"""Whether samples lie where the data does, and everywhere it does: fidelity and diversity in one space."""

import math

from gansmith.evaluation.judgement.evidence import SURE, Evidence
from gansmith.evaluation.judgement.finding import Fault, Finding
from gansmith.evaluation.judgement.spaces import Space
from gansmith.metrics.fidelity import fidelity
from gansmith.metrics.result import Estimate, MetricValue

ALIKE, UNLIKE = 0.92, 0.5  # share of samples that are like the data: fair below the first, poor below the second
COVERED, LOST = 0.92, 0.5  # share of the data that good samples reach
_ANY = 0.1  # share of samples that are like the data, below which it means nothing what they reach


def support(space: Space, n: int) -> Evidence:
    """Return what fidelity and diversity say in one space, in units of those of real rows; n rows of samples.

    How much of the data is reached depends on how many rows try, so that as many peers and samples do.
    """
    many = min(len(space.peer), len(space.fake))
    floor, found = (fidelity(space.reference, part, grids=False) for part in (space.peer, space.fake))
    base, level = (
        whole if len(part) == many else fidelity(space.reference, part[:many], grids=False)
        for part, whole in ((space.peer, floor), (space.fake, found))
    )
    good, reached = _share(found.fidelity, floor.fidelity), _share(level.diversity, base.diversity)
    figures = [
        _figure("fidelity", space, found.fidelity, floor.fidelity, n),
        _figure("diversity", space, level.diversity, base.diversity, many),
    ]
    findings = []
    if _below(good, ALIKE):
        findings.append(_unlike(space, good.value))
    if _below(reached, COVERED) and good.value > _ANY:
        findings.append(_missing(space, reached.value))
    return Evidence(findings, figures)


def likeness(space: Space) -> Estimate:
    """Return the fidelity of samples in units of that of peers."""
    floor, found = (fidelity(space.reference, part, grids=False).fidelity for part in (space.peer, space.fake))
    return _share(found, floor)


def _unlike(space: Space, share: float) -> Finding:
    grade: Fault = "poor" if share < UNLIKE else "fair"
    line = f"{_percent(share)} of its samples look like the data {space.phrase}"
    return Finding("unlike", grade, line, weight=1 - share)


def _missing(space: Space, share: float) -> Finding:
    grade: Fault = "poor" if share < LOST else "fair"
    line = f"its samples reach {_percent(share)} of the data {space.phrase}"
    return Finding("missing", grade, line, weight=1 - share)


def _share(found: Estimate, floor: Estimate) -> Estimate:
    """Return a number in units of that of reals, with its error."""
    base = floor.value or 1.0
    value = found.value / base
    errors = [0.0 if math.isnan(one.standard_error) else one.standard_error for one in (found, floor)]
    return Estimate(value, math.hypot(errors[0], value * errors[1]) / base)


def _below(share: Estimate, limit: float) -> bool:
    return share.value < limit and share.value + SURE * share.standard_error < 1


def _percent(share: float) -> str:
    return f"{max(0.0, min(1.0, share)):.0%}"


def _figure(name: str, space: Space, found: Estimate, floor: Estimate, n: int) -> MetricValue:
    error = None if math.isnan(found.standard_error) else found.standard_error
    return MetricValue(name, space.name, found.value, n, "higher", standard_error=error, floor=floor.value)
