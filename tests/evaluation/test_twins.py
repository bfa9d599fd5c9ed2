"""Rows that come twice by nature, or are measured again, are judged once: new rows of such data are never accused."""

from collections.abc import Callable

import numpy as np
import planted_sets as planted
import pytest

from gansmith.evaluation.judgement.judge import judge
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.twins import without_twins

Values = np.ndarray
Draw = Callable[[int, int], Values]


def measured_again(count: int, seed: int) -> Values:
    """Return subjects (count / 4) measured four times each, in any order."""
    rng = np.random.default_rng(seed)
    subjects = np.repeat(rng.normal(size=(-(-count // 4), 8)), 4, axis=0)[:count]
    return rng.permutation(subjects + 0.01 * rng.normal(size=(count, 8)))


def entered_twice(count: int, seed: int) -> Values:
    """Return rows a fifth of which is another row once more."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(count, 6)).cumsum(axis=1)
    return rows[np.where(rng.random(count) < 0.2, rng.integers(0, count, count), np.arange(count))]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("draw", [measured_again, entered_twice])
def test_new_rows_of_data_with_twins_are_good(draw: Draw, seed: int) -> None:
    judged, _ = judge(Sets.drawn(draw(600, seed), draw(600, 50 + seed), seed=seed))
    assert judged.findings == ()
    assert "are not all but equal to another" in judged.note


@pytest.mark.parametrize("draw", [measured_again, entered_twice])
def test_few_samples_may_hold_whole_groups_of_which_few_real_rows_hold_a_part(draw: Draw) -> None:
    for seed in range(4):
        assert not judge(Sets.drawn(draw(1500, seed), draw(100, 50 + seed), seed=seed))[0].findings


def test_one_of_each_twin_is_kept_with_its_label() -> None:
    rows = measured_again(600, 0)
    labels = (rows[:, 0] > 0).astype(np.int64)
    sets = without_twins(Sets.drawn(rows, measured_again(400, 1), labels=(labels, None), seed=0))
    assert (len(sets.real), len(sets.fake)) == (150, 100)
    assert sets.labels is not None
    assert (sets.labels == (sets.real[:, 0] > 0)).all()
    assert min(len(sets.reference), len(sets.peer)) > 50


@pytest.mark.parametrize("draw", [measured_again, entered_twice])
def test_what_is_wrong_is_found_all_the_same(draw: Draw) -> None:
    real, fresh = draw(800, 0), draw(600, 1)
    for fake, kind in (
        (real[np.random.default_rng(0).integers(0, 800, 600)], "copies"),
        (np.repeat(fresh[:10], 60, axis=0), "repeats"),
        (3 * fresh, "scale"),
    ):
        assert kind in {finding.kind for finding in judge(Sets.drawn(real, fake, seed=0))[0].findings}


def test_too_few_that_differ_are_not_enough_to_tell() -> None:
    assert judge(Sets.drawn(measured_again(80, 0), measured_again(80, 1), seed=0))[0].grade == "untold"


@pytest.mark.parametrize("law", sorted(planted.LAWS))
def test_rows_of_a_law_without_twins_are_all_kept(law: str) -> None:
    sets = Sets.drawn(planted.LAWS[law](1000, 1)[0], planted.LAWS[law](500, 2)[0], seed=0)
    assert without_twins(sets) is sets


def test_rows_that_are_equal_because_values_are_few_are_all_kept() -> None:
    rng = np.random.default_rng(0)
    rows = np.column_stack([rng.integers(0, 5, (600, 4)), rng.poisson(3, 600)]) * 1.0
    sets = Sets.drawn(rows, rows[:300], seed=0)
    assert without_twins(sets) is sets
