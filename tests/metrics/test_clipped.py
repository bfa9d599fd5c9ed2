"""Clipped Density and Coverage: what samples of one law, planted bad samples and missing modes must read as."""

import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import betabinom, ortho_group

from gansmith.errors import UsageError
from gansmith.metrics.balls import expected_cover, solve
from gansmith.metrics.clipped import Clipped, clipped, clipped_coverage, clipped_density

Draw = Callable[[np.random.Generator, int], npt.NDArray[np.float64]]


def gaussian(dimensions: int) -> Draw:
    return lambda rng, n: rng.standard_normal((n, dimensions))


def shell(rng: np.random.Generator, n: int) -> npt.NDArray[np.float64]:
    points = rng.standard_normal((n, 8))
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def heavy(rng: np.random.Generator, n: int) -> npt.NDArray[np.float64]:
    return rng.standard_t(2, (n, 4))


def modes(rng: np.random.Generator, n: int, kept: int = 8) -> npt.NDArray[np.float64]:
    return 30 * np.eye(8)[rng.integers(0, kept, n)] + rng.standard_normal((n, 8))


KINDS = {"plane": gaussian(2), "wide": gaussian(40), "shell": shell, "heavy": heavy, "modes": modes}


def means(real: Draw, fake: Draw, n: int, draws: int = 6) -> tuple[float, float]:
    found = []
    for seed in range(draws):
        rng = np.random.default_rng(seed)
        result = clipped(real(rng, n), fake(rng, n))
        found.append((result.density.value, result.coverage.value))
    density, coverage = np.mean(found, axis=0)
    return float(density), float(coverage)


@pytest.mark.parametrize("dimensions", [2, 10, 60, 500])
def test_samples_of_the_data_s_own_law_read_as_one(dimensions: int) -> None:
    """Within the error, in any dimension: the expectation of neither depends on it."""
    for seed in range(3):
        rng = np.random.default_rng(seed)
        found = clipped(*rng.standard_normal((2, 500, dimensions)))
        for number in (found.density, found.coverage):
            assert number.value == pytest.approx(1, abs=3 * number.standard_error)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
def test_planted_bad_samples_far_away_are_read_within_5_points(kind: str, share: float) -> None:
    draw = KINDS[kind]

    def spoilt(rng: np.random.Generator, n: int) -> npt.NDArray[np.float64]:
        samples = draw(rng, n)
        samples[: round(share * n)] += 1000
        return samples

    density, coverage = means(draw, spoilt, 600)
    assert density == pytest.approx(1 - share, abs=0.05)
    assert coverage == pytest.approx(1 - share, abs=0.05)


@pytest.mark.parametrize("kept", [1, 2, 4, 6])
@pytest.mark.parametrize("n", [300, 1000])
def test_missing_modes_are_read_within_5_points_and_cost_no_density(kept: int, n: int) -> None:
    density, coverage = means(modes, lambda rng, n: modes(rng, n, kept), n)
    assert density == pytest.approx(1, abs=0.08)
    assert coverage == pytest.approx(kept / 8, abs=0.05)


@pytest.mark.parametrize(("n", "m"), [(1000, 200), (200, 1000)])
def test_unlike_sizes_are_read_alike(n: int, m: int) -> None:
    found = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        real, fake = modes(rng, n), modes(rng, m, 4)
        found.append([clipped_coverage(real, modes(rng, m)).value, clipped_coverage(real, fake).value])
    np.testing.assert_allclose(np.mean(found, axis=0), [1, 0.5], atol=0.06)


def test_a_single_outlier_of_the_data_excuses_nothing() -> None:
    rng = np.random.default_rng(0)
    real = np.concatenate([rng.standard_normal((400, 3)), np.full((1, 3), 50.0)])
    assert clipped(real, rng.standard_normal((400, 3)) + 45).density.value == 0


def same(first: Clipped, second: Clipped) -> None:
    assert first.density.value == pytest.approx(second.density.value, abs=1e-12)
    assert first.coverage.value == pytest.approx(second.coverage.value, abs=1e-5)


def test_neither_scale_nor_place_nor_rotation_nor_order_matters() -> None:
    rng = np.random.default_rng(1)
    real, fake = rng.standard_normal((300, 6)), 1.5 * rng.standard_normal((200, 6))
    before = clipped(real, fake)
    turn = ortho_group.rvs(6, random_state=2)
    same(before, clipped(1e-6 * real @ turn + 3e-6, 1e-6 * fake @ turn + 3e-6))
    order = rng.permutation(200)
    shuffled = clipped(real[rng.permutation(300)], fake[order])
    same(before, shuffled)
    np.testing.assert_allclose(before.good[order], shuffled.good)


def test_scores_of_rows_name_the_bad_samples_and_the_reals_that_are_missed() -> None:
    rng = np.random.default_rng(3)
    real = np.concatenate([rng.standard_normal((100, 4)), rng.standard_normal((50, 4)) + 40])
    fake = np.concatenate([rng.standard_normal((80, 4)), rng.standard_normal((20, 4)) - 40])
    found = clipped(real, fake)
    assert (found.good.shape, found.covered.shape) == ((100,), (150,))
    assert found.density.value == pytest.approx(min(1, found.good.mean()))
    assert not found.good[80:].any()
    assert not found.covered[100:].any()
    assert found.good[:80].mean() > 0.8
    assert found.covered[:100].mean() > 0.5


def test_categories_that_all_come_often_are_all_covered_and_other_values_are_bad() -> None:
    rng = np.random.default_rng(4)
    real, fake = rng.integers(0, 3, (2, 500, 2))
    for number in (clipped_density(real, fake), clipped_coverage(real, fake)):
        assert number.value == pytest.approx(1, abs=0.05)
    for number in (clipped_density(real, fake + 0.4), clipped_coverage(real, fake + 0.4)):
        assert number.value == 0
    assert clipped_coverage(real, fake[fake[:, 0] < 2]).value == pytest.approx(2 / 3, abs=0.06)


def test_constant_sets_are_wholly_good_or_wholly_bad() -> None:
    ones = np.ones((20, 3))
    for fake, expected in ((np.ones((9, 3)), 1.0), (np.zeros((9, 3)), 0.0)):
        found = clipped(ones, fake)
        assert (found.density.value, found.coverage.value) == (expected, expected)
        assert max(found.density.standard_error, found.coverage.standard_error) < 1e-9


def test_copies_of_the_data_read_as_one() -> None:
    real = np.random.default_rng(5).standard_normal((200, 5))
    found = clipped(real, real.copy())
    assert (found.density.value, found.coverage.value) == (1.0, 1.0)


def test_errors_are_about_those_of_drawing_both_sets_anew() -> None:
    found = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        fake = rng.standard_normal((300, 10))
        fake[:100] += 30
        result = clipped(rng.standard_normal((300, 10)), fake)
        found.append([*result.density, *result.coverage])
    values = np.array(found)
    for value, error in (values[:, :2].T, values[:, 2:].T):
        assert 0.7 < error.mean() / value.std() < 1.6


def test_expected_cover_is_that_of_the_beta_binomial_law() -> None:
    for samples, real, k, cap in ((50, 100, 5, 5), (1000, 1000, 3, 3), (3, 40, 7, 2), (900, 100, 4, 36)):
        counts = np.arange(samples + 1)
        exact = np.minimum(counts, cap) @ betabinom.pmf(counts, samples, k, real - k) / cap
        assert expected_cover(samples, real, k, cap) == pytest.approx(exact, rel=1e-8)


def test_solve_finds_where_a_rising_function_meets_a_value_or_an_end() -> None:
    assert solve(np.sqrt, 0.5) == pytest.approx(0.25, abs=1e-5)
    assert (solve(np.sqrt, 2.0), solve(np.sqrt, 0.0)) == (1.0, 0.0)


def test_a_thousand_rows_of_a_hundred_features_take_well_below_half_a_second() -> None:
    rows = np.random.default_rng(6).standard_normal((2, 1000, 100))
    clipped(*rows)
    start = time.process_time()
    clipped(*rows)
    assert time.process_time() - start < 0.5


def test_sets_that_no_figure_could_be_right_for_are_refused() -> None:
    with pytest.raises(UsageError, match="5 real rows have no 5-th neighbour"):
        clipped(np.ones((5, 2)), np.ones((9, 2)))
    with pytest.raises(UsageError, match="have 2 features and the generated samples 3"):
        clipped(np.ones((9, 2)), np.ones((9, 3)))
