"""Parzen windows where the density is known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from gansmith.errors import UsageError
from gansmith.metrics.parzen import CHUNK, log_likelihoods, parzen


def normal(count: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, width))


@given(st.integers(1, 50), st.floats(0.01, 10), st.integers(0, 9), st.floats(-1e3, 1e3))
def test_a_single_sample_is_a_gaussian_around_it(width: int, sigma: float, seed: int, shift: float) -> None:
    sample, points = normal(1, width, seed) + shift, normal(5, width, seed + 1) + shift
    expected = -np.square(points - sample).sum(1) / (2 * sigma**2) - width / 2 * math.log(2 * math.pi * sigma**2)
    assert log_likelihoods(sample, points, [sigma])[0] == pytest.approx(expected, rel=1e-8)


@given(st.integers(2, 8), st.integers(1, 4), st.integers(0, 99))
def test_several_samples_are_a_mixture(count: int, width: int, seed: int) -> None:
    samples, points, sigmas = normal(count, width, seed), normal(3, width, seed + 100), [0.3, 1.0]
    for row, sigma in zip(log_likelihoods(samples, points, sigmas), sigmas, strict=True):
        parts = [multivariate_normal(s, sigma**2 * np.eye(width)).logpdf(points) for s in samples]
        assert row == pytest.approx(logsumexp(np.stack(parts), axis=0) - math.log(count), rel=1e-9)


def test_samples_of_a_gaussian_are_one_of_the_variance_of_both() -> None:
    width, sigma = 2, 0.5
    found = log_likelihoods(normal(20_000, width), normal(2_000, width, 1), [sigma])[0].mean()
    spread = 1 + sigma**2
    expected = -width / (2 * spread) - width / 2 * math.log(2 * math.pi * spread)  # E |x|^2 = width
    assert found == pytest.approx(expected, abs=0.03)


def test_the_density_integrates_to_one() -> None:
    line = np.linspace(-12, 12, 4001)[:, None]
    density = np.exp(log_likelihoods(normal(30, 1), line, [0.2])[0])
    assert np.trapezoid(density, line[:, 0]) == pytest.approx(1.0, abs=1e-6)


def test_far_points_have_a_likelihood_and_no_infinity() -> None:
    assert log_likelihoods([[0.0]], [[1e4]], [0.1])[0, 0] == pytest.approx(-0.5e10, rel=1e-6)


def test_chunks_do_not_show() -> None:
    samples, points = normal(20, 3), normal(CHUNK + 7, 3, 1)
    whole = log_likelihoods(samples, points, [0.4])[0]
    assert np.allclose(whole[CHUNK - 3 :], log_likelihoods(samples, points[CHUNK - 3 :], [0.4])[0], rtol=1e-12)


def test_the_width_is_that_which_validation_points_find_most_likely() -> None:
    samples, validation, test = normal(300, 5), normal(200, 5, 1), normal(400, 5, 2)
    sigmas = [0.05, 0.2, 0.5, 1.0, 3.0]
    found = parzen(samples, validation, test, sigmas)
    means = {sigma: log_likelihoods(samples, validation, [sigma]).mean() for sigma in sigmas}
    assert found.sigma == max(means, key=means.__getitem__)
    assert not found.at_edge
    each = log_likelihoods(samples, test, [found.sigma])[0]
    assert found.mean == pytest.approx(each.mean())
    assert found.standard_error == pytest.approx(each.std(ddof=1) / 20)
    assert parzen(samples, validation, test, [0.05, 0.2]).at_edge


@pytest.mark.parametrize(
    ("samples", "points", "sigmas", "complaint"),
    [
        (np.ones((2, 3)), np.ones((2, 4)), [1.0], "points: 4 numbers each, where samples have 3"),
        (np.ones((0, 3)), np.ones((2, 3)), [1.0], r"samples: shape \(0, 3\)"),
        (np.ones((2, 3)), np.ones(3), [1.0], r"points: shape \(3,\)"),
        (np.ones((2, 3)), np.full((2, 3), np.nan), [1.0], "points: some values are not finite"),
        (np.ones((2, 3)), np.ones((2, 3)), [0.0], "sigmas"),
        (np.ones((2, 3)), np.ones((2, 3)), [], "sigmas"),
    ],
)
def test_what_has_no_density_is_refused(
    samples: np.ndarray, points: np.ndarray, sigmas: list[float], complaint: str
) -> None:
    with pytest.raises(UsageError, match=complaint):
        log_likelihoods(samples, points, sigmas)
