"""Held-out samples: a function of the data's size and the share alone, apart from what is trained on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gansmith.data.chunks import row_hashes
from gansmith.data.split import ENOUGH, FEWEST, held_out_count, repeats_note, split

COUNTS = st.integers(2, 3000)
SHARES = st.floats(0, 0.9)


@given(COUNTS, SHARES)
def test_both_parts_together_are_all_samples_once(count: int, share: float) -> None:
    kept, held = split(count, share)
    assert sorted([*kept, *held]) == list(range(count))
    assert len(held) == held_out_count(count, share)
    assert len(kept) > 0
    assert np.all(np.diff(kept) > 0)


@given(COUNTS, SHARES)
def test_the_split_is_a_function_of_count_and_share(count: int, share: float) -> None:
    for first, second in zip(split(count, share), split(count, share), strict=True):
        assert np.array_equal(first, second)


@pytest.mark.parametrize(
    ("count", "share", "held"),
    [
        (60_000, 0.1, 6000),
        (3909, 0.1, 391),
        (800, 0.1, ENOUGH),
        (200, 0.1, 50),
        (FEWEST, 0.1, 10),
        (FEWEST - 1, 0.1, 0),
        (60_000, 0.0, 0),
        (100, 0.5, 50),
    ],
)
def test_a_tenth_is_held_out_or_enough_to_measure_but_of_few_samples_none(count: int, share: float, held: int) -> None:
    assert held_out_count(count, share) == held


def test_the_held_out_are_spread_over_the_data() -> None:
    _, held = split(10_000, 0.1)
    counts = np.histogram(held, bins=10, range=(0, 10_000))[0]
    assert counts.min() > 60
    assert counts.max() < 140


@given(st.integers(FEWEST, 400), st.integers(1, 60), SHARES)
def test_validation_samples_that_are_trained_on_too_are_counted(count: int, distinct: int, share: float) -> None:
    values = np.random.default_rng(count).integers(0, distinct, (count, 1))
    kept, held = split(count, share)
    repeated = sum(value in values[kept] for value in values[held])
    note = repeats_note(row_hashes(values), share)
    assert note.startswith(f"{repeated:,} of {len(held):,} validation samples") if repeated else not note


def test_samples_that_all_differ_are_not_mentioned() -> None:
    assert not repeats_note(row_hashes(np.arange(400.0)[:, None]), 0.1)
