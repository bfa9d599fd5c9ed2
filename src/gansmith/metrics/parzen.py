"""Parzen-window log-likelihood: the density of a Gaussian around every sample, at points that were held out.

Kept because the first papers report it. In many dimensions it misleads: centres of clusters score above real samples,
and it goes with neither likelihood nor looks (Theis et al. 2016, arXiv 1511.01844). It is no means of ranking methods.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError
from gansmith.metrics.standard_errors import mean_estimate

Floats = npt.NDArray[np.float64]

CHUNK = 500  # points at a time: 40 MB of distances to 10,000 samples
SIGMAS = tuple(float(sigma) for sigma in np.geomspace(0.05, 0.5, 21))  # for pictures in [0, 1]


@dataclass(frozen=True)
class Parzen:
    """The Parzen-window log-likelihood of test samples.

    Attributes
    ----------
    mean : float
        Mean log-likelihood, in nats.
    standard_error : float
        Standard error of the mean over test samples; NaN for one.
    sigma : float
        Width of the kernels.
    at_edge : bool
        Whether the best width is the smallest or largest one that was tried. If so, try more widths.
    """

    mean: float
    standard_error: float
    sigma: float
    at_edge: bool


def parzen(
    samples: npt.ArrayLike, validation: npt.ArrayLike, test: npt.ArrayLike, sigmas: Sequence[float] = SIGMAS
) -> Parzen:
    """Return the Parzen-window log-likelihood of test samples under generated samples.

    The width of the kernels is the one with the highest likelihood of the validation samples. The metric is here
    because the first papers report it. It misleads in many dimensions: cluster centres score above real samples, and
    the value follows neither likelihood nor visual quality (Theis et al. 2016). Do not rank methods by it.

    Parameters
    ----------
    samples : array_like, shape (N, D)
        Generated samples, from 0 to 1 for the default widths.
    validation : array_like, shape (M, D)
        Real samples that choose the width.
    test : array_like, shape (K, D)
        Real samples to measure on.
    sigmas : sequence of float, optional
        Widths to try, above 0. By default 21 widths from 0.05 to 0.5.

    Returns
    -------
    Parzen
        Mean log-likelihood in nats, its standard error over test samples (not over generated ones), and the width.

    Raises
    ------
    UsageError
        A set is empty, has another shape or values that are not finite, or a width is not above 0.

    References
    ----------
    Goodfellow et al. 2014, section 5, arXiv 1406.2661, after Breuleux et al. 2011. Theis, van den Oord and Bethge 2016,
    arXiv 1511.01844.

    Examples
    --------
    >>> from gansmith.metrics import parzen
    >>> found = parzen([[0.0]], [[0.0]], [[0.0]], sigmas=[1.0])
    >>> round(found.mean, 4), found.sigma
    (-0.9189, 1.0)
    """
    by_sigma = log_likelihoods(samples, validation, sigmas).mean(1)
    best = int(by_sigma.argmax())
    found = log_likelihoods(samples, test, [sigmas[best]])[0]
    edge = len(sigmas) > 1 and sigmas[best] in (min(sigmas), max(sigmas))
    return Parzen(*mean_estimate(found), float(sigmas[best]), edge)


def log_likelihoods(samples: npt.ArrayLike, points: npt.ArrayLike, sigmas: Sequence[float]) -> Floats:
    """Return log 1/N sum_i N(x; s_i, sigma^2 I) in nats, (len(sigmas), M), of points (M, D) under samples (N, D).

    In float64, by sums of exponentials around the largest. Raises UsageError as `parzen`.
    """
    places, asked = _rows("samples", samples), _rows("points", points)
    if places.shape[1] != asked.shape[1]:
        raise UsageError(f"points: {asked.shape[1]} numbers each, where samples have {places.shape[1]}. Reshape them.")
    if not len(sigmas) or not all(0 < sigma < math.inf for sigma in sigmas):
        raise UsageError(f"sigmas: {list(sigmas)}; give widths above 0.")
    middle = places.mean(0)
    places, asked = places - middle, asked - middle  # far from zero, the squares below would cancel
    found = np.empty((len(sigmas), len(asked)))
    squares = np.square(places).sum(1)
    for first in range(0, len(asked), CHUNK):
        part = asked[first : first + CHUNK]
        apart = np.maximum(np.square(part).sum(1)[:, None] + squares - 2.0 * (part @ places.T), 0.0)
        for row, sigma in zip(found, sigmas, strict=True):
            row[first : first + CHUNK] = _log_mean_exp(apart / (-2.0 * sigma**2))
    norm = 0.5 * places.shape[1] * np.log(2.0 * math.pi * np.square(sigmas))
    return np.asarray(found - norm[:, None])


def _log_mean_exp(exponents: Floats) -> Floats:
    """Return the logarithm of the mean of exp over each row; the argument is overwritten."""
    most = exponents.max(1, keepdims=True)
    exponents -= most
    return np.asarray(np.log(np.exp(exponents, out=exponents).mean(1)) + most[:, 0])


def _rows(name: str, values: npt.ArrayLike) -> Floats:
    rows = np.asarray(values, np.float64)
    if rows.ndim != 2 or 0 in rows.shape:
        raise UsageError(f"{name}: shape {rows.shape}; give rows of numbers (N, D), one at least.")
    if not np.isfinite(rows).all():
        raise UsageError(f"{name}: some values are not finite numbers. Leave those rows out.")
    return rows
