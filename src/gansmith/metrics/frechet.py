"""The Frechet distance between two sets of samples, each taken for a Gaussian."""

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError
from gansmith.features.rows import Floats, pair, rows
from gansmith.metrics.result import Estimate


def frechet_distance(real: npt.ArrayLike, fake: npt.ArrayLike) -> float:
    """Return |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)) of samples (N, D) and (M, D), in squared units.

    Heusel et al. 2017 ("FID"), equation 6: the squared 2-Wasserstein distance of the Gaussians with the samples' means
    and unbiased covariances. It is biased: two sets from one distribution differ by about 1 / N, more with more
    features (Binkowski et al. 2018, appendix D), so it compares only at equal N and beside its floor.

    No root of a matrix is taken, so nothing becomes complex: with roots S = R^T R the last trace is the sum of the
    singular values of R1 R2^T, a min(N, D) x min(M, D) matrix, which is right for fewer samples than features too.
    Raises UsageError for fewer than two rows, different widths, or NaN.
    """
    first, second = pair(real, fake, least=2)
    roots = [np.linalg.qr(_centred(samples), mode="r") / np.sqrt(len(samples) - 1) for samples in (first, second)]
    return _distance(first.mean(0) - second.mean(0), roots[0], roots[1], _singular_values(roots[0] @ roots[1].T))


def frechet_of_moments(
    real_mean: npt.ArrayLike, real_covariance: npt.ArrayLike, fake_mean: npt.ArrayLike, fake_covariance: npt.ArrayLike
) -> float:
    """Return the Frechet distance of Gaussians with means (D,) and covariances (D, D), as `frechet_distance`.

    Eigenvalues of a covariance that rounding made negative count as 0. Raises UsageError for shapes that do not fit,
    NaN, or a covariance that is not symmetric and positive semidefinite.
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
