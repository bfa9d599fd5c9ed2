"""How many samples classes lack."""

import numpy as np
import pytest
from imbalanced_sets import two_classes

from gansmith.augmentation.targets import lacking, sizes_among
from gansmith.data.formats.read import open_data
from gansmith.errors import UsageError

NAMED = open_data((np.arange(36.0).reshape(12, 3), np.repeat(["big", "mid", "odd"], [7, 3, 2])))


def test_balance_makes_all_classes_as_large_as_the_largest() -> None:
    assert lacking(NAMED, balance=True, to={}) == {1: 4, 2: 5}


def test_a_size_of_its_own_replaces_that_of_the_largest() -> None:
    assert lacking(NAMED, balance=True, to={"odd": 30}) == {1: 4, 2: 28}
    assert lacking(NAMED, balance=False, to={"mid": 3, "big": 8}) == {0: 1}


@pytest.mark.parametrize(
    ("balance", "to", "said"),
    [
        (False, {}, r"balance.*big \(7\), mid \(3\), odd \(2\)"),
        (False, {"none": 4}, r"to none: there is no such class. The classes are: big, mid, odd"),
        (True, {"big": 5}, r"big has 7 samples, more than 5"),
    ],
)
def test_what_is_not_possible_is_refused_by_name(balance: bool, to: dict[str, int], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        lacking(NAMED, balance=balance, to=to)


def test_a_class_of_one_sample_is_refused() -> None:
    with pytest.raises(UsageError, match="'1' has 1 sample"):
        lacking(open_data(two_classes(5, 1)), balance=True, to={})


def test_data_without_classes_is_refused() -> None:
    with pytest.raises(UsageError, match="has no labels"):
        lacking(open_data(np.arange(12.0).reshape(6, 2)), balance=True, to={})


def test_sizes_are_read_from_words() -> None:
    assert sizes_among(("a=b=3", "c=40")) == {"a=b": 3, "c": 40}
    for words in (("a",), ("=3",), ("a=-3",), ("a=3.5",), ("a=1", "a=2")):
        with pytest.raises(UsageError, match="to"):
            sizes_among(words)
