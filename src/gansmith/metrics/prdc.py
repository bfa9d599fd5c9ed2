"""Precision, recall, density and coverage: whether samples lie where the data does, and everywhere it does."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError
from gansmith.features.rows import Floats, pair
from gansmith.metrics.neighbours import nearest_within, squared_distances
from gansmith.metrics.result import Estimate


@dataclass(frozen=True)
class Support:
    """What samples make of the data's support, each with the error of its mean over samples or over reals.

    precision is the share of samples in some real's ball, which reaches to its k-th nearest real; recall the share of
    reals in some sample's ball; density the mean number of reals' balls a sample is in, over k, and may exceed 1;
    coverage the share of reals with a sample in their ball.
    """

    precision: Estimate
    recall: Estimate
    density: Estimate
    coverage: Estimate


def support(real: npt.ArrayLike, fake: npt.ArrayLike, *, k: int = 5) -> Support:
    """Return precision, recall, density and coverage of samples (M, D) against real ones (N, D), each at least 0.

    Kynkaanniemi et al. 2019 and Naeem et al. 2020, equations 1 to 6, with balls that do not hold their surface. They
    depend on N, M and k: samples of the data's own distribution have a precision and a recall far below 1 in many
    dimensions, while density is 1 in expectation, and coverage about 1 - 2^-k, at any. So read them beside a floor at
    the same sizes. The errors take the balls as given, and are those of repeated draws of the points tested in them.
    Raises UsageError where a set has no more than k rows.
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
    return Support(_mean(balls > 0), _mean(recalled), _mean(balls / k), _mean(covered))


def _squared_reach(points: Floats, k: int) -> Floats:
    distances, _ = nearest_within(points, k)
    return np.asarray(np.square(distances[:, -1]), np.float64)


def _mean(values: npt.NDArray[np.float64] | npt.NDArray[np.bool_]) -> Estimate:
    return Estimate(float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values))))
