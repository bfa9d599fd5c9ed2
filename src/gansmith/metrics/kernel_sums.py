"""Sums of a kernel over pairs of samples, block by block, and the estimate with its error that follows from them."""

from collections.abc import Iterator

import numpy as np

from gansmith.features.rows import Floats
from gansmith.metrics.result import Estimate

_BLOCK = 1 << 22  # kernel values held at once: 32 MB


def cubic(queries: Floats, points: Floats) -> Iterator[tuple[slice, Floats]]:
    """Yield (rows, (x.y / D + 1)^3 of these queries (N, D) with all points (M, D)), block by block."""
    step = min(len(queries), max(1, _BLOCK // len(points)))
    buffers = np.empty((2, step * len(points)))
    for first in range(0, len(queries), step):
        block = queries[first : first + step]
        yield slice(first, first + len(block)), _cubes(block, points, buffers)


def cubic_once(points: Floats) -> Iterator[tuple[slice, Floats]]:
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


def sums_between(blocks: Iterator[tuple[slice, Floats]]) -> tuple[Floats, Floats]:
    """Return the sums of a kernel's values over points (N,), and over queries (M,)."""
    over_points, over_queries = [], np.zeros(0)
    for _, values in blocks:
        over_points.append(values.sum(axis=1))
        over_queries = values.sum(axis=0) + (over_queries if len(over_queries) else 0)
    return np.concatenate(over_points), over_queries


def sums_within(blocks: Iterator[tuple[slice, Floats]]) -> Floats:
    """Return the sums (N,) of a kernel's values with all other points, from blocks that hold each pair once."""
    sums = np.zeros(0)
    for part, values in blocks:
        sums = sums if len(sums) else np.zeros(values.shape[1])  # the first block reaches to all points
        sums[part] += values.sum(axis=1)
        sums[part.start :] += values.sum(axis=0)
    return sums


def jackknife(real: Floats, fake: Floats, between: tuple[Floats, Floats]) -> Estimate:
    """Return the squared discrepancy and its jackknife error, given each sample's sums within and between the sets."""
    n, m = len(real), len(fake)
    sums = real.sum(), fake.sum(), between[0].sum()
    value = float(sums[0] / (n * (n - 1)) + sums[1] / (m * (m - 1)) - 2 * sums[2] / (n * m))
    if min(n, m) < 3:
        return Estimate(value, float("nan"))
    without_real = (sums[0] - 2 * real) / ((n - 1) * (n - 2)) - 2 * (sums[2] - between[0]) / ((n - 1) * m)
    without_fake = (sums[1] - 2 * fake) / ((m - 1) * (m - 2)) - 2 * (sums[2] - between[1]) / (n * (m - 1))
    variance = (n - 1) * without_real.var() + (m - 1) * without_fake.var()
    return Estimate(value, float(np.sqrt(variance)))
