"""Precision, recall, density and coverage: whether samples lie where the data does, and everywhere it does."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError
from gansmith.features.rows import Floats, pair
from gansmith.metrics.neighbours import nearest_within, squared_distances
from gansmith.metrics.result import Estimate
from gansmith.metrics.standard_errors import mean_estimate


@dataclass(frozen=True)
class Support:
    """Precision, recall, density and coverage, each with the standard error of its mean.

    Attributes
    ----------
    precision : Estimate
        Share of generated samples in the ball of some real sample, which reaches to its k-th nearest real sample.
    recall : Estimate
        Share of real samples in the ball of some generated sample.
    density : Estimate
        Mean number of real balls that a generated sample lies in, divided by k; it may exceed 1.
    coverage : Estimate
        Share of real samples with a generated sample in their ball.
    """

    precision: Estimate
    recall: Estimate
    density: Estimate
    coverage: Estimate


def support(real: npt.ArrayLike, fake: npt.ArrayLike, *, k: int = 5) -> Support:
    """Return precision, recall, density and coverage of generated samples.

    Balls are open. All four depend on N, M and k: in many dimensions, samples from the distribution of the data have a
    precision and a recall far below 1. Their density is 1 in expectation, and their coverage about 1 - 2^-k, in any
    dimension. Compare with the real-vs-real baseline at the same sizes.

    Parameters
    ----------
    real : array_like, shape (N, D)
        Real samples or features of them, more than k.
    fake : array_like, shape (M, D)
        Generated samples or features of them, more than k.
    k : int, default 5
        Number of the neighbour that the ball of a sample reaches to.

    Returns
    -------
    Support
        The four metrics, each at least 0. The standard errors are those of drawing the samples that are tested anew;
        the balls are taken as given.

    Raises
    ------
    UsageError
        A set has at most k samples or NaN, or the sets have different widths.

    References
    ----------
    Kynkäänniemi et al. 2019, arXiv 1904.06991. Naeem et al. 2020, equations 1 to 6, arXiv 2002.09797.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics import support
    >>> real = np.random.default_rng(0).normal(size=(100, 2))
    >>> found = support(real, real + 50)
    >>> found.precision.value, found.recall.value, found.coverage.value
    (0.0, 0.0, 0.0)
    """
    first, second = pair(real, fake)
    for rows, name in ((len(first), "real"), (len(second), "generated")):
        if rows <= k:
            raise UsageError(f"{rows} {name} rows have no {k}-th neighbour. Give more than {k}, or a smaller k.")
    reach, fake_reach = _squared_reach(first, k), _squared_reach(second, k)
    # rounding must not put a point inside a ball whose surface it is on
    extent = max(np.square(samples - second.mean(axis=0)).sum(axis=1).max() for samples in (first, second))
    slack = 16 * np.finfo(float).eps * float(extent)
    balls, covered, recalled = np.zeros(len(second)), np.zeros(len(first)), np.zeros(len(first))
    for part, squares in squared_distances(first, second):
        squares += slack
        inside = squares < reach[part, None]
        balls += inside.sum(axis=0)
        covered[part] = inside.any(axis=1)
        recalled[part] = (squares < fake_reach).any(axis=1)
    return Support(mean_estimate(balls > 0), mean_estimate(recalled), mean_estimate(balls / k), mean_estimate(covered))


def _squared_reach(points: Floats, k: int) -> Floats:
    distances, _ = nearest_within(points, k)
    return np.asarray(np.square(distances[:, -1]), np.float64)
