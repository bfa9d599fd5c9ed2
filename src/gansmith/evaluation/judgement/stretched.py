"""Whether signals are those of the data times one number: all their frequencies stronger, or weaker, by the same."""

from itertools import pairwise

import numpy as np

from gansmith.evaluation.judgement.amounts import STRETCHED
from gansmith.evaluation.judgement.evidence import SURE
from gansmith.evaluation.judgement.finding import Finding
from gansmith.evaluation.judgement.numbers import said
from gansmith.evaluation.judgement.profiles import faint, spectrum
from gansmith.evaluation.judgement.sets import Sets
from gansmith.features.rows import Floats

_BANDS = 6
_ALIKE = 0.01  # chance of bands that differ as much though one number scales them all
_LEAST = 5  # rows of either set to a band
_UNCERTAIN = 1e10  # condition of a covariance that says nothing of its least direction


def stretched(sets: Sets, level: float = SURE) -> Finding | None:
    """Return a finding of scale where one factor, surer than so many errors, accounts for what is off in all bands.

    The factor is that of generalised least squares on log amplitudes, which weighs bands by how steady they are: few
    rows show it though loud bands vary more than it (Aitken 1936). Whether it accounts for all is asked by the squared
    distance that it leaves of the bands (Cochran 1954).
    """
    least = min(len(sets.real), len(sets.fake))
    if sets.nature != "signals" or least < _LEAST * _BANDS:
        return None
    from scipy.stats import chi2

    real, fake = _amplitudes(sets.real, sets.flat[2])
    gap = fake.mean(axis=0) - real.mean(axis=0)
    covariance = np.cov(real.T) / len(real) + np.cov(fake.T) / len(fake)
    if np.linalg.cond(covariance) > _UNCERTAIN:
        return None
    weights = np.linalg.solve(covariance, np.ones(len(gap)))
    mean, count = float(weights @ gap / weights.sum()), len(gap)
    learnt = (1 + (count - 1) / (least - count)) * least / (least - count + 1)  # weights are of few rows (Rao 1967)
    error, rest = float(np.sqrt(learnt / weights.sum())), gap - mean
    left = float(rest @ np.linalg.solve(covariance, rest))
    ratio = float(np.exp(mean))
    if abs(mean) < level * error or abs(ratio - 1) <= STRETCHED or chi2.sf(left, count - 1) < _ALIKE:
        return None
    line = f"its values are {said(ratio)} times as strong as real ones at all frequencies alike"
    return Finding("scale", "fair", line, weight=0.9)


def _amplitudes(real: Floats, fake: Floats) -> list[Floats]:
    """Return log amplitudes (n, K) of both sets in bands of growing width."""
    powers = [spectrum(rows) for rows in (real, fake)]
    edges = np.unique(np.rint(np.geomspace(1, powers[0].shape[1], _BANDS + 1)).astype(int))
    bands = [np.stack([part[:, low:high].mean(axis=1) for low, high in pairwise(edges)], axis=1) for part in powers]
    least = 1e-9 * faint(powers[0].sum(axis=1))  # of signals that are constant in a band
    return [0.5 * np.log(part + least) for part in bands]
