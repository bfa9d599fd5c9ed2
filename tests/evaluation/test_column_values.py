"""What values a column may have, how numbers of lines are said, and real rows that are never accused."""

import numpy as np
import planted_sets as planted
import pytest
from planted_sets import COUNT

from gansmith.errors import first_few
from gansmith.evaluation.judgement.beyond import beyond, rows_beyond
from gansmith.evaluation.judgement.codes import codes
from gansmith.evaluation.judgement.columns import columns
from gansmith.evaluation.judgement.numbers import said
from gansmith.evaluation.judgement.sets import Sets


def sets(real: np.ndarray, fake: np.ndarray) -> Sets:
    return Sets.drawn(real, fake, seed=0, columns=("first", "second", "third"))


def rounded(count: int, rng: np.random.Generator, step: float = 0.1) -> np.ndarray:
    return step * np.rint(rng.normal(size=(count, 2)) / step)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("count", [75, 400])
def test_rows_of_a_law_with_rare_values_are_never_accused(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    rare = [np.column_stack([rng.poisson(0.2, count) * 1.1, rounded(count, rng)]) for _ in range(2)]
    assert codes(sets(rare[0], rare[1])) is None


@pytest.mark.parametrize("tiny", [4e-15, -4e-15])
def test_values_that_are_equal_but_for_rounding_are_equal(tiny: float) -> None:
    rng = np.random.default_rng(0)
    real, fake = (np.column_stack([rng.integers(0, 90, 500), rng.integers(0, 3, 500)]) * 1.0 for _ in range(2))
    assert codes(sets(real + tiny, fake)) is None
    assert codes(sets(real, fake + tiny)) is None


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda rng, n: rng.integers(0, 90, n), "whole numbers"),
        (lambda rng, n: 5 * rng.integers(0, 90, n), "multiples of 5"),
        (lambda rng, n: rng.integers(0, 300, n) / 4, "multiples of 0.25"),
        (lambda rng, n: rng.integers(0, 90, n) + 0.99, "steps of 1"),
        (lambda rng, n: rng.choice([1.0, 2.5, 7.7], n), "3 values"),
        (lambda rng, n: np.rint(np.exp(rng.normal(10, 1, n))), "whole numbers"),
    ],
)
def test_values_between_those_there_are_are_named(make: object, words: str) -> None:
    rng = np.random.default_rng(0)
    real, fake = (np.column_stack([make(rng, 1000), rng.normal(size=1000)]) * 1.0 for _ in range(2))  # type: ignore[operator]
    assert codes(sets(real, fake)) is None
    moved = fake + np.where(np.arange(1000) < 300, 0.1, 0.0)[:, None]
    found = codes(sets(real, moved))
    assert found is not None
    assert f"first ({words} in the data, others in 30% of its samples)" in found.line


def test_values_that_occur_again_and_numbers_written_to_a_place() -> None:
    """An atom that is missed is a fault of the values; hundredths of a wide column are how numbers were written."""
    rng = np.random.default_rng(0)
    real, fake = (np.maximum(rng.normal(size=(1000, 2)), 0) for _ in range(2))
    assert codes(sets(real, fake)) is None
    found = codes(sets(real, np.where(fake == 0, 1e-3 * rng.random(fake.shape), fake)))
    assert found is not None
    assert "of real values occur again, 0% of its samples'" in found.line
    assert codes(sets(rounded(1000, rng, 0.01), rng.normal(size=(1000, 2)))) is None


def test_a_share_that_no_real_row_comes_near_is_named_with_its_column() -> None:
    rng = np.random.default_rng(0)
    real, fake = (rng.gamma(4, 5, (1000, 3)) + 12 for _ in range(2))
    assert beyond(sets(real, fake)) is None
    fake[:70, 1] = -5.0
    found = beyond(sets(real, fake))
    assert found is not None
    assert found.line.startswith("7% of second is negative, and real ones are at least 1")
    assert found.grade == "fair"


@pytest.mark.parametrize("seed", range(10))
def test_fresh_rows_of_any_tail_lie_beyond_by_chance_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for real, fake in ((1000, 1000), (100, 1000), (2000, 60)):
        assert beyond(sets(*(rng.standard_cauchy((count, 3)) for count in (real, fake)))) is None
        assert rows_beyond(sets(*(rng.standard_cauchy((count, 1, 4, 4)) for count in (real, fake)))) is None


def test_pictures_that_explode_are_told() -> None:
    real, fake = planted.discs(2 * COUNT, 1)[0], planted.discs(COUNT, 2)[0]
    assert rows_beyond(sets(real, fake)) is None
    fake[:30] *= 1000
    found = rows_beyond(sets(real, fake))
    assert found is not None
    assert found.line.startswith("3% of its samples hold values above 255")


def test_lines_say_raw_means_and_spreads_in_three_digits() -> None:
    rng = np.random.default_rng(0)
    real, fake = (np.column_stack([rng.gamma(0.5, 20, 2000), rng.normal(size=2000)]) for _ in range(2))
    fake[:, 0] += 30
    (shift,) = (found for found in columns(sets(real, fake)).findings if found.kind == "shift")
    means = [said(float(part[:, 0].mean())) for part in (fake[:1000], real)]
    assert means[1] in shift.line
    assert said(1 / 300) == "0.00333"
    assert (said(166.2, "+"), said(-1234.5), said(1.5e9)) == ("+166", "-1,234", "1.5e+09")
    assert first_few(["a", "b", "c", "d"], 3, "column") == "a, b, c and 1 more column"
    assert first_few(["a", "b", "c", "d", "e"], 3, "column") == "a, b, c and 2 more columns"


def test_one_column_has_no_average_of_columns() -> None:
    rng = np.random.default_rng(0)
    real, fake = (rng.normal(size=(1000, 1)) for _ in range(2))
    lines = [found.line for found in columns(Sets.drawn(real, 1.2 * fake, seed=0)).findings]
    assert lines
    assert not any("on average" in line for line in lines)
