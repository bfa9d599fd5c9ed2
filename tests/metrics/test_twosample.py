"""Two-sample tests: fair where there is no difference, right where the difference is known."""

import numpy as np
import pytest
from scipy.stats import binomtest, norm
from sklearn.neighbors import KNeighborsClassifier

from gansmith.errors import UsageError
from gansmith.metrics.two_sample import logistic_test, neighbour_test, perceptron_test


def normal(seed: int, rows: int, features: int, shift: float = 0.0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((rows, features)) + shift


def test_a_linear_classifier_tells_shifted_gaussians_as_well_as_can_be() -> None:
    """The best accuracy is Phi(|shift| / 2) and the best AUC Phi(|shift| / sqrt 2)."""
    found = logistic_test(normal(0, 4000, 4), normal(1, 4000, 4, shift=0.5), seed=0)
    assert abs(found.accuracy - norm.cdf(0.5)) < 4 * found.standard_error
    assert found.auc == pytest.approx(norm.cdf(1 / np.sqrt(2)), abs=0.02)
    assert found.p_value < 1e-50
    assert found.tested == 4000


def test_a_perceptron_sees_what_a_line_cannot() -> None:
    real, fake = normal(2, 1000, 2), 2.5 * normal(3, 1000, 2)
    assert logistic_test(real, fake, seed=0).accuracy < 0.56
    assert perceptron_test(real, fake, seed=0).accuracy > 0.7


@pytest.mark.parametrize("test", [logistic_test, perceptron_test, neighbour_test])
def test_a_result_is_a_function_of_the_seed(test) -> None:
    real, fake = normal(4, 60, 2), normal(5, 80, 2)
    assert test(real, fake, seed=1) == test(real, fake, seed=1)
    assert test(real, fake, seed=1) != test(real, fake, seed=2)


def test_the_p_value_is_the_binomial_one() -> None:
    found = logistic_test(normal(6, 100, 2), normal(7, 50, 2, shift=0.3), seed=0)
    assert found.tested == 50
    expected = binomtest(round(found.accuracy * 50), 50, alternative="greater").pvalue
    assert found.p_value == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("test", [logistic_test, neighbour_test])
def test_equal_distributions_are_seldom_told_apart(test) -> None:
    found = [test(normal(2 * case, 40, 3), normal(2 * case + 1, 40, 3), seed=case).p_value for case in range(200)]
    assert np.mean(np.array(found) <= 0.1) <= 0.1 + 4 * np.sqrt(0.09 / 200)
    assert np.mean(found) == pytest.approx(0.52, abs=0.09)


def test_neighbours_agree_with_scikit_learn_on_200_random_cases() -> None:
    for case in range(200):
        n = 3 + case % 20
        real, fake = normal(case, n, 3), normal(case + 1000, n, 3, shift=0.5)
        pooled, labels = np.concatenate([real, fake]), np.repeat([True, False], n)
        # the row itself is the nearest of the two, the other one is its neighbour
        near = KNeighborsClassifier(2).fit(pooled, labels).kneighbors(pooled, return_distance=False)[:, 1]
        own = labels == labels[near]
        found = neighbour_test(real, fake, permutations=1, seed=case)
        assert (found.real, found.fake, found.both) == pytest.approx((own[:n].mean(), own[n:].mean(), own.mean()))


def test_collapse_and_copies_show_in_the_halves() -> None:
    real = normal(8, 300, 5)
    modes = np.repeat(normal(9, 150, 5), 2, axis=0)  # of the right distribution, each drawn twice
    collapsed = neighbour_test(real, modes + 1e-6 * normal(10, 300, 5), seed=0)
    assert collapsed.fake == 1
    assert collapsed.real == pytest.approx(2 / 3, abs=0.1)  # 299 reals and 150 modes to choose among
    copied = neighbour_test(real, real + 1e-6 * normal(10, 300, 5), seed=0)
    assert copied.both == 0
    assert copied.p_value == 0.001


def test_halves_that_cancel_are_still_told_apart() -> None:
    """In many dimensions the narrower set holds everyone's nearest neighbour, and the mean accuracy says nothing."""
    found = neighbour_test(normal(11, 300, 500), 1.1 * normal(12, 300, 500), seed=0)
    assert found.real > 0.9
    assert found.fake < 0.1
    assert found.both == pytest.approx(0.5, abs=0.05)
    assert found.p_value == 0.001


def test_ties_favour_neither_set() -> None:
    same = neighbour_test(np.zeros((500, 2)), np.zeros((500, 2)), seed=0)
    assert same.p_value > 0.01


def test_too_few_rows_are_said() -> None:
    with pytest.raises(UsageError, match="at least 20"):
        logistic_test(normal(0, 10, 2), normal(1, 100, 2), seed=0)
