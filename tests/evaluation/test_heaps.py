"""Values that coincide in samples and differ in the data are named; in data that has such values they never are."""

from collections.abc import Callable

import numpy as np
import pytest

from gansmith.evaluation.judgement.heaps import heaps
from gansmith.evaluation.judgement.judge import judge
from gansmith.evaluation.judgement.sets import Sets

Values = np.ndarray


def rows(count: int, seed: int) -> Values:
    rng = np.random.default_rng(seed)
    return np.column_stack([rng.normal(170, 7, count), np.rint(rng.normal(70, 9, count)), rng.gamma(2, 1, count)])


def sets(real: Values, fake: Values) -> Sets:
    return Sets.drawn(real, fake, seed=0, columns=("height", "weight", "income"))


def with_column(place: int, change: Callable[[Values], Values]) -> Values:
    fake = rows(600, 1)
    fake[:, place] = change(fake[:, place])
    return fake


@pytest.mark.parametrize(
    ("place", "change", "words"),
    [
        (2, lambda column: np.where(np.arange(600) < 72, 0.0, column), "income (12% are 0, and none of real ones)"),
        (0, lambda column: np.where(np.arange(600) < 60, 170.25, column), "height (10% are 170.25, and none"),
        (2, lambda column: np.minimum(column, np.quantile(column, 0.85)), "income (15% are"),
        (0, np.rint, "height (whole numbers in its samples, and 100% of real ones are others)"),
        (1, lambda column: 5 * np.rint(column / 5), "weight (multiples of 5 in its samples, and "),
        (2, lambda column: np.sort(column)[np.argsort(np.argsort(column)) // 12 * 12], "income (600 samples hold 50 v"),
    ],
)
def test_values_that_coincide_where_real_ones_differ_are_named(
    place: int, change: Callable[[Values], Values], words: str
) -> None:
    judged = judge(sets(rows(800, 0), with_column(place, change)))[0]
    line = next(finding.line for finding in judged.findings if finding.kind == "marginals")
    assert judged.grade == "fair"
    assert words in line
    assert "each column alone agrees" not in judged.line


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("count", [60, 500])
def test_data_that_has_such_values_itself_is_not_accused(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)

    def drawn(many: int) -> Values:
        heap = np.where(rng.random(many) < 0.3, 0.0, rng.gamma(2, 1, many))
        return np.column_stack([heap, rng.poisson(0.3, many), np.round(rng.normal(size=many), 1), np.minimum(heap, 4)])

    assert heaps(sets(drawn(2 * count), drawn(count))) is None
    assert heaps(sets(drawn(count), drawn(4 * count))) is None


def test_rows_that_come_again_as_a_whole_are_another_matter() -> None:
    real = rows(600, 0)
    assert heaps(sets(real, real[np.random.default_rng(0).integers(0, 600, 600)])) is None
    assert heaps(sets(real, np.repeat(rows(10, 1), 60, axis=0))) is None


def test_a_unit_written_with_fewer_places_is_no_fault_where_steps_are_fine() -> None:
    assert heaps(sets(rows(800, 0), with_column(0, lambda column: np.round(column, 1)))) is None
