"""Nearest neighbours against the definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from gansmith.metrics import neighbours as module
from gansmith.metrics.neighbours import nearest, nearest_within, squared_distances, squared_distances_once


@given(st.integers(0, 10_000), st.integers(1, 30), st.integers(1, 30), st.integers(1, 5))
def test_neighbours_are_those_of_the_sorted_distance_matrix(seed: int, n: int, m: int, d: int) -> None:
    rng = np.random.default_rng(seed)
    queries, points = rng.standard_normal((n, d)), rng.standard_normal((m, d))
    k = int(rng.integers(1, m + 1))
    distances, indices = nearest(queries, points, k)
    matrix = cdist(queries, points)
    assert np.allclose(distances, np.sort(matrix, axis=1)[:, :k], rtol=1e-12)
    assert np.array_equal(np.take_along_axis(matrix, indices, 1), np.sort(matrix, axis=1)[:, :k])


def test_a_point_is_no_neighbour_of_itself_but_its_twin_is_at_zero() -> None:
    points = np.array([[0.0], [1.0], [1.0], [5.0]])
    distances, indices = nearest_within(points, 2)
    assert distances.tolist() == [[1, 1], [0, 1], [0, 1], [4, 4]]
    assert indices[1, 0] == 2
    assert indices[2, 0] == 1


@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_a_duplicate_is_at_exactly_zero_however_far_from_the_origin(offset: float) -> None:
    points = np.random.default_rng(0).standard_normal((50, 300)) + offset
    distances, indices = nearest(points, points, 1)
    assert (distances == 0).all()
    assert indices[:, 0].tolist() == list(range(50))


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    queries, points = rng.standard_normal((37, 3)), rng.standard_normal((11, 3))
    whole = nearest_within(queries, 4), nearest(queries, points, 3)
    monkeypatch.setattr(module, "_BLOCK", 25)
    parts = [part for part, _ in squared_distances(queries, points)]
    assert len(parts) == 19
    for one, other in zip(whole, (nearest_within(queries, 4), nearest(queries, points, 3)), strict=True):
        assert np.array_equal(one[0], other[0])
        assert np.array_equal(one[1], other[1])


@pytest.mark.parametrize("block", [1, 25, 1 << 20])
def test_each_pair_comes_once(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK", block)
    points = np.random.default_rng(2).standard_normal((13, 4))
    found = np.full((13, 13), np.inf)
    for part, squares in squared_distances_once(points):
        found[part, part.start :] = squares
    expected = np.where(np.triu(np.ones((13, 13)), 1) > 0, cdist(points, points, "sqeuclidean"), np.inf)
    assert np.allclose(found, expected)
