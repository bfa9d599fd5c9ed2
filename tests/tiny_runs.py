"""Runs of a few steps on a few numbers, and what of a run must be equal bit for bit."""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from small_games import LABELLED, TRANSLATED, bits, suited, tiny

from gansmith.core.game import Game
from gansmith.records.directory import RunDirectory
from gansmith.storage.manifest import write_manifest
from gansmith.training.callbacks.record import read_record
from gansmith.training.checkpoint import newest_checkpoint

STEPS = 7


def rows(count: int = 40, width: int = 4) -> np.ndarray:
    """Return float32 (count, width) that differ and repeat nothing, in a range of their own."""
    return np.sin(np.arange(count * width) ** 1.5).reshape(count, width).astype(np.float32) * 30 + 70


def pictures(count: int = 20, side: int = 8) -> np.ndarray:
    """Return uint8 (count, side, side)."""
    return (rows(count, side * side).reshape(count, side, side) * 2).astype(np.uint8)


def suits(method: str) -> np.ndarray:
    """Return small data for a method."""
    if suited(method) is TRANSLATED:
        return pictures(side=16)
    return rows() if method in ("gan", "wgan") else pictures()


def stored(method: str, folder: Path) -> Path:
    """Write small data for a method, with labels where it learns from them, and return the file."""
    if suited(method) is not LABELLED:
        np.save(folder / "data.npy", suits(method))
        return folder / "data.npy"
    labels = np.array([np.nan, 0, 1, 2])[np.arange(len(suits(method))) % 4]
    np.savez(folder / "data.npz", x=suits(method), labels=labels)
    return folder / "data.npz"


def reading(method: str) -> dict[str, Any]:
    """Return how that data is to be read for the method: translators learn from its greys."""
    return {"derive": "grey"} if suited(method) is TRANSLATED else {}


def tiny_flags(method: str) -> list[str]:
    """Return the same as flags."""
    return [word for name, value in tiny(method).items() for word in ("--" + name.replace("_", "-"), str(value))]


def contestant(method: str, **hyper: object) -> str:
    """Return the same as `compare` is told of a method, with more hyper-parameters or others."""
    return ",".join([method, *(f"{name}={value}" for name, value in (tiny(method) | hyper).items())])


def stop_after(patch: pytest.MonkeyPatch, step: int, number: signal.Signals) -> None:
    """Let this process receive a signal within the step after `step` others, 0 for the first."""
    advance = Game.advance

    def interrupted(game: Game, stream: Any) -> Any:
        if game.step == step:
            signal.raise_signal(number)
        return advance(game, stream)

    patch.setattr(Game, "advance", interrupted)


def as_version_01(path: Path, *without: str) -> None:
    """Make a run look as version 0.1 wrote it: no digest, no stamp in its checkpoints, and some settings not at all."""
    config = path / "config.json"
    document = json.loads(config.read_text())
    config.write_text(
        json.dumps({k: v for k, v in document.items() if k not in {"format", "sha256", "recipe", *without}})
    )
    for state in path.glob("checkpoints/*/state.json"):
        saved = json.loads(state.read_text())
        saved["state"] = {name: value for name, value in saved["state"].items() if name not in ("run", "measured")}
        state.write_text(json.dumps(saved))
        write_manifest(state.parent)


def essence(path: Path) -> dict[str, Any]:
    """Return all of a run that must not depend on when it was interrupted: state, record, final model."""
    run = RunDirectory(path)
    found = newest_checkpoint(run.checkpoints_path, pytest.fail, owner=False)
    timeless = [
        {tag: value for tag, value in line.items() if tag not in ("seconds", "speed/images_per_second")}
        for line in read_record(run.log_path)
    ]
    return {
        "tensors": {name: bits(tensor) for name, tensor in found.tensors.items()},
        "state": found.state,
        "log": timeless,
        "final": {file.name: file.read_bytes() for file in sorted(run.final_path.iterdir())},
    }


def leftovers(path: Path) -> list[Path]:
    """Return what dead processes left half done below a directory."""
    return [found for pattern in (".tmp-*", ".old-*", ".del-*") for found in path.rglob(pattern)]


def in_child(task: Callable[[], int], output: Path) -> int:
    """Fork, do the task with stdout and stderr in a file, exit with its code; return the child's process id."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        return child
    code = 99
    try:
        with output.open("w", buffering=1) as sys.stdout:
            sys.stderr = sys.stdout
            torch.set_num_threads(1)
            code = task()
    except BaseException:
        output.write_text(traceback.format_exc())
    finally:
        os._exit(code)


def exit_code(child: int) -> int:
    """Wait for a child; minus the signal's number where one killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
