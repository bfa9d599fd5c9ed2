"""Fidelity and diversity: the share of samples that are good, and the share of the data that good samples cover.

Clipped Density and Coverage (Salvy et al. 2025; `clipped`) in columns of robust scale, mended where the sanity
checks of Räisä, van Breugel and van der Schaar 2025 show balls to be blind:

- A sample beyond the reals' `envelope`, or off the grid of a column whose real values all lie on one, is bad, and
  a real beyond the samples' envelope, or off their grids, is not covered. What the envelopes leave out of their
  own rows, by the reals nearby and by all samples, is divided out.
- score(y) = min(1, (balls that y is in - 1) / 3), so that one outlier of the data makes no sample good, and all
  in the bulk score alike; fidelity is its mean over the reals' own, each without its own ball. k is sqrt(N) / 2,
  5 to 16.
- Diversity is the share s of the data that m good samples cover as well as they would if all of them were spread
  over it: s f(m / s) = mean over reals of min(1, samples in the ball / c), f(m) being its expectation for m of
  the data's law. m is the number of samples in some ball, so that bad samples cost no diversity while a fifth are
  good; fewer are read as a fifth, of which little is covered. Balls of k = sqrt(N) / 3, 5 to 10, and of as many
  more as samples are fewer than reals; c is 0.8 of the samples expected in them.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gansmith.features.rows import Floats, pair
from gansmith.metrics.balls import count_balls, expected_cover, needed_by_balls, solve
from gansmith.metrics.envelope import Booleans, Envelope, envelope
from gansmith.metrics.neighbours import nearest_within
from gansmith.metrics.result import Estimate
from gansmith.metrics.standard_errors import variance_of_mean

_LEAST = 10  # rows of either set: fewer have no tails
_CONCUR = 3  # balls that make a sample wholly good, beside a first one, which may be that of an outlier of the data
_FILLED = 0.8  # of the samples expected in a ball, those that fill it
_PRIOR = 5  # reals about a sample whose number balances what the envelope holds nearby and what it holds everywhere
_FEWEST = 0.2  # the share of good samples below which diversity is read as if there were so many


@dataclass(frozen=True)
class Fidelity:
    """Fidelity and diversity, and the scores they are made of.

    Attributes
    ----------
    fidelity : Estimate
        Share of generated samples that are good, from 0 to 1.
    diversity : Estimate
        Share of the data that good samples cover, from 0 to 1.
    good : array of float, shape (M,)
        Score of each generated sample, divided by the mean score of the real samples: 0 for a bad sample.
    covered : array of float, shape (N,)
        Fill of the ball of each real sample, from 0 to 1.
    """

    fidelity: Estimate
    diversity: Estimate
    good: Floats
    covered: Floats


def fidelity(real: npt.ArrayLike, fake: npt.ArrayLike, *, grids: bool = True) -> Fidelity:
    """Return the share of generated samples that are good, and the share of the data that good samples cover.

    The method is Clipped Density and Coverage in columns of robust scale, with corrections where balls are blind: the
    module's docstring has the rules. Neither metric depends on the location or the units of a column; both depend on
    rotations. Sets with fewer samples than columns have low values, 0.9 for 200 samples of the data's distribution in
    200 dimensions: compare with the values of a validation set.

    Parameters
    ----------
    real : array_like, shape (N, D)
        At least ten real samples.
    fake : array_like, shape (M, D)
        At least ten generated samples.
    grids : bool, default True
        Require the values of a column to lie on the grid of the real values, if these lie on one. Use False for samples
        that are rounded only when they are saved, such as images.

    Returns
    -------
    Fidelity
        Both metrics, from 0 to 1, with their standard errors over new draws of the sets, and the score of each sample.

    Raises
    ------
    UsageError
        A set has fewer than ten samples, NaN or infinity, or the sets have different widths.

    References
    ----------
    Salvy, Talbot and Thirion 2025, "Enhanced Generative Model Evaluation with Clipped Density and Coverage". Räisä, van
    Breugel and van der Schaar 2025, for the sanity checks of such metrics.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics import fidelity
    >>> rng = np.random.default_rng(0)
    >>> real, narrow = rng.normal(size=(500, 2)), 0.2 * rng.normal(size=(500, 2))
    >>> found = fidelity(real, narrow)
    >>> found.fidelity.value > 0.9, found.diversity.value < 0.3
    (True, True)
    """
    points, samples = pair(real, fake, _LEAST)
    ours, theirs = envelope(points), envelope(samples)
    listed, inside = ours.holds(samples), theirs.holds(points)
    covering = ours.on_grid(samples) if grids else np.full(len(samples), True)
    if grids:
        inside &= theirs.on_grid(points)
    around, beside = ours.standardised(points), ours.standardised(samples)
    k, wider = _neighbours(len(points), len(samples))
    distances, _ = nearest_within(around, max(k, wider))
    scores = _scores(around, beside, distances[:, k - 1], listed & covering, ours)
    share = max(_FEWEST, min(1.0, scores.reached))
    filled = _filled(around, beside, np.square(distances[:, wider - 1]), covering, inside, wider)
    diversity = _diversity(filled, share, wider, theirs.passing)
    return Fidelity(_fidelity(scores), diversity, scores.good, filled.covered)


def _neighbours(real: int, samples: int) -> tuple[int, int]:
    """Return which neighbour balls reach to for fidelity and for diversity."""
    k, wider = (max(5, min(round(math.sqrt(real) / part), most)) for part, most in ((2, 16), (3, 10)))
    return min(k, real - 1), min(round(wider * max(1, min(real / samples, 10))), real - 1)


class _Scores(NamedTuple):
    """Scores of samples and of reals by themselves, over the reals' mean; and the share of samples in some ball."""

    good: Floats
    usual: Floats
    reached: float


def _scores(around: Floats, beside: Floats, reach: Floats, listed: Booleans, ours: Envelope) -> _Scores:
    far = np.square(reach)
    near = np.square(np.minimum(reach, np.median(reach)))
    own, found = (count_balls(around, rows, near, far) for rows in (around, beside))
    usual = np.clip((own.hits - 2) / _CONCUR, 0, 1)
    baseline = float(usual.mean()) or 1.0
    kept = count_balls(around[ours.kept], beside, near[ours.kept], far[ours.kept]).hits
    passing = (kept + _PRIOR * ours.passing) / (found.hits + _PRIOR)  # of reals nearby: at its edges fewer are held
    good = np.clip((found.hits - 1) / _CONCUR, 0, 1) * listed / passing
    reached = float(((found.reached > 0) & listed).mean()) / (float((own.reached > 1).mean()) * ours.passing or 1.0)
    return _Scores(good / baseline, usual / baseline, reached)


def _fidelity(scores: _Scores) -> Estimate:
    value = min(1.0, float(scores.good.mean()))
    return Estimate(value, math.sqrt(variance_of_mean(scores.good) + value**2 * variance_of_mean(scores.usual)))


class _Filled(NamedTuple):
    """How far each real's ball is filled (N,), what each sample adds to their mean (M,), and how many fill a ball."""

    covered: Floats
    needed: Floats
    cap: int


def _filled(around: Floats, beside: Floats, far: Floats, covering: Booleans, inside: Booleans, k: int) -> _Filled:
    cap = max(1, round(_FILLED * k * len(beside) / len(around)))
    counts, needed = np.zeros(len(around)), np.zeros(len(beside))
    if covering.any():
        samples = beside[covering]
        counts = count_balls(around, samples, far, far).counts
        needed[covering] = needed_by_balls(around, samples, far, np.where(counts <= cap, inside / cap, 0.0))
    return _Filled(np.minimum(counts, cap) / cap * inside, needed, cap)


def _diversity(filled: _Filled, share: float, k: int, passing: float) -> Estimate:
    """Return s where s f(m / s) is how far balls are filled, m being the given share of all samples."""
    drawn, real = share * len(filled.needed), len(filled.covered)

    def expected(covered: float) -> float:
        return covered * expected_cover(drawn / covered, real, k, filled.cap) if covered > 0 else 0.0

    value = solve(expected, float(filled.covered.mean()) / passing)
    below = max(value - 1e-2, 0)
    slope = (expected(below + 1e-2) - expected(below)) / 1e-2
    error = len(filled.needed) * math.sqrt(variance_of_mean(filled.needed)) / passing
    return Estimate(value, min(error / slope, 1.0) if error and slope > 0 else error)
