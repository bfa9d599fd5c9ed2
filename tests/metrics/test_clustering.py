"""Categories against labels, where the best assignment is known."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gansmith.errors import UsageError
from gansmith.metrics.clustering import Assignment, confusion, hungarian, majority, merged


def table(seed: int, options: int = 4, classes: int = 4) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 50, (options, classes))


def spelt(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Categories and labels that have these counts."""
    rows, columns = np.indices(counts.shape).reshape(2, -1)
    return np.repeat(rows, counts.ravel()), np.repeat(columns, counts.ravel())


@given(st.permutations(range(10)))
def test_renamed_labels_are_found_again(names: list[int]) -> None:
    labels = np.arange(200) % 10
    categories = np.array(names)[labels]
    found = hungarian(confusion(categories, labels, 10, 10))
    assert found.accuracy(categories, labels) == 1.0
    assert np.array_equal(found.predict(names), np.arange(10))


@given(st.integers(0, 200))
def test_no_assignment_one_to_one_is_better(seed: int) -> None:
    counts = table(seed)
    best = max(sum(counts[k, c] for k, c in enumerate(order)) for order in permutations(range(4)))
    found = hungarian(counts)
    assert sorted(found.classes) == [0, 1, 2, 3]
    assert found.accuracy(*spelt(counts)) == pytest.approx(best / counts.sum())


@given(st.integers(0, 200), st.integers(1, 6), st.integers(2, 6))
def test_where_many_may_be_one_no_fewer_are_right(seed: int, options: int, classes: int) -> None:
    counts = table(seed, options, classes) + 1
    found = majority(counts)
    assert found.accuracy(*spelt(counts)) == pytest.approx(counts.max(1).sum() / counts.sum())
    assert found.accuracy(*spelt(counts)) >= hungarian(counts).accuracy(*spelt(counts))


def test_categories_left_over_stand_for_none() -> None:
    counts = np.array([[9, 0], [0, 9], [5, 0], [0, 0]])
    assert hungarian(counts).classes.tolist() == [0, 1, -1, -1]
    assert majority(counts).classes.tolist() == [0, 1, 0, -1]
    assert hungarian(counts[:1]).classes.tolist() == [0]


def test_an_assignment_is_fitted_on_one_set_and_applied_to_another() -> None:
    found = hungarian(np.array([[5, 1], [0, 5]]))
    assert found.accuracy([0, 0, 1, 1], [0, 1, 1, 0]) == 0.5


@given(st.integers(0, 200))
def test_counts_are_those_of_the_pairs(seed: int) -> None:
    counts = table(seed, 3, 5)
    assert np.array_equal(confusion(*spelt(counts), 3, 5), counts)


def test_classes_that_share_a_category_are_named() -> None:
    counts = np.diag([100, 100, 100, 0])
    counts[2, 3], counts[0, 1] = 82, 19
    assert merged(counts, ["zero", "one", "four", "nine"]) == "category 2 merges four (55%) and nine (45%)."
    counts[1] = [30, 30, 40, 0]
    assert "category 1 merges four (40%), zero (30%) and one (30%); category 2" in merged(
        counts, ["zero", "one", "four", "x"]
    )
    assert merged(np.eye(3, dtype=np.int64), ["a", "b", "c"]) == "No category is a second class to 20% or more."


def test_what_does_not_belong_together_is_refused() -> None:
    with pytest.raises(UsageError, match=r"labels: shape \(3,\) does not fit"):
        confusion([0, 1], [0, 1, 0], 2, 2)
    with pytest.raises(UsageError, match="labels: from 0 to 2, where 0 to 1"):
        confusion([0, 1], [0, 2], 2, 2)
    with pytest.raises(UsageError, match="categories: from -1 to 1"):
        confusion([-1, 1], [0, 1], 2, 2)
    with pytest.raises(UsageError, match="does not fit 2 categories"):
        Assignment(np.array([0, 1])).accuracy([0, 1], [0])
