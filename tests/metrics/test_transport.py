"""Wasserstein distances against POT and SciPy, and where they are known."""

import numpy as np
import ot
import pytest
from scipy.stats import wasserstein_distance

from gansmith.errors import UsageError
from gansmith.metrics.transport import (
    EXACT_LIMIT,
    directions,
    sliced_wasserstein,
    wasserstein,
    wasserstein_of_columns,
)


def random_pair(case: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(case)
    d = int(rng.integers(1, 6))
    return rng.standard_normal((rng.integers(1, 25), d)), 2 * rng.standard_normal((rng.integers(1, 25), d)) + 0.5


def test_features_agree_with_scipy_on_200_random_cases_of_any_sizes() -> None:
    for case in range(200):
        real, fake = random_pair(case)
        theirs = [wasserstein_distance(mine, other) for mine, other in zip(real.T, fake.T, strict=True)]
        assert wasserstein_of_columns(real, fake) == pytest.approx(theirs, rel=1e-6)


def test_slices_agree_with_pot_on_200_random_cases() -> None:
    for case in range(200):
        real, fake = random_pair(case)
        lines = directions(real.shape[1], 20, seed=case)
        theirs = ot.sliced_wasserstein_distance(real, fake, projections=lines, p=1)
        assert sliced_wasserstein(real, fake, projections=20, seed=case).value == pytest.approx(theirs, rel=1e-6)


def test_exact_distances_agree_with_pot_on_200_random_cases() -> None:
    for case in range(200):
        rng = np.random.default_rng(case)
        real, fake = rng.standard_normal((2, rng.integers(1, 30), rng.integers(2, 6)))
        assert wasserstein(real, fake) == pytest.approx(ot.emd2([], [], ot.dist(real, fake, "euclidean")), rel=1e-6)


def test_a_shift_costs_its_length() -> None:
    real = np.random.default_rng(0).standard_normal((50, 4))
    shift = np.array([1.0, -2.0, 2.0, 4.0])
    assert wasserstein(real, real[::-1] + shift) == pytest.approx(5)
    assert wasserstein_of_columns(real, real + shift) == pytest.approx(np.abs(shift))
    assert wasserstein(real[:, 0], np.repeat(real[:, 0], 3)) == 0


def test_slices_of_a_shift_in_the_plane_cost_two_over_pi_of_it() -> None:
    real = np.random.default_rng(1).standard_normal((30, 2))
    value, error = sliced_wasserstein(real, real + np.array([3.0, 4.0]), projections=4000, seed=0)
    assert abs(value - 5 * 2 / np.pi) < 4 * error < 0.2


def test_gaussians_on_a_line_have_a_closed_form() -> None:
    rng = np.random.default_rng(2)
    found = wasserstein(rng.standard_normal(200_000), 3 * rng.standard_normal(100_000))
    assert found == pytest.approx(2 * np.sqrt(2 / np.pi), rel=0.01)


def test_what_is_not_solved_exactly_is_refused() -> None:
    with pytest.raises(UsageError, match="these have 3 and 4"):
        wasserstein(np.ones((3, 2)), np.ones((4, 2)))
    with pytest.raises(UsageError, match="sliced"):
        wasserstein(np.ones((EXACT_LIMIT + 1, 2)), np.ones((EXACT_LIMIT + 1, 2)))
    with pytest.raises(UsageError, match="0 projections"):
        sliced_wasserstein(np.ones((3, 2)), np.ones((3, 2)), projections=0, seed=0)
