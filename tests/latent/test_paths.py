"""Paths keep to their laws: ends, lengths, ranges, the plane of their ends."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gansmith.latent.paths import spherical, straight, through_scores

SHARES = np.linspace(0, 1, 9)


def noise(seed: int, width: int = 20) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(width)


@given(st.integers(0, 1000), st.integers(2, 50))
def test_a_spherical_path_keeps_the_length_of_equally_long_ends(seed: int, width: int) -> None:
    start, end = noise(seed, width), noise(seed + 1, width)
    end *= np.linalg.norm(start) / np.linalg.norm(end)
    lengths = np.linalg.norm(spherical(start, end, SHARES), axis=1)
    assert np.allclose(lengths, np.linalg.norm(start), rtol=1e-9)
    assert np.linalg.norm(straight(start, end, np.array([0.5]))) < lengths[0]


@given(st.integers(0, 1000))
def test_lengths_go_evenly_from_one_end_to_the_other_and_angles_too(seed: int) -> None:
    start, end = noise(seed), 3 * noise(seed + 1)
    path = spherical(start, end, SHARES)
    assert np.allclose(path[[0, -1]], [start, end])
    lengths = np.linalg.norm(path, axis=1)
    assert np.allclose(lengths, np.interp(SHARES, [0, 1], lengths[[0, -1]]))
    unit = path / lengths[:, None]
    angles = np.arccos((unit[1:] * unit[:-1]).sum(1))
    assert np.allclose(angles, angles[0], rtol=1e-5)


def test_a_quarter_turn_in_closed_form() -> None:
    half = spherical(np.array([1.0, 0.0]), np.array([0.0, 1.0]), np.array([1 / 3]))[0]
    assert np.allclose(half, [np.cos(np.pi / 6), np.sin(np.pi / 6)])


@pytest.mark.parametrize("end", [np.zeros(4), -np.ones(4), np.ones(4), 2 * np.ones(4)])
def test_ends_without_one_great_circle_between_them_have_a_path_all_the_same(end: np.ndarray) -> None:
    path = spherical(np.ones(4), end, SHARES)
    assert np.isfinite(path).all()
    assert np.allclose(path[[0, -1]], [np.ones(4), end], atol=1e-12)
    assert np.array_equal(path, spherical(np.ones(4), end, SHARES))


def test_opposite_ends_are_joined_by_a_half_circle() -> None:
    path = spherical(np.ones(4), -np.ones(4), SHARES)
    assert np.allclose(np.linalg.norm(path, axis=1), 2)


def test_a_straight_path_is_a_line() -> None:
    assert np.allclose(straight(np.array([0.0, 2.0]), np.array([4.0, 0.0]), np.array([0.25]))[0], [1.0, 1.5])


@given(st.integers(0, 1000))
def test_a_path_of_uniform_numbers_stays_in_their_range(seed: int) -> None:
    start, end = (np.random.default_rng(seed + turn).uniform(-1, 1, 30) for turn in (0, 5000))
    path = through_scores(start, end, SHARES, -1.0, 1.0)
    assert np.abs(path).max() <= 1
    assert np.allclose(path[[0, -1]], [start, end], atol=1e-8)


def test_uniform_numbers_at_the_ends_of_their_range_have_a_path() -> None:
    path = through_scores(np.array([-1.0, 1.0, 0.0]), np.array([1.0, 1.0, 0.5]), SHARES, -1.0, 1.0)
    assert np.isfinite(path).all()
    assert np.abs(path).max() <= 1
