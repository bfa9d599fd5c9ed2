"""Whether samples repeat one another."""

import numpy as np

from gansmith.evaluation.judgement.copies import distinct
from gansmith.evaluation.judgement.evidence import CHANCE, SURE, more_often
from gansmith.evaluation.judgement.finding import Fault, Finding
from gansmith.evaluation.judgement.searching import Values
from gansmith.features.rows import Floats
from gansmith.metrics.result import MetricValue
from gansmith.metrics.standard_errors import share_difference_error

REPEATED = 0.15  # share of samples with a twin among samples, above that of reals
_ALL_BUT_SAME = 0.1  # of the distance between real rows: a median below it is a collapse
_LARGER = 1.5  # groups among samples than among real rows that come in groups
_TWIN = 0.1  # of the median distance of real rows to their nearest


def repeats(known: Floats, fake: Floats, *, twinned: bool = False) -> tuple[Finding | None, MetricValue]:
    """Compare how near samples lie to one another with how near as many real rows do.

    twinned: real rows come in groups of twins. As many of them as there are samples, chosen at random, hold a part of a
    group each, and samples hold whole ones: these may have as many of a kind as all real rows have.
    """
    many = min(len(known), len(fake))
    real, made = (_to_nearest(part[:many]) for part in (known, fake))
    limit = _TWIN * float(np.median(real)) or 1e-9 * float(np.abs(known).max())
    usual, twins = real <= limit, made <= limit
    shares = float(twins.mean()), float(usual.mean())
    figure = MetricValue("repeated", "values", shares[0], many, "lower", floor=shares[1])
    least = max(REPEATED, SURE * float(share_difference_error(shares[1], many, many)))
    if shares[0] - shares[1] < least or more_often(usual, twins) > CHANCE:
        return None, figure
    kinds = len(distinct(fake[:many], limit))
    if twinned and many / kinds < _LARGER * len(known) / len(distinct(known, limit)):
        return None, figure
    middle = [float(np.median(np.linalg.norm(part - np.median(part, axis=0), axis=1))) for part in (known, fake)]
    if kinds == 1 or middle[1] < _ALL_BUT_SAME * middle[0]:
        line = f"it has collapsed: {shares[0]:.0%} of its samples are all but the same"
        return Finding("collapse", "poor", line, weight=3), figure
    line = f"it repeats itself: {many:,} samples hold no more than {kinds:,} that differ"
    grade: Fault = "poor" if kinds < many / 2 else "fair"
    return Finding("repeats", grade, line, weight=2 + shares[0]), figure


def _to_nearest(rows: Floats) -> Floats:
    """Return the distance of each row (n, D) to the nearest other one, as good as that where there are many columns."""
    return Values(rows, 0).nearest(rows, np.arange(len(rows))[:, None])[0]
