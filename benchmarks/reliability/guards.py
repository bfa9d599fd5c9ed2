"""What holds a run to what it was trained with (R7): every change of its files is refused, or is none."""

import hashlib
import json
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

import gansmith
from benchmarks.reliability.draw import draw
from benchmarks.reliability.row import Row
from gansmith.errors import GansmithError
from gansmith.records.directory import RunDirectory
from gansmith.records.run_record import read_run

FREE = {"steps", "source", "pairs", "unpaired"}  # more steps are no change, and what files hold is hashed


@lru_cache
def _runs() -> tuple[Path, Path]:
    """Return two runs that differ in their seed, trained once in this process, beside their data."""
    folder = Path(tempfile.mkdtemp(prefix="guards-"))
    rows = np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32)
    np.save(folder / "rows.npy", rows)
    every = {"sample_every": 0, "evaluate_every": 2, "width": 6, "noise": 3, "batch_size": 8}
    one, other = (
        gansmith.train(folder / "rows.npy", "gan", steps=4, seed=seed, out=folder / f"run-{seed}", **every).path  # type: ignore[arg-type]
        for seed in (0, 1)
    )
    return one, other


def _flip(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def _flip_settings(run: Path, chance: random.Random) -> None:
    _flip(run / "config.json", chance)


def _flip_data(run: Path, chance: random.Random) -> None:
    _flip(run / "data.json", chance)


def _edit(run: Path, chance: random.Random) -> None:
    config = run / "config.json"
    config.write_text(json.dumps(_edited(json.loads(config.read_text()), chance)))


def _edit_and_seal(run: Path, chance: random.Random) -> None:
    """Change a setting as somebody would who knows how the digest is made."""
    config = run / "config.json"
    document = _edited(json.loads(config.read_text()), chance)
    document.pop("sha256")
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    config.write_text(json.dumps(document | {"sha256": hashlib.sha256(text.encode()).hexdigest()}))


def _edited(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    part = document[chance.choice(["data", "hyper"])] if chance.random() < 0.6 else document
    known = {"method", "format", "sha256", "recipe", *FREE}
    names = [name for name, value in part.items() if name not in known and not isinstance(value, dict)]
    name = chance.choice(names)
    part[name] = _another(part[name], chance)
    return document


def _another(value: Any, chance: random.Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return value * 0.75 + 0.01
    if isinstance(value, str):
        others = {"auto": "none", "kid": "sliced", "none": "ada", "refuse": "mean", "mlp": "maxout"}
        return others.get(value, value + "x")
    return chance.choice([1, "x"])


def _exchange_checkpoints(run: Path, chance: random.Random) -> None:
    shutil.rmtree(run / "checkpoints")
    shutil.copytree(_runs()[1] / "checkpoints", run / "checkpoints")


def _change_data(run: Path, chance: random.Random) -> None:
    rows = np.load(_runs()[0].parent / "rows.npy")
    rows[chance.randrange(60), chance.randrange(4)] += 0.5
    np.save(run.parent / "rows.npy", rows)


MISHAPS: dict[str, Callable[[Path, random.Random], None]] = {
    "a bit of config.json": _flip_settings,
    "a bit of data.json": _flip_data,
    "another setting": _edit,
    "another setting under a digest that fits": _edit_and_seal,
    "checkpoints of another run": _exchange_checkpoints,
    "other data": _change_data,
}
REFUSED = {"another setting", "another setting under a digest that fits", "checkpoints of another run", "other data"}


def play(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """Give what went wrong in trials of these numbers: a change that was neither refused nor without effect."""
    for number in numbers:
        chance = draw("R7", number)
        mishap = list(MISHAPS)[number % len(MISHAPS)]
        run = place / str(number) / "run"
        shutil.copytree(_runs()[0], run)
        shutil.copy(_runs()[0].parent / "rows.npy", run.parent)
        MISHAPS[mishap](run, chance)
        try:
            fault = _fault(run, mishap)
            yield fault and f"{mishap}: {fault}"
        except Exception as error:
            yield f"{mishap}: {type(error).__name__}: {error}"
        shutil.rmtree(run.parent)


def _fault(run: Path, mishap: str) -> str:
    """Return what is wrong with how a changed run is taken; "" where it is refused, or nothing in it has changed."""
    good = read_run(RunDirectory(_runs()[0]))
    with suppress(GansmithError):
        found = read_run(RunDirectory(run))
        if mishap == "other data":
            gansmith.resume(run, data=run.parent / "rows.npy", steps=5)
        if mishap in REFUSED:
            return "it was taken"
        if (found.settings, found.data_sha256, found.drift) != (good.settings, good.data_sha256, good.drift):
            return "it was taken as other settings"
    return ""


ROWS = (
    Row(
        "R7",
        "change a bit or setting of config.json (also under a digest that fits), a bit of data.json, the data, or put "
        "in another run's checkpoints; then resume",
        "refused, with the difference, or nothing has changed",
        tries=600,
        soak=6_000,
        play=play,
        chunk=100,
    ),
)
