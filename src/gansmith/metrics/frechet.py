"""The Frechet distance between two sets of samples, each taken for a Gaussian."""

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError
from gansmith.features.rows import Floats, pair, rows
from gansmith.metrics.result import Estimate


def frechet_distance(real: npt.ArrayLike, fake: npt.ArrayLike) -> float:
    """Return the Fréchet distance of two sets of samples (FID in Inception features).

    The distance is |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)): the squared 2-Wasserstein distance of the Gaussians
    with the means and unbiased covariances of the samples. It is biased: two sets from one distribution differ by about
    1 / N, and by more with more features. Compare it only at equal N, and with the real-vs-real baseline.

    The computation takes no matrix root, so nothing becomes complex. With roots S = R^T R, the last trace is the sum of
    the singular values of R1 R2^T, a min(N, D) x min(M, D) matrix. This is correct for fewer samples than features too.

    Parameters
    ----------
    real : array_like, shape (N, D)
        At least two real samples, or features of them.
    fake : array_like, shape (M, D)
        At least two generated samples, or features of them.

    Returns
    -------
    float
        Distance, at least 0, in squared units of the features.

    Raises
    ------
    UsageError
        A set has fewer than two samples or NaN, or the sets have different widths.

    References
    ----------
    Heusel et al. 2017, equation 6, arXiv 1706.08500. Bińkowski et al. 2018, appendix D, for the bias, arXiv 1801.01401.

    Examples
    --------
    >>> from gansmith.metrics import frechet_distance
    >>> round(frechet_distance([[-1.0], [1.0]], [[2.0], [4.0]]), 6)
    9.0
    """
    first, second = pair(real, fake, least=2)
    roots = [np.linalg.qr(_centred(samples), mode="r") / np.sqrt(len(samples) - 1) for samples in (first, second)]
    return _distance(first.mean(0) - second.mean(0), roots[0], roots[1], _singular_values(roots[0] @ roots[1].T))


def frechet_of_moments(
    real_mean: npt.ArrayLike, real_covariance: npt.ArrayLike, fake_mean: npt.ArrayLike, fake_covariance: npt.ArrayLike
) -> float:
    """Return the Fréchet distance of two Gaussians, given their means and covariances.

    See `frechet_distance` for the equation. Negative eigenvalues of a covariance that come from rounding count as 0.

    Parameters
    ----------
    real_mean : array_like, shape (D,)
        Mean of the real samples.
    real_covariance : array_like, shape (D, D)
        Covariance of the real samples.
    fake_mean : array_like, shape (D,)
        Mean of the generated samples.
    fake_covariance : array_like, shape (D, D)
        Covariance of the generated samples.

    Returns
    -------
    float
        Distance, at least 0, in squared units of the features.

    Raises
    ------
    UsageError
        The shapes do not fit, a value is NaN, or a covariance is not symmetric and positive semidefinite.

    References
    ----------
    Heusel et al. 2017, equation 6, arXiv 1706.08500.

    Examples
    --------
    >>> from gansmith.metrics import frechet_of_moments
    >>> round(frechet_of_moments([0.0], [[1.0]], [3.0], [[4.0]]), 6)
    10.0
    """
    first, second = np.asarray(real_mean, np.float64).ravel(), np.asarray(fake_mean, np.float64).ravel()
    roots = [
        _root(covariance, mean, name)
        for covariance, mean, name in (
            (real_covariance, first, "the real covariance"),
            (fake_covariance, second, "the generated covariance"),
        )
    ]
    if first.shape != second.shape:
        raise UsageError(f"The means have {len(first)} and {len(second)} features. Give two of the same width.")
    return _distance(first - second, roots[0], roots[1], _singular_values(roots[0] @ roots[1].T))


def frechet_with_error(real: npt.ArrayLike, fake: npt.ArrayLike) -> Estimate:
    """Return the Frechet distance of samples (N, D) and (M, D) and its standard error from drawing both sets.

    The error is the delta method's: each sample's influence on the distance is 2 (m1 - m2).c + c.c - c.T c, with c the
    centred sample and T the map that transports one Gaussian onto the other (Rippl, Munk and Sturm 2016, theorem 2.1).
    It holds where the distance is well above its floor, and says nothing of the bias. Where the sets are of one
    distribution the first-order term vanishes and the error is an underestimate.
    """
    first, second = pair(real, fake, least=2)
    (q1, r1), (q2, r2) = (np.linalg.qr(_centred(samples)) for samples in (first, second))
    root1, root2 = r1 / np.sqrt(len(first) - 1), r2 / np.sqrt(len(second) - 1)
    left, values, right = np.linalg.svd(root1 @ root2.T, full_matrices=False)
    gap = first.mean(0) - second.mean(0)
    variance = 0.0
    for samples, q, basis, sign in ((first, q1, left, 1), (second, q2, right.T, -1)):
        centred = _centred(samples)
        moved = np.square(q @ basis) @ values * (len(samples) - 1)  # c.T c, in the coordinates of the root
        influence = 2 * sign * (centred @ gap) + np.square(centred).sum(axis=1) - moved
        variance += influence.var(ddof=1) / len(samples)
    return Estimate(_distance(gap, root1, root2, values), float(np.sqrt(variance)))


def _distance(gap: Floats, root1: Floats, root2: Floats, values: Floats) -> float:
    return max(0.0, float(gap @ gap + np.square(root1).sum() + np.square(root2).sum() - 2 * values.sum()))


def _centred(samples: Floats) -> Floats:
    centred: Floats = samples - samples.mean(axis=0)
    return centred


def _singular_values(matrix: Floats) -> Floats:
    return np.asarray(np.linalg.svd(matrix, compute_uv=False), np.float64)


def _root(covariance: npt.ArrayLike, mean: Floats, name: str) -> Floats:
    """Return R with covariance = R^T R from its symmetric eigenvalues."""
    values = rows(covariance, name)
    if values.shape != (len(mean), len(mean)):
        raise UsageError(f"{name} has shape {values.shape}, where its mean has {len(mean)} features.")
    scale = float(np.abs(values).max())
    if not np.allclose(values, values.T, rtol=0, atol=1e-9 * scale):
        raise UsageError(f"{name} is not symmetric. Compute it as numpy.cov(samples, rowvar=False).")
    spectrum, vectors = np.linalg.eigh(values)
    if spectrum[0] < -1e-9 * scale * len(mean):
        raise UsageError(f"{name} has the negative eigenvalue {spectrum[0]:.3g}; no samples have such a covariance.")
    root: Floats = np.sqrt(np.maximum(spectrum, 0))[:, None] * vectors.T
    return root
