"""Maximum mean discrepancies: KID, and mixtures of kernels with a permutation test."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.features.rows import pair
from gansmith.metrics.kernel_functions import Kernel
from gansmith.metrics.kernel_sums import cubic, cubic_once, jackknife, sums_between, sums_within
from gansmith.metrics.neighbours import squared_distances, squared_distances_once
from gansmith.metrics.result import Estimate


@dataclass(frozen=True)
class Permuted:
    """A squared maximum mean discrepancy and its p-value.

    Attributes
    ----------
    value : float
        Unbiased squared discrepancy.
    p_value : float
        Share of relabellings that reach the value, the observed labelling included: at least 1 / (permutations + 1).
    """

    value: float
    p_value: float


def kid(real: npt.ArrayLike, fake: npt.ArrayLike) -> Estimate:
    """Return the kernel inception distance: the squared MMD under the kernel (x.y / D + 1)^3.

    The estimate is the U-statistic over all pairs. It is unbiased, so it may be negative. The average over random
    subsets, which other tools take, has the same mean and more noise.

    Parameters
    ----------
    real : array_like, shape (N, D)
        At least two real samples, or features of them.
    fake : array_like, shape (M, D)
        At least two generated samples, or features of them.

    Returns
    -------
    Estimate
        Squared discrepancy and its jackknife standard error over samples of both sets. The error is NaN for fewer than
        three samples in a set. If both sets have one distribution, it is too large, by a factor of up to 1.4.

    Raises
    ------
    UsageError
        A set has fewer than two samples or NaN, or the sets have different widths.

    References
    ----------
    Bińkowski et al. 2018, "Demystifying MMD GANs", arXiv 1801.01401.

    Examples
    --------
    >>> from gansmith.metrics import kid
    >>> kid([[0.0], [0.0]], [[1.0], [1.0]]).value
    7.0
    """
    first, second = pair(real, fake, least=2)
    return jackknife(
        sums_within(cubic_once(first)), sums_within(cubic_once(second)), sums_between(cubic(first, second))
    )


def mmd(real: npt.ArrayLike, fake: npt.ArrayLike, kernel: Kernel) -> Estimate:
    """Return the unbiased squared maximum mean discrepancy of two sets of samples.

    Parameters
    ----------
    real : array_like, shape (N, D)
        At least two real samples, or features of them.
    fake : array_like, shape (M, D)
        At least two generated samples, or features of them.
    kernel : callable
        A function of an array of squared distances, which it may overwrite; it is 0 at infinity. `rbf_mixture` and
        `rational_quadratic` make such kernels.

    Returns
    -------
    Estimate
        Squared discrepancy, which may be negative, and its jackknife standard error (NaN for fewer than three samples
        in a set).

    Raises
    ------
    UsageError
        A set has fewer than two samples or NaN, or the sets have different widths.

    References
    ----------
    Gretton et al. 2012, "A kernel two-sample test", equation 3.

    Examples
    --------
    >>> from gansmith.metrics import mmd, rbf_mixture
    >>> mmd([[0.0], [0.0]], [[1000.0], [1000.0]], rbf_mixture(1.0)).value
    2.0
    """
    first, second = pair(real, fake, least=2)
    reals, fakes = (
        sums_within((part, kernel(squares)) for part, squares in squared_distances_once(points))
        for points in (first, second)
    )
    between = sums_between((part, kernel(squares)) for part, squares in squared_distances(first, second))
    return jackknife(reals, fakes, between)


def mmd_test(
    real: npt.ArrayLike, fake: npt.ArrayLike, kernel: Kernel, *, permutations: int = 500, seed: int
) -> Permuted:
    """Return the unbiased squared maximum mean discrepancy and its p-value under random relabelling.

    The test is exact at any size if the kernel does not depend on which set a sample belongs to. All relabellings are
    summed in one pass over the pairs.

    Parameters
    ----------
    real : array_like, shape (N, D)
        At least two real samples, or features of them.
    fake : array_like, shape (M, D)
        At least two generated samples, or features of them.
    kernel : callable
        A function of an array of squared distances, which it may overwrite; it is 0 at infinity.
    permutations : int, default 500
        Number of random relabellings.
    seed : int
        Seed of the relabellings.

    Returns
    -------
    Permuted
        Squared discrepancy and p-value.

    Raises
    ------
    UsageError
        A set has fewer than two samples or NaN, or the sets have different widths.

    References
    ----------
    Gretton et al. 2012, "A kernel two-sample test", section 6.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics import mmd_test, rbf_mixture
    >>> rng = np.random.default_rng(0)
    >>> real, fake = rng.normal(size=(40, 2)), rng.normal(3.0, size=(40, 2))
    >>> round(mmd_test(real, fake, rbf_mixture(1.0), permutations=99, seed=0).p_value, 4)
    0.01
    """
    first, second = pair(real, fake, least=2)
    n, m = len(first), len(second)
    pooled = np.concatenate([first, second])
    rng = np.random.default_rng(key(seed, "permutations"))
    labels = np.zeros((n + m, permutations + 1))
    labels[:n] = 1
    for column in range(1, permutations + 1):
        labels[:, column] = rng.permutation(labels[:, 0])
    both, weights = np.zeros(permutations + 1), np.zeros(n + m)  # pairs of two reals; all pairs of each row
    for part, squares in squared_distances_once(pooled):
        values = kernel(squares)
        both += (labels[part] * (values @ labels[part.start :])).sum(axis=0)
        weights[part] += values.sum(axis=1)
        weights[part.start :] += values.sum(axis=0)
    touching = weights @ labels  # pairs with a real, those of two reals twice
    neither = weights.sum() / 2 - touching + both
    statistics = 2 * both / (n * (n - 1)) + 2 * neither / (m * (m - 1)) - 2 * (touching - 2 * both) / (n * m)
    reached = statistics[1:] >= statistics[0] - 1e-12 * abs(statistics[0])  # rounding must not split a tie
    return Permuted(float(statistics[0]), float((1 + reached.sum()) / (permutations + 1)))
