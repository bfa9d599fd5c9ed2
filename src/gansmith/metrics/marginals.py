"""What single features, their correlations and their spectrum show, feature by feature."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError
from gansmith.features.rows import Floats, pair

_VALUES = 1 << 22  # values ranked at once: 32 MB


@dataclass(frozen=True)
class Correlations:
    """difference is the mean over pairs of features of |r - r'|, from 0 to 2; constant counts features left out."""

    difference: float
    constant: int


def ks_statistics(real: npt.ArrayLike, fake: npt.ArrayLike) -> Floats:
    """Return the Kolmogorov-Smirnov statistic (D,) of each feature of samples (N, D) and (M, D), from 0 to 1.

    The greatest gap between the two empirical distribution functions; SDMetrics' KSComplement is 1 minus it. Two sets
    of one distribution exceed `ks_threshold` in one feature of twenty. Features that are constant and equal give 0.
    """
    first, second = pair(real, fake)
    n, m = len(first), len(second)
    found = np.empty(first.shape[1])
    columns = max(1, _VALUES // (n + m))
    for start in range(0, len(found), columns):
        here = slice(start, start + columns)
        values = np.concatenate([first[:, here].T, second[:, here].T], axis=1)
        order = values.argsort(axis=1)
        gaps = np.cumsum(np.where(order < n, m, -n), axis=1)  # of the distribution functions, in units of 1 / (n m)
        values = np.take_along_axis(values, order, axis=1)
        gaps[:, :-1][values[:, 1:] == values[:, :-1]] = 0  # between equal values there is no gap to be seen
        found[here] = np.abs(gaps).max(axis=1) / (n * m)
    return found


def ks_threshold(real_rows: int, fake_rows: int) -> float:
    """Return what 95 % of statistics of two sets of one continuous distribution stay below, for large sets."""
    return float(1.358 * np.sqrt((real_rows + fake_rows) / (real_rows * fake_rows)))


def correlation_difference(real: npt.ArrayLike, fake: npt.ArrayLike) -> Correlations:
    """Return how much the correlations of features of samples (N, D) and (M, D) differ, on average over pairs.

    Features that are constant in either set have no correlation and are left out. Biased upwards: two sets of one
    distribution without correlations differ by about 1.13 / sqrt(N). Raises UsageError where fewer than two features
    vary in both sets. Takes 24 D^2 bytes.
    """
    first, second = pair(real, fake, least=2)
    varying = _varies(first) & _varies(second)
    count = int(varying.sum())
    if count < 2:
        raise UsageError(
            f"{count} of {len(varying)} features vary in both sets, and a correlation takes two. "
            "Leave correlations out, or give samples whose features vary."
        )
    difference = np.abs(_correlations(first[:, varying]) - _correlations(second[:, varying])).sum()
    return Correlations(float(difference / (count * (count - 1))), len(varying) - count)


def spectrum_ratios(real: npt.ArrayLike, fake: npt.ArrayLike, *, share: float = 0.95) -> Floats:
    """Return (K,) the variances of samples (M, D) along their principal components over those of the real ones (N, D).

    The k-th greatest over the k-th greatest, whatever their directions, for the components that make up `share` of the
    real variance; 1 is ideal, less is a lack of variety. Right for fewer rows than features, but small sets spread
    their variance over few components, so both should be of one size. Raises UsageError where the real set is constant.
    """
    first, second = pair(real, fake, least=2)
    if not _varies(first).any():
        raise UsageError("The real samples are all the same, so they have no spectrum. Give samples that vary.")
    mine, theirs = _spectrum(first), _spectrum(second)
    explained = np.cumsum(mine) / mine.sum()
    count = int(np.searchsorted(explained, min(share, explained[-1]))) + 1
    ratios = np.zeros(count)
    ratios[: len(theirs)] = theirs[:count] / mine[: min(count, len(theirs))]
    return ratios


def _varies(samples: Floats) -> npt.NDArray[np.bool_]:
    return np.asarray(np.ptp(samples, axis=0) > 0, np.bool_)  # a deviation of rounding alone would be above 0


def _correlations(samples: Floats) -> Floats:
    centred = samples - samples.mean(axis=0)
    centred /= np.abs(centred).max(axis=0)  # squares of tiny values would vanish
    centred /= np.linalg.norm(centred, axis=0)
    return np.asarray(centred.T @ centred, np.float64)


def _spectrum(samples: Floats) -> Floats:
    centred = samples - samples.mean(axis=0)
    if len(centred) > centred.shape[1]:
        centred = np.linalg.qr(centred, mode="r")
    return np.asarray(np.square(np.linalg.svd(centred, compute_uv=False)) / (len(samples) - 1), np.float64)
