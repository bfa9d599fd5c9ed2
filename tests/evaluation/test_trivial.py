"""Samples that look no more like the data than what takes no learning are poor, however much they look like it."""

import numpy as np
import pytest

from gansmith.evaluation.judgement.judge import judge
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.spaces import spaces_of
from gansmith.evaluation.judgement.trivial import no_better

COUNT = 1000


def bow(count: int, seed: int) -> np.ndarray:
    """Return points about a parabola, so broad that noise of its size often falls among them."""
    rng = np.random.default_rng(seed)
    across = rng.uniform(-1.5, 1.5, count)
    return np.stack([across, across**2 + 0.45 * rng.normal(size=count)], axis=1)


def judged(fake: np.ndarray) -> tuple[str, list[str]]:
    found, _ = judge(Sets.drawn(bow(2 * COUNT, 1), fake, seed=0))
    return found.grade, [finding.line for finding in found.findings]


def nothing(real: np.ndarray, fake: np.ndarray) -> bool:
    sets = Sets.drawn(real, fake, seed=0)
    return no_better(sets, spaces_of(sets)) is None


@pytest.mark.parametrize("seed", [2, 3])
def test_a_gaussian_and_shuffled_columns_are_poor_and_the_reason_is_said(seed: int) -> None:
    rng, fresh = np.random.default_rng(seed), bow(COUNT, seed)
    gaussian = rng.multivariate_normal(fresh.mean(axis=0), np.cov(fresh.T), COUNT)
    for made in (gaussian, rng.permuted(fresh, axis=0)):
        grade, lines = judged(made)
        assert grade == "poor"
        assert any("look no more like the data than" in line for line in lines)


def test_samples_that_are_better_than_that_are_fair_and_fresh_rows_good() -> None:
    fresh = bow(COUNT, 2)
    assert judged(fresh)[0] == "good"
    close = fresh + 0.3 * np.random.default_rng(0).normal(size=fresh.shape)
    assert judged(close)[0] == "fair"
    assert nothing(bow(2 * COUNT, 1), close)


def test_where_the_data_itself_is_trivial_nothing_is_said() -> None:
    rng = np.random.default_rng(0)
    for columns in (2, 9):
        real, fake = rng.normal(size=(2 * COUNT, columns)), rng.normal(size=(COUNT, columns))
        assert nothing(real, fake)
    constant = np.concatenate([rng.normal(size=(600, 2)), np.ones((600, 1))], axis=1)
    assert nothing(constant[:400], constant[400:])


@pytest.mark.parametrize("scale", [[1, 1e7], [1e-9, 1e3]])
def test_trivial_rows_are_the_same_in_any_units_of_columns_and_are_made_beside_constant_ones(
    scale: list[float],
) -> None:
    real, fresh = bow(2 * COUNT, 1), bow(COUNT, 2)
    normal = np.random.default_rng(0).normal(size=fresh.shape)
    gaussian = fresh.mean(axis=0) + normal @ np.linalg.cholesky(np.cov(fresh.T)).T
    beside = [np.insert(rows, 1, 0.1, axis=1) for rows in (real, gaussian)]
    wide = [np.insert(rows * scale, 1, 0.1, axis=1) for rows in (real, gaussian)]
    (one, other) = (no_better(sets, spaces_of(sets)) for sets in (Sets.drawn(*rows, seed=0) for rows in (beside, wide)))
    assert one == other
    assert one is not None


def test_a_constant_that_is_another_is_not_held_against_trivial_rows() -> None:
    """No row of another constant looks like the data, and trivial ones, which have the right one, do."""
    rng = np.random.default_rng(0)
    real, fake = (np.insert(rng.normal(size=(600, 3)), 1, constant, axis=1) for constant in (0.1, 0.2))
    assert nothing(real, fake)
    grade = judge(Sets.drawn(real, fake, seed=0))[0].grade
    assert grade == "poor"
