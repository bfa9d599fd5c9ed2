"""Exact nearest neighbours and Euclidean distances, block by block, so that no N x M matrix need fit the memory."""

from collections.abc import Iterator

import numpy as np

from gansmith.features.rows import Floats, Integers

_BLOCK = 1 << 22  # distances held at once: 32 MB


def squared_distances(queries: Floats, points: Floats) -> Iterator[tuple[slice, Floats]]:
    """Yield (rows, squared distances (len(rows), M)) of queries (N, D) to points (M, D), rows in order.

    |x|^2 + |y|^2 - 2 x.y about the points' mean: right to about 1e-15 of the squared size of the data, so a distance
    that is tiny beside it has few right digits; `nearest` computes those it returns anew. Each block of distances is
    free to be changed, and overwritten by the next one: fresh memory would cost more than the arithmetic.
    """
    centre = points.mean(axis=0)
    around = points - centre
    sizes = np.square(around).sum(axis=1)
    step = min(len(queries), max(1, _BLOCK // len(points)))
    buffer = np.empty((step, len(points)))
    for first in range(0, len(queries), step):
        block = queries[first : first + step] - centre
        yield slice(first, first + len(block)), _squares(block, around, sizes, buffer[: len(block)])


def squared_distances_within(points: Floats) -> Iterator[tuple[slice, Floats]]:
    """Yield what `squared_distances(points, points)` does, with infinity from each point to itself."""
    for part, squares in squared_distances(points, points):
        within = np.arange(len(squares))
        squares[within, within + part.start] = np.inf
        yield part, squares


def squared_distances_once(points: Floats) -> Iterator[tuple[slice, Floats]]:
    """Yield (rows, squared distances (len(rows), N - rows.start)) to the points from rows.start on, each pair once.

    Infinity stands where a pair would come again, and from each point to itself. Blocks are overwritten as above.
    """
    around = points - points.mean(axis=0)
    sizes = np.square(around).sum(axis=1)
    step = min(len(points), max(1, _BLOCK // len(points)))
    buffer = np.empty(step * len(points))
    for first in range(0, len(points), step):
        block = around[first : first + step]
        shape = (len(block), len(points) - first)
        squares = _squares(block, around[first:], sizes[first:], buffer[: shape[0] * shape[1]].reshape(shape))
        squares[np.tril_indices(len(block), m=shape[1])] = np.inf
        yield slice(first, first + len(block)), squares


def _squares(block: Floats, around: Floats, sizes: Floats, out: Floats) -> Floats:
    np.matmul(block, around.T, out=out)
    out *= -2
    out += np.square(block).sum(axis=1)[:, None]
    out += sizes
    return np.maximum(out, 0, out=out)


def pairwise_distances(queries: Floats, points: Floats) -> Floats:
    """Return all distances (N, M) of queries (N, D) to points (M, D), for sets small enough to hold them."""
    distances = np.empty((len(queries), len(points)))
    for part, squares in squared_distances(queries, points):
        np.sqrt(squares, out=distances[part])
    return distances


def nearest(queries: Floats, points: Floats, k: int) -> tuple[Floats, Integers]:
    """Return distances and indices (N, k) of the k points (M, D) nearest to each query (N, D), nearest first.

    Each returned distance is computed from the difference, so that a duplicate is at exactly 0. Needs k <= M.
    """
    return _nearest(squared_distances(queries, points), queries, points, k)


def nearest_within(points: Floats, k: int) -> tuple[Floats, Integers]:
    """Return distances and indices (N, k) of the k other points nearest to each point (N, D). Needs k < N."""
    return _nearest(squared_distances_within(points), points, points, k)


def _nearest(
    blocks: Iterator[tuple[slice, Floats]], queries: Floats, points: Floats, k: int
) -> tuple[Floats, Integers]:
    distances, indices = np.empty((len(queries), k)), np.empty((len(queries), k), np.int64)
    for part, squares in blocks:
        spare = min(k + 2, squares.shape[1] - 1)  # rounding may swap neighbours that are all but equally far
        chosen = np.argpartition(squares, spare, axis=1)[:, : spare + 1] if spare else np.zeros((len(squares), 1), int)
        exact = np.empty(chosen.shape)
        for column in range(chosen.shape[1]):
            exact[:, column] = np.linalg.norm(queries[part] - points[chosen[:, column]], axis=1)
        exact[np.isinf(np.take_along_axis(squares, chosen, axis=1))] = np.inf  # a point is no neighbour of itself
        order = np.argsort(exact, axis=1, kind="stable")[:, :k]
        distances[part] = np.take_along_axis(exact, order, axis=1)
        indices[part] = np.take_along_axis(chosen, order, axis=1)
    return distances, indices
