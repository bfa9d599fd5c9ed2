"""The Frechet distance where it is known, and against torchmetrics."""

import numpy as np
import pytest
import torch
from torchmetrics.image.fid import _compute_fid

from gansmith.errors import UsageError
from gansmith.metrics.frechet import frechet_distance, frechet_of_moments, frechet_with_error


def random_pair(case: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(case)
    n, m, d = rng.integers(30, 80), rng.integers(30, 80), rng.integers(1, 12)
    mixing = rng.standard_normal((d, d))
    return rng.standard_normal((n, d)) @ mixing, rng.standard_normal((m, d)) + rng.standard_normal(d)


def moments(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return samples.mean(0), np.atleast_2d(np.cov(samples, rowvar=False))


def test_agrees_with_torchmetrics_on_200_random_cases() -> None:
    for case in range(200):
        real, fake = random_pair(case)
        theirs = _compute_fid(*map(torch.from_numpy, (*moments(real), *moments(fake)))).item()
        assert frechet_distance(real, fake) == pytest.approx(theirs, rel=1e-6)
        assert frechet_of_moments(*moments(real), *moments(fake)) == pytest.approx(theirs, rel=1e-6)
        assert frechet_with_error(real, fake)[0] == pytest.approx(theirs, rel=1e-6)


def test_gaussians_with_commuting_covariances_have_a_closed_form() -> None:
    rng = np.random.default_rng(0)
    basis, _ = np.linalg.qr(rng.standard_normal((6, 6)))
    first, second, gap = rng.uniform(0, 3, 6), rng.uniform(0, 3, 6), rng.standard_normal(6)
    covariances = [(basis * spectrum) @ basis.T for spectrum in (first, second)]
    expected = gap @ gap + np.square(np.sqrt(first) - np.sqrt(second)).sum()
    assert frechet_of_moments(gap, covariances[0], np.zeros(6), covariances[1]) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("rows", [5, 60])
def test_a_shift_of_the_same_samples_costs_its_square_for_any_number_of_rows(rows: int) -> None:
    samples = np.random.default_rng(rows).standard_normal((rows, 30))
    shift = np.linspace(-1, 1, 30)
    assert frechet_distance(samples, samples + shift) == pytest.approx(shift @ shift, rel=1e-9)
    assert frechet_distance(samples, samples) < 1e-12
    assert frechet_distance(samples, 3 * samples - 2 * samples.mean(0)) == pytest.approx(
        4 * np.cov(samples, rowvar=False).trace(), rel=1e-9
    )


def test_fewer_samples_than_features_agree_with_the_large_matrices() -> None:
    rng = np.random.default_rng(3)
    real, fake = rng.standard_normal((7, 40)), rng.standard_normal((9, 40)) @ rng.standard_normal((40, 40))
    assert frechet_distance(real, fake) == pytest.approx(frechet_of_moments(*moments(real), *moments(fake)), rel=1e-6)


def test_rotation_changes_nothing_and_scale_goes_by_its_square() -> None:
    real, fake = np.random.default_rng(4).standard_normal((2, 50, 8))
    fake = fake * np.arange(8)
    basis, _ = np.linalg.qr(np.random.default_rng(5).standard_normal((8, 8)))
    plain = frechet_distance(real, fake)
    assert frechet_distance(fake, real) == pytest.approx(plain)
    assert frechet_distance(real @ basis, fake @ basis) == pytest.approx(plain)
    assert frechet_distance(10 * real, 10 * fake) == pytest.approx(100 * plain)


@pytest.mark.parametrize("rows", [25, 400])  # fewer, and more, than the 30 features
def test_the_standard_error_is_the_scatter_of_repeated_draws(rows: int) -> None:
    """Of skewed sets, where mean and covariance vary together, once with either of them the wider."""
    rng = np.random.default_rng(6)
    draws = [(rng.exponential(size=(rows, 30)), 1.5 * rng.exponential(size=(rows, 30))) for _ in range(300)]
    values, errors = np.array([frechet_with_error(*draw) for draw in draws]).T
    assert frechet_with_error(*draws[0]) == pytest.approx(frechet_with_error(*draws[0][::-1]))
    assert errors.mean() == pytest.approx(values.std(), rel=0.2)


@pytest.mark.parametrize(
    ("real", "fake", "words"),
    [
        (np.ones((4, 2)), np.ones((4, 3)), "2 features and the generated samples 3"),
        (np.ones((1, 2)), np.ones((4, 2)), "real samples have 1 rows, where at least 2"),
        (np.ones((4, 2)), np.full((4, 2), np.nan), "generated samples have NaN or infinity in 4 of 4 rows"),
        (np.ones((0, 2)), np.ones((4, 2)), "have 0 rows"),
        ([["a"], ["b"]], np.ones((4, 1)), "no array of numbers"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(real: np.ndarray, fake: np.ndarray, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        frechet_distance(real, fake)


def test_covariances_that_are_none_are_refused() -> None:
    mean, unit = np.zeros(2), np.eye(2)
    for covariance, words in (
        (np.array([[1.0, 0.5], [0.0, 1.0]]), "not symmetric"),
        (np.array([[1.0, 0.0], [0.0, -1.0]]), "negative eigenvalue"),
        (np.eye(3), "shape"),
    ):
        with pytest.raises(UsageError, match=words):
            frechet_of_moments(mean, unit, mean, covariance)
