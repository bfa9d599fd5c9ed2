"""Copies are found, and honest samples are not called copies."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from gansmith.errors import UsageError
from gansmith.metrics.memorisation import distance_ratios, exact_duplicates, membership_test, repeats


def drawn(seed: int, rows: int, spread: float = 1.0) -> np.ndarray:
    return spread * np.random.default_rng(seed).standard_normal((rows, 4))


def test_the_share_is_the_one_counted_by_distances() -> None:
    fake, train, held_out = drawn(0, 50), drawn(1, 30), drawn(2, 30)
    nearer = cdist(fake, train).min(axis=1) < cdist(fake, held_out).min(axis=1)
    found = membership_test(fake, train, held_out, permutations=9, seed=0)
    assert found.share == pytest.approx(nearer.mean())
    assert found.compared == 30


def test_narrow_samples_that_copy_nothing_are_seldom_called_copies() -> None:
    """The null holds whatever the samples are like: here they fill a small part of the data's support."""
    found = [
        membership_test(
            drawn(3 * c, 60, 0.2), drawn(3 * c + 1, 40), drawn(3 * c + 2, 40), permutations=99, seed=c
        ).p_value
        for c in range(300)
    ]
    assert np.mean(np.array(found) <= 0.05) <= 0.05 + 4 * np.sqrt(0.05 * 0.95 / 300)
    assert np.mean(found) == pytest.approx(0.5, abs=0.08)


def test_copies_are_found_even_with_noise_and_unequal_sets() -> None:
    train, held_out = drawn(4, 300), drawn(5, 100)
    rng = np.random.default_rng(6)
    copies = train[rng.integers(300, size=200)] + 0.05 * drawn(7, 200)
    found = membership_test(copies, train, held_out, seed=0)
    assert found.compared == 100
    assert found.share > 0.6
    assert found.p_value < 0.01  # a third of the training rows stands for all
    assert found == membership_test(copies, train, held_out, seed=0)
    assert membership_test(copies, held_out, train, seed=0).p_value > 0.99


def test_the_error_of_the_share_is_its_scatter_over_draws_of_the_rows() -> None:
    fake = drawn(8, 100)
    draws = [
        membership_test(fake, drawn(9 + 2 * c, 50), drawn(10 + 2 * c, 50), permutations=50, seed=c) for c in range(200)
    ]
    errors = np.mean([draw.standard_error for draw in draws])
    assert errors == pytest.approx(np.std([draw.share for draw in draws]), rel=0.2)


def test_ratios_are_those_of_the_two_smallest_distances() -> None:
    samples, train = drawn(11, 20), drawn(12, 30)
    smallest = np.sort(cdist(samples, train), axis=1)
    assert distance_ratios(samples, train) == pytest.approx(smallest[:, 0] / smallest[:, 1], rel=1e-9)
    assert distance_ratios(train, train).tolist() == [0] * 30
    assert distance_ratios(train[:1], np.repeat(train[:1], 2, axis=0)).tolist() == [1]


def test_duplicates_are_equal_in_every_value() -> None:
    train = np.array([[0.0, 1.0], [2.0, 3.0]])
    samples = np.array([[-0.0, 1.0], [2.0, np.nextafter(3, 4)], [3.0, 2.0], [2.0, 3.0], [2.0, 3.0]])
    assert exact_duplicates(samples, train).tolist() == [True, False, False, True, True]
    assert exact_duplicates(samples.astype(np.float32), train).sum() == 4  # float32 has no such next number
    assert repeats(samples) == 1


def test_sets_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(UsageError, match="the training rows have 3 features and the samples 4"):
        membership_test(drawn(0, 5), np.ones((5, 3)), np.ones((5, 3)), seed=0)
    with pytest.raises(UsageError, match="the held-out rows have 0 rows"):
        membership_test(drawn(0, 5), drawn(1, 5), np.ones((0, 4)), seed=0)
    with pytest.raises(UsageError, match="no second nearest"):
        distance_ratios(drawn(0, 5), drawn(1, 1))
