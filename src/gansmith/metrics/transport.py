"""1-Wasserstein distances: on a line, averaged over lines, and exact in any dimension for few samples."""

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.errors import UsageError
from gansmith.features.rows import Floats, pair
from gansmith.metrics.neighbours import pairwise_distances
from gansmith.metrics.result import Estimate

EXACT_LIMIT = 3000
"""The most rows a set may have for the exact distance: the assignment takes time by their cube."""

_COLUMNS = 64  # lines sorted at once


def wasserstein_of_columns(real: npt.ArrayLike, fake: npt.ArrayLike) -> Floats:
    """Return the exact 1-Wasserstein distance (D,) of each feature of samples (N, D) and (M, D), in the data's units.

    The mean distance of equal quantiles, which sorting gives (Vallender 1974); N and M may differ. Biased upwards: two
    sets of one distribution are about 1 / sqrt(N) of its spread apart.
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
    """Return the mean 1-Wasserstein distance along random lines of samples (N, D) and (M, D), and the lines' error.

    Rabin et al. 2011 and Bonneel et al. 2015, with the first power. The error is that of having drawn `projections`
    directions, not of having drawn the samples. Biased upwards as the distance on a line is.
    """
    first, second = pair(real, fake)
    lines = directions(first.shape[1], projections, seed=seed)
    distances = wasserstein_of_columns(first @ lines, second @ lines)
    error = distances.std(ddof=1) / np.sqrt(projections) if projections > 1 else np.nan
    return Estimate(float(distances.mean()), float(error))


def directions(features: int, count: int, *, seed: int) -> Floats:
    """Return unit vectors (features, count), uniform on the sphere."""
    if count < 1:
        raise UsageError(f"{count} projections measure nothing. Ask for at least 1.")
    drawn = np.random.default_rng(key(seed, "directions")).standard_normal((features, count))
    unit: Floats = drawn / np.linalg.norm(drawn, axis=0)
    return unit


def wasserstein(real: npt.ArrayLike, fake: npt.ArrayLike) -> float:
    """Return the exact 1-Wasserstein distance of samples (N, D) and (M, D), in the data's units.

    One feature is sorted, at any N and M. More need N = M, where the best transport moves each sample to one other
    (Birkhoff), an assignment that SciPy solves exactly. Biased upwards by about N^(-1/D), so that it means nothing
    without its floor. Raises UsageError for more than one feature where N and M differ or exceed EXACT_LIMIT.
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
