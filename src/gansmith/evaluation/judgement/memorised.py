"""Whether samples lie by the rows trained on rather than by rows kept from training."""

import numpy as np

from gansmith.evaluation.judgement.copies import copied
from gansmith.evaluation.judgement.evidence import CHANCE, SURE
from gansmith.evaluation.judgement.finding import Finding
from gansmith.features.rows import Floats, Integers
from gansmith.metrics.result import MetricValue

NEARER = 0.25  # share of samples by rows trained on beyond theirs, below which it is a good fit
_FEW = 100  # rows kept from training, below which the chance is counted exactly


def memorised(places: Integers, held: int, count: int) -> tuple[Finding | None, MetricValue]:
    """Ask whether samples lie nearest to rows trained on more often than those are among all, by the exact variance.

    places are those of the nearest real rows, of which there are so many, the first `held` kept from training. Which
    rows were trained on is exchangeable where nothing is memorised, whatever the samples are like; so the variance is
    that of drawing rows without replacement, each with the number of samples it is nearest to, and for few rows held
    out the chance is that of the very draws.
    """
    hits = np.bincount(places, minlength=count).astype(np.float64)
    expected = held / count
    missed = float(hits[:held].sum()) / len(places)
    variance = held * (1 - expected) / (count - 1) * float(np.square(hits - hits.mean()).sum())
    error = float(np.sqrt(variance)) / len(places)
    share = max(0.0, 1 - missed / expected)
    note = f"{1 - missed:.0%} of the samples lie nearest to a training row, which are {1 - expected:.0%} of all"
    off = error / expected
    figure = MetricValue("memorised", "values", share, len(places), "lower", standard_error=off, floor=0.0, note=note)
    if share < NEARER or (held >= _FEW and expected - missed < SURE * error):
        return None, figure
    if held < _FEW and chance(hits.astype(np.int64), held, int(hits[:held].sum())) > CHANCE:
        return None, figure
    line = f"it copies: {share:.0%} of its samples lie by rows it was trained on as only copies do"
    return copied(share, line), figure


def chance(hits: Integers, drawn: int, total: int) -> float:
    """Return the chance that so many of the rows, drawn without replacement, have no more hits than `total` together.

    Counted over all draws: each row is drawn or not with the same chance, given that as many are drawn in the end.
    """
    from scipy.stats import binom

    part = drawn / len(hits)
    table: Floats = np.zeros((drawn + 1, total + 1))
    table[0, 0] = 1.0
    for hit in hits:
        before = table
        table = (1 - part) * before
        if hit <= total:
            table[1:, hit:] += part * before[:-1, : total + 1 - hit]
    return float(table[drawn].sum() / binom.pmf(drawn, len(hits), part))
