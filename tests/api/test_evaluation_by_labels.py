"""Labels teach a classifier that measures: taught once and kept, and classes are matched by their names."""

from pathlib import Path

import numpy as np
import pytest
from evaluated_runs import by_name, trained

import gansmith
from gansmith.evaluation import evaluate as evaluation
from gansmith.metrics.suite import NAMES
from gansmith.models.model import Model


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what is cached in the test's own folder."""
    monkeypatch.setattr(evaluation, "CACHE", tmp_path / "cache")
    return tmp_path / "cache"


def clusters(seed: int, count: int = 600) -> tuple[np.ndarray, np.ndarray]:
    """Return float32 (count, 4) of three classes that lie apart, and the classes."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(3, size=count)
    return (rng.standard_normal((count, 4)) + 4 * np.eye(4)[labels]).astype(np.float32), labels


def test_a_labelled_model_is_measured_by_a_classifier_that_is_kept(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values, labels = clusters(0)
    np.savez(tmp_path / "data.npz", x=values, labels=labels)
    reading = {"variable": "x", "label": "labels"}
    run = trained(tmp_path / "run", tmp_path / "data.npz", "cgan", data_options=reading)
    done = gansmith.evaluate(run, features=["classifier"])
    found = by_name(done)
    assert found["is"].features.startswith("classifier-")
    assert {"is", "modes", "mode-kl", "tstr"} < {name for name in found if name in NAMES}
    assert found["tstr"].floor > 0.9
    assert found["tstr"].value < 0.7
    kept = sorted(cache.rglob("*.safetensors"))
    assert len(kept) == 1
    stamps = [path.stat().st_mtime_ns for path in kept]
    assert gansmith.evaluate(run, features=["classifier"]).figures == done.figures
    assert [path.stat().st_mtime_ns for path in sorted(cache.rglob("*.safetensors"))] == stamps
    by_class = [values[labels == label] for label in range(3)]
    turn = np.arange(2000) // 3 % 100

    def made(model: Model, count: int, *, seed: int = 0, labels: np.ndarray) -> np.ndarray:
        return np.stack([by_class[label][place] for label, place in zip(labels, turn, strict=False)])

    monkeypatch.setattr(Model, "sample", made)
    assert by_name(gansmith.evaluate(run, features=["classifier"]))["tstr"].value > 0.9


def test_two_tables_with_labels_teach_each_other(tmp_path: Path) -> None:
    names = np.array(["cat", "dog", "owl"])
    for name, seed, kinds in (("real", 0, names), ("fake", 1, names), ("turned", 1, names[[1, 2, 0]])):
        values, labels = clusters(seed)
        lines = [",".join([*map(str, row), kinds[label]]) for row, label in zip(values, labels, strict=True)]
        (tmp_path / f"{name}.csv").write_text("a,b,c,d,kind\n" + "\n".join(lines))
    with (tmp_path / "fake.csv").open() as file:  # of two classes only, whose numbers are others than in the real table
        (tmp_path / "two.csv").write_text("".join(line for line in file if not line.strip().endswith("cat")))
    (tmp_path / "bare.csv").write_text("\n".join(["a,b,c,d", *(",".join(map(str, row)) for row in clusters(1)[0])]))
    found = {
        name: by_name(
            gansmith.evaluate(
                tmp_path / "real.csv", tmp_path / f"{name}.csv", features=["classifier"], data_options={"label": "kind"}
            )
        )
        for name in ("fake", "turned", "two", "bare")
    }
    assert found["fake"]["tstr"].value > 0.9
    assert found["turned"]["tstr"].value < 0.1
    assert 0.5 < found["two"]["tstr"].value < 0.8  # classes are matched by name, not by order
    assert "tstr" not in found["bare"]
