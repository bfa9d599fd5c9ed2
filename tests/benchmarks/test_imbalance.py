"""The benchmarks of imbalanced data run from training to table, on blocks in place of digits, in a few steps."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from real_files import real_data

from benchmarks.quality import imbalance, imbalanced_tables
from benchmarks.quality.digits import Digits
from benchmarks.quality.table import BENCHMARKS
from gansmith.augmentation.arms import GAN, PLAIN

COUNTS = (40, 30, 24, 20, 16, 12, 10, 8, 6, 4)


def blocks(labels: np.ndarray, seed: int) -> np.ndarray:
    """Return images (N, 28, 28) with a bright block at a place of each label's own."""
    images = np.random.default_rng(seed).integers(0, 60, (len(labels), 28, 28)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        row, column = 5 * (label // 4), 7 * (label % 4)
        image[row : row + 5, column : column + 7] += 180
    return images


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = {"train": np.arange(500) % 10, "t10k": np.arange(60) % 10}
    digits = {part: Digits(blocks(found, len(found)), found) for part, found in labels.items()}
    monkeypatch.setattr(imbalance, "mnist", digits.__getitem__)
    for name, value in (("COUNTS", COUNTS), ("EACH", 5), ("STEPS", 12)):
        monkeypatch.setattr(imbalance, name, value)


@pytest.mark.usefixtures("_small")
def test_imbalance_mnist() -> None:
    tiny = {"network": "dense", "width": 4, "batch_size": 16}
    settings = [replace(setting, steps=2, hyper=setting.hyper | tiny) for setting in imbalance.SETTINGS[:2]]
    found = {
        setting.name: [imbalance.run(setting, seed) | {"stale": False, "minutes": 0.1} for seed in (0, 1)]
        for setting in settings
    }
    shifted = {f"{way}{more}" for way in PLAIN for more in ("", " + shifts")}
    assert set(found["plain"][0]["ways"]) == shifted
    assert all(0 <= one["accuracy"] <= 1 for figures in found["cgan"] for one in figures["ways"].values())
    table = imbalance.report(BENCHMARKS["imbalance-mnist"], {**found, "cgan-diffaugment": []})
    assert len(table.rows) == len(shifted) + 3
    assert len(table.goals) == 2
    assert all(goal.subject.startswith("imbalance-mnist, cgan, half GAN") for goal in table.goals)


def test_half_of_a_filled_class_are_real_ones() -> None:
    real, made = np.repeat([0, 1], [20, 4]), np.full(16, 1)
    places = imbalance.mixed(real, made, {1: 16}, seed=0)
    chosen = np.concatenate([real, made])[places]
    assert places[:24].tolist() == list(range(24))
    assert np.bincount(chosen).tolist() == [20, 20]
    assert (places >= 24).sum() == 10


def test_imbalance_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANSMITH_DATA", str(Path(real_data("tables/abalone.csv")).parents[1]))
    imbalanced_tables.table.cache_clear()
    setting = replace(imbalanced_tables.SETTINGS[1], steps=2, hyper={"width": 8})
    found = [imbalanced_tables.run(setting, seed) | {"stale": False, "minutes": 0.1} for seed in (0, 1)]
    assert set(found[0]["ways"]) == {*PLAIN, GAN}
    table = imbalanced_tables.report(BENCHMARKS["imbalance-tables"], {"german": [], setting.name: found})
    assert len(table.rows) == 6
    assert [goal.met for goal in table.goals] == [False, False]
