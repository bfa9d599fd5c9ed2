"""Envelopes: they hold further rows of their own law, and see ends, lengths and grids."""

import numpy as np
import pytest

from gansmith.metrics.envelope import envelope


@pytest.mark.parametrize("dimensions", [1, 20, 400])
@pytest.mark.parametrize("law", ["standard_normal", "uniform", "standard_cauchy"])
def test_about_two_in_a_hundred_further_rows_of_any_law_are_left_out(dimensions: int, law: str) -> None:
    held, promised = [], []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        found = envelope(getattr(rng, law)(size=(1000, dimensions)))
        held.append(found.holds(getattr(rng, law)(size=(1000, dimensions))).mean())
        promised.append(found.passing)
    assert np.mean(held) == pytest.approx(np.mean(promised), abs=0.015)
    assert np.mean(promised) > 0.97


def test_a_cube_ends_where_its_rows_do() -> None:
    rng = np.random.default_rng(0)
    rows = rng.uniform(size=(2000, 50))
    beyond = rng.uniform(size=(200, 50))
    beyond[np.arange(200), rng.integers(0, 50, 200)] = 1.02
    assert envelope(rows).holds(beyond).mean() < 0.02


def test_long_tails_end_late_and_the_ends_widen_with_the_number_of_columns() -> None:
    rng = np.random.default_rng(1)
    narrow, wide = rng.standard_normal((1000, 1)), rng.standard_normal((1000, 500))
    further = rng.standard_normal((100, 500))
    further[np.arange(100), rng.integers(0, 500, 100)] = 3.9
    assert not envelope(narrow).holds(np.full((1, 1), 3.9)).any()
    assert envelope(wide).holds(further).mean() > 0.9


def test_lengths_far_from_all_are_seen_and_those_of_a_filled_set_are_not() -> None:
    rng = np.random.default_rng(2)
    filled = rng.standard_normal((800, 64))
    shell = filled / np.linalg.norm(filled, axis=1, keepdims=True)
    assert envelope(filled).holds(0.3 * filled[:100]).all()
    assert not envelope(shell).holds(0.5 * shell[:100]).any()


def test_a_grid_is_told_from_numbers_that_lie_on_none() -> None:
    rng = np.random.default_rng(3)
    whole, free = rng.integers(-50, 50, (500, 1)) / 8 + 0.3, rng.standard_normal((500, 1))
    found = envelope(np.concatenate([whole, free], axis=1))
    assert found.on_grid(np.concatenate([whole, rng.permutation(free)], axis=1)).all()
    assert found.on_grid(np.float32([[0.3 + 100 / 8, 9.9]]).astype(float)).all()
    assert not found.on_grid(np.array([[0.35, 0.0]])).any()
    assert np.isnan(found.steps[1])


def test_constant_columns_and_columns_that_are_mostly_one_value_have_a_scale() -> None:
    rows = np.zeros((100, 3))
    rows[:, 0] = np.arange(100)
    rows[:20, 1] = 5
    assert (envelope(rows).scale > 0).all()
    assert envelope(np.zeros((10, 2))).holds(np.zeros((4, 2))).all()
