"""Checkpoints: all that decides a run's future, each whole or absent, none loaded unless it is what was written."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from gansmith.errors import DataError
from gansmith.storage.atomic import atomic_directory, json_bytes, read_json, remove_directory, writing
from gansmith.storage.leftovers import sweep
from gansmith.storage.manifest import DamagedError, verify_manifest, write_manifest
from gansmith.storage.tensor_file import file_bytes, read_tensors, write_tensors

TENSORS, _STATE = "state.safetensors", "state.json"
_NAME = re.compile(r"step-(\d+)")


@dataclass(frozen=True)
class Checkpoint:
    """The state of a run after `step` steps, as found in the directory `path`."""

    step: int
    tensors: dict[str, Tensor]
    state: dict[str, Any]
    path: Path


def save_checkpoint(
    directory: Path, step: int, tensors: Mapping[str, Tensor], state: Mapping[str, Any], keep: int = 2
) -> Path:
    """Save a checkpoint below `directory`, then delete old ones beyond the newest `keep` that are proven whole.

    tensors may have any dtype, shape and device; state is JSON with finite numbers. Return the checkpoint's directory.
    Raises GansmithError naming the path, and the bytes needed where the disk is full; earlier checkpoints then remain.
    """
    if keep < 1:
        raise ValueError(f"keep must be at least 1, not {keep}")
    path = directory / f"step-{step:06d}"
    said = json_bytes({"step": step, "state": dict(state)})
    with writing(directory):
        directory.mkdir(parents=True, exist_ok=True)
    with atomic_directory(path, needs=file_bytes(tensors) + len(said)) as folder:
        write_tensors(folder / TENSORS, tensors)
        (folder / _STATE).write_bytes(said)
        write_manifest(folder)
    with writing(directory):
        _retire(directory, keep)
    return path


def newest_checkpoint(directory: Path, say: Callable[[str], None], *, owner: bool = True) -> Checkpoint:
    """Return the newest checkpoint below `directory` that is whole; every damaged one on the way is said aloud.

    The owner of the run's lock also tidies up after a crash and renames damaged ones to bad-step-...; with
    owner=False nothing on disk is touched. Raises DataError when no whole checkpoint is left.
    """
    if owner:
        sweep(directory, owner=True)
    damaged = []
    for path in reversed(_checkpoints(directory)):
        try:
            return load_checkpoint(path)
        except DamagedError as error:
            if not path.exists():  # the run's owner retired it while it was being read: look again
                return newest_checkpoint(directory, say, owner=owner)
            say(f"{error} The checkpoint before it is tried.")
            damaged.append(_set_aside(path) if owner else path)
    damaged = sorted({*damaged, *directory.glob("bad-step-*")})
    if not damaged:
        raise DataError(f"{directory} holds no checkpoint: the run stopped before its first. Start the training anew.")
    raise DataError(
        f"{directory} holds no checkpoint that is whole; damaged are {', '.join(path.name for path in damaged)}. "
        "Restore one from a backup, or start a new run; it does not start from scratch by itself."
    )


def newest_whole(directory: Path) -> int | None:
    """Return the step of the newest checkpoint below `directory` that is whole, None where there is none."""
    return next((_step(path) for path in reversed(_checkpoints(directory)) if _is_whole(path)), None)


def _checkpoints(directory: Path) -> list[Path]:
    """Return the directories named as checkpoints, oldest first."""
    named = [path for path in directory.glob("step-*") if _NAME.fullmatch(path.name)]
    found = [path for path in named if path.is_dir()]
    if not found and not all(path.exists() for path in named):  # all were retired since they were listed: look again
        return _checkpoints(directory)
    return sorted(found, key=_step)


def _step(path: Path) -> int:
    return int(path.name.removeprefix("step-"))


def load_checkpoint(path: Path) -> Checkpoint:
    """Return the checkpoint in a directory; raises DamagedError naming what is wrong with it."""
    verify_manifest(path)
    step, state = _state(path)
    return Checkpoint(step, read_tensors(path / TENSORS), state, path)


def newest_state(directory: Path) -> Checkpoint | None:
    """Return the newest checkpoint whose state, apart from its tensors, is what was written; None where there is none.

    A quick look, before anything large is read: `tensors` is empty, and whether they are whole is not known.
    """
    for path in reversed(_checkpoints(directory) if directory.is_dir() else []):
        with suppress(DamagedError):
            verify_manifest(path, only=_STATE)
            step, state = _state(path)
            return Checkpoint(step, {}, state, path)
    return None


def _state(path: Path) -> tuple[int, dict[str, Any]]:
    try:
        saved = read_json(path / _STATE)
        step, state = saved["step"], saved["state"]
    except (DataError, KeyError, TypeError) as error:
        raise DamagedError(f"{path} is damaged: it was not written as a checkpoint ({error}).") from error
    if not (isinstance(state, dict) and type(step) is int):
        raise DamagedError(f"{path} is damaged: it was not written as a checkpoint.")
    if step != _step(path):
        raise DamagedError(f"{path} is damaged: it holds step {step}. Was the directory renamed?")
    return step, state


def _set_aside(path: Path) -> Path:
    """Rename a damaged checkpoint so that it is kept for inspection and never tried again."""
    names = (f"bad-{path.name}" + (f"-{number}" if number > 1 else "") for number in range(1, 10_000))
    bad = next(candidate for candidate in map(path.with_name, names) if not candidate.exists())
    with writing(bad):
        return path.rename(bad)


def _retire(directory: Path, keep: int) -> None:
    whole = 0
    for path in reversed(_checkpoints(directory)):
        if whole >= keep:
            remove_directory(path)
        else:
            whole += _is_whole(path)


def _is_whole(path: Path) -> bool:
    try:
        verify_manifest(path)
    except DamagedError:
        return False
    return True
