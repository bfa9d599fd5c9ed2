"""A detector is read back as it was written; one that was damaged, or made by a stranger, is refused in words."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from one_paragraph import says
from safetensors.torch import load_file, save_file
from toy_sets import digits, noise

import gansmith
from gansmith.errors import DataError, GansmithError, UsageError
from gansmith.storage.manifest import write_manifest

Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("detectors") / "detector"
    gansmith.train_detector(digits()[:300], {"noise": noise(300), "dark": digits()[300:] // 2}, place, steps=30)
    return place


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    place = tmp_path / "copy"
    place.mkdir()
    for file in made.iterdir():
        (place / file.name).write_bytes(file.read_bytes())
    return place


def edited(place: Path, change: Change) -> None:
    """Change detector.json as whoever knows the format can, manifest and all."""
    document = json.loads((place / "detector.json").read_text())
    change(document)
    (place / "detector.json").write_text(json.dumps(document))
    write_manifest(place)


def test_a_detector_is_read_back_as_it_was_written(made: Path) -> None:
    one, two = gansmith.load_detector(made), gansmith.load_detector(made)
    trained = gansmith.train_detector(digits()[:300], {"noise": noise(300), "dark": digits()[300:] // 2}, steps=30)
    for samples in (digits()[:50], noise(50)):
        np.testing.assert_array_equal(one.score(samples).distance, trained.score(samples).distance)
        np.testing.assert_array_equal(one.score(samples).probability, two.score(samples).probability)
    assert (one.measured, one.table, one.notes) == (trained.measured, trained.table, trained.notes)
    assert sorted(file.name for file in made.iterdir()) == ["detector.json", "detector.safetensors", "manifest.json"]


def test_images_without_channels_are_refused(copied: Path) -> None:
    edited(copied, lambda document: document["preparation"].update(channels=None))
    with says(DataError, "its images have no channels"):
        gansmith.load_detector(copied)


def test_a_place_that_is_taken_is_not_replaced(made: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    for place in (made, tmp_path / "full", tmp_path / "full" / "notes.txt"):
        with says(UsageError, "exists already, and would be replaced"):
            gansmith.train_detector(digits()[:200], {"noise": noise(200)}, place, steps=1)
    with says(UsageError, "there is no folder"):
        gansmith.train_detector(digits()[:200], {"noise": noise(200)}, tmp_path / "a" / "b", steps=1)


@pytest.mark.parametrize("name", ["detector.json", "detector.safetensors", "manifest.json"])
@pytest.mark.parametrize("damage", ["cut", "changed", "missing"])
def test_damage_is_noticed_and_named(copied: Path, name: str, damage: str) -> None:
    file = copied / name
    content = file.read_bytes()
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(content[: len(content) // 2] if damage == "cut" else content[:-9] + b"x" + content[-8:])
    with pytest.raises(DataError, match=r"damaged|is no detector"):
        gansmith.load_detector(copied)


def test_a_file_that_is_no_part_of_it_or_a_link_is_refused(copied: Path) -> None:
    (copied / "run.py").write_text("print('hello')")
    with says(DataError, r"run\.py is no part of"):
        gansmith.load_detector(copied)
    (copied / "run.py").unlink()
    (copied / "link").symlink_to("/etc/passwd")
    with says(DataError, "is a link, and a detector holds no links"):
        gansmith.load_detector(copied)


def _set(*keys: str | int, to: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        inner: Any = document
        for key in keys[:-1]:
            inner = inner[key]
        inner[keys[-1]] = to

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("format", to=2),
        _set("shape", to=[1, 9, 8]),
        _set("shape", to=[1 << 27, 8, 8]),
        _set("surprise", to=1),
        _set("preparation", "size", to=[5, 5]),
        _set("preparation", "sizes", to=[[0, 8]]),
        _set("preparation", "jpeg", to=500),
        _set("preparation", "dtype", to="object"),
        _set("preparation", "grids", to=[[["step", 0, 0]]]),
        _set("preparation", "grids", to=[[], []]),
        _set("calibration", to="isotonic"),
        _set("measured", "auc", to={"value": "high", "error": 0}),
        _set("table", to=[]),
        _set("options", to={"schema": "/etc/passwd"}),
        _set("options", to={"window": -5, "size": "big"}),
        _set("origin", "format", to="pickle"),
        _set("origin", "columns", to=["a", "b"]),
        _set("codec", "fold", to=[3, 3]),
        _set("generators", to=[]),
        _set("notes", to="none"),
    ],
)
def test_a_document_that_gansmith_does_not_write_is_refused(copied: Path, change: Change) -> None:
    edited(copied, change)
    with says(DataError, r"detector\.json is damaged: "):
        gansmith.load_detector(copied)


@pytest.mark.parametrize(
    ("name", "tensor"),
    [
        ("network/score.weight", torch.zeros(3, 128)),
        ("network/score.bias", torch.full((2,), float("nan"))),
        ("network/scale", torch.zeros(1, 1, 1)),
        ("gate/components", torch.zeros(4, 7, dtype=torch.float64)),
        ("gate/threshold", torch.zeros(1, dtype=torch.float64)),
        ("gate/floors", torch.full((3,), 1e9, dtype=torch.float64)),
        ("gate/floors", torch.full((3,), float("nan"), dtype=torch.float64)),
        ("gate/floors", torch.zeros(2, dtype=torch.float64)),
        ("gate/deviations", torch.zeros(3, dtype=torch.float64)),
        ("calibration/knots", torch.tensor([-3.0, 0.0], dtype=torch.float64)),
        ("codec/low", torch.zeros(2, 2, dtype=torch.uint8)),
    ],
)
def test_tensors_that_do_not_fit_are_refused(copied: Path, name: str, tensor: torch.Tensor) -> None:
    tensors = load_file(copied / "detector.safetensors")
    assert name in tensors
    save_file(tensors | {name: tensor}, copied / "detector.safetensors")
    write_manifest(copied)
    with says(DataError, r"detector\.json is damaged: "):
        gansmith.load_detector(copied)


def test_other_folders_are_no_detectors(tmp_path: Path) -> None:
    with says(DataError, "does not exist. Name the directory"):
        gansmith.load_detector(tmp_path / "nothing")
    with says(DataError, "is no detector. Name the directory"):
        gansmith.load_detector(tmp_path)
    with pytest.raises(GansmithError):
        gansmith.load_detector("a\0b")
