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
from gansmith.metrics.balls import count_balls, expected_cover, needed_by_balls, solve
from gansmith.metrics.neighbours import nearest_within
from gansmith.metrics.result import Estimate
from gansmith.metrics.standard_errors import variance_of_mean


@dataclass(frozen=True)
class Clipped:
    """Clipped Density and Clipped Coverage of queries, and the scores they are made of.

    Attributes
    ----------
    density : Estimate
        Clipped Density, from 0 to 1.
    coverage : Estimate
        Clipped Coverage, from 0 to 1.
    good : array of float, shape (M,)
        Score of each query, from 0 to 1, divided by the mean score of the real samples. The mean of `good`, clipped to
        1, is the density. A single query may exceed 1.
    covered : array of float, shape (N,)
        Fill of the ball of each real sample: the number of queries in it, k at most, divided by k. The mean is about
        0.75 for as many queries as real samples, drawn from the distribution of the data.
    """

    density: Estimate
    coverage: Estimate
    good: Floats
    covered: Floats


def clipped(real: npt.ArrayLike, queries: npt.ArrayLike, *, k: int = 5) -> Clipped:
    """Return Clipped Density and Clipped Coverage of queries against real samples.

    The module's docstring has the equations. Both metrics depend on the Euclidean distance: bring columns to similar
    scales first. Balls are closed: a sample that equals a query counts even if all its neighbours equal the query too.
    If several real samples lie on the surface of a ball, coverage uses the number of samples in the ball instead of k.

    Parameters
    ----------
    real : array_like, shape (N, D)
        Real samples, more than k.
    queries : array_like, shape (M, D)
        Generated samples. A validation set as queries gives the real-vs-real baseline.
    k : int, default 5
        Number of the neighbour that the ball of a real sample reaches to.

    Returns
    -------
    Clipped
        Both metrics with their standard errors over new draws of the sets (NaN for a single query), and the score of
        each sample.

    Raises
    ------
    UsageError
        The sets have different widths, NaN or infinity, or there are at most k real samples.

    References
    ----------
    Salvy, Talbot and Thirion 2025, "Enhanced Generative Model Evaluation with Clipped Density and Coverage".
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
    """Return Clipped Density: the share of generated samples that are good.

    A generated sample is good if it lies in the balls of k real samples. The value is 1 for samples from the
    distribution of the data and falls in proportion to the share of bad samples. Bring columns to similar scales first:
    the metric depends on the Euclidean distance.

    Parameters
    ----------
    real : array_like, shape (N, D)
        Real samples, more than k.
    queries : array_like, shape (M, D)
        Generated samples. A validation set as queries gives the real-vs-real baseline.
    k : int, default 5
        Number of the neighbour that the ball of a real sample reaches to.

    Returns
    -------
    Estimate
        Clipped Density, from 0 to 1, and its standard error over new draws of the sets (NaN for a single query).

    Raises
    ------
    UsageError
        The sets have different widths, NaN or infinity, or there are at most k real samples.

    References
    ----------
    Salvy, Talbot and Thirion 2025, "Enhanced Generative Model Evaluation with Clipped Density and Coverage".

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics import clipped_density
    >>> real = np.random.default_rng(0).normal(size=(200, 2))
    >>> half_bad = np.concatenate([real[:100], real[:100] + 50])
    >>> round(clipped_density(real, real).value, 2), round(clipped_density(real, half_bad).value, 1)
    (1.0, 0.6)
    """
    return clipped(real, queries, k=k).density


def clipped_coverage(real: npt.ArrayLike, queries: npt.ArrayLike, *, k: int = 5) -> Estimate:
    """Return Clipped Coverage: the share of the data that good generated samples cover.

    The value is 1 for samples from the distribution of the data. It falls in proportion to the share of bad samples and
    to the share of the data that no sample covers. Bring columns to similar scales first: the metric depends on the
    Euclidean distance.

    Parameters
    ----------
    real : array_like, shape (N, D)
        Real samples, more than k.
    queries : array_like, shape (M, D)
        Generated samples. A validation set as queries gives the real-vs-real baseline.
    k : int, default 5
        Number of the neighbour that the ball of a real sample reaches to.

    Returns
    -------
    Estimate
        Clipped Coverage, from 0 to 1, and its standard error over new draws of the sets (NaN for a single query).

    Raises
    ------
    UsageError
        The sets have different widths, NaN or infinity, or there are at most k real samples.

    References
    ----------
    Salvy, Talbot and Thirion 2025, "Enhanced Generative Model Evaluation with Clipped Density and Coverage".

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics import clipped_coverage
    >>> real = np.random.default_rng(0).normal(size=(200, 2))
    >>> clipped_coverage(real, real + 50).value
    0.0
    """
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
