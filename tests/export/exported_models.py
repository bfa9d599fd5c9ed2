"""Small models to export, and the inputs and samples of their own `sample`."""

from pathlib import Path
from typing import Any

import numpy as np
from tiny_runs import reading, stored, tiny

import gansmith
from gansmith.core.batch import Condition
from gansmith.core.randomness import Draws, key
from gansmith.core.sampling import labels_of
from gansmith.export.onnx_file import runner
from gansmith.models.conditions import asked_conditions
from gansmith.models.model import Model


def trained(method: str, folder: Path) -> Path:
    """Return a run of two steps."""
    file = stored(method, folder)
    options: dict[str, Any] = {"validate_every": 0, "sample_every": 0, "data_options": reading(method)}
    return gansmith.train(file, method, steps=2, out=folder / "run", **options, **tiny(method)).path


def table(folder: Path) -> Path:
    """Return a run of a table of categories, dates, integers and missing values."""
    rng = np.random.default_rng(0)
    lines = [
        f"{['red', 'green', 'blue'][rng.integers(3)]},{rng.integers(18, 70)},"
        f"{'' if number % 7 == 0 else round(float(np.exp(2 * rng.normal())), 3)},2024-0{1 + number % 9}-11"
        for number in range(300)
    ]
    (folder / "table.csv").write_text("colour,age,mass,day\n" + "\n".join(lines) + "\n")
    options: dict[str, Any] = {"validate_every": 0, "sample_every": 0, "network": "table", "width": 16}
    return gansmith.train(folder / "table.csv", "gan", steps=20, out=folder / "run", **options).path


def conditioned(folder: Path) -> Path:
    """Return a run of vectors with classes and a condition."""
    rng = np.random.default_rng(0)
    values = {"x": rng.normal(size=(90, 5)).astype(np.float32), "age": rng.integers(20, 60, 90)}
    np.savez(folder / "told.npz", **values, labels=np.arange(90) % 3)
    how = {"variable": "x", "label": "labels", "condition": ("age",)}
    options: dict[str, Any] = {"validate_every": 0, "sample_every": 0, "data_options": how}
    return gansmith.train(folder / "told.npz", "cgan", steps=2, out=folder / "run", **options, **tiny("cgan")).path


def inputs_of_sample(model: Model, count: int, seed: int) -> dict[str, np.ndarray]:
    """Return the inputs by which `Model.sample` makes its first samples, of one chunk, as an exported model takes them.

    Codes are left as the prior draws them, in their categories' numbers.
    """
    prior, labels = model.prior, labels_of(model.prior, count)
    given = prior.draw(Draws(key(seed, "model"), ("sample", 0)), count, Condition(labels))
    found = {"z": given.noise.numpy()}
    if labels is not None:
        found["label"] = labels.numpy()
    if model.card.conditions is not None:
        told = asked_conditions(model.card, prior, count, seed, None if labels is None else labels.numpy(), None)
        found["condition"] = np.asarray(told)
    if given.code is not None:
        code = prior.code.in_turn(given.code, 0)
        hot = [part.argmax(1, keepdim=True).numpy() for part in code.split(prior.code.blocks, 1)[:-1]]
        found["code"] = np.concatenate([*hot, code[:, sum(prior.code.categories) :].numpy()], 1).astype(np.float32)
    if given.chance is not None:
        found["chance"] = given.chance.numpy()
    return found


def run_onnx(path: Path, inputs: dict[str, np.ndarray]) -> np.ndarray:
    """Return the samples of an ONNX file."""
    samples: np.ndarray = runner(path)(inputs)
    return samples
