"""Features of a classifier taught by labels, and what samples that bear labels can teach."""

from pathlib import Path

import numpy as np
import pytest

from gansmith.errors import UsageError
from gansmith.evaluation.classified import FEWEST, ClassifierFeatures, Labelled, measure_utility


def clusters(seed: int, count: int) -> Labelled:
    """Return (count, 3) of two classes that lie apart, some of them unlabelled."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(2, size=count)
    values = rng.standard_normal((count, 3)) + 6 * labels[:, None]
    return values, np.where(np.arange(count) % 5 == 0, -1, labels)


def test_the_unlabelled_teach_nothing(tmp_path: Path) -> None:
    values, labels = clusters(0, 100)
    known = labels >= 0
    whole = ClassifierFeatures.taught(values, labels, tmp_path)
    assert whole.name == ClassifierFeatures.taught(values[known], labels[known], tmp_path).name
    assert whole.name.startswith("classifier-")
    assert whole(values).shape == (100, 128)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("labels", [np.full(60, -1), np.zeros(60, int), np.arange(60) // (FEWEST - 1)])
def test_too_few_labels_are_refused(labels: np.ndarray, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"needs two classes of 10 labelled samples or more; there are [01]"):
        ClassifierFeatures.taught(np.random.default_rng(0).standard_normal((60, 3)), labels, tmp_path)


def test_samples_are_worth_what_they_teach(tmp_path: Path) -> None:
    real, test = clusters(0, 200), clusters(1, 150)
    values, labels = clusters(2, 120)
    good = measure_utility((values, labels), real, test, features="x", folder=tmp_path, seed=0)
    assert (good.label, good.better, good.n) == ("tstr[x]", "higher", 96)
    assert good.value > 0.97
    assert good.floor > 0.97
    turned = measure_utility(
        (values, np.where(labels < 0, -1, 1 - labels)), real, test, features="x", folder=tmp_path, seed=0
    )
    assert turned.value < 0.03
    assert turned.floor == good.floor
    assert turned.standard_error == pytest.approx(np.sqrt(turned.value * (1 - turned.value) / 120))


def test_utility_is_left_out_where_classes_are_missing(tmp_path: Path) -> None:
    full, one = clusters(0, 100), clusters(1, 100)
    one = one[0], np.minimum(one[1], 0)
    for name, parts in (("generated", (one, full, full)), ("real", (full, one, full)), ("test", (full, full, one))):
        found = measure_utility(*parts, features="x", folder=tmp_path, seed=0)
        assert found.value is None
        assert found.note == f"fewer than two classes have 10 {name} samples or more"
    assert list(tmp_path.iterdir()) == []
