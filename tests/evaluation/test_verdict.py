"""The verdict: each rule speaks from its threshold on, names its number, and rests on one extractor's figures."""

import pytest

from gansmith.evaluation.metric import Figure
from gansmith.evaluation.verdict import (
    ALIKE,
    BY_CHANCE,
    CLOSE,
    COLLAPSED,
    COPIED,
    FAR,
    LOST,
    REPEATED,
    TOO_CLOSE,
    verdict,
)

LITTLE = 1e-6


def figure(name: str, value: float | None, floor: float | None = 1.0, p_value: float | None = None) -> Figure:
    note = "" if value is not None else "n = 3 is below 50"
    return Figure(name, "values", value, 100, "nearer", floor=floor, p_value=p_value, note=note)


def told(accuracy: float) -> list[Figure]:
    """Return figures of samples that their nearest neighbour tells from real ones in that share of cases."""
    return [figure("1nn-real", accuracy + 0.05, 0.5), figure("1nn-fake", accuracy - 0.05, 0.5)]


def spread(coverage: float, precision: float = 1.0, diversity: float = 1.0) -> list[Figure]:
    shares = {"coverage": coverage, "precision": precision, "diversity": diversity}
    return [figure(name, 0.8 * share, 0.8) for name, share in shares.items()]


@pytest.mark.parametrize(
    ("accuracy", "word"),
    [
        (0.05, "Too close"),  # each sample beside a real one, as copies of these very rows lie
        (TOO_CLOSE - LITTLE, "Too close"),
        (TOO_CLOSE + LITTLE, "Good"),
        (0.5, "Good"),
        (CLOSE - LITTLE, "Good"),
        (CLOSE + LITTLE, "Fair"),
        (FAR - LITTLE, "Fair"),
        (FAR + LITTLE, "Poor"),
        (1.0, "Poor"),
    ],
)
def test_the_nearest_neighbour_decides_between_good_fair_and_poor(accuracy: float, word: str) -> None:
    said = verdict(told(accuracy), "values")
    assert said.startswith(f"{word}: ")
    assert f"{accuracy:.0%}" in said


@pytest.mark.parametrize(
    ("share", "chance", "copies"),
    [
        (COPIED, BY_CHANCE, True),
        (COPIED - LITTLE, BY_CHANCE, False),
        (COPIED, BY_CHANCE + LITTLE, False),
        (1.0, None, False),
        (None, None, False),
    ],
)
def test_copies_are_many_and_no_chance(share: float | None, chance: float | None, copies: bool) -> None:
    said = verdict([figure("copies", share, 0.5, chance), *told(0.5)], "values")
    assert ("copies its training data" in said) == copies
    assert "Good: " in said


@pytest.mark.parametrize(
    ("share", "floor", "copies"),
    [
        (REPEATED, 0.0, True),
        (REPEATED - LITTLE, None, False),
        (0.5, 0.5, False),  # of few numbers that come again and again, unseen rows are repeated as often
        (0.5, 0.5 - REPEATED - LITTLE, True),
    ],
)
def test_samples_that_equal_training_rows_are_copies(share: float, floor: float | None, copies: bool) -> None:
    said = verdict([figure("duplicates", share, floor), figure("copies", 0.5, 0.5, 0.4), *told(0.5)], "values")
    assert ("copies its training data" in said) == copies
    assert (f"{share:.0%} of the samples equal a training row" in said) == copies


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (spread(LOST), ""),
        (spread(LOST - LITTLE), "misses part of the data: coverage is 60%"),
        (spread(COLLAPSED + LITTLE), "misses part of the data: coverage is 20%"),
        (spread(COLLAPSED - LITTLE), "has collapsed: coverage is 20%"),
        (spread(0.0, precision=ALIKE), "has collapsed: coverage is 0%"),
        (spread(0.0, precision=ALIKE - LITTLE), ""),
        (spread(1.0, diversity=COLLAPSED), ""),
        (spread(1.0, diversity=COLLAPSED - LITTLE), "has collapsed: samples differ from one another by 20%"),
        (spread(0.0, precision=0.0, diversity=0.0), "has collapsed: samples differ from one another by 0%"),
    ],
)
def test_what_is_missing_is_told_in_units_of_what_reals_reach(figures: list[Figure], words: str) -> None:
    said = verdict([*figures, *told(0.7)], "values")
    assert words in said
    assert ("coverage" in said or "collapsed" in said) == bool(words)
    assert "Fair: " in said


def test_a_floor_of_nothing_is_no_unit() -> None:
    assert verdict([figure("diversity", 0.0, 0.0), *told(0.5)], "values").startswith("Good: ")
    assert verdict([figure("diversity", 0.0, None), *told(0.5)], "values").startswith("Good: ")


def test_figures_of_other_features_have_no_say() -> None:
    other = [Figure(f.name, "pca", f.value, f.n, f.better, floor=f.floor) for f in (*told(1.0), *spread(0.1))]
    assert verdict([*other, *told(0.5)], "values") == verdict(told(0.5), "values")
    assert verdict(other, "values") == "Too few samples to tell anything in values."


@pytest.mark.parametrize("missing", ["1nn-real", "1nn-fake"])
def test_what_was_left_out_is_not_guessed(missing: str) -> None:
    figures = [figure(missing, None) if f.name == missing else f for f in told(0.5)]
    assert verdict(figures, "values") == "Too few samples to tell anything in values."
