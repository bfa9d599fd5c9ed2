"""Measurements while a run trains: on samples never trained on, resumable, keeping the best model."""

import json
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_runs import as_version_01, pictures, rows, stop_after, tiny

import gansmith
from gansmith.cli import main
from gansmith.config.settings import settle
from gansmith.core.replicas import Replicas
from gansmith.core.sampling import sample
from gansmith.data.load import read
from gansmith.metrics.result import Estimate
from gansmith.records.checkpoint_state import state_of
from gansmith.runs.measures import CRITERIA, tag
from gansmith.runs.setup import Assembly, assemble
from gansmith.training.callbacks.early_stopping import EarlyStopping
from gansmith.training.callbacks.record import read_record
from gansmith.training.callbacks.state import State
from gansmith.training.checkpoint import newest_checkpoint

EVERY = {"validate_every": 2, "sample_every": 0, "checkpoint_every": 3}


def assembled(data: np.ndarray, method: str = "gan", **settings: object) -> Assembly:
    reading = {"derive": "grey"} if method == "pix2pix" else {}
    chosen = settle(data, method, tiny(method), reading, steps=4, **settings)
    return assemble(chosen, *read(chosen.data, data), torch.device("cpu"), Replicas())


def start(out: Path, steps: int = 9, **settings: object) -> gansmith.Run:
    return gansmith.train(rows(60), "gan", steps=steps, out=out, **(EVERY | settings), **tiny("gan"))  # type: ignore[arg-type]


def waiting(history: dict[int, float]) -> tuple[State, Callable[[int, float], bool]]:
    """Return the state of a run of so many validations, and what makes another one and tells whether patience ended."""
    game = assembled(rows(60)).game(4)
    state = State(game, Path("run"), 9, model=pytest.fail, log=pytest.fail, history=history)
    stopping = EarlyStopping(2)
    stopping.on_start(state)
    assert not state.stop_reason

    def validate(step: int, value: float) -> bool:
        history[step] = value
        stopping.on_validation(state, {})
        return stopping.gave_up

    return state, validate


def test_the_players_never_see_what_is_held_out() -> None:
    assembly = assembled(rows(60))
    held = assembly.validation_set(1000)
    assert held is not None
    assert len(held.real) == 15
    unseen = {row.numpy().tobytes() for row in held.real}
    seen = {row.numpy().tobytes() for index in range(60) for row in assembly.stream.at(index).real}
    assert len(seen) == 45
    assert not seen & unseen


@pytest.mark.parametrize("method", ["pix2pix", "cyclegan"])
def test_held_out_pictures_keep_the_sources_that_belong_to_them(method: str) -> None:
    reading, data = {"derive": "grey"}, pictures(60, 16)
    chosen = settle(data, method, tiny(method), reading, steps=4)
    assembly = assemble(chosen, *read(chosen.data, data), torch.device("cpu"), Replicas())
    held = assembly.validation_set(1000)
    assert held is not None
    assert held.source is not None
    assert torch.equal(held.real, held.source)  # the grey of a grey picture is itself
    unseen = {row.numpy().tobytes() for row in held.source}
    batches = [assembly.stream.at(index).condition.image for index in range(60)]
    assert not unseen & {row.numpy().tobytes() for batch in batches if batch is not None for row in batch}


def test_few_samples_are_all_trained_on_and_nothing_is_measured(tmp_path: Path) -> None:
    assert assembled(rows(39)).validation_set(10) is None
    gansmith.train(rows(39), "gan", steps=4, out=tmp_path / "run", **EVERY, **tiny("gan"))
    assert read_record(tmp_path / "run" / "quality.jsonl") == []
    assert not (tmp_path / "run" / "best").exists()


def test_the_best_is_the_model_of_the_least_value(tmp_path: Path) -> None:
    run = start(tmp_path / "run")
    lines = read_record(tmp_path / "run" / "quality.jsonl")
    assert [line["step"] for line in lines] == [2, 4, 6, 8, 9]
    assert all(set(line) >= {tag(name) for name in CRITERIA} for line in lines)
    least = min(lines, key=lambda line: line[tag("worst")])
    assert run.best == (least["step"], least[tag("worst")])
    for line in lines:
        assert line[tag("worst")] == max(value for name, value in line.items() if name.startswith("ratio/"))
    best = gansmith.load(tmp_path / "run" / "best")
    assert best.card.steps == least["step"]
    other = start(tmp_path / "other", steps=int(least["step"]))
    np.testing.assert_array_equal(best.sample(5), gansmith.load(other.path).sample(5))


@pytest.mark.parametrize("criterion", list(CRITERIA))
def test_another_criterion_chooses_by_its_own_values(criterion: str, tmp_path: Path) -> None:
    run = start(tmp_path / "run", best_by=criterion)
    lines = read_record(tmp_path / "run" / "quality.jsonl")
    assert run.best is not None
    assert run.best[1] == min(line[tag(criterion)] for line in lines)


def test_measuring_changes_nothing_of_the_training(tmp_path: Path) -> None:
    measured, plain = (start(tmp_path / name, validate_every=every) for name, every in (("a", 1), ("b", 0)))
    assert plain.best is None
    samples = [gansmith.load(run.path).sample(20) for run in (measured, plain)]
    np.testing.assert_array_equal(*samples)


def test_a_resumed_run_measures_and_chooses_as_one_that_never_stopped(tmp_path: Path) -> None:
    whole = start(tmp_path / "whole", validate_every=1)
    with pytest.MonkeyPatch.context() as patch:
        stop_after(patch, 4, signal.SIGTERM)
        start(tmp_path / "stopped", validate_every=1)
    resumed = gansmith.resume(tmp_path / "stopped", data=rows(60))
    assert resumed.best == whole.best
    kept = [
        [(line["step"], line[tag("worst")]) for line in read_record(r.path / "quality.jsonl")] for r in (whole, resumed)
    ]
    assert kept[0] == kept[1]
    np.testing.assert_array_equal(*(gansmith.load(run.path / "best").sample(9) for run in (whole, resumed)))


def test_patience_ends_the_run_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    values = iter([5.0, 3.0, 4.0, 4.0, 4.0, 1.0])
    monkeypatch.setitem(CRITERIA, "kid", lambda real, fake: Estimate(next(values), 0.0))
    np.save(tmp_path / "rows.npy", rows(60))
    command = ["train", str(tmp_path / "rows.npy"), "--method", "gan", "--steps", "50", "--patience", "3"]
    command += ["--best-by", "kid"]
    assert main([*command, "--validate-every", "2", "--out", str(tmp_path / "run"), "--json", "--quiet"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["steps"], report["gave_up"], report["finished"]) == (10, True, True)
    assert report["best"] == {"step": 4, "value": 3.0}
    assert gansmith.load(tmp_path / "run" / "best").card.steps == 4


def test_patience_counts_measurements_after_the_best() -> None:
    state, stopping = waiting({2: 1.0, 4: 0.5, 6: 0.7})
    assert state.best == (4, 0.5)
    assert not stopping(8, 0.49)
    assert not stopping(10, 0.6)
    assert stopping(12, 0.6)
    assert state.stop_reason == "no better validation in 2"


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_samples_that_are_not_finite_are_infinitely_bad_and_that_is_said_once(
    bad: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(network: object, prior: object, count: int, seed: int, **rest: object) -> torch.Tensor:
        made = sample(network, prior, count, seed, **rest)  # type: ignore[arg-type]
        calls.append(len(calls))
        if len(calls) != 3:  # the third measurement alone is whole, and so the best
            made[0, 1] = bad
        return made

    calls: list[int] = []
    monkeypatch.setattr("gansmith.runs.measures.sample", broken)
    run = start(tmp_path / "run", steps=50, patience=3)
    assert run.gave_up
    assert run.best is not None
    assert (run.best[0], run.steps) == (6, 12)
    lines = read_record(run.path / "quality.jsonl")
    assert [line["step"] for line in lines if not np.isinf(line[tag("worst")])] == [6]
    assert capsys.readouterr().err.count("1 of 15 samples are not finite, which counts as infinitely bad") == 1
    kept = state_of(newest_checkpoint(run.path / "checkpoints", pytest.fail, owner=False)).measured_by_step
    assert kept is not None
    assert {step: value < np.inf for step, value in kept.items()} == dict.fromkeys((2, 4, 8, 10, 12), False) | {6: True}


def test_where_no_measurement_is_finite_there_is_no_best_and_patience_ends() -> None:
    state, stopping = waiting({2: np.inf})
    assert stopping(4, np.inf)
    assert state.best is None
    state, stopping = waiting({2: np.inf})
    assert not stopping(6, 9.0)
    assert state.best == (6, 9.0)


def test_a_run_that_says_nothing_of_the_criterion_keeps_to_the_one_it_had(tmp_path: Path) -> None:
    run = start(tmp_path / "older", steps=4, best_by="kid")
    as_version_01(run.path, "best_by")
    assert gansmith.resume(run.path, data=rows(60), steps=9).best == start(tmp_path / "new", best_by="kid").best


def test_a_run_from_before_there_was_anything_held_out_goes_on_with_all_of_its_data(tmp_path: Path) -> None:
    start(tmp_path / "whole", validation_fraction=0.0, validate_every=0)
    start(tmp_path / "older", steps=4, validation_fraction=0.0, validate_every=0)
    as_version_01(tmp_path / "older", "validation_fraction", "validate_every")
    config = tmp_path / "older" / "config.json"
    gansmith.resume(tmp_path / "older", data=rows(60), steps=9)
    batches = [assembled(rows(60), validation_fraction=0.0).stream.count, assembled(rows(60)).stream.count]
    assert batches == [60, 45]
    assert json.loads(config.read_text())["validation_fraction"] == 0.0
