"""Precision, recall, density and coverage against prdc, and where they are known."""

import contextlib
import io

import numpy as np
import pytest
import sklearn.metrics
from prdc import compute_prdc

from gansmith.errors import UsageError
from gansmith.metrics.prdc import Support, support


def values(found: Support) -> dict[str, float]:
    return {name: getattr(found, name).value for name in ("precision", "recall", "density", "coverage")}


def test_agrees_with_prdc_on_200_random_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = sklearn.metrics.pairwise_distances
    # prdc asks for eight workers, which take most of its time on sets as small as these
    monkeypatch.setattr(sklearn.metrics, "pairwise_distances", lambda a, b, metric, n_jobs: alone(a, b, metric=metric))
    for case in range(200):
        rng = np.random.default_rng(case)
        d, k = int(rng.integers(1, 8)), int(rng.integers(1, 6))
        real, fake = rng.standard_normal((rng.integers(8, 40), d)), rng.standard_normal((rng.integers(8, 40), d)) + 0.3
        with contextlib.redirect_stdout(io.StringIO()):
            theirs = compute_prdc(real, fake, k)
        assert values(support(real, fake, k=k)) == pytest.approx(theirs, rel=1e-6)


@pytest.mark.parametrize("offset", [0.0, 1e3])
def test_a_copy_of_the_data_is_inside_it_everywhere(offset: float) -> None:
    """Each real has k samples strictly inside its ball, its own copy among them, so the density is 1 exactly."""
    real = np.random.default_rng(0).standard_normal((200, 20)) + offset
    assert values(support(real, real.copy(), k=5)) == dict.fromkeys(("precision", "recall", "density", "coverage"), 1.0)


def test_samples_far_away_are_nowhere() -> None:
    real = np.random.default_rng(1).standard_normal((50, 3))
    assert set(values(support(real, real + 100)).values()) == {0.0}


def test_collapse_costs_recall_and_coverage_but_no_precision() -> None:
    rng = np.random.default_rng(2)
    real = rng.standard_normal((500, 2))
    found = support(real, 0.05 * rng.standard_normal((500, 2)))
    assert found.precision.value == 1
    assert found.density.value > 0.9
    assert found.recall.value < 0.05
    assert found.coverage.value < 0.2


def test_density_of_perfect_samples_is_one_and_coverage_what_the_paper_expects() -> None:
    """Naeem et al. 2020, equation 9: E coverage = 1 - (N - 1)...(N - k) / ((2 N - 1)...(2 N - k)), in any dimension."""
    rng = np.random.default_rng(3)
    n, k = 400, 5
    expected = 1 - np.prod((n - np.arange(1, k + 1)) / (2 * n - np.arange(1, k + 1)))
    draws = [support(*rng.standard_normal((2, n, 30)), k=k) for _ in range(30)]
    for name, truth in (("density", 1.0), ("coverage", expected)):
        means = np.array([getattr(draw, name).value for draw in draws])
        assert means.mean() == pytest.approx(truth, abs=4 * means.std() / np.sqrt(30))


def test_errors_are_those_of_drawing_the_tested_points_anew() -> None:
    rng = np.random.default_rng(4)
    real = rng.standard_normal((300, 2))
    draws = [support(real, 1.2 * rng.standard_normal((200, 2))) for _ in range(200)]
    for name in ("precision", "density"):
        found, errors = np.array([getattr(draw, name) for draw in draws]).T
        assert errors.mean() == pytest.approx(found.std(), rel=0.2)


def test_sets_without_a_kth_neighbour_are_refused() -> None:
    with pytest.raises(UsageError, match="5 generated rows have no 5-th neighbour"):
        support(np.ones((9, 2)), np.ones((5, 2)), k=5)
