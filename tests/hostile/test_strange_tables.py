"""Models of tables and of conditions that a stranger changed and hashed rightly: one paragraph, or samples."""

import random
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from tiny_runs import tiny

import gansmith
from benchmarks.reliability.models import refusals


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a model of a table of all types, and one of classes and a condition."""
    folder, rng = tmp_path_factory.mktemp("models"), np.random.default_rng(0)
    lines = [
        f"{'abc'[at % 3]},{at % 50},{'' if at % 7 == 0 else rng.lognormal():.3},2024-0{1 + at % 9}-11"
        for at in range(120)
    ]
    (folder / "table.csv").write_text("\n".join(["kind,age,mass,day", *lines, ""]))
    options = {"validate_every": 0, "sample_every": 0, "quiet": True}
    table = {"network": "table", "width": 8, **options}
    gansmith.train(folder / "table.csv", "gan", steps=2, out=folder / "table", **table)  # type: ignore[arg-type]
    values = {"x": rng.normal(size=(90, 3)).astype(np.float32), "age": rng.integers(20, 60, 90)}
    np.savez(folder / "told.npz", **values, labels=np.arange(90) % 3)  # type: ignore[arg-type]
    how = {"variable": "x", "label": "labels", "condition": ("age",)}
    told = {"data_options": how, **options, **tiny("cgan")}
    gansmith.train(folder / "told.npz", "cgan", steps=2, out=folder / "told", **told)  # type: ignore[arg-type]
    return folder


def spoil_codec(model: Path, chance: random.Random) -> None:
    """Change one number of an array of the codec, turn the array round, or leave it out."""
    place = model / "codec.safetensors"
    tensors = load_file(place)
    name = chance.choice(sorted(tensors))
    tensor = tensors[name].clone()
    numbers, at = tensor.reshape(-1), chance.randrange(max(1, tensor.numel()))
    how = chance.choice(["nan", "largest", "negative", "zeros", "turned", "absent", "half"])
    if how == "absent":
        del tensors[name]
    elif how == "half":
        tensors[name] = tensor.to(torch.float16)
    elif how in ("zeros", "turned"):
        tensors[name] = torch.zeros_like(tensor) if how == "zeros" else numbers.flip(0).reshape(tensor.shape)
    elif len(numbers) and tensor.is_floating_point():
        numbers[at] = {
            "nan": float("nan"),
            "largest": torch.finfo(tensor.dtype).max,
            "negative": -1 - numbers[at].abs(),
        }[how]
        tensors[name] = numbers.reshape(tensor.shape)
    save_file(tensors, place)


@pytest.mark.parametrize("kind", ["table", "told"])
def test_a_changed_model_is_refused_or_makes_samples(kind: str, made: Path, tmp_path: Path) -> None:
    def sample(place: Path) -> None:
        samples = gansmith.load(place).sample(3)
        if kind == "table":
            gansmith.generate(place, 2, where="age >= 0")
        path = gansmith.walk(place, seeds=[0, 1], steps=2).samples
        assert not np.isinf(samples.astype(np.float64)).any()
        assert not np.isinf(np.asarray(path, np.float64)).any()

    tries = [random.Random(f"{kind} {number}") for number in range(40)]
    refused = refusals(made / kind / "final", tmp_path / "changed", tries, spoil_codec, sample)
    assert 10 < len(refused) < 40
    assert not [text for text in refused if "\n" in text or len(text) > 900]
