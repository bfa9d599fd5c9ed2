"""Samples in other units: told first, undone, and never seen in samples that only spread a little differently."""

import numpy as np
import planted_sets as planted
import pytest
from planted_sets import COUNT, LAWS

from gansmith.evaluation.judgement.judge import judge
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.units import in_other_units

NAMES = ("size", "mass", "age", "income")


def drawn(law: str, change: object = None) -> tuple[Sets, Sets]:
    """Return sets of fresh rows, and the same in other units."""
    real, fresh = LAWS[law](2 * COUNT, 1)[0], LAWS[law](COUNT, 2)[0]
    columns = NAMES if law == "table" else ()
    one, other = (Sets.drawn(real, fake, seed=0, columns=columns) for fake in (fresh, change(fresh)))  # type: ignore[operator]
    return one, other


@pytest.mark.parametrize("factor", [0.01, 1 / 255, 2.54, 1000.0])
@pytest.mark.parametrize("law", ["beats", "discs"])
def test_all_values_in_other_units_are_brought_back_exactly(law: str, factor: float) -> None:
    plain, other = drawn(law, lambda fresh: factor * fresh)
    found, undone = in_other_units(other)
    assert found is not None
    assert (found.kind, found.grade) == ("scale", "poor")
    np.testing.assert_allclose(undone.fake, plain.fake, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("factor", "offset", "kind"), [(100.0, 0.0, "scale"), (1e-3, 0.0, "scale"), (1.0, 1e4, "shift")]
)
def test_one_column_in_other_units_is_named_and_nothing_else_is_wrong(factor: float, offset: float, kind: str) -> None:
    def change(fresh: np.ndarray) -> np.ndarray:
        return np.column_stack([factor * fresh[:, 0] + offset, fresh[:, 1:]])

    judgement = judge(drawn("table", change)[1])[0]
    (found,) = judgement.findings
    assert (found.kind, judgement.grade) == (kind, "poor")
    assert found.line.startswith("size runs from")


def test_what_else_is_wrong_is_told_of_samples_in_the_units_of_the_data() -> None:
    half = planted.half("discs", planted.discs(COUNT, 2)[0], np.random.default_rng(0))
    judgement = judge(Sets.drawn(planted.discs(2 * COUNT, 1)[0], half / 255, seed=0))[0]
    assert judgement.findings[0].line.startswith("its values run from 0")
    assert "missing" in {finding.kind for finding in judgement.findings}


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize(
    "plant", [lambda law, fresh, rng: fresh, planted.wide, planted.moved, planted.one, planted.ten]
)
def test_fresh_rows_small_faults_and_lost_variety_are_no_other_units(law: str, plant: object) -> None:
    _, other = drawn(law, lambda fresh: plant(law, fresh, np.random.default_rng(0)))  # type: ignore[operator]
    found, same = in_other_units(other)
    assert found is None
    assert same is other


@pytest.mark.parametrize("seed", range(5))
def test_fresh_rows_of_heavy_tails_are_in_the_same_units(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for count in (60, 1000):
        real, fake = (rng.pareto(0.5, (count, 3)) for _ in range(2))
        assert in_other_units(Sets.drawn(real, fake, seed=0))[0] is None


@pytest.mark.parametrize("seed", range(5))
def test_values_of_the_same_range_are_not_said_to_be_in_other_units(seed: int) -> None:
    """Even values about the same range are wider in their middle by a factor that happens to be a usual one."""
    rng = np.random.default_rng(seed)
    real = rng.normal(size=(500, 4))
    judgement = judge(Sets.drawn(real, rng.uniform(real.min(axis=0), real.max(axis=0), (500, 4)), seed=seed))[0]
    assert judgement.grade == "poor"
    assert "other units" not in judgement.line
    assert "scale" in {finding.kind for finding in judgement.findings}
