"""Detectors that a stranger changed and hashed rightly: refused in one paragraph, or scores that are numbers."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

import gansmith
from benchmarks.reliability.models import refusals, resealed
from gansmith.detection.text import detector_text, scores_text
from gansmith.errors import GansmithError

KINDS = ("images", "table", "signals")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a detector of each kind, and samples that it scores."""
    folder, rng = tmp_path_factory.mktemp("detectors"), np.random.default_rng(0)
    images = rng.integers(0, 256, (2, 200, 6, 6)).astype(np.uint8)
    images[1] //= 2
    signals = rng.normal(size=(2, 200, 2, 20))
    for name, (real, fake) in {"images": images, "signals": signals}.items():
        np.save(folder / f"{name}.npy", real[:9])
        gansmith.train_detector(real, {"fake": fake}, folder / name, steps=5)
    for number in range(2):
        lines = [f"{'abc'[at % 3]},{at % 50 + number},{'' if at % 9 == 0 else rng.normal():.3}" for at in range(200)]
        (folder / f"table{number}.csv").write_text("\n".join(["kind,age,mass", *lines, ""]))
    options = {"missing": "model"}
    tables = folder / "table0.csv", {"fake": folder / "table1.csv"}
    gansmith.train_detector(*tables, folder / "table", steps=5, data_options=options)  # type: ignore[arg-type]
    return folder


def spoil_tensor(detector: Path, chance: random.Random) -> None:
    """Change a number of a tensor, its shape or its type."""
    place = detector / "detector.safetensors"
    tensors = load_file(place)
    name = chance.choice(sorted(tensors))
    tensor = tensors[name].clone()
    numbers, at = tensor.reshape(-1), chance.randrange(max(1, tensor.numel()))
    how = chance.choice(["nan", "inf", "huge", "below", "nothing", "cut", "type", "absent"])
    if how == "absent":
        del tensors[name]
    elif how == "type":
        tensors[name] = tensor.to(torch.float16)
    elif how == "cut":
        tensors[name] = numbers[:-1].clone()
    elif len(numbers):
        ends = torch.finfo(tensor.dtype) if tensor.is_floating_point() else torch.iinfo(torch.uint8)
        wrong = {"huge": ends.max, "below": ends.min, "nothing": 0}
        numbers[at] = float(how) if how in ("nan", "inf") and tensor.is_floating_point() else wrong.get(how, 1)
        tensors[name] = numbers.reshape(tensor.shape)
    save_file(tensors, place)


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_detector_is_refused_or_scores(kind: str, made: Path, tmp_path: Path) -> None:
    samples = made / ("table0.csv" if kind == "table" else f"{kind}.npy")

    def score(place: Path) -> None:
        detector = gansmith.load_detector(place)
        scores = detector.score(samples)
        assert detector_text(detector)
        assert scores_text(scores, "samples")
        json.dumps([detector.to_json(), scores.to_json()], allow_nan=False)
        known = scores.probability[~scores.unlike]
        assert ((known >= 0) & (known <= 1)).all()

    tries = [random.Random(f"{kind} {number}") for number in range(60)]
    refused = refusals(made / kind, tmp_path / "changed", tries, spoil_tensor, score)
    assert 20 < len(refused) < 60
    assert not [text for text in refused if "\n" in text or len(text) > 700]


@pytest.mark.parametrize("name", ["centres", "whitening", "mean", "components", "scales", "threshold"])
def test_a_gate_of_numbers_without_squares_is_refused(name: str, made: Path, tmp_path: Path) -> None:
    def enlarge(copy: Path) -> None:
        tensors = load_file(copy / "detector.safetensors")
        tensors[f"gate/{name}"].reshape(-1)[0] = 1e200
        save_file(tensors, copy / "detector.safetensors")

    changed = resealed(made / "images", tmp_path / "changed", enlarge)
    with pytest.raises(GansmithError, match="is damaged"):
        gansmith.load_detector(changed)
