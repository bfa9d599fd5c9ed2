"""Scale, shift and distribution of all values of pictures and signals, taken together."""

from typing import NamedTuple

import numpy as np

from gansmith.evaluation.judgement.beyond import rows_beyond
from gansmith.evaluation.judgement.evidence import SURE, Evidence, difference
from gansmith.evaluation.judgement.finding import Finding
from gansmith.evaluation.judgement.numbers import said
from gansmith.evaluation.judgement.sets import Sets
from gansmith.features.rows import Floats

STRETCHED, MOVED = 0.04, 0.1  # of the spread, and in standard deviations: less is not worth a word
APART = 0.1  # gap of two distribution functions
_SLACK = 0.1  # standard deviations: values this near count as equal
REST, REST_OF_SPREAD = 0.4, 0.05  # of a difference, and of the spread: what a scale and shift may leave
AT = np.linspace(0.05, 0.95, 19)
_MOST = 2000  # values of a sample that are looked at


class Gap(NamedTuple):
    """The greatest gap of two distribution functions, whether it is more than chance, and where: shares below `at`."""

    size: float
    sure: bool
    at: float
    real: float
    fake: float


def amounts(sets: Sets, level: float = SURE) -> Evidence:
    """Return findings of scale, shift and marginals, of pictures and signals, surer than so many standard errors."""
    real, fake = (np.sort(part[:, :: max(1, part.shape[1] // _MOST)], axis=1) for part in (sets.real, sets.flat[2]))
    middle = difference(real.mean(axis=1), fake.mean(axis=1))
    spread = difference(real.std(axis=1), fake.std(axis=1))
    slope, start = line_of(np.quantile(real, AT), np.quantile(fake, AT))
    gap, findings = _gap(real, fake, sets.spread), []
    undone = _gap(real, (fake - start) / slope, sets.spread) if slope > 0 else gap
    if (
        (spread.sure(level) or middle.sure(level))
        and abs(slope - 1) > STRETCHED
        and undone.size < APART
        and spread.real
    ):
        line = (
            f"its values spread {said(spread.fake / spread.real)} times as wide as real ones "
            f"({said(spread.fake)} against {said(spread.real)})"
        )
        findings.append(Finding("scale", "fair", line, weight=2.6))
    if middle.sure(level) and min(abs(middle.gap), abs(start)) > MOVED * sets.spread:
        means = f"{said(middle.fake)} against {said(middle.real)}"
        line = f"its values are off by {said(middle.gap, '+')} on average ({means})"
        findings.append(Finding("shift", "fair", line, weight=2.6))
    if not findings and gap.sure and gap.size > APART:
        line = f"{gap.fake:.0%} of its values lie below {said(gap.at)}, and {gap.real:.0%} of real ones"
        findings.append(Finding("marginals", "fair", line, weight=0.5))
    far = rows_beyond(sets)
    return Evidence([*findings, far] if far else findings, [])


def line_of(real: Floats, fake: Floats) -> tuple[float, float]:
    """Return slope and start of the line that takes real quantiles to those of samples; 1 and 0 where all are equal."""
    if np.ptp(real) == 0:
        return 1.0, float(fake.mean() - real.mean())
    slope, start = np.polyfit(real, fake, 1)
    return float(slope), float(start)


def left_by(real: Floats, fake: Floats, slope: float, start: float) -> float:
    """Return the mean difference that such a line leaves between quantiles of reals and of samples."""
    return float(np.abs(fake - start - slope * real).mean())


def _gap(real: Floats, fake: Floats, spread: float) -> Gap:
    """Compare shares of values below some real quantiles; a gap that a little slack closes is none.

    The values of each row are sorted, as what keeps their order leaves them.
    """
    worst, at = Gap(0.0, False, 0.0, 0.0, 0.0), np.unique(np.quantile(real, AT))
    mine = _below(real, at)
    for sign in (-1, 1):
        theirs = _below(fake, at + sign * _SLACK * spread)
        for place, where in enumerate(at):
            found = difference(mine[:, place], theirs[:, place])
            if -sign * found.gap > worst.size:
                worst = Gap(-sign * found.gap, found.sure(), float(where), found.real, found.fake)
    return worst


def _below(ordered: Floats, at: Floats) -> Floats:
    """Return (n, K) the share of each row's sorted values (n, D) up to each of some places (K,)."""
    counts = np.stack([np.searchsorted(row, at, "right") for row in ordered])
    return np.asarray(counts / ordered.shape[1], np.float64)
