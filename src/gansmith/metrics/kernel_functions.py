"""Kernels of the maximum mean discrepancy, as functions of squared distances, and the scale that suits the data."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.features.rows import Floats, pair
from gansmith.metrics.neighbours import squared_distances_once

Kernel = Callable[[Floats], Floats]
"""A function of squared distances, which it may overwrite, that is 0 at infinity."""

_MEDIAN_ROWS = 2000  # of both sets together, whose distances tell the scale
_ALPHAS = (0.2, 0.5, 1.0, 2.0, 5.0)


def rbf_mixture(scale: float) -> Kernel:
    """Return a mixture of Gaussian kernels: the mean of exp(-d^2 / (2 f scale)) over f in 1/4, 1/2, 1, 2, 4.

    Parameters
    ----------
    scale : float
        A squared distance above 0, such as the median squared distance between samples.

    Returns
    -------
    callable
        The kernel, a function of squared distances, which it may overwrite.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics import rbf_mixture
    >>> rbf_mixture(1.0)(np.array([0.0, np.inf]))
    array([1., 0.])
    """

    def kernel(squares: Floats) -> Floats:
        squares /= -8 * scale
        power = np.exp(squares, out=squares)
        total = power.copy()
        for _ in range(4):  # half the bandwidth is the square
            power *= power
            total += power
        total /= 5
        return total

    return kernel


def rational_quadratic(scale: float) -> Kernel:
    """Return a mixture of rational quadratic kernels: the mean of (1 + d^2 / (2 a scale))^-a, a = 0.2, 0.5, 1, 2, 5.

    Parameters
    ----------
    scale : float
        A squared distance above 0, such as the median squared distance between samples. The paper has the sum of the
        kernels instead of the mean, and scale 1.

    Returns
    -------
    callable
        The kernel, a function of squared distances.

    References
    ----------
    Bińkowski et al. 2018, section 4, arXiv 1801.01401.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics import rational_quadratic
    >>> rational_quadratic(1.0)(np.array([0.0, np.inf]))
    array([1., 0.])
    """

    def kernel(squares: Floats) -> Floats:
        total = np.zeros_like(squares)
        for alpha in _ALPHAS:
            term = squares / (2 * alpha * scale)
            term += 1
            total += np.power(term, -alpha, out=term)
        total /= len(_ALPHAS)
        return total

    return kernel


def median_square(real: npt.ArrayLike, fake: npt.ArrayLike, *, seed: int) -> float:
    """Return the median squared distance between two samples of both sets together, a kernel's scale.

    Of more than 2,000 rows a seeded choice that does not look at which set they are of, as the test demands. Where
    half the pairs are equal it is the mean, and 1 where all are.
    """
    pooled = np.concatenate(pair(real, fake))
    if len(pooled) > _MEDIAN_ROWS:
        pooled = np.random.default_rng(key(seed, "median")).choice(pooled, _MEDIAN_ROWS, replace=False)
    parts = [squares[np.isfinite(squares)] for _, squares in squared_distances_once(pooled)]
    squares = np.concatenate(parts) if parts else np.zeros(0)
    return float(np.median(squares)) or float(squares.mean()) or 1.0
