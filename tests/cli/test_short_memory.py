"""Memory that is short is a sentence with advice and exit code 5, whoever says it in whatever words, at any time."""

import errno
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from tiny_runs import pictures, rows, tiny_flags

from gansmith.cli import main
from gansmith.core.game import Game
from gansmith.errors import MemoryShortage
from gansmith.training.checkpoint import load_checkpoint

SHORT = [
    MemoryError(),
    MemoryError("std::bad_alloc"),
    MemoryError("Unable to allocate 4.0 GiB for an array with shape (4, 2)"),
    RuntimeError("std::bad_alloc"),
    RuntimeError("could not create a primitive"),
    RuntimeError("could not create a memory object"),
    RuntimeError(
        "[enforce fail at alloc_cpu.cpp:124] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to "
        "allocate 8 bytes. Error code 12 (Cannot allocate memory)"
    ),
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 1 GiB."),
    RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
    OSError(errno.ENOMEM, "Cannot allocate memory"),
    ImportError("libx.so: failed to map segment: cannot allocate memory in static TLS block"),
]
OTHER = [
    RuntimeError("unsupported memory format option"),
    RuntimeError("The size of tensor a (3) must match the size of tensor b (4)"),
    OSError(errno.ENOSPC, "No space left on device"),
    ValueError("out of memory"),
]
each_short = pytest.mark.parametrize("error", SHORT, ids=lambda error: str(error)[:40] or type(error).__name__)
RUN = ["train", "rows.npy", "--method", "gan", *tiny_flags("gan"), "--checkpoint-every", "2", "--quiet"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds rows and pictures."""
    monkeypatch.chdir(tmp_path)
    np.save("rows.npy", rows())
    np.save("pictures.npy", pictures())
    return tmp_path


def raising(error: Exception) -> object:
    """Return a function that raises."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@each_short
def test_in_a_step_the_run_says_how_it_goes_on_and_does(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    advance = Game.advance
    monkeypatch.setattr(Game, "advance", lambda g, s: advance(g, s) if g.step < 4 else raising(error)())  # type: ignore[operator]
    assert main([*RUN, "--steps", "6", "--out", "run"]) == 5
    said = capsys.readouterr().err
    assert said.startswith("gansmith: Memory is short while training: ")
    assert len(said.splitlines()) == 1
    assert "gansmith train --resume run" in said
    assert "--batch-size" in said
    monkeypatch.setattr(Game, "advance", advance)
    assert main(["train", "--resume", "run", "--quiet"]) == 0


@each_short
@pytest.mark.parametrize(
    ("place", "words", "advice"),
    [
        ("gansmith.api.train.assemble", [*RUN, "--steps", "2", "--out", "more"], "--batch-size"),
        ("gansmith.api.train.describe", [*RUN, "--steps", "2", "--out", "more"], "less data"),
        ("gansmith.core.game.Game._build", [*RUN, "--steps", "2", "--out", "more"], "--width"),
        ("gansmith.models.model.sample", ["generate", "run", "-n", "3", "-o", "x.npy"], "-n"),
        ("gansmith.evaluation.evaluate.of_run", ["evaluate", "run", "--quiet"], "fewer rows"),
    ],
    ids=["assembling", "describing", "building", "generating", "evaluating"],
)
def test_elsewhere_the_advice_suits_the_command(
    error: Exception,
    place: str,
    words: list[str],
    advice: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*RUN, "--steps", "2", "--out", "run"]) == 0
    monkeypatch.setattr(place, raising(error))
    assert main(words) == 5
    said = capsys.readouterr().err
    assert "Memory is short" in said
    assert advice in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("error", OTHER, ids=str)
def test_what_is_no_shortage_is_not_called_one(error: Exception) -> None:
    assert not MemoryShortage.is_one(error)


@each_short
def test_a_checkpoint_that_memory_does_not_hold_is_not_called_damaged(
    error: Exception, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main([*RUN, "--steps", "2", "--out", "run"]) == 0
    monkeypatch.setattr(safetensors.torch, "load_file", raising(error))
    with pytest.raises(type(error)):
        load_checkpoint(here / "run" / "checkpoints" / "step-000002")
