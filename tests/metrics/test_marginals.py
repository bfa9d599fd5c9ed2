"""Features, correlations and spectra against SciPy and NumPy, and where they are known."""

import numpy as np
import pytest
from scipy.stats import ks_2samp
from sklearn.decomposition import PCA

from gansmith.errors import UsageError
from gansmith.metrics import marginals
from gansmith.metrics.marginals import correlation_difference, ks_statistics, ks_threshold, spectrum_ratios


def test_ks_agrees_with_scipy_on_200_random_cases_with_and_without_ties() -> None:
    for case in range(200):
        rng = np.random.default_rng(case)
        n, m = rng.integers(2, 30, 2)
        real, fake = rng.standard_normal((n, 4)), rng.standard_normal((m, 4)) + 0.4
        real[:, 1:3], fake[:, 1:3] = np.round(real[:, 1:3]), np.round(fake[:, 1:3])
        theirs = [ks_2samp(mine, other, method="asymp").statistic for mine, other in zip(real.T, fake.T, strict=True)]
        assert ks_statistics(real, fake) == pytest.approx(theirs, rel=1e-6)


def test_blocks_of_features_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    real, fake = np.random.default_rng(0).standard_normal((2, 9, 11))
    whole = ks_statistics(real, fake)
    monkeypatch.setattr(marginals, "_VALUES", 40)
    assert np.array_equal(ks_statistics(real, fake), whole)


def test_ks_of_shifted_uniforms_is_the_shift_and_of_constants_nothing_or_all() -> None:
    grid = np.arange(1024) / 1024
    assert ks_statistics(grid, grid + 0.25)[0] == pytest.approx(0.25)
    assert ks_statistics(np.full((5, 2), 3.0), np.array([[3.0, 4.0]] * 4)).tolist() == [0, 1]


def test_one_feature_of_twenty_exceeds_the_threshold_by_chance() -> None:
    real, fake = np.random.default_rng(1).standard_normal((2, 800, 4000))[:, :, :2000]
    assert (ks_statistics(real, fake) > ks_threshold(800, 800)).mean() == pytest.approx(0.05, abs=0.015)


def test_correlations_agree_with_numpy_on_200_random_cases() -> None:
    for case in range(200):
        rng = np.random.default_rng(case)
        d = int(rng.integers(2, 7))
        real, fake = rng.standard_normal((20, d)) @ rng.standard_normal((d, d)), rng.standard_normal((30, d))
        gaps = np.abs(np.corrcoef(real, rowvar=False) - np.corrcoef(fake, rowvar=False))
        expected = gaps[~np.eye(d, dtype=bool)].mean()
        assert correlation_difference(real, fake).difference == pytest.approx(expected, rel=1e-6)
        scales = 10.0 ** rng.integers(-200, 200, d)
        assert correlation_difference(scales * real, scales * fake).difference == pytest.approx(expected, rel=1e-6)


def test_constant_features_are_left_out_of_the_correlations() -> None:
    rng = np.random.default_rng(2)
    real, fake = rng.standard_normal((2, 40, 3))
    constant = np.full((40, 1), 0.1)  # its mean is not 0.1 to the last bit
    found = correlation_difference(np.hstack([real, constant]), np.hstack([fake, real[:, :1]]))
    assert found.constant == 1
    assert found.difference == pytest.approx(correlation_difference(real, fake).difference, rel=1e-12)
    with pytest.raises(UsageError, match="1 of 2 features vary"):
        correlation_difference(np.hstack([real[:, :1], constant]), fake[:, :2])


def test_uncorrelated_sets_differ_by_the_stated_floor() -> None:
    real, fake = np.random.default_rng(3).standard_normal((2, 400, 200))
    assert correlation_difference(real, fake).difference == pytest.approx(1.13 / 20, rel=0.02)


@pytest.mark.parametrize("rows", [12, 80])  # fewer, and more, than features
def test_spectra_agree_with_the_variances_of_sklearn(rows: int) -> None:
    real, fake = np.random.default_rng(4).standard_normal((2, rows, 30))
    real = real * np.linspace(0.1, 3, 30)
    theirs = [PCA().fit(samples).explained_variance_ for samples in (real, fake)]
    found = spectrum_ratios(real, fake)
    assert found == pytest.approx(theirs[1][: len(found)] / theirs[0][: len(found)], rel=1e-6)
    assert theirs[0][: len(found)].sum() >= 0.95 * theirs[0].sum() > theirs[0][: len(found) - 1].sum()


def test_spectra_go_by_the_square_of_the_scale_and_stop_where_variety_does() -> None:
    real = np.random.default_rng(5).standard_normal((50, 4))
    assert spectrum_ratios(real, 3 * real + 7) == pytest.approx([9.0] * 4)
    assert spectrum_ratios(real, real[:2], share=1.0)[2:] == pytest.approx([0, 0], abs=1e-20)
    assert len(spectrum_ratios(real, real, share=1.0)) == 4
    with pytest.raises(UsageError, match="all the same"):
        spectrum_ratios(np.ones((5, 2)), real[:, :2])
