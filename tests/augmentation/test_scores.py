"""Scores beside scikit-learn's, differences and bounds beside closed forms."""

import math

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, f1_score

from gansmith.augmentation.arms import balanced_weights, repeated
from gansmith.augmentation.scores import difference, scores, step_of
from gansmith.augmentation.splits import scaled, split
from gansmith.augmentation.validity import error_rate
from gansmith.errors import DataError

RNG = np.random.default_rng(0)
WANTED, PREDICTED = RNG.integers(4, size=300), RNG.integers(4, size=300)


def test_scores_are_those_of_scikit_learn() -> None:
    found = scores(WANTED, PREDICTED)
    assert found.accuracy == pytest.approx(balanced_accuracy_score(WANTED, PREDICTED))
    assert found.f1 == pytest.approx(f1_score(WANTED, PREDICTED, average="macro"))


def test_the_variance_counts_that_training_parts_overlap() -> None:
    first, second = np.array([0.5, 0.7, 0.6]), np.array([0.4, 0.7, 0.5])
    found = difference(first, second, 0.25)
    values = first - second
    assert found.mean == pytest.approx(values.mean())
    assert found.standard_error == pytest.approx(math.sqrt((1 / 3 + 1 / 3) * values.var(ddof=1)))
    assert found.half_width == pytest.approx(4.302652729911275 * found.standard_error)  # of Student's t, 2 degrees


def test_one_split_tells_of_no_gain() -> None:
    found = difference([0.9], [0.1], 0.3)
    assert not found.is_gain
    assert not found.is_loss


def test_equal_scores_are_no_gain() -> None:
    found = difference([0.9, 0.8], [0.9, 0.8], 0.3)
    assert (found.mean, found.half_width) == (0.0, 0.0)
    assert not found.is_gain
    assert not found.is_loss


def test_differences_that_are_equal_by_chance_are_no_certainty() -> None:
    """Two classes, the rarer of 3 test samples: the accuracy moves by 1/6, and so it does in both splits."""
    step = step_of(np.repeat([4, 7], [40, 3]))
    assert step == pytest.approx(1 / 6)
    first, second = [0.5 + step, 0.7 + step], [0.5, 0.7]
    found = difference(first, second, 0.3, step)
    assert found.standard_error == pytest.approx(math.sqrt(1 / 2 + 3 / 7) / 12)
    assert found.half_width == pytest.approx(12.706204736174694 * found.standard_error)  # 1 degree of freedom
    assert not found.is_gain
    wide = difference([0.9, 0.5, 0.7], [0.4, 0.5, 0.6], 0.3, step)
    assert wide == difference([0.9, 0.5, 0.7], [0.4, 0.5, 0.6], 0.3), "no floor where the spread is greater"


def test_er_split_is_the_share_whose_nearest_unseen_row_has_another_class() -> None:
    others, true = np.array([[0.0], [1.0], [2.0]]), np.array([0, 1, 1])
    made, labels = np.array([[0.1], [0.9], [1.8], [-3.0]]), np.array([1, 1, 1, 0])
    assert error_rate(made, labels, others, true, seed=0) == 0.25


def test_splits_keep_shares_and_leave_classes_of_one_sample_out() -> None:
    labels = np.repeat([0, 1, 2, -1], [100, 10, 1, 5])
    train, test = split(labels, np.arange(116.0), 3)
    assert np.bincount(labels[train]).tolist() == [70, 7]
    assert np.bincount(labels[test]).tolist() == [30, 3]
    assert not set(train) & set(test)
    assert scaled({1: 90}, labels, train) == {1: 63}
    assert scaled({1: 1}, np.array([0, 0, 0, 1, 1]), np.array([0, 1, 3])) == {1: 1}


@pytest.mark.parametrize("seed", range(5))
def test_equal_samples_lie_on_one_side_of_a_split_whatever_their_class(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 40, (200, 1)).astype(np.float32)
    values[:7] = np.nan
    values[values == 0] = rng.choice([0.0, -0.0])
    labels = np.repeat([0, 1, 2], [150, 44, 6])
    train, test = split(labels, values, seed)
    known = {str(one) for one in values[train] + 0}
    assert known.isdisjoint(str(one) for one in values[test] + 0)
    for label, count in enumerate((150, 44)):
        assert 0.1 * count < (labels[test] == label).sum() < 0.4 * count


def test_classes_of_equal_samples_alone_are_on_neither_side_and_all_such_classes_are_refused() -> None:
    labels = np.repeat([0, 1], [20, 4])
    values = np.concatenate([np.arange(20.0), np.full(4, 30.0)])
    train, test = split(labels, values, 0)
    assert set(labels[train]) | set(labels[test]) == {0}
    with pytest.raises(DataError, match="Give more different samples"):
        split(labels, labels.astype(np.float64), 0)


def test_a_class_that_repeats_few_samples_has_some_on_either_side() -> None:
    labels, values = np.repeat([0, 1], [20, 9]), np.concatenate([np.arange(20), [30] * 5, [31] * 4])
    train, test = split(labels, values, 0)
    assert ((labels[train] == 1).sum(), (labels[test] == 1).sum()) == (5, 4)


def test_weights_make_classes_weigh_the_same() -> None:
    labels = np.repeat([0, 1, 2], [6, 3, 1])
    weights = balanced_weights(labels)
    assert [weights[labels == label].sum() for label in range(3)] == pytest.approx([10 / 3] * 3)


def test_oversampling_repeats_rows_of_the_classes_that_lack_some() -> None:
    labels = np.repeat([0, 1], [6, 2])
    places = repeated(labels, {1: 4}, seed=0)
    assert places[:8].tolist() == list(range(8))
    assert set(places[8:]) <= {6, 7}
    assert len(places) == 12
