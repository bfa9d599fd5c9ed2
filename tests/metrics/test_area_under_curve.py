"""The area under the ROC curve against its definition."""

import numpy as np
import pytest

from gansmith.metrics.roc import area_under_curve


def test_it_is_the_share_of_pairs_in_order_with_half_of_the_ties() -> None:
    random = np.random.default_rng(0)
    positive, negative = random.integers(0, 9, 50) / 3, random.integers(0, 7, 30) / 3
    pairs = np.sign(positive[:, None] - negative) / 2 + 0.5
    assert area_under_curve(positive, negative) == pytest.approx(pairs.mean(), rel=1e-14)
    assert area_under_curve(negative, positive) == pytest.approx(1 - pairs.mean(), rel=1e-14)


def test_equal_sets_have_one_half_to_the_last_digit() -> None:
    scores = np.random.default_rng(0).normal(size=99)
    assert area_under_curve(scores, scores) == 0.5
