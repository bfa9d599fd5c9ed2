"""Classes in given shares: exact, and evenly mixed."""

import numpy as np
import pytest

from gansmith.core.shares import labels_in_shares


@pytest.mark.parametrize(
    ("counts", "total", "wanted"),
    [
        ([30, 60, 10], 1000, [300, 600, 100]),
        ([1, 1, 1], 100, [34, 33, 33]),
        ([47, 16, 15, 12, 6, 4], 10, [5, 2, 1, 1, 1, 0]),
        ([0, 5], 3, [0, 3]),
        ([3], 0, [0]),
    ],
)
def test_shares_are_rounded_by_the_largest_remainders(counts: list[int], total: int, wanted: list[int]) -> None:
    assert np.bincount(labels_in_shares(counts, total), minlength=len(counts)).tolist() == wanted


def test_every_class_is_spread_over_all_places() -> None:
    labels = labels_in_shares([700, 200, 100], 1000)
    for first in range(0, 1000, 100):
        found = np.bincount(labels[first : first + 100], minlength=3)
        assert np.abs(found - [70, 20, 10]).max() <= 1


@pytest.mark.parametrize("counts", [[], [0, 0], [1, -1], [[1, 2]]])
def test_what_is_no_count_is_refused(counts: list[int]) -> None:
    with pytest.raises(ValueError, match="no counts"):
        labels_in_shares(counts, 5)
