"""The benchmark of features with few labels: its draws, its SVM, and that a training that was cut off goes on."""

import signal
from pathlib import Path

import numpy as np
import pytest
from sklearn.svm import LinearSVC

import gansmith
from benchmarks.quality import few_labels
from benchmarks.quality.linear_svm import COSTS, chosen_svm, wrong
from benchmarks.quality.trials import Setting
from gansmith.callbacks import Callback, State
from gansmith.models.critic import load_critic

RNG = np.random.default_rng(0)


def rows(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return rows (count, 12) of three classes, whose means differ in a few of the features."""
    labels = np.arange(count) % 3
    return RNG.normal(size=(count, 12)) + 1.5 * np.eye(12)[labels] * [3, 2, 1, *[0] * 9], labels


def test_the_svm_in_coordinates_of_its_rows_is_the_svm_of_the_features() -> None:
    taught, held, asked = rows(9), rows(300), rows(300)
    found = chosen_svm(taught, held, asked)
    assert found["cost"] in COSTS
    deviations = taught[0].std(axis=0)
    scale = np.sqrt(12) * (deviations + 1e-2 * np.sqrt(np.mean(deviations**2))) if found["scaled"] else 1.0
    machine = LinearSVC(C=found["cost"], loss="squared_hinge", dual=True, tol=1e-8, max_iter=100_000)
    machine.fit(taught[0] / scale, taught[1])
    assert abs(wrong(machine.predict(asked[0] / scale), asked[1]) - found["error"]) < 1.0
    assert abs(wrong(machine.predict(held[0] / scale), held[1]) - found["validation_error"]) < 1.0


def test_the_cost_is_chosen_by_the_validation_rows_and_not_by_the_test() -> None:
    taught, held, asked = rows(30), rows(200), rows(200)
    again = chosen_svm(taught, held, (asked[0], (asked[1] + 1) % 3))
    found = chosen_svm(taught, held, asked)
    assert (found["cost"], found["scaled"]) == (again["cost"], again["scaled"])
    assert found["error"] < 30 < again["error"]


def figures(errors: list[float], validation: float) -> dict[str, object]:
    return {
        **{"errors": errors, "validation_errors": [validation], "features": 8, "training_minutes": 1.0},
        **{"minutes": 1.0, "stale": False},
    }


def test_goals_are_of_the_method_that_validates_best_and_pair_the_draws() -> None:
    found = {setting.name: [] for setting in few_labels.SETTINGS}
    found |= {"pixels": [figures([9.0, 8.0], 9.0)], "untrained": [figures([3.0, 4.5], 4.0)]}
    found |= {"dcgan": [figures([3.2, 3.4], 3.1)], "sngan-dense": [figures([1.0, 1.0], 3.3)]}
    error, pixels, untrained = few_labels.FEW_LABELS.report(few_labels.FEW_LABELS, found).goals
    assert "dcgan, best on validation" in error.subject
    assert error.met
    assert (pixels.met, untrained.met) == (True, True)
    assert "1 of 2 draws" in untrained.result


def test_controls_have_the_network_of_the_method() -> None:
    found = {setting.name: [] for setting in few_labels.SETTINGS}
    found |= {"untrained": [figures([1.0, 1.0], 1.0)], "untrained-dense": [figures([5.0, 6.0], 5.0)]}
    found |= {"dcgan-dense": [figures([3.0, 3.0], 3.0)]}
    _, untrained = few_labels.FEW_LABELS.report(few_labels.FEW_LABELS, found).goals
    assert untrained.result.startswith("+2.50")
    kinds = {few_labels._network(setting) for setting in few_labels.SETTINGS if "dense" in setting.name}
    assert kinds == {"dense"}


class Interrupt(Callback):
    """Ctrl-C after two steps."""

    def on_step(self, state: State) -> None:
        """Send it, once."""
        if state.step == 2:
            signal.raise_signal(signal.SIGINT)


def test_a_training_that_was_cut_off_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(few_labels, "RUNS", tmp_path)
    monkeypatch.setattr(few_labels, "folder", lambda: tmp_path / "data.npy")
    np.save(tmp_path / "data.npy", RNG.integers(0, 255, (30, 16, 16), dtype=np.uint8))
    setting, train = Setting("dcgan", "dcgan", 4, {"width": 4, "batch_size": 8}), gansmith.train
    with monkeypatch.context() as patch:
        patch.setattr(gansmith, "train", lambda *a, **k: train(*a, **k, callbacks=[Interrupt()]), raising=False)
        with pytest.raises(KeyboardInterrupt):
            few_labels._trained(setting, 0)
    place, minutes = few_labels._trained(setting, 0)
    assert load_critic(place).step == 4
    assert minutes > 0
    assert few_labels._trained(setting, 0)[0] == place
