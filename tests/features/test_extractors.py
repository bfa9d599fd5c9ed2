"""Extractors: their values where they are known, and names that tell them apart."""

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

from gansmith.errors import UsageError
from gansmith.features.extractors import Components, Extractor
from gansmith.features.random_convolution import RandomConvolutions


def images(seed: int, rows: int = 6, channels: int = 3, side: int = 12) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 255, (rows, channels, side, side))


def test_components_agree_with_scikit_learn_up_to_sign_on_200_random_cases() -> None:
    for case in range(200):
        rng = np.random.default_rng(case)
        n, d = int(rng.integers(3, 30)), int(rng.integers(2, 20))
        real, fake = rng.standard_normal((n, d)) * np.arange(1, d + 1), rng.standard_normal((5, d))
        count = min(n - 1, d, 3)
        theirs = PCA(count, svd_solver="full").fit(real).transform(fake)
        mine = Components.fit(real, count)(fake)
        assert np.abs(mine) == pytest.approx(np.abs(theirs), rel=1e-6, abs=1e-9)


def test_components_keep_the_distances_of_what_they_were_fitted_on() -> None:
    real = np.random.default_rng(1).standard_normal((8, 30))
    coordinates = Components.fit(real, 7)(real)
    assert np.linalg.norm(coordinates[0] - coordinates[1]) == pytest.approx(np.linalg.norm(real[0] - real[1]))


def test_components_beyond_the_variance_and_other_widths_are_refused() -> None:
    real = np.random.default_rng(2).standard_normal((5, 30))
    with pytest.raises(UsageError, match="choose 1 to 4"):
        Components.fit(real, 5)
    with pytest.raises(UsageError, match="takes 30"):
        Components.fit(real, 2)(real[:, :7])


@pytest.mark.parametrize("side", [1, 5, 28])
def test_random_convolutions_take_any_size_each_sample_by_itself(side: int) -> None:
    extractor = RandomConvolutions.of(3, 0, 255)
    pictures = images(3, rows=300, side=side)
    features = extractor(pictures)
    assert features.shape == (300, 448)
    assert features.dtype == np.float64
    assert features[290:] == pytest.approx(extractor(pictures[290:]), rel=1e-4, abs=1e-6)


def test_random_convolutions_depend_on_range_and_not_on_units() -> None:
    pictures = images(4)
    assert RandomConvolutions.of(3, 0, 255)(pictures) == pytest.approx(
        RandomConvolutions.of(3, 0, 1)(pictures / 255), rel=1e-4, abs=1e-6
    )


def test_random_convolutions_see_order_that_pixel_statistics_do_not() -> None:
    noise = images(5, rows=20)
    ordered = np.sort(noise, axis=3)
    extractor = RandomConvolutions.of(3, 0, 255)
    gap, spread = np.abs(extractor(noise).mean(0) - extractor(ordered).mean(0)), extractor(noise).std(0)
    assert (gap > 2 * spread).mean() > 0.3


def test_every_extractor_has_a_name_of_its_own() -> None:
    real = images(7).reshape(6, -1)
    extractors: list[Extractor] = [
        Components.fit(real, 2),
        Components.fit(real, 3),
        Components.fit(real + 1, 2),
        RandomConvolutions.of(3, 0, 255),
        RandomConvolutions.of(1, 0, 255),
        RandomConvolutions.of(3, -1, 1),
        RandomConvolutions.of(3, 0, 1),
        RandomConvolutions.of(3, 0, 255, seed=1),
    ]
    assert len({extractor.name for extractor in extractors}) == len(extractors)
    assert Components.fit(real, 2).name == extractors[0].name
    assert RandomConvolutions.of(3, 0, 255).name == extractors[3].name


def test_what_is_no_picture_is_refused() -> None:
    extractor = RandomConvolutions.of(3, 0, 255)
    for samples in (np.ones((4, 9)), np.ones((4, 1, 3, 3)), np.full((1, 3, 4, 4), np.nan)):
        with pytest.raises(UsageError):
            extractor(samples)
    with pytest.raises(UsageError, match="no black below its white"):
        RandomConvolutions.of(3, 1, 1)


def test_no_global_randomness_is_used() -> None:
    before = torch.random.get_rng_state()
    RandomConvolutions.of(3, 0, 255)(images(8))
    assert torch.equal(torch.random.get_rng_state(), before)
