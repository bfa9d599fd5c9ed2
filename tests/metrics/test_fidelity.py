"""Fidelity and diversity: what must read as 1, as 0 and as a share, and what must not matter."""

import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from gansmith.errors import UsageError
from gansmith.metrics.fidelity import Fidelity, fidelity

Rows = npt.NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Rows]


def modes(rng: np.random.Generator, n: int, kept: int = 8) -> Rows:
    return 9 * np.eye(8)[rng.integers(0, kept, n)] + rng.standard_normal((n, 8))


def table(rng: np.random.Generator, n: int) -> Rows:
    first = rng.standard_normal(n)
    near = first + 0.3 * rng.standard_normal(n)
    return np.stack([first, near, np.exp(first), rng.integers(0, 5, n), rng.poisson(20, n)], axis=1)


def waves(rng: np.random.Generator, n: int) -> Rows:
    time_steps, cycles = np.linspace(0, 1, 50), rng.uniform(2, 5, (n, 1))
    return np.sin(2 * np.pi * (cycles * time_steps + rng.uniform(size=(n, 1)))) + 0.1 * rng.standard_normal((n, 50))


def wide(rng: np.random.Generator, n: int) -> Rows:
    return rng.standard_normal((n, 300))


KINDS: dict[str, Draw] = {"modes": modes, "table": table, "waves": waves, "wide": wide}


def read(real: Draw, fake: Draw, n: int = 700, draws: int = 4) -> npt.NDArray[np.float64]:
    found = [
        fidelity(real(rng, n), fake(rng, n)) for rng in (np.random.default_rng([seed, n]) for seed in range(draws))
    ]
    return np.mean([(each.fidelity.value, each.diversity.value) for each in found], axis=0)


@pytest.mark.parametrize("kind", KINDS)
def test_samples_of_the_data_s_own_law_read_as_one(kind: str) -> None:
    np.testing.assert_allclose(read(KINDS[kind], KINDS[kind]), 1, atol=0.06)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_planted_noise_is_read_within_5_points_and_costs_no_diversity(kind: str, share: float) -> None:
    draw = KINDS[kind]

    def spoilt(rng: np.random.Generator, n: int) -> Rows:
        samples = draw(rng, n)
        bad = samples[: round(share * n)]
        bad[:] = samples.mean(axis=0) + 3 * samples.std(axis=0) * rng.standard_normal(bad.shape)
        return samples

    precise, diverse = read(draw, spoilt)
    assert precise == pytest.approx(1 - share, abs=0.05)
    assert diverse > (0.8 if share <= 0.5 else 0.4)


@pytest.mark.parametrize("kept", [1, 2, 4, 6])
@pytest.mark.parametrize("n", [400, 1500])
def test_missing_modes_are_read_within_5_points_and_cost_no_fidelity(kept: int, n: int) -> None:
    precise, diverse = read(modes, lambda rng, n: modes(rng, n, kept), n)
    assert precise == pytest.approx(1, abs=0.06)
    assert diverse == pytest.approx(kept / 8, abs=0.05)


@pytest.mark.parametrize("dimensions", [1, 10, 1000])
def test_one_column_that_is_wrong_is_seen_among_any_number_of_right_ones(dimensions: int) -> None:
    rng = np.random.default_rng(0)
    real, fake = rng.standard_normal((2, 800, dimensions))
    fake[:, 0] += 7
    found = fidelity(real, fake)
    assert max(found.fidelity.value, found.diversity.value) < 0.05


def test_the_inside_of_a_hollow_is_no_place_for_samples() -> None:
    rng = np.random.default_rng(1)
    real = rng.standard_normal((600, 100))
    real /= np.linalg.norm(real, axis=1, keepdims=True)
    found = fidelity(real, 0.1 * rng.permutation(real))
    assert (found.fidelity.value, found.diversity.value) == (0, 0)


def test_samples_between_whole_numbers_are_bad_unless_grids_are_off() -> None:
    rng = np.random.default_rng(2)
    real, fake = 100 * rng.standard_normal((2, 800, 2))
    found = fidelity(np.round(real), fake)
    assert max(found.fidelity.value, found.diversity.value) < 0.02
    free = fidelity(np.round(real), fake, grids=False)
    assert min(free.fidelity.value, free.diversity.value) > 0.9
    assert fidelity(np.round(real), np.round(fake)).fidelity.value > 0.9


def test_a_continuum_is_not_covered_by_whole_numbers_that_are_good() -> None:
    rng = np.random.default_rng(3)
    real, fake = 100 * rng.standard_normal((2, 800, 2))
    found = fidelity(real, np.round(fake))
    assert found.fidelity.value > 0.9
    assert found.diversity.value < 0.05


def test_one_outlier_of_the_data_excuses_no_samples_about_it() -> None:
    rng = np.random.default_rng(4)
    real = np.concatenate([rng.standard_normal((500, 64)), np.ones((1, 64))])
    assert fidelity(real, rng.standard_normal((500, 64)) + 1).fidelity.value < 0.05


def same(first: Fidelity, second: Fidelity) -> None:
    assert first.fidelity.value == pytest.approx(second.fidelity.value, abs=1e-9)
    assert first.diversity.value == pytest.approx(second.diversity.value, abs=1e-5)


def test_units_places_and_orders_of_columns_and_rows_do_not_matter() -> None:
    rng = np.random.default_rng(5)
    real, fake = table(rng, 300), 1.1 * table(rng, 200)
    before = fidelity(real, fake)
    units, places, columns = np.array([1e-3, 2.0, 1e4, 3.0, 0.5]), np.array([1e3, 0, -5e4, 1, 7]), rng.permutation(5)
    same(before, fidelity((real * units + places)[:, columns], (fake * units + places)[:, columns]))
    order = rng.permutation(200)
    shuffled = fidelity(real[rng.permutation(300)], fake[order])
    same(before, shuffled)
    np.testing.assert_allclose(before.good[order], shuffled.good)


def test_scores_of_rows_name_the_bad_samples_and_the_reals_that_are_missed() -> None:
    rng = np.random.default_rng(6)
    real, fake = modes(rng, 400), modes(rng, 300, 6)
    fake[:30] += 40
    found = fidelity(real, fake)
    missed = real.argmax(axis=1) >= 6
    assert (found.good.shape, found.covered.shape) == ((300,), (400,))
    assert not found.good[:30].any()
    assert found.good[30:].mean() > 0.9
    assert found.covered[missed].mean() < 0.02
    assert found.covered[~missed].mean() > 0.7


def test_constant_columns_and_sets_are_good_where_equal_and_bad_where_not() -> None:
    ones = np.ones((30, 3))
    for fake, expected in ((np.ones((20, 3)), 1.0), (np.zeros((20, 3)), 0.0)):
        found = fidelity(ones, fake)
        assert (found.fidelity.value > 0.9) == (expected == 1)
        assert (found.diversity.value > 0.9) == (expected == 1)
    rng = np.random.default_rng(7)
    real, fake = rng.standard_normal((2, 300, 4))
    real[:, 0] = fake[:, 0] = 3.0
    assert fidelity(real, fake).fidelity.value > 0.9


def test_unlike_sizes_are_read_alike() -> None:
    rng = np.random.default_rng(8)
    for n, m in ((1200, 300), (300, 1200)):
        found = [fidelity(modes(rng, n), modes(rng, m, kept)) for kept in (8, 4) for _ in range(4)]
        np.testing.assert_allclose([each.fidelity.value for each in found], 1, atol=0.12)
        halves = [each.diversity.value for each in found]
        np.testing.assert_allclose([np.mean(halves[:4]), np.mean(halves[4:])], [1, 0.5], atol=0.06)


def test_errors_are_about_those_of_drawing_both_sets_anew() -> None:
    found = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        fake = modes(rng, 400, 5)
        fake[:100] += 40
        result = fidelity(modes(rng, 400), fake)
        found.append([*result.fidelity, *result.diversity])
    values = np.array(found)
    for value, error in (values[:, :2].T, values[:, 2:].T):
        assert 0.5 < error.mean() / value.std() < 2.5


def test_a_thousand_rows_of_a_hundred_features_take_below_half_a_second() -> None:
    rows = np.random.default_rng(9).standard_normal((2, 1000, 100))
    fidelity(*rows)
    start = time.process_time()
    fidelity(*rows)
    assert time.process_time() - start < 0.5


def test_sets_that_are_too_small_are_refused() -> None:
    with pytest.raises(UsageError, match="9 rows, where at least 10 are needed"):
        fidelity(np.ones((9, 2)), np.ones((20, 2)))
