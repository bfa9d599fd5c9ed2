"""Shares of classes are exact for any counts and totals."""

import numpy as np
import pytest

from gansmith.core.shares import labels_in_shares


@pytest.mark.parametrize("counts", [[2**40, 2**40, 2**39], [4, 4, 2], [1, 0, 3]])
def test_the_shares_are_those_of_the_counts_to_within_one_sample(counts: list[int]) -> None:
    made = np.bincount(labels_in_shares(counts, 9_000_001), minlength=3)
    assert made.sum() == 9_000_001
    exact = [9_000_001 * count / sum(counts) for count in counts]
    assert np.abs(made - exact).max() < 1
