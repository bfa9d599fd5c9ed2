"""Discrepancies against torchmetrics, the definition, closed forms, and the laws of a test."""

import numpy as np
import pytest
import torch
from torchmetrics.image.kid import poly_mmd

from gansmith.metrics import kernel_sums
from gansmith.metrics import neighbours as nearest
from gansmith.metrics.kernel import kid, mmd, mmd_test
from gansmith.metrics.kernel_functions import median_square, rational_quadratic, rbf_mixture


def random_pair(case: int, n: int = 20, m: int = 20) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(case)
    d = int(rng.integers(1, 9))
    return rng.standard_normal((n, d)), rng.uniform(0.5, 2) * rng.standard_normal((m, d)) + 0.3


def by_definition(real: np.ndarray, fake: np.ndarray, kernel) -> float:
    def mean(a: np.ndarray, b: np.ndarray, same: bool) -> float:
        values = kernel(np.square(a[:, None] - b[None]).sum(axis=2))
        return float((values.sum() - np.trace(values)) / (len(a) * (len(a) - 1)) if same else values.mean())

    return mean(real, real, True) + mean(fake, fake, True) - 2 * mean(real, fake, False)


def test_kid_agrees_with_torchmetrics_on_200_random_cases() -> None:
    for case in range(200):
        real, fake = random_pair(case)
        theirs = poly_mmd(torch.from_numpy(real), torch.from_numpy(fake)).item()
        assert kid(real, fake)[0] == pytest.approx(theirs, rel=1e-6)


@pytest.mark.parametrize("family", [rbf_mixture, rational_quadratic])
def test_mmd_is_its_definition_for_sets_of_any_sizes(family) -> None:
    for case in range(30):
        real, fake = random_pair(case, 5 + case % 7, 4 + case % 5)
        kernel = family(median_square(real, fake, seed=0))
        expected = by_definition(real, fake, kernel)
        assert mmd(real, fake, kernel)[0] == pytest.approx(expected, rel=1e-9, abs=1e-14)
        assert mmd_test(real, fake, kernel, permutations=1, seed=0).value == pytest.approx(
            expected, rel=1e-9, abs=1e-14
        )


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    real, fake = random_pair(0, 23, 17)
    kernel = rbf_mixture(2.0)
    whole = kid(real, fake), mmd(real, fake, kernel), mmd_test(real, fake, kernel, permutations=9, seed=0)
    monkeypatch.setattr(kernel_sums, "_BLOCK", 70)
    monkeypatch.setattr(nearest, "_BLOCK", 70)
    parts = kid(real, fake), mmd(real, fake, kernel), mmd_test(real, fake, kernel, permutations=9, seed=0)
    for one, other in zip(whole[:2], parts[:2], strict=True):
        assert one == pytest.approx(other, rel=1e-9)
    assert whole[2].value == pytest.approx(parts[2].value)
    assert whole[2].p_value == parts[2].p_value


def test_kernels_are_the_stated_means() -> None:
    squares = np.array([0.0, 1.0, 7.0, np.inf])
    gauss = np.mean([np.exp(-squares / (2 * f * 3)) for f in (0.25, 0.5, 1, 2, 4)], axis=0)
    quadratic = np.mean([(1 + squares / (2 * a * 3)) ** -a for a in (0.2, 0.5, 1, 2, 5)], axis=0)
    assert np.allclose(rbf_mixture(3.0)(squares.copy()), gauss, rtol=1e-13)
    assert np.allclose(rational_quadratic(3.0)(squares.copy()), quadratic, rtol=1e-13)


def test_gaussians_have_a_closed_form() -> None:
    """E k(x, y) of the one Gaussian kernel of width w between N(a, 1) and N(b, 1) is sqrt(w / (w + 2)) exp(...)."""
    rng = np.random.default_rng(0)
    real, fake, gap = rng.standard_normal((3000, 1)), rng.standard_normal((3000, 1)) + 1.0, 1.0

    def expected(width: float) -> float:
        return 2 * np.sqrt(width / (width + 2)) * (1 - np.exp(-(gap**2) / (2 * (width + 2))))

    value, error = mmd(real, fake, rbf_mixture(2.0))
    assert abs(value - np.mean([expected(2.0 * f) for f in (0.25, 0.5, 1, 2, 4)])) < 4 * error
    assert error < 0.1 * value


def test_kid_is_unbiased_and_its_errors_are_the_scatter_of_repeated_draws() -> None:
    """E (x y + 1)^3 of independent x ~ N(0, 1) and y ~ N(1, 1): 1 + 3 E xy + 3 E x^2 E y^2 + E x^3 E y^3."""
    rng = np.random.default_rng(1)
    draws = [(rng.standard_normal((300, 1)), rng.standard_normal((300, 1)) + 1) for _ in range(300)]
    values, errors = np.array([kid(*draw) for draw in draws]).T
    expected = (1 + 3) + (1 + 3 + 3 * 4 + 16) - 2 * (1 + 3 * 2)
    assert values.mean() == pytest.approx(expected, abs=4 * values.std() / np.sqrt(300))
    assert np.median(errors) == pytest.approx(values.std(), rel=0.25)
    assert kid(*draws[0]) == pytest.approx(kid(*draws[0][::-1]))


def test_p_values_are_uniform_under_equality_and_small_under_difference() -> None:
    rng = np.random.default_rng(2)
    found = []
    for case in range(200):
        real, fake = rng.standard_normal((2, 15, 2))
        kernel = rbf_mixture(median_square(real, fake, seed=case))
        found.append(mmd_test(real, fake, kernel, permutations=39, seed=case).p_value)
    assert np.mean(np.array(found) <= 0.1) == pytest.approx(0.1, abs=0.08)
    assert np.mean(found) == pytest.approx(0.51, abs=0.08)
    far = mmd_test(real, fake + 3, kernel, permutations=99, seed=0)
    assert far.p_value == pytest.approx(0.01)
    assert far == mmd_test(real, fake + 3, kernel, permutations=99, seed=0)


def test_sets_that_are_all_one_point_have_no_discrepancy() -> None:
    same = np.ones((5, 2))
    kernel = rbf_mixture(median_square(same, same, seed=0))
    assert mmd(same, same, kernel) == (0.0, 0.0)
    assert mmd_test(same, same, kernel, permutations=9, seed=0).p_value == 1.0
