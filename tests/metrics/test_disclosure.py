"""What generated rows disclose of training rows: nothing where they are drawn from the law, all where they copy."""

import numpy as np
import pytest

from gansmith.metrics.disclosure import disclosure

NAMED = [False, False, True, False]


def rows(count: int, seed: int) -> np.ndarray:
    """Return rows of one law: two numbers that depend on each other, a category that depends on both, and a number."""
    random = np.random.default_rng(seed)
    first = random.normal(size=count)
    second = first + random.normal(size=count)
    kind = (first + second > 0) + random.integers(0, 2, count)
    return np.column_stack([first, second, kind, random.normal(size=count)])


def test_new_rows_of_the_law_disclose_nothing() -> None:
    found = disclosure(rows(1000, 0), rows(500, 1), rows(500, 2), NAMED, seed=0)
    assert found.equal == found.equal_by_chance == 0
    assert abs(found.advantage) < 3 * found.error
    assert found.guessed > found.unseen + 0.05  # the law itself tells something of a row
    assert found.to_training == pytest.approx(found.to_held_out, rel=0.1)
    assert abs(found.near - found.near_by_chance) < 0.05
    assert found.rows == 500


def test_copies_disclose_their_rows() -> None:
    train = rows(300, 1)
    found = disclosure(train, train, rows(300, 2), NAMED, seed=0)
    assert (found.equal, found.equal_by_chance, found.to_training) == (1, 0, 0)
    assert found.advantage > 5 * found.error > 0
    noisy = train + np.random.default_rng(3).normal(size=train.shape) * [1e-3, 1e-3, 0, 1e-3]
    near = disclosure(noisy, train, rows(300, 2), NAMED, seed=0)
    assert near.equal == 0
    assert near.near > 0.9 > 0.3 > near.near_by_chance


def test_distances_are_means_over_columns() -> None:
    train = np.array([[0.0, 0], [1, 0], [2, 1], [3, 1]])
    fake = np.array([[0.0, 1]])  # the number of the first row, the category of the last two
    found = disclosure(fake, train, train, [False, True], seed=0)
    assert found.to_training == pytest.approx(0.5 / 2)  # from the third: half of the ranks in one of two columns


def test_missing_values_differ_from_all_others_and_equal_each_other() -> None:
    train = np.array([[np.nan, 0.0], [1, 1], [2, 2], [3, 3]])
    assert disclosure(train[:1], train, train, [False, False], seed=0).to_training == 0
    other = np.array([[np.nan, 3.0]])
    found = disclosure(other, train, train, [False, False], seed=0)
    assert found.to_training == pytest.approx(min(0.75, 1.0) / 2)
    assert found.equal == 0


def test_the_same_seed_gives_the_same() -> None:
    parts = rows(900, 0), rows(700, 1), rows(600, 2)
    assert disclosure(*parts, NAMED, seed=5) == disclosure(*parts, NAMED, seed=5)
