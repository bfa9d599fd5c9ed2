"""Examples in the docstrings of callbacks run, and each parameter that is theirs is described."""

import doctest
import inspect
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from gansmith import callbacks
from gansmith.training.callbacks.callback import EVENTS

PUBLIC = [
    *(getattr(callbacks.Callback, event) for event in EVENTS),
    *(callbacks.State.sample, callbacks.State.log, callbacks.State.stop),
    callbacks.EarlyStopping,
]


@pytest.mark.parametrize("module", ["gansmith.callbacks", "gansmith.training.callbacks.callback"])
def test_examples_run(module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended = doctest.testmod(import_module(module))
    assert ended.attempted > 0
    assert ended.failed == 0


@pytest.mark.parametrize("thing", PUBLIC, ids=lambda thing: thing.__qualname__)
def test_every_parameter_is_described(thing: Callable[..., object]) -> None:
    described = inspect.getdoc(thing) or ""
    parameters = [name for name in inspect.signature(thing).parameters if name != "self"]
    _, _, listed = described.partition("Parameters\n----------\n")
    assert [line.split(" : ")[0] for line in listed.splitlines() if " : " in line and line[0] != " "] == parameters
