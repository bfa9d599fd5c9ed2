"""Standard errors of means and shares, and the interval of a share."""

import math

import numpy as np
import numpy.typing as npt

from gansmith.features.rows import Floats
from gansmith.metrics.result import Estimate

_NORMAL = 1.959964  # standard deviations that hold 95 % of the normal distribution


def mean_estimate(values: npt.NDArray[np.float64] | npt.NDArray[np.bool_]) -> Estimate:
    """Return the mean of values (N,) with its standard error, which is NaN for one value."""
    error = float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else math.nan
    return Estimate(float(values.mean()), error)


def variance_of_mean(values: Floats) -> float:
    """Return the variance of the mean of independent values, NaN for a single one."""
    return float(values.var(ddof=1) / len(values)) if len(values) > 1 else math.nan


def share_error(share: float, count: int) -> float:
    """Return the standard error of a share of `count` trials."""
    return math.sqrt(share * (1 - share) / count)


def share_difference_error(share: npt.ArrayLike, first: npt.ArrayLike, second: npt.ArrayLike) -> Floats:
    """Return the standard error of the difference of two shares near `share`, of so many trials each; all broadcast.

    A share of 0 or 1 in few trials is no certainty: its variance counts as that of half a trial.
    """
    near, counts = np.asarray(share), (np.asarray(first), np.asarray(second))
    inner = np.maximum(near * (1 - near), 0.5 / np.maximum(*counts))
    return np.asarray(np.sqrt(inner * (1 / counts[0] + 1 / counts[1])), np.float64)


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of `count` trials (Wilson 1927)."""
    square = _NORMAL**2
    centre = (share + square / (2 * count)) / (1 + square / count)
    spread = _NORMAL * math.sqrt(share * (1 - share) / count + square / (4 * count**2)) / (1 + square / count)
    return max(0.0, centre - spread), min(1.0, centre + spread)
