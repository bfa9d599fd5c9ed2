"""Clipped Density and Clipped Coverage: which share of samples is good, and as which share of good ones they cover.

Salvy, Talbot and Thirion 2025, "Enhanced Generative Model Evaluation with Clipped Density and Coverage". A ball
about each real row x_i reaches to its k-th nearest other, R_i; for the density no farther than the median of all
R_i, lest outliers of the data excuse everything.

    density  = min(1, a(queries) / a(real)),   a(y) = mean_j min(1, #{i: |y_j - x_i| <= R_i} / k)
    coverage = m / M with f(m) = mean_i min(c, #{j: |y_j - x_i| <= R_i}) / c

a(real) leaves each real's own ball out. f(m) is what m samples of the data's own law are expected to reach: the
number in a ball is then beta-binomial (m, k, N - k), in any dimension. So both read 1 for samples of the data's
law, and fall in proportion to the share of bad samples; coverage also falls with the share of data that is missed.
The paper has c = k, where samples and reals are as many. Elsewhere the number of samples in a ball that is the rule
is not k: here c = k M / N for more samples than reals, and for fewer balls reach to the k N / M-th neighbour, 10 k
at most, as otherwise hardly a ball would be filled, and missing data not be told from few samples.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError
from gansmith.features.rows import Floats, pair
from gansmith.metrics.balls import count_balls, expected_cover, needed_by_balls, solve, variance_of_mean
from gansmith.metrics.neighbours import nearest_within
from gansmith.metrics.result import Estimate


@dataclass(frozen=True)
class Clipped:
    """What queries make of real rows: both numbers from 0 to 1, and where they come from.

    good (M,) is each query's own score from 0 to 1 over what real rows score on average, so that its mean, clipped to
    1, is the density: it may exceed 1 for a single query. covered (N,) is each real row's: the samples in its ball,
    k at most, over k, and about 0.75 on average for as many samples of the data's own law.
    """

    density: Estimate
    coverage: Estimate
    good: Floats
    covered: Floats


def clipped(real: npt.ArrayLike, queries: npt.ArrayLike, *, k: int = 5) -> Clipped:
    """Return Clipped Density and Clipped Coverage of queries (M, D) against real rows (N, D).

    Equations above. Both depend on the Euclidean metric, so bring columns to like scales first. Balls hold their
    surface: a row that equals a query counts although all its neighbours equal it, and where several reals lie on the
    surface, all that are in the ball stand in the place of k in coverage. Held-out reals as queries give the floor to
    read samples beside. The errors are those of drawing the sets anew, NaN for a single query. Raises UsageError for
    sets of different widths, NaN or infinity, or no more than k real rows.
    """
    points, samples = pair(real, queries)
    if len(points) <= k:
        raise UsageError(f"{len(points)} real rows have no {k}-th neighbour. Give more than {k}, or a smaller k.")
    farther = max(k, min(round(k * len(points) / len(samples)), 10 * k, len(points) - 1))
    distances, _ = nearest_within(points, farther)
    near, far = np.square(distances[:, k - 1]), np.square(distances[:, -1])
    near = np.minimum(near, np.square(np.median(np.sqrt(near))))
    within, found = (count_balls(points, rows, near, far) for rows in (points, samples))
    baseline, scores = np.minimum((within.hits - 1) / k, 1), np.minimum(found.hits / k, 1)
    usual = float(baseline.mean()) or 1.0
    held = np.maximum(within.counts - 1, farther)
    caps = np.maximum(np.round(held * len(samples) / len(points)), min(k, len(samples)))
    needed = needed_by_balls(points, samples, far, np.where(found.counts <= caps, 1 / caps, 0))
    covered = np.minimum(found.counts, caps) / caps
    return Clipped(
        _density(scores / usual, baseline / usual), _coverage(covered, held, caps, needed), scores / usual, covered
    )


def clipped_density(real: npt.ArrayLike, queries: npt.ArrayLike, *, k: int = 5) -> Estimate:
    """Return Clipped Density of queries (M, D) against real rows (N, D), 0 to 1; as `clipped` in all else."""
    return clipped(real, queries, k=k).density


def clipped_coverage(real: npt.ArrayLike, queries: npt.ArrayLike, *, k: int = 5) -> Estimate:
    """Return Clipped Coverage of real rows (N, D) by queries (M, D), 0 to 1; as `clipped` in all else."""
    return clipped(real, queries, k=k).coverage


def _density(scores: Floats, baseline: Floats) -> Estimate:
    value = float(scores.mean())
    error = np.sqrt(variance_of_mean(scores) + value**2 * variance_of_mean(baseline))
    return Estimate(min(1.0, value), float(error))


def _coverage(covered: Floats, held: Floats, caps: Floats, needed: Floats) -> Estimate:
    """Return the share of M samples that would be expected to cover the reals as well, by f of `clipped`."""
    kinds, counts = np.unique(np.stack([held, caps]), axis=1, return_counts=True)
    mixture = [(float(k), float(cap), float(count) / len(held)) for k, cap, count in zip(*kinds, counts, strict=True)]

    def expected(share: float) -> float:
        drawn = share * len(needed)
        return math.fsum(part * expected_cover(drawn, len(held), k, cap) for k, cap, part in mixture)

    value = solve(expected, float(covered.mean()))
    below, above = max(value - 1e-3, 0), value + 1e-3
    slope = (expected(above) - expected(below)) / (above - below)
    error = len(needed) * math.sqrt(variance_of_mean(needed))
    return Estimate(value, min(error / slope, 1.0) if error and slope > 0 else error)
