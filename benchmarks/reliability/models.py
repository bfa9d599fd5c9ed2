"""Models and checkpoints that a stranger changed (S3), rightly hashed: refused, or samples; nothing of theirs runs."""

import json
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import chdir
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

import gansmith
from benchmarks.reliability.draw import draw
from benchmarks.reliability.row import Row
from gansmith.errors import GansmithError
from gansmith.storage.manifest import write_manifest

CANARY = "RAN"
ENEMY = f"""
open({CANARY!r}, "w")
from gansmith.methods.gan import gan
def recipe(data, **hyper):
    return gan(data, **hyper)
""".encode()
VALUES: list[Any] = [None, True, -1, 0, 3, 10**30, 0.5, 1e308, "", "x", "\x00\x1b[2J", "../x", [], {}, [0], {"a": 1}]


def sealed(
    source: Path,
    target: Path,
    change: Callable[[Any], Any] = lambda document: document,
    files: Mapping[str, bytes] | None = None,
    name: str = "model.json",
) -> Path:
    """Copy a directory, change the JSON in one of its files, add or replace others, and write the manifest anew."""

    def change_files(copy: Path) -> None:
        document = json.loads((copy / name).read_text())
        changed = change(document)
        (copy / name).write_text(json.dumps(document if changed is None else changed))
        for other, content in (files or {}).items():
            (copy / other).parent.mkdir(parents=True, exist_ok=True)
            (copy / other).write_bytes(content)

    return resealed(source, target, change_files)


def resealed(source: Path, target: Path, change: Callable[[Path], object]) -> Path:
    """Copy a directory, change the copy, and write its manifest anew."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    change(target)
    (target / "manifest.json").unlink(missing_ok=True)
    write_manifest(target)
    return target


def refusals(
    source: Path,
    target: Path,
    tries: Sequence[random.Random],
    spoil_tensors: Callable[[Path, random.Random], None],
    use: Callable[[Path], object],
) -> list[str]:
    """Return what is said of copies of a model that cannot be used: by turns its tensors and its JSON are spoilt."""
    refused = []
    (document,) = (file.name for file in source.glob("*.json") if file.name != "manifest.json")
    for number, chance in enumerate(tries):
        if number % 2:
            sealed(source, target, lambda content, chance=chance: spoil(content, chance), name=document)
        else:
            resealed(source, target, lambda copy, chance=chance: spoil_tensors(copy, chance))
        try:
            use(target)
        except GansmithError as error:
            refused.append(str(error))
    return refused


def names_of_code(model: str) -> dict[str, tuple[str, dict[str, bytes]]]:
    """Return, by what is tried, the name that a file gives to a recipe, and the files that come along."""
    return {
        "a function of the library": ("pydoc:pipepager", {}),
        "a function of the system": ("os:system", {}),
        "the import itself": ("antigravity:fly", {}),
        "a file without a stem": (f"{model}/.py:recipe", {".py": ENEMY}),
        "a file of the model": (f"{model}/evil.py:recipe", {"evil.py": ENEMY}),
        "by an absolute path": (f"{Path(model).resolve()}/evil.py:recipe", {"evil.py": ENEMY}),
        "by way of a parent": (f"{model}/../{model}/evil.py:recipe", {"evil.py": ENEMY}),
        "a module of the model": (f"{model}.evil:recipe", {"evil.py": ENEMY}),
        "a package": (f"{model}:recipe", {"__init__.py": ENEMY}),
        "a module beside it": ("beside:recipe", {"../beside.py": ENEMY}),
        "a file beside it": ("beside.py:recipe", {"../beside.py": ENEMY}),
        "a name of gansmith's": ("gansmith.methods.own:load_own", {}),
        "no function": ("gan:", {}),
    }


def spoil(document: Any, chance: random.Random) -> None:
    """Replace one value of a JSON document, wherever it lies, by one of another kind."""
    place = document
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = chance.choice(keys)
        if not (isinstance(place[key], dict | list) and place[key] and chance.random() < 0.8):
            place[key] = chance.choice(VALUES)
            return
        place = place[key]


@lru_cache
def _run() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="models-"))
    rows = np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32)
    small = {"width": 6, "noise": 3, "batch_size": 8, "sample_every": 0}
    return gansmith.train(rows, "gan", steps=2, out=folder / "run", **small).path  # type: ignore[arg-type]


def _spoilt_tensors(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 1, 4, 30])):
        content[chance.randrange(min(len(content), 400))] = chance.randrange(256)
    path.write_bytes(content[: chance.choice([len(content), len(content), chance.randrange(len(content))])])


def _changed(number: int, place: Path) -> Path:
    """Return a model or checkpoint of this number's change, under a manifest that fits it."""
    chance, final = draw("S3", number), _run() / "final"
    kind = number % 4
    if kind == 0:
        names = list(names_of_code("m").values())
        name, files = names[number // 4 % len(names)]
        return sealed(final, place / "m", lambda card: card.update(method=name), files)
    if kind == 1:
        checkpoint = _run() / "checkpoints" / "step-000002"
        return sealed(checkpoint, place / checkpoint.name, lambda saved: spoil(saved, chance), name="state.json")
    if kind == 2:
        spoilt = chance.choice(["generator.safetensors", "codec.safetensors"])
        return resealed(final, place / "m", lambda copy: _spoilt_tensors(copy / spoilt, chance))
    return sealed(final, place / "m", lambda card: spoil(card, chance))


def play(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """Give what went wrong in trials of these numbers."""
    _run()
    with chdir(place):
        for number in numbers:
            yield _fault(_changed(number, place), place)


def _fault(model: Path, place: Path) -> str:
    try:
        samples = gansmith.load(model).sample(3)
        gansmith.generate(model, 3, place / "made.npz")
        fault = "" if np.isfinite(samples.astype(float)).all() else "samples that are no numbers"
    except GansmithError as error:
        fault = f"more than a paragraph: {error}" if "\n" in str(error) else ""
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
    return f"code ran from {model.name}" if (place / CANARY).exists() else fault


ROWS = (
    Row(
        "S3",
        "change a model or checkpoint as a stranger would, and hash it rightly: names of code with files beside them, "
        "any value of its JSON, its tensors' headers and contents; then load it and generate",
        "samples, or one paragraph; nothing of it runs",
        tries=400,
        soak=10_000,
        play=play,
        chunk=100,
    ),
)
