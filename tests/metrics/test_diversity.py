"""Diversity: distances in closed form, MS-SSIM against torchmetrics."""

import numpy as np
import pytest
import torch
from scipy.spatial.distance import pdist
from torchmetrics.functional.image import structural_similarity_index_measure

from gansmith.errors import UsageError
from gansmith.metrics.diversity import SCALE_WEIGHTS, mean_ms_ssim, mean_pairwise_distance, ms_ssim


def test_distances_agree_with_scipy_on_200_random_cases() -> None:
    for case in range(200):
        rng = np.random.default_rng(case)
        samples = rng.standard_normal((rng.integers(2, 40), rng.integers(1, 9))) + 5
        assert mean_pairwise_distance(samples).value == pytest.approx(pdist(samples).mean(), rel=1e-6)


def test_gaussians_are_two_over_root_pi_apart_and_the_error_is_their_scatter() -> None:
    rng = np.random.default_rng(0)
    values, errors = np.array([mean_pairwise_distance(rng.standard_normal(200)) for _ in range(300)]).T
    assert values.mean() == pytest.approx(2 / np.sqrt(np.pi), abs=4 * values.std() / np.sqrt(300))
    assert errors.mean() == pytest.approx(values.std(), rel=0.15)


def test_a_choice_of_rows_is_a_function_of_the_seed_and_near_the_whole() -> None:
    samples = np.random.default_rng(1).standard_normal((2000, 3))
    part = mean_pairwise_distance(samples, most=500, seed=1)
    assert part == mean_pairwise_distance(samples, most=500, seed=1)
    assert part != mean_pairwise_distance(samples, most=500, seed=2)
    assert abs(part.value - mean_pairwise_distance(samples).value) < 4 * part.standard_error


def inside(one: torch.Tensor, other: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Return torchmetrics' similarity and structure per picture, where the window does not leave the picture."""
    _, whole = structural_similarity_index_measure(one, other, data_range=1.0, return_full_image=True, reduction=None)
    _, structure = structural_similarity_index_measure(
        one, other, data_range=1.0, return_contrast_sensitivity=True, reduction=None
    )
    return whole[..., 5:-5, 5:-5].mean(dim=(1, 2, 3)).numpy(), structure.numpy()


@pytest.mark.parametrize(("height", "width", "scales"), [(11, 14, 1), (22, 25, 2), (45, 47, 3)])
def test_similarity_agrees_with_torchmetrics_at_every_scale(height: int, width: int, scales: int) -> None:
    """Scale by scale, since its own MS-SSIM takes the coarsest one over a mirrored border, where the paper does not."""
    weights = np.array(SCALE_WEIGHTS[:scales]) / sum(SCALE_WEIGHTS[:scales])
    for case in range(70):
        rng = np.random.default_rng(case)
        one = torch.from_numpy(rng.uniform(size=(2, 1 + case % 3, height, width)))
        other = (0.7 * one + 0.3 * torch.from_numpy(rng.uniform(size=one.shape))).clone()
        found = ms_ssim(one.numpy(), other.numpy(), data_range=1.0)
        expected = np.ones(2)
        for scale, weight in enumerate(weights):
            similarity, structure = inside(one, other)
            expected *= np.maximum(similarity if scale == scales - 1 else structure, 0) ** weight
            one, other = (torch.nn.functional.avg_pool2d(pictures, 2) for pictures in (one, other))
        assert found == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("shape", [(3, 1, 8, 8), (2, 3, 28, 28), (2, 1, 5, 40), (1, 2, 1, 1), (1, 1, 176, 190)])
def test_a_picture_is_like_itself_and_similarity_is_symmetric(shape: tuple[int, ...]) -> None:
    one, other = np.random.default_rng(2).uniform(size=(2, *shape))
    assert ms_ssim(one, one, data_range=1.0) == pytest.approx(1)
    assert ms_ssim(one, other, data_range=1.0) == pytest.approx(ms_ssim(other, one, data_range=1.0))
    assert ms_ssim(255 * one, 255 * other, data_range=255) == pytest.approx(ms_ssim(one, other, data_range=1.0))


def test_flat_pictures_have_the_luminance_of_the_formula() -> None:
    dark, light = np.full((1, 1, 11, 11), 0.2), np.full((1, 1, 11, 11), 0.6)
    assert ms_ssim(dark, light, data_range=1.0)[0] == pytest.approx((2 * 0.12 + 1e-4) / (0.04 + 0.36 + 1e-4))


def test_collapsed_pictures_are_alike_and_varied_ones_are_not() -> None:
    rng = np.random.default_rng(3)
    varied = rng.uniform(size=(40, 1, 16, 16))
    assert mean_ms_ssim(varied[:1] + 0.001 * varied, data_range=1.0, pairs=150, seed=0).value > 0.99
    found = mean_ms_ssim(varied, data_range=1.0, pairs=150, seed=0)
    assert found.value < 0.2
    assert found == mean_ms_ssim(varied, data_range=1.0, pairs=150, seed=0)


def test_what_has_no_similarity_is_refused() -> None:
    picture = np.ones((1, 1, 8, 8))
    with pytest.raises(UsageError, match="no pictures"):
        mean_ms_ssim(np.ones((4, 64)), data_range=1.0, seed=0)
    with pytest.raises(UsageError, match="no similarity"):
        ms_ssim(picture, np.ones((1, 3, 8, 8)), data_range=1.0)
    with pytest.raises(UsageError, match="data_range = 0"):
        ms_ssim(picture, picture, data_range=0)
    with pytest.raises(UsageError, match="most = 1"):
        mean_pairwise_distance(np.ones((3, 2)), most=1)
