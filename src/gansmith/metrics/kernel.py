"""Maximum mean discrepancies: KID, and mixtures of kernels with a permutation test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.errors import UsageError
from gansmith.features.rows import Floats, pair
from gansmith.metrics.neighbours import squared_distances, squared_distances_once
from gansmith.metrics.result import Estimate

Kernel = Callable[[Floats], Floats]
"""A function of squared distances, which it may overwrite, that is 0 at infinity."""

_BLOCK = 1 << 22  # kernel values held at once: 32 MB
_MEDIAN_ROWS = 2000  # of both sets together, whose distances tell the scale
_ALPHAS = (0.2, 0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True)
class Permuted:
    """A squared discrepancy and the share of relabellings that reach it, itself included: at least 1 / (count + 1)."""

    value: float
    p_value: float


def kid(real: npt.ArrayLike, fake: npt.ArrayLike) -> Estimate:
    """Return the squared discrepancy of samples (N, D) and (M, D) under (x.y / D + 1)^3, and its standard error.

    Binkowski et al. 2018 ("KID"): the U-statistic over all pairs, unbiased, so it may be negative. Their average over
    random subsets has the same mean and more noise; see `kid_of_blocks`. The error is the jackknife's over samples of
    both sets; where both are of one distribution it is too large, by up to 1.4. NaN below three rows; needs two.
    """
    first, second = pair(real, fake, least=2)
    return _jackknife(_sums_within(_cubic_once(first)), _sums_within(_cubic_once(second)), _sums(_cubic(first, second)))


def kid_of_blocks(real: npt.ArrayLike, fake: npt.ArrayLike, *, size: int, seed: int) -> Estimate:
    """Return the mean of `kid` over disjoint random blocks of `size` rows of each set, and its standard error.

    The blocks are independent, so their scatter over sqrt(blocks) is an error without any theory; subsets that
    overlap, as other tools draw, have none. Raises UsageError where there are fewer than two blocks.
    """
    first, second = pair(real, fake, least=2)
    count = min(len(first), len(second)) // size if size >= 2 else 0
    if count < 2:
        raise UsageError(
            f"Blocks of {size} rows make {count} of {len(first)} real and {len(second)} generated rows. "
            "Choose a size of at least 2, and at most half of the smaller set."
        )
    rng = np.random.default_rng(key(seed, "kid blocks"))
    chosen = [rng.permutation(len(samples))[: count * size].reshape(count, size) for samples in (first, second)]
    values = [kid(first[mine], second[theirs])[0] for mine, theirs in zip(*chosen, strict=True)]
    return Estimate(float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(count)))


def rbf_mixture(scale: float) -> Kernel:
    """Return the mean of exp(-d^2 / (2 f scale)) over f in 1/4, 1/2, 1, 2, 4; scale is a squared distance."""

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
    """Return the mean of (1 + d^2 / (2 a scale))^-a over a in 0.2, 0.5, 1, 2, 5; scale is a squared distance.

    Binkowski et al. 2018, section 4, who sum and take scale = 1.
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


def mmd(real: npt.ArrayLike, fake: npt.ArrayLike, kernel: Kernel) -> Estimate:
    """Return the unbiased squared discrepancy of samples (N, D) and (M, D), and its jackknife error, as `kid`.

    Gretton et al. 2012, equation 3.
    """
    first, second = pair(real, fake, least=2)
    reals, fakes = (
        _sums_within((part, kernel(squares)) for part, squares in squared_distances_once(points))
        for points in (first, second)
    )
    between = _sums((part, kernel(squares)) for part, squares in squared_distances(first, second))
    return _jackknife(reals, fakes, between)


def mmd_test(
    real: npt.ArrayLike, fake: npt.ArrayLike, kernel: Kernel, *, permutations: int = 500, seed: int
) -> Permuted:
    """Return the unbiased squared discrepancy and its p-value under random relabelling of both sets' rows.

    Exact at any size (Gretton et al. 2012, section 6), given that the kernel does not depend on the labels, as with
    `median_square`. All relabellings are summed in one pass over the pairs.
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


def _cubic(queries: Floats, points: Floats) -> Iterator[tuple[slice, Floats]]:
    """Yield (rows, (x.y / D + 1)^3 of these queries (N, D) with all points (M, D)), block by block."""
    step = min(len(queries), max(1, _BLOCK // len(points)))
    buffers = np.empty((2, step * len(points)))
    for first in range(0, len(queries), step):
        block = queries[first : first + step]
        yield slice(first, first + len(block)), _cubes(block, points, buffers)


def _cubic_once(points: Floats) -> Iterator[tuple[slice, Floats]]:
    """Yield (rows, the same with the points from rows.start on), each pair once and 0 elsewhere."""
    step = min(len(points), max(1, _BLOCK // len(points)))
    buffers = np.empty((2, step * len(points)))
    for first in range(0, len(points), step):
        block = points[first : first + step]
        cubes = _cubes(block, points[first:], buffers)
        cubes[np.tril_indices(len(block), m=cubes.shape[1])] = 0
        yield slice(first, first + len(block)), cubes


def _cubes(block: Floats, points: Floats, buffers: Floats) -> Floats:
    shape = (len(block), len(points))
    base, cubes = (buffer[: shape[0] * shape[1]].reshape(shape) for buffer in buffers)
    np.matmul(block, points.T, out=base)
    base /= points.shape[1]
    base += 1
    np.multiply(base, base, out=cubes)
    cubes *= base
    return np.asarray(cubes, np.float64)


def _sums(blocks: Iterator[tuple[slice, Floats]]) -> tuple[Floats, Floats]:
    """Return the sums of a kernel's values over points (N,), and over queries (M,)."""
    over_points, over_queries = [], np.zeros(0)
    for _, values in blocks:
        over_points.append(values.sum(axis=1))
        over_queries = values.sum(axis=0) + (over_queries if len(over_queries) else 0)
    return np.concatenate(over_points), over_queries


def _sums_within(blocks: Iterator[tuple[slice, Floats]]) -> Floats:
    """Return the sums (N,) of a kernel's values with all other points, from blocks that hold each pair once."""
    sums = np.zeros(0)
    for part, values in blocks:
        sums = sums if len(sums) else np.zeros(values.shape[1])  # the first block reaches to all points
        sums[part] += values.sum(axis=1)
        sums[part.start :] += values.sum(axis=0)
    return sums


def _jackknife(real: Floats, fake: Floats, between: tuple[Floats, Floats]) -> Estimate:
    n, m = len(real), len(fake)
    sums = real.sum(), fake.sum(), between[0].sum()
    value = float(sums[0] / (n * (n - 1)) + sums[1] / (m * (m - 1)) - 2 * sums[2] / (n * m))
    if min(n, m) < 3:
        return Estimate(value, float("nan"))
    without_real = (sums[0] - 2 * real) / ((n - 1) * (n - 2)) - 2 * (sums[2] - between[0]) / ((n - 1) * m)
    without_fake = (sums[1] - 2 * fake) / ((m - 1) * (m - 2)) - 2 * (sums[2] - between[1]) / (n * (m - 1))
    variance = (n - 1) * without_real.var() + (m - 1) * without_fake.var()
    return Estimate(value, float(np.sqrt(variance)))
