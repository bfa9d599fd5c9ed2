"""What single features, their correlations and their spectrum show, feature by feature."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError
from gansmith.features.rows import Floats, pair

_VALUES = 1 << 22  # values ranked at once: 32 MB


@dataclass(frozen=True)
class Correlations:
    """The difference of the correlations of two sets.

    Attributes
    ----------
    difference : float
        Mean over pairs of features of |r - r'|, from 0 to 2.
    constant : int
        Number of features that were left out because they are constant in a set.
    """

    difference: float
    constant: int


def ks_statistics(real: npt.ArrayLike, fake: npt.ArrayLike) -> Floats:
    """Return the Kolmogorov-Smirnov statistic of each feature.

    The statistic is the largest gap between the two empirical distribution functions; KSComplement of SDMetrics is 1
    minus it. Features that are constant and equal in both sets have the value 0.

    Parameters
    ----------
    real : array_like, shape (N, D)
        Real samples.
    fake : array_like, shape (M, D)
        Generated samples.

    Returns
    -------
    array of float, shape (D,)
        Statistic of each feature, from 0 to 1. For two large sets from one distribution, one feature of twenty exceeds
        1.358 sqrt((N + M) / (N M)).

    Raises
    ------
    UsageError
        A set is empty or has NaN, or the sets have different widths.

    Examples
    --------
    >>> from gansmith.metrics import ks_statistics
    >>> ks_statistics([[0.0, 7.0], [1.0, 7.0]], [[1.0, 7.0], [2.0, 7.0]])
    array([0.5, 0. ])
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
    """Return the mean absolute difference between the correlations of features of two sets.

    Features that are constant in a set have no correlation and are left out. The value is biased upwards: two sets from
    one distribution without correlations differ by about 1.13 / sqrt(N). The computation takes 24 D^2 bytes of memory.

    Parameters
    ----------
    real : array_like, shape (N, D)
        At least two real samples.
    fake : array_like, shape (M, D)
        At least two generated samples.

    Returns
    -------
    Correlations
        Mean difference over pairs of features, from 0 to 2, and the number of features left out.

    Raises
    ------
    UsageError
        Fewer than two features vary in both sets, a set has NaN, or the sets have different widths.

    Examples
    --------
    >>> from gansmith.metrics import correlation_difference
    >>> round(correlation_difference([[0, 0], [1, 1]], [[0, 1], [1, 0]]).difference, 6)
    2.0
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
    """Return the ratios of the variances of two sets along their principal components.

    The k-th largest variance of the generated samples is divided by the k-th largest variance of the real samples,
    whatever the directions are. A value of 1 is ideal; a smaller one is a lack of variety. The computation is correct
    for fewer samples than features, but small sets spread their variance over few components: use sets of equal size.

    Parameters
    ----------
    real : array_like, shape (N, D)
        At least two real samples.
    fake : array_like, shape (M, D)
        At least two generated samples.
    share : float, default 0.95
        Share of the real variance, from 0 to 1, that the components used make up.

    Returns
    -------
    array of float, shape (K,)
        Ratio of each component, at least 0, the largest real variance first.

    Raises
    ------
    UsageError
        The real samples are constant, a set has NaN, or the sets have different widths.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics import spectrum_ratios
    >>> real = np.random.default_rng(0).normal(size=(100, 2))
    >>> spectrum_ratios(real, real / 2).round(6)
    array([0.25, 0.25])
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
