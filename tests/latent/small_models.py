"""Models of one step for tests of latent space: of every method, and of every kind of data."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from small_games import TRANSLATED, suited
from tiny_runs import pictures, reading, rows, stored, tiny

import gansmith
from gansmith.methods.registry import METHODS

FROM_NOISE = [name for name in METHODS if suited(name) is not TRANSLATED]
_QUIET: dict[str, Any] = {"steps": 1, "sample_every": 0, "validate_every": 0}
_FOLDER = TemporaryDirectory(prefix="latent")
TABLE = "age,income,kind,since\n" + "\n".join(
    f"{20 + number % 50},{1000.5 + 37 * (number % 23)},{'abc'[number % 3]},2020-01-{1 + number % 28:02}"
    for number in range(80)
)


def signals(count: int = 40, length: int = 96) -> np.ndarray:
    """Return smooth signals (count, length)."""
    return np.sin(np.arange(length) / 9 + np.arange(count)[:, None]).astype(np.float32)


@cache
def run_of(method: str) -> Path:
    """Return a run of a method on small data that suits it."""
    folder = Path(_FOLDER.name) / f"method-{method}"
    folder.mkdir()
    options = reading(method)
    return gansmith.train(
        stored(method, folder), method, out=folder / "run", data_options=options, **_QUIET, **tiny(method)
    ).path


@cache
def run_on(kind: str) -> Path:
    """Return a run on a kind of data: image, colour, vector, signal, channels, table, ranges or conditions."""
    folder = Path(_FOLDER.name) / f"kind-{kind}"
    folder.mkdir()
    (folder / "table.csv").write_text(TABLE)
    small: dict[str, Any] = {"width": 6, "noise": 5, "batch_size": 8}
    data: Any
    if kind == "image":
        data, method = pictures(), "dcgan"
    elif kind == "colour":
        data, method = np.stack([pictures()] * 3, axis=-1), "r3gan"
    elif kind == "table":
        data, method = folder / "table.csv", "wgan-gp"
    elif kind == "ranges":
        data, method = rows() * np.array([1, 10, 100, 1e4], np.float32), "gan"
    elif kind == "conditions":
        data, method = folder / "data.npz", "cgan"
        labels = np.arange(40) % 3
        np.savez(data, x=rows(), labels=labels, size=np.linspace(1, 9, 40))
    else:
        by_kind = {"vector": rows(), "signal": signals(), "channels": np.stack([signals(), -signals()], axis=-1)}
        data, method = by_kind[kind], "gan"
    options: dict[str, Any] = {"condition": ("size",)} if kind == "conditions" else {}
    if kind == "channels":
        options = {"axes": "NLC"}
    if isinstance(data, np.ndarray):
        np.save(folder / "data.npy", data)
        data = folder / "data.npy"
    return gansmith.train(data, method, out=folder / "run", data_options=options, **_QUIET, **small).path


KINDS = ("image", "colour", "vector", "signal", "channels", "table", "ranges", "conditions")
