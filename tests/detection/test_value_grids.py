"""The grid of numbers is found from them, and putting numbers of it onto it changes none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gansmith.detection.grid import Grid

RANDOM = np.random.default_rng(0)
PLAIN = RANDOM.normal(size=2000)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (RANDOM.integers(0, 256, 2000).astype(np.uint8), "whole numbers"),
        (RANDOM.integers(0, 16, 2000) * 17, "multiples of 17"),
        ((RANDOM.integers(0, 256, 9000) / 255).astype(np.float32), "multiples of 0.00392157"),
        ((RANDOM.integers(0, 256, 9000) / 127.5 - 1).astype(np.float32), "multiples of 0.00784314 and 0.00392157 more"),
        (np.round(PLAIN, 2), "multiples of 0.01"),
        (np.round(PLAIN, 2).astype(np.float32), "multiples of 0.01"),
        (np.array([float(f"{value:.5g}") for value in PLAIN * 10.0 ** RANDOM.integers(-3, 4, 2000)]), "5 significant"),
        (RANDOM.integers(0, 5, 2000) ** 0.5, "5 levels"),
    ],
)
def test_the_format_of_numbers_is_found_from_them(values: np.ndarray, words: str) -> None:
    grid = Grid.of(values)
    assert grid is not None
    assert str(grid).startswith(words)
    np.testing.assert_allclose(grid.snap(values), values, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_numbers_of_full_precision_have_no_grid(dtype: type) -> None:
    assert Grid.of(PLAIN.astype(dtype)) is None
    assert Grid.of(np.full(100, 3.5, dtype)) is None  # one value is no grid


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.sampled_from([(0.0, 15.0), (0.5, 0.01)]))
def test_a_snapped_number_stays_and_is_the_nearest(values: list[float], numbers: tuple[float, float]) -> None:
    grid = Grid("step", numbers)
    once = grid.snap(np.array(values))
    np.testing.assert_allclose(grid.snap(once), once, rtol=1e-12)
    assert (np.abs(once - values) <= numbers[1] / 2 * (1 + 1e-6) + 1e-9).all()


def test_missing_values_stay_missing_on_every_grid() -> None:
    for grid in (Grid("step", (0.0, 1.0)), Grid("levels", (0.0, 2.0, 5.0)), Grid("digits", (3.0,))):
        found = grid.snap(np.array([np.nan, 3.4, -0.0]))
        assert np.isnan(found[0])
        assert np.isfinite(found[1:]).all()
    assert Grid("levels", (0.0, 2.0, 5.0)).snap(np.array([3.4, 3.6])).tolist() == [2.0, 5.0]
    assert Grid("digits", (2.0,)).snap(np.array([0.0012345, -98765.0])).tolist() == [0.0012, -99000.0]


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [("step", (0.0, 0.0)), ("step", (1.0,)), ("levels", (2.0, 1.0)), ("digits", (0.0,)), ("step", (0.0, np.inf))],
)
def test_what_is_no_grid_is_refused(kind: str, numbers: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="no grid"):
        Grid(kind, numbers)  # type: ignore[arg-type]
