"""Callbacks see every event in order, change nothing of the training, and stop it where they ask to."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tiny_runs import essence, rows, tiny

import gansmith
from gansmith.callbacks import Callback, State
from gansmith.errors import CallbackError, DivergedError, UsageError
from gansmith.training.callbacks.callback import EVENTS, Callbacks
from gansmith.training.callbacks.record import read_record

EVERY = {"log_every": 3, "sample_every": 4, "validate_every": 4, "checkpoint_every": 5}


class Notes(Callback):
    """Note every event but steps with the step at which it came."""

    def __init__(self) -> None:
        self.events: list[tuple[str, int]] = []
        self.samples: list[np.ndarray] = []
        self.outcome: gansmith.Run | None = None

    def on_start(self, state: State) -> None:
        self.events.append(("start", state.step))

    def on_log(self, state: State, scalars: Mapping[str, float]) -> None:
        self.events.append(("log", state.step))
        assert scalars.items() <= state.scalars.items()

    def on_images(self, state: State, image: np.ndarray) -> None:
        self.events.append(("images", state.step))
        assert (image.dtype, image.ndim) == (np.uint8, 3)

    def on_validation(self, state: State, values: Mapping[str, float]) -> None:
        self.events.append(("validation", state.step))
        assert state.history[state.step] == values["quality/worst"]
        assert state.values == dict(values)

    def on_checkpoint(self, state: State, path: Path) -> None:
        self.events.append(("checkpoint", state.step))
        assert (path / "state.json").is_file()

    def on_end(self, state: State, outcome: gansmith.Run | None) -> None:
        self.events.append(("end", state.step))
        self.outcome = outcome
        self.samples.append(state.sample(5))


class StepCounter(Callback):
    """Count steps, sampling and drawing chance numbers meanwhile, which must not disturb the training."""

    def __init__(self, stop_at: int = 0, fail_in: str = "", at: int = 0) -> None:
        self.steps, self.stop_at, self.fail_in, self.at = list[int](), stop_at, fail_in, at
        self.ended: list[object] = []

    def on_step(self, state: State) -> None:
        import torch

        self.steps.append(state.step)
        torch.randn(3)
        assert np.isfinite(state.sample(3, seed=state.step)).all()
        state.log({"mine/step": torch.tensor(float(state.step))})
        if state.step == self.stop_at:
            state.stop("seen enough")
            state.stop("and bored")
        self._fail("on_step", state)

    def on_checkpoint(self, state: State, path: Path) -> None:
        self._fail("on_checkpoint", state)

    def on_end(self, state: State, outcome: gansmith.Run | None) -> None:
        self.ended.append(outcome)
        self._fail("on_end", state)

    def _fail(self, event: str, state: State) -> None:
        if event == self.fail_in and state.step >= self.at:
            raise ZeroDivisionError("of my own")


def start(out: Path, *callbacks: Callback, steps: int = 9) -> gansmith.Run:
    return gansmith.train(rows(60), "gan", steps=steps, out=out, callbacks=callbacks, **EVERY, **tiny("gan"))  # type: ignore[arg-type]


def without_own(path: Path) -> dict[str, object]:
    """Return the essence of a run without the lines that a callback logged."""
    found = essence(path)
    return found | {"log": [line for line in found["log"] if "mine/step" not in line]}


def test_every_event_comes_in_its_order(tmp_path: Path) -> None:
    notes = Notes()
    run = start(tmp_path / "run", notes)
    assert notes.events == [
        ("start", 0),
        ("log", 1),
        ("log", 3),
        ("images", 4),
        ("validation", 4),
        ("checkpoint", 5),
        ("log", 6),
        ("images", 8),
        ("validation", 8),
        ("log", 9),
        ("validation", 9),
        ("checkpoint", 9),
        ("images", 9),
        ("end", 9),
    ]
    assert notes.outcome == run
    np.testing.assert_array_equal(notes.samples[0], gansmith.load(run.path).sample(5))


def test_a_run_with_callbacks_is_the_run_without_bit_for_bit(tmp_path: Path) -> None:
    counter = StepCounter()
    start(tmp_path / "with", counter, Notes())
    start(tmp_path / "without")
    assert counter.steps == list(range(1, 10))
    assert without_own(tmp_path / "with") == essence(tmp_path / "without")


def test_scalars_of_a_callback_are_recorded_and_shown_by_tensorboard(tmp_path: Path) -> None:
    run = start(tmp_path / "run", StepCounter())
    lines = [line for line in read_record(run.path / "log.jsonl") if "mine/step" in line]
    assert [(line["step"], line["mine/step"]) for line in lines] == [(step, float(step)) for step in range(1, 10)]
    board = EventAccumulator(str(run.path / "tb"))
    board.Reload()
    assert [event.value for event in board.Scalars("mine/step")] == list(range(1, 10))


def test_a_stop_ends_the_run_with_its_reason_and_the_run_can_be_resumed(tmp_path: Path) -> None:
    run = start(tmp_path / "run", StepCounter(stop_at=4))
    assert (run.steps, run.stop_reason, run.finished, run.exit_code, run.gave_up) == (4, "seen enough", True, 0, False)
    assert run.to_json()["stop_reason"] == "seen enough"
    assert gansmith.load(run.path).card.steps == 4
    notes = Notes()
    resumed = gansmith.resume(run.path, data=rows(60), callbacks=[notes])
    assert (notes.events[0], resumed.steps, resumed.stop_reason) == (("start", 4), 9, "")
    start(tmp_path / "whole")
    assert without_own(run.path) == essence(tmp_path / "whole")


@pytest.mark.parametrize(("event", "at", "step"), [("on_step", 3, 3), ("on_checkpoint", 3, 5), ("on_checkpoint", 9, 9)])
def test_a_callback_that_fails_is_named_and_the_run_saved_first(event: str, at: int, step: int, tmp_path: Path) -> None:
    failing, notes = StepCounter(fail_in=event, at=at), Notes()
    with pytest.raises(CallbackError) as raised:
        start(tmp_path / "run", failing, notes)
    assert f"StepCounter failed in {event}, after step {step}: ZeroDivisionError: of my own (line " in str(raised.value)
    assert f"Go on with: gansmith train --resume {tmp_path / 'run'}" in str(raised.value)
    assert isinstance(raised.value.__cause__, ZeroDivisionError)
    assert (failing.ended, notes.events[-1], notes.outcome) == ([None], ("end", step), None)
    assert gansmith.resume(tmp_path / "run", data=rows(60)).resumed_at == step
    start(tmp_path / "whole")
    assert without_own(tmp_path / "run") == essence(tmp_path / "whole")


def test_a_callback_that_fails_at_the_end_loses_nothing_and_the_others_hear_of_it(tmp_path: Path) -> None:
    notes = Notes()
    with pytest.raises(CallbackError, match=r"StepCounter failed in on_end, after step 9: ZeroDivisionError"):
        start(tmp_path / "run", StepCounter(fail_in="on_end"), notes)
    assert notes.outcome is not None
    assert notes.outcome.finished
    assert gansmith.load(tmp_path / "run").card.steps == 9


def test_callbacks_hear_of_an_end_by_divergence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def diverge(*_: object, **__: object) -> int:
        raise DivergedError("It diverged.")

    monkeypatch.setattr("gansmith.runs.play.train", diverge)
    notes = Notes()
    with pytest.raises(DivergedError, match=r"It diverged"):
        start(tmp_path / "run", notes)
    assert notes.events == [("start", 0), ("end", 0)]
    assert notes.outcome is None


def test_an_event_that_is_not_overridden_is_not_called() -> None:
    assert all(not handlers for handlers in _handlers(Callback()).values())
    assert {event for event, handlers in _handlers(StepCounter()).items() if handlers} == {
        "on_step",
        "on_checkpoint",
        "on_end",
    }
    assert {event for event, handlers in _handlers(Notes()).items() if handlers} == set(EVENTS) - {"on_step"}


def _handlers(callback: Callback) -> dict[str, list[object]]:
    callbacks = Callbacks()
    callbacks.add(callback)
    return callbacks._handlers  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (print, r"callbacks\[1\] is <built-in function print>, which is no gansmith.callbacks.Callback"),
        (Notes, r"callbacks\[1\] is Notes, which is no gansmith.callbacks.Callback. Call the class."),
    ],
)
def test_what_is_no_callback_is_refused_before_anything_is_written(wrong: object, words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words):
        start(tmp_path / "run", Notes(), wrong)  # type: ignore[arg-type]
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("scalars", "words"),
    [
        ({"step": 1.0}, "'step' cannot be a name"),
        ({"": 1.0}, "'' cannot be a name"),
        ({3: 1.0}, "3 cannot be a name"),
        ({"mine": "high"}, "mine is 'high', which is not a number"),
        ({"mine": np.ones(2)}, "which is not a number"),
    ],
)
def test_what_cannot_be_logged_is_refused(scalars: dict[str, float], words: str) -> None:
    state = State(None, Path("run"), 1, model=pytest.fail, log=pytest.fail)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=words):
        state.log(scalars)


def test_what_is_logged_in_on_log_does_not_run_in_a_circle() -> None:
    state = State(None, Path("run"), 1, model=pytest.fail, log=lambda state, scalars: state.log(scalars))  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="called in on_log, which it calls"):
        state.log({"mine": 1})


SCRIPT = """
import json, sys
import gansmith
from gansmith.training.launch import is_first_process

class Stop(gansmith.callbacks.Callback):
    steps = []
    def on_step(self, state):
        self.steps.append(state.step)
        if state.step == 3:
            state.stop("enough")

run = gansmith.train("ring", "gan", steps=9, width=8, batch_size=8, out=sys.argv[1], callbacks=[Stop()])
place = f"{sys.argv[1]}-{0 if is_first_process() else 1}.json"
open(place, "w").write(json.dumps([Stop.steps, run.steps, run.finished]))
"""


@pytest.mark.slow
def test_of_two_processes_the_first_alone_has_callbacks_and_its_stop_is_agreed(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--standalone"]
    subprocess.run(
        [*command, str(tmp_path / "script.py"), str(tmp_path / "run")],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        check=True,
        timeout=120,
        capture_output=True,
    )
    ends = [json.loads((tmp_path / f"run-{rank}.json").read_text()) for rank in (0, 1)]
    assert ends == [[[1, 2, 3], 3, True], [[], 3, True]]
