"""What generated rows disclose of training rows: nothing where they are drawn from the law, all where they copy."""

import numpy as np
import pytest

from gansmith.errors import UsageError
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


@pytest.mark.parametrize("shared", [0, 60, 300])
def test_rows_that_the_real_sets_share_hide_no_copies_with_the_last_decimal_changed(shared: int) -> None:
    train, held_out = rows(300, 1), rows(300, 2)
    held_out[:shared] = train[:shared]
    found = disclosure(train + np.array([1e-6, 1e-6, 0, 1e-6]), train, held_out, NAMED, seed=0)
    assert found.equal == 0
    assert found.near == 1
    assert found.near_by_chance == pytest.approx(shared / 300, abs=0.1)


def test_columns_that_are_constant_change_nothing() -> None:
    parts = rows(300, 0), rows(300, 1), rows(300, 2)
    wide = [np.column_stack([part, np.full((300, 30), 7.0)]) for part in parts]
    assert disclosure(*wide, [*NAMED, *[False, True] * 15], seed=0) == disclosure(*parts, NAMED, seed=0)


def test_rows_that_repeat_count_once_so_that_the_error_covers_the_spread() -> None:
    shares = []
    for seed in range(12):
        parts = [np.repeat(rows(15, 100 * seed + place), 8, axis=0) for place in range(3)]
        found = disclosure(*parts, NAMED, seed=seed)
        shares.append(found.advantage / found.error)
    assert np.std(shares) < 1.6
    assert abs(np.mean(shares)) < 1.0


def test_numbers_between_those_of_training_rows_have_ranks_of_their_own() -> None:
    """One column: new rows lie as near to training rows as to held-out ones."""
    fake, train, held_out = (rows(300, seed)[:, :1] for seed in range(3))
    found = disclosure(fake, train, held_out, [False], seed=0)
    assert found.columns == 1
    assert found.to_training == pytest.approx(found.to_held_out, rel=0.4)
    assert abs(found.near - found.near_by_chance) < 0.15


def test_sets_that_differ_too_little_are_refused() -> None:
    with pytest.raises(UsageError, match="too little"):
        disclosure(np.ones((30, 2)), np.ones((30, 2)), np.ones((30, 2)), [False] * 2, seed=0)


def test_the_same_seed_gives_the_same() -> None:
    parts = rows(900, 0), rows(700, 1), rows(600, 2)
    assert disclosure(*parts, NAMED, seed=5) == disclosure(*parts, NAMED, seed=5)
