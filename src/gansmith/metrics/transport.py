"""1-Wasserstein distances: on a line, averaged over lines, and exact in any dimension for few samples."""

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.errors import UsageError
from gansmith.features.rows import Floats, pair
from gansmith.metrics.neighbours import pairwise_distances
from gansmith.metrics.result import Estimate
from gansmith.metrics.standard_errors import mean_estimate

EXACT_LIMIT = 3000
"""The most rows a set may have for the exact distance: the assignment takes time by their cube."""

_COLUMNS = 64  # lines sorted at once


def wasserstein_of_columns(real: npt.ArrayLike, fake: npt.ArrayLike) -> Floats:
    """Return the exact 1-Wasserstein distance of each feature.

    The distance is the mean distance of equal quantiles, which sorting gives; N and M may differ. It is biased upwards:
    two sets from one distribution are about 1 / sqrt(N) of their spread apart.

    Parameters
    ----------
    real : array_like, shape (N, D)
        Real samples.
    fake : array_like, shape (M, D)
        Generated samples.

    Returns
    -------
    array of float, shape (D,)
        Distance of each feature, in the units of the data.

    Raises
    ------
    UsageError
        A set is empty or has NaN, or the sets have different widths.

    References
    ----------
    Vallender 1974, "Calculation of the Wasserstein distance between probability distributions on the line".

    Examples
    --------
    >>> from gansmith.metrics import wasserstein_of_columns
    >>> wasserstein_of_columns([[0.0, 5.0], [1.0, 5.0]], [[2.0, 5.0], [3.0, 5.0]])
    array([2., 0.])
    """
    first, second = pair(real, fake)
    levels, mine, theirs = _common_quantiles(len(first), len(second))
    found = np.empty(first.shape[1])
    for start in range(0, len(found), _COLUMNS):
        here = slice(start, start + _COLUMNS)
        sorted_real, sorted_fake = (np.sort(samples[:, here].T, axis=1) for samples in (first, second))
        found[here] = np.abs(sorted_real[:, mine] - sorted_fake[:, theirs]) @ levels
    return found


def sliced_wasserstein(real: npt.ArrayLike, fake: npt.ArrayLike, *, projections: int = 500, seed: int) -> Estimate:
    """Return the sliced 1-Wasserstein distance: the mean distance along random directions.

    The value is biased upwards, as the distance along a line is.

    Parameters
    ----------
    real : array_like, shape (N, D)
        Real samples.
    fake : array_like, shape (M, D)
        Generated samples; N and M may differ.
    projections : int, default 500
        Number of random directions, at least 1.
    seed : int
        Seed of the directions.

    Returns
    -------
    Estimate
        Distance, in the units of the data, and its standard error over directions (not over samples); NaN for one
        direction.

    Raises
    ------
    UsageError
        `projections` is below 1, a set is empty or has NaN, or the sets have different widths.

    References
    ----------
    Rabin et al. 2011, "Wasserstein barycenter and its application to texture mixing". Bonneel et al. 2015, "Sliced and
    Radon Wasserstein barycenters of measures".

    Examples
    --------
    >>> from gansmith.metrics import sliced_wasserstein
    >>> sliced_wasserstein([[0.0], [1.0]], [[2.0], [3.0]], projections=10, seed=0).value
    2.0
    """
    first, second = pair(real, fake)
    lines = directions(first.shape[1], projections, seed=seed)
    distances = wasserstein_of_columns(first @ lines, second @ lines)
    return mean_estimate(distances)


def directions(features: int, count: int, *, seed: int) -> Floats:
    """Return unit vectors (features, count), uniform on the sphere."""
    if count < 1:
        raise UsageError(f"{count} projections measure nothing. Ask for at least 1.")
    drawn = np.random.default_rng(key(seed, "directions")).standard_normal((features, count))
    unit: Floats = drawn / np.linalg.norm(drawn, axis=0)
    return unit


def wasserstein(real: npt.ArrayLike, fake: npt.ArrayLike) -> float:
    """Return the exact 1-Wasserstein distance of two sets of samples.

    One feature is sorted, at any N and M. More features need N = M: the best transport then maps each sample to one
    other (Birkhoff), an assignment that SciPy solves exactly. The value is biased upwards by about N^(-1/D): compare it
    only with the real-vs-real baseline.

    Parameters
    ----------
    real : array_like, shape (N, D)
        Real samples.
    fake : array_like, shape (M, D)
        Generated samples. For several features M = N, at most 3000.

    Returns
    -------
    float
        Distance, in the units of the data.

    Raises
    ------
    UsageError
        There are several features, and N and M differ or exceed 3000; a set is empty or has NaN; or the sets have
        different widths.

    Examples
    --------
    >>> from gansmith.metrics import wasserstein
    >>> wasserstein([[0.0, 0.0], [1.0, 0.0]], [[1.0, 3.0], [0.0, 3.0]])
    3.0
    """
    first, second = pair(real, fake)
    if first.shape[1] == 1:
        return float(wasserstein_of_columns(first, second)[0])
    if len(first) != len(second) or len(first) > EXACT_LIMIT:
        raise UsageError(
            f"The exact 1-Wasserstein distance of several features takes sets of equal size, up to {EXACT_LIMIT} rows; "
            f"these have {len(first)} and {len(second)}. Draw as many of each, or use the sliced distance."
        )
    from scipy.optimize import linear_sum_assignment

    costs = pairwise_distances(first, second)
    return float(costs[linear_sum_assignment(costs)].mean())


def _common_quantiles(n: int, m: int) -> tuple[Floats, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the widths of the steps on which both quantile functions are constant, and the sorted rows they take.

    In whole numbers of 1 / (n m), so that no rounding makes a step of width 1e-17.
    """
    ends = np.union1d(np.arange(1, n + 1) * m, np.arange(1, m + 1) * n)
    starts = np.concatenate([[0], ends[:-1]])
    return (ends - starts) / (n * m), starts // m, starts // n
