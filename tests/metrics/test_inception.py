"""The Inception score and mode coverage, where they are known and against torchmetrics."""

import math
import warnings

import numpy as np
import pytest
import torch
from scipy.special import softmax

from gansmith.errors import UsageError
from gansmith.metrics.inception_score import inception_score, mode_coverage


def test_agrees_with_torchmetrics_on_200_random_cases() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of the memory its buffer takes
        from torchmetrics.image.inception import InceptionScore

        theirs = InceptionScore(feature=torch.nn.Identity(), splits=1)
        for case in range(200):
            rng = np.random.default_rng(case)
            logits = 3 * rng.standard_normal((int(rng.integers(2, 40)), int(rng.integers(2, 12))))
            theirs.features = [torch.from_numpy(logits)]
            expected = theirs.compute()[0].item()
            theirs._computed = None
            assert inception_score(softmax(logits, axis=1)).value == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("classes", [1, 2, 10])
def test_certain_and_even_labels_score_the_number_of_classes(classes: int) -> None:
    certain = np.eye(classes)[np.arange(30 * classes) % classes]
    assert inception_score(certain).value == pytest.approx(classes)
    assert inception_score(certain).standard_error == pytest.approx(0, abs=1e-12)
    assert inception_score(certain, splits=3).value == pytest.approx(classes)
    assert inception_score(np.full((20, classes), 1 / classes)).value == pytest.approx(1)


def test_the_standard_error_is_the_scatter_of_repeated_draws() -> None:
    rng = np.random.default_rng(0)
    draws = [softmax(2 * rng.standard_normal((400, 6)) * rng.exponential(1, (400, 1)), axis=1) for _ in range(300)]
    for splits in (1, 10):
        values, errors = np.array([inception_score(draw, splits=splits) for draw in draws]).T
        assert np.sqrt(np.square(errors).mean()) == pytest.approx(values.std(), rel=0.15)


def test_perfect_samples_reach_the_stated_floor_of_the_divergence() -> None:
    rng = np.random.default_rng(1)
    reference = rng.uniform(1, 2, 20)
    draws = [mode_coverage(rng.choice(20, 2000, p=reference / reference.sum()), reference) for _ in range(200)]
    assert {draw.hit for draw in draws} == {20}
    assert draws[0].floor == 19 / 4000
    assert np.mean([draw.reverse_kl for draw in draws]) == pytest.approx(draws[0].floor, rel=0.1)


def test_covering_some_modes_evenly_costs_the_logarithm_of_their_share() -> None:
    found = mode_coverage(np.arange(3), np.full(12, 50))
    assert (found.hit, found.modes) == (3, 12)
    assert found.reverse_kl == pytest.approx(math.log(4))


def test_a_label_the_reference_has_not_is_infinitely_surprising() -> None:
    found = mode_coverage([0, 1, 2], [5, 5, 0])
    assert (found.hit, found.modes, found.reverse_kl) == (2, 2, math.inf)


def test_what_is_no_distribution_or_label_is_refused() -> None:
    with pytest.raises(UsageError, match="Row 1 of the class probabilities is not a distribution: its sum is 3"):
        inception_score([[0.5, 0.5], [1.0, 2.0]])
    with pytest.raises(UsageError, match="cannot be split into 4 parts"):
        inception_score([[0.5, 0.5]], splits=4)
    for labels in ([0, 3], [-1], [0.5], []):
        with pytest.raises(UsageError, match="whole numbers from 0 to 2"):
            mode_coverage(labels, [1, 1, 1])
    with pytest.raises(UsageError, match="not all of them 0"):
        mode_coverage([0], [0, 0])
