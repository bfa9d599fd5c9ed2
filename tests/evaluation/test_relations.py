"""Relations between columns: kept by fresh rows of any law, named where samples break them."""

from collections.abc import Callable

import numpy as np
import pytest

from gansmith.evaluation.judgement.columns import columns
from gansmith.evaluation.judgement.combinations import combinations
from gansmith.evaluation.judgement.dependence import dependence
from gansmith.evaluation.judgement.finding import Finding
from gansmith.evaluation.judgement.sets import Sets

Values = np.ndarray
Law = Callable[[int, np.random.Generator], Values]


def budget(count: int, rng: np.random.Generator) -> Values:
    """Return parts and their total."""
    parts = np.exp(0.5 * rng.normal(size=(count, 5)))
    return np.column_stack([parts, parts.sum(axis=1)])


def degrees(count: int, rng: np.random.Generator) -> Values:
    """Return temperatures in two units, and other columns."""
    celsius = 15 + 9 * rng.normal(size=count)
    return np.column_stack([rng.normal(size=(count, 4)), celsius, 1.8 * celsius + 32])


def square(count: int, rng: np.random.Generator) -> Values:
    """Return columns of which the last is the square of the first."""
    values = rng.normal(size=(count, 20))
    return np.column_stack([values, values[:, 0] ** 2])


def groups(count: int, rng: np.random.Generator) -> Values:
    """Return a code, and columns that depend on one another in a fifth of the rows."""
    few, values = rng.random(count) < 0.2, rng.normal(size=(count, 4))
    values[:, 1] = np.where(few, values[:, 0] + 0.2 * values[:, 1], values[:, 1])
    return np.column_stack([few, values])


def sparse(count: int, rng: np.random.Generator) -> Values:
    """Return counts that are nearly always 0."""
    return rng.poisson(3, (count, 60)) * (rng.random((count, 60)) < 0.02) * 1.0


def cauchy(count: int, rng: np.random.Generator) -> Values:
    """Return columns without a variance."""
    return rng.standard_cauchy((count, 4))


def together(real: Values, fake: Values) -> list[Finding]:
    right = np.arange(real.shape[1])
    return dependence(Sets.drawn(real, fake, seed=0), right).findings


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("law", [budget, degrees, square, groups, sparse, cauchy])
def test_fresh_rows_of_a_law_keep_its_relations(law: Law, seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert not together(law(1000, rng), law(1000, rng))
    assert not together(law(120, rng), law(90, rng))


@pytest.mark.parametrize(("law", "broken"), [(budget, 5), (degrees, 5), (square, 20)])
def test_an_exact_relation_that_is_lost_is_poor_and_its_column_named(law: Law, broken: int) -> None:
    rng = np.random.default_rng(0)
    real, fake = law(1000, rng), law(1000, rng)
    fake[:, broken] *= np.exp(0.1 * rng.normal(size=1000))
    (found,) = together(real, fake)
    assert (found.kind, found.grade) == ("dependence", "poor")
    assert found.line.startswith(f"column {broken} does not follow from the other columns as it does in the data")


@pytest.mark.parametrize("law", [budget, degrees])
def test_units_and_rounding_break_no_relation(law: Law) -> None:
    rng = np.random.default_rng(0)
    real, fake = law(1000, rng), law(1000, rng)
    scale = 10.0 ** np.arange(-6, 6, 2)
    assert not together(real * scale, np.float32(fake * scale))
    fake[:, -1] *= np.exp(0.1 * rng.normal(size=1000))
    assert together(real * scale, fake * scale)[0].grade == "poor"


def test_a_relation_of_a_few_rows_is_seen() -> None:
    rng = np.random.default_rng(0)
    real, fake = groups(2000, rng), groups(1000, rng)
    fake[:, 2] = rng.permutation(fake[:, 2])
    (found,) = together(real, fake)
    assert (found.kind, found.grade) == ("dependence", "fair")


def test_a_column_that_is_off_alone_is_not_said_to_depend_wrongly() -> None:
    rng = np.random.default_rng(0)
    real, fake = degrees(2000, rng), degrees(1000, rng)
    fake[:, 5] += 20
    kinds = {found.kind for found in columns(Sets.drawn(real, fake, seed=0)).findings}
    assert kinds == {"shift"}


def test_values_that_never_go_together_are_named() -> None:
    rng = np.random.default_rng(0)

    def law(count: int) -> Values:
        values = rng.integers(5, size=(count, 6))
        values[:, 1] = np.where(values[:, 0] == 2, values[:, 1] % 3, values[:, 1])
        return values * 1.0

    real, fake = law(1000), law(1000)
    assert combinations(Sets.drawn(real, fake, seed=0)) is None
    fake[:, 1] = rng.permutation(fake[:, 1])
    found = combinations(Sets.drawn(real, fake, seed=0, columns=tuple("abcdef")))
    assert found is not None
    assert found.line.startswith("a and b hold values in")
    assert "such as 2 with" in found.line
