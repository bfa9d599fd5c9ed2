"""Training on synthetic samples is worth as much as they are."""

from pathlib import Path

import numpy as np
import pytest

from gansmith.errors import UsageError
from gansmith.metrics.utility import Utility, train_on_synthetic

CENTRES = np.array([[0.0, 0.0, 3.0], [3.0, 0.0, 0.0]])


def drawn(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    labels = np.arange(count) % 2
    return CENTRES[labels] + np.random.default_rng(seed).standard_normal((count, 3)), labels


def test_fakes_from_the_real_distribution_teach_as_well_as_real_samples() -> None:
    found = train_on_synthetic(*drawn(400, 0), *drawn(400, 1), *drawn(1000, 2), seed=0, epochs=10)
    assert found.real > 0.95
    assert found.ratio == pytest.approx(1.0, abs=0.02)


def test_fakes_that_are_the_real_samples_give_the_same_accuracy() -> None:
    found = train_on_synthetic(*drawn(200, 1), *drawn(200, 1), *drawn(500, 2), seed=3, epochs=3)
    assert found.synthetic == found.real


def test_fakes_under_the_wrong_labels_teach_the_opposite() -> None:
    fakes, labels = drawn(400, 0)
    found = train_on_synthetic(fakes, 1 - labels, *drawn(400, 1), *drawn(1000, 2), seed=0, epochs=10)
    assert found.synthetic < 0.05 < 0.95 < found.real


def test_neither_side_learns_from_more_samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []

    def noted(samples: np.ndarray, *rest: object, **settings: object) -> None:
        sizes.append((len(samples), *rest[1:]))
        raise KeyboardInterrupt

    monkeypatch.setattr("gansmith.metrics.utility.cached_classifier", noted)
    with pytest.raises(KeyboardInterrupt):
        train_on_synthetic(*drawn(50, 0), *drawn(400, 1), *drawn(10, 2), seed=0, epochs=1, folder=tmp_path)
    assert sizes == [(50, tmp_path)]


def test_the_classifier_of_real_samples_is_kept_where_asked(tmp_path: Path) -> None:
    given = (*drawn(60, 0), *drawn(60, 1), *drawn(90, 2))
    kept = train_on_synthetic(*given, seed=0, epochs=1, folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    assert kept == train_on_synthetic(*given, seed=0, epochs=1)


def test_the_ratio_to_a_classifier_that_is_never_right_is_infinite() -> None:
    assert Utility(0.5, 0.0).ratio == float("inf")
    assert Utility(0.45, 0.9).ratio == pytest.approx(0.5)


def test_samples_of_other_shapes_are_refused() -> None:
    fakes, labels = drawn(20, 0)
    with pytest.raises(UsageError, match=r"fake: shape \(2,\) where real samples have \(3,\)"):
        train_on_synthetic(fakes[:, :2], labels, *drawn(20, 1), *drawn(20, 2), seed=0)
    with pytest.raises(UsageError, match=r"test: shape \(2,\)"):
        train_on_synthetic(fakes, labels, *drawn(20, 1), fakes[:, :2], labels, seed=0)
