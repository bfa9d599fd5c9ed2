"""Every quality benchmark on digits runs from training to table, here for two steps on blocks in place of digits."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from torch import nn

from benchmarks.quality import (
    conditional,
    detection,
    digits,
    few_labels,
    infogan,
    parzen,
    ratio,
    runs,
    semi,
    stacked,
    supervised,
)
from benchmarks.quality.recipes.stacked import published, relativistic
from benchmarks.quality.table import BENCHMARKS
from benchmarks.quality.trials import Setting
from benchmarks.render import table
from gansmith.core.batch import DataSpec
from gansmith.data.dataset import Origin
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.idx import write_idx
from gansmith.errors import UsageError

ON_DIGITS = (
    *("stacked-mnist", "infogan-mnist", "ssl-mnist", "cgan-mnist", "parzen-mnist", "mnist-ratio"),
    *("detect-mnist", "classify", "features-mnist"),
)
FEW = {"batch_size": 24, "width": 4}
SMALL = {  # per method, what makes a step quick
    "r3gan": FEW,
    "infogan": FEW,
    "cgan": FEW,
    "acgan": FEW,
    **dict.fromkeys(("gan", "dcgan", "lsgan", "dragan", "wgan", "wgan-gp", "sngan", "began"), FEW),
    "sgan": FEW | {"labels": 20},
    "salimans": {"batch_size": 24, "labels": 20},
}


def picture(labels: np.ndarray, seed: int) -> np.ndarray:
    """Pictures with a bright block at a place of each label's own."""
    pictures = np.random.default_rng(seed).integers(0, 60, (len(labels), 28, 28)).astype(np.uint8)
    for place, label in enumerate(labels):
        row, column = 5 * (label // 4), 7 * (label % 4)
        pictures[place, row : row + 5, column : column + 7] += 180
    return pictures


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """MNIST's files with a few such pictures in them, and small numbers wherever large ones take long."""
    (tmp_path / "mnist").mkdir()
    for part, count in (("train", 300), ("t10k", 300)):
        labels = np.arange(count) % 10
        for kind, values in (("images-idx3", picture(labels, count)), ("labels-idx1", labels.astype(np.uint8))):
            path = tmp_path / "mnist" / f"{part}-{kind}-ubyte.gz"
            write_idx(path, Contents(values, Origin("idx", str(path), "uint8", values.shape, 0)))
    monkeypatch.setenv("GANSMITH_DATA", str(tmp_path))
    monkeypatch.setattr(digits, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(conditional, "KEPT", tmp_path / "kept")
    monkeypatch.setattr("gansmith.features.classifier.STEPS", 20)
    monkeypatch.setattr(stacked, "TRAINED_ON", 200)
    for module, value in ((stacked, 150), (conditional, 300), (parzen, 60), (ratio, 80)):
        monkeypatch.setattr(module, "DRAWN", value)
    monkeypatch.setattr(ratio, "NEIGHBOURS", 40)
    monkeypatch.setattr(detection, "KEPT", tmp_path / "kept" / "classifiers")
    monkeypatch.setattr(detection, "GENERATORS", tuple(map(short, detection.GENERATORS)))
    monkeypatch.setattr(detection, "HALF", 150)
    monkeypatch.setattr(detection, "STEPS", 5)
    monkeypatch.setattr(parzen, "HELD_OUT", 50)
    monkeypatch.setattr(few_labels, "RUNS", tmp_path / "runs")
    for name, value in (("DRAWS", 2), ("PER_CLASS", 5), ("TRAINED", 200), ("SCALED", 50)):
        monkeypatch.setattr(few_labels, name, value)
    for name, value in (("EPOCHS", 2), ("RATES", (1e-3,)), ("FIRST_HELD", 200)):
        monkeypatch.setattr(supervised, name, value)
    remembered = (digits.mnist, digits.judge, digits.judges_accuracy, ratio.features, few_labels.draws)
    for function in remembered:
        function.cache_clear()
    yield
    for function in remembered:
        function.cache_clear()


def short(setting: Setting) -> Setting:
    small = SMALL.get(setting.method.rpartition(":")[2], {})
    return replace(setting, steps=min(setting.steps, 2), hyper=setting.hyper | small)


@pytest.mark.parametrize("name", ON_DIGITS)
def test_every_setting_runs_and_the_table_holds_it(name: str, small: None) -> None:
    benchmark = BENCHMARKS[name]
    benchmark = replace(benchmark, settings=tuple(short(setting) for setting in benchmark.settings))
    found = {}
    for setting in benchmark.settings:
        figures = json.loads(json.dumps(benchmark.run(setting, 1), allow_nan=False))
        found[setting.name] = [figures | {"minutes": 1.0, "stale": False}] * 2
    result = benchmark.report(benchmark, found)
    assert all(len(row) == len(result.columns) for row in result.rows)
    assert len(result.rows) >= len(benchmark.settings)
    assert result.goals
    stale = {key: [figures | {"stale": True} for figures in value] for key, value in found.items()}
    assert "(stale)" in table(result.columns, benchmark.report(benchmark, stale).rows)


@pytest.mark.parametrize("name", ON_DIGITS)
def test_before_any_trial_there_is_a_table_without_figures_or_goals(name: str) -> None:
    benchmark = BENCHMARKS[name]
    result = benchmark.report(benchmark, {setting.name: [] for setting in benchmark.settings})
    assert all(len(row) == len(result.columns) for row in result.rows)
    assert result.goals == ()


def test_a_trial_is_a_function_of_setting_and_seed(small: None) -> None:
    setting = short(infogan.SETTINGS[0])
    one, other, third = (infogan.run(setting, seed) for seed in (1, 1, 2))
    assert one["confusion"] == other["confusion"]
    assert one["confusion"] != third["confusion"]


def test_a_run_that_was_cut_off_is_no_trial(small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    train = runs.gansmith.train
    monkeypatch.setattr(runs.gansmith, "train", lambda *a, **k: replace(train(*a, **k), finished=False), raising=False)
    with pytest.raises(KeyboardInterrupt), runs.trained(digits.folder(), short(infogan.SETTINGS[0]), 0):
        pytest.fail("a run that was cut off was looked at")


def test_a_stack_spells_its_channels() -> None:
    labels = np.arange(10)
    stack = digits.stacked(digits.Digits(picture(labels, 0), labels), 500, 3, seed=1)
    for pictures, number in zip(stack.pictures, stack.labels, strict=True):
        spelt = [int(digit) for digit in f"{number:03d}"]
        assert [np.array_equal(pictures[..., c], picture(labels, 0)[d]) for c, d in enumerate(spelt)] == [True] * 3
    assert np.array_equal(digits.stacked(digits.Digits(picture(labels, 0), labels), 500, 3, 1).labels, stack.labels)


def test_the_small_pair_has_the_published_layers() -> None:
    data = DataSpec((3, 28, 28))
    for recipe, normalised in ((relativistic, 0), (published, 2)):
        pair = {name: build() for name, build in recipe(data).networks.items()}
        layers = {name: list(network.modules()) for name, network in pair.items()}
        maps = [layer.out_channels for layer in layers["generator"] if isinstance(layer, nn.ConvTranspose2d)]
        halves = [layer.out_channels for layer in layers["critic"] if isinstance(layer, nn.Conv2d)]
        assert (maps, halves) == ([32, 16, 8], [4, 8, 16])
        assert sum(isinstance(layer, nn.BatchNorm2d) for layer in layers["critic"]) == normalised
    with pytest.raises(UsageError, match=r"draws 28 x 28 pixels; each sample has shape \(3, 32, 32\)"):
        relativistic(DataSpec((3, 32, 32)))


def test_a_recipe_of_the_benchmarks_own_goes_stale_with_its_text_and_its_game(monkeypatch: pytest.MonkeyPatch) -> None:
    setting, before = stacked.SETTINGS[0], stacked.SETTINGS[0].fingerprint
    assert replace(setting, steps=7).fingerprint != before
    monkeypatch.setattr("benchmarks.quality.trials.inspect.getsource", lambda module: "another")
    assert setting.fingerprint != before
    monkeypatch.undo()
    assert setting.fingerprint == before
    monkeypatch.setattr("benchmarks.quality.trials.json.loads", lambda text: {"r3gan-mlp": [1.0]})
    ours = setting.fingerprint
    monkeypatch.setattr("benchmarks.quality.trials.json.loads", lambda text: {"r3gan-mlp": [2.0]})
    assert setting.fingerprint != ours
    assert semi.SETTINGS[0].fingerprint  # which imports no listed method


@pytest.mark.parametrize(
    ("method", "case", "own"),
    [
        ("cgan", "cgan-labelled-picture", True),
        ("gan", "cgan-labelled-picture", False),
        ("wgan", "wgan-gp-vector", False),
    ],
)
def test_a_trial_goes_stale_with_the_golden_losses_of_its_method_alone(
    monkeypatch: pytest.MonkeyPatch, method: str, case: str, own: bool
) -> None:
    setting, stamps = Setting("x", method, 10), []
    for loss in (1.0, 2.0):
        golden = {case: [loss], f"{method}-vector": [0.0]}
        monkeypatch.setattr("benchmarks.quality.trials.json.loads", lambda text, golden=golden: golden)
        stamps.append(setting.fingerprint)
    assert (stamps[0] != stamps[1]) == own
