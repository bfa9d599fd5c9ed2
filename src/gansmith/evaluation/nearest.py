"""Exact nearest neighbours and Euclidean distances, block by block, so that no N x M matrix need fit the memory."""

from collections.abc import Iterator

import numpy as np

from gansmith.evaluation.samples import Floats, Integers

_BLOCK = 1 << 23  # distances held at once: 64 MB


def squared_distances(queries: Floats, points: Floats) -> Iterator[tuple[slice, Floats]]:
    """Yield (rows, squared distances (len(rows), M)) of queries (N, D) to points (M, D), rows in order.

    |x|^2 + |y|^2 - 2 x.y about the points' mean: right to about 1e-15 of the squared size of the data, so a distance
    that is tiny beside it has few right digits; `nearest` computes those it returns anew.
    """
    centre = points.mean(axis=0)
    around = points - centre
    sizes = np.square(around).sum(axis=1)
    step = max(1, _BLOCK // len(points))
    for first in range(0, len(queries), step):
        block = queries[first : first + step] - centre
        squares = block @ around.T
        squares *= -2
        squares += np.square(block).sum(axis=1)[:, None]
        squares += sizes
        yield slice(first, first + len(block)), np.maximum(squares, 0, out=squares)


def squared_distances_within(points: Floats) -> Iterator[tuple[slice, Floats]]:
    """Yield what `squared_distances(points, points)` does, with infinity from each point to itself."""
    for part, squares in squared_distances(points, points):
        within = np.arange(len(squares))
        squares[within, within + part.start] = np.inf
        yield part, squares


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
