"""However a run ends (killed, stopped, diverged, disk full, two at once), nothing is lost and it says so."""

import errno
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from faults import failing, faults
from tiny_runs import essence, exit_code, in_child, leftovers, rows, stop_after, tiny_flags

from gansmith.cli import main
from gansmith.core.game import Game
from gansmith.training.checkpoint import newest_checkpoint

KILLS = 60
RUN = ["train", "rows.npy", "--method", "gan", *tiny_flags("gan"), "--checkpoint-every", "4", "--sample-every", "30"]
RUN += ["--log-every", "1", "--quiet"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds rows.npy."""
    monkeypatch.chdir(tmp_path)
    np.save("rows.npy", rows())
    return tmp_path


def task(*words: str) -> Callable[[], int]:
    return lambda: main([*words])


def sitting(out: Path) -> list[str]:
    """Return the command that starts the run, or goes on with it."""
    if (out / "config.json").exists():
        return ["train", "--resume", str(out), "--quiet"]
    return [*RUN, "--steps", "40", "--out", str(out)]


@pytest.mark.slow
def test_kill_it_anywhere_run_it_again_get_the_same_bits(here: Path) -> None:
    """A sitting is killed at a moment drawn uniformly over most of a run, so also while it starts and saves."""
    draw, said = random.Random(0), here / "said.txt"
    assert main(sitting(here / "whole")) == 0  # imports what the children then need not
    begun = time.monotonic()
    assert exit_code(in_child(task(*sitting(here / "again")), said)) == 0, said.read_text()
    length, expected = time.monotonic() - begun, essence(here / "whole")
    assert essence(here / "again") == expected
    kills = finished = 0
    out = here / "run-0"
    while kills < KILLS or not finished:
        if not (out / "config.json").exists():  # it died before there was a run; a person would empty the directory
            out = here / f"run-{finished}-{kills}"
        child = in_child(task(*sitting(out)), said)
        time.sleep(draw.uniform(0, 0.7 * length))
        os.kill(child, signal.SIGKILL)
        code = exit_code(child)
        assert code in (0, -signal.SIGKILL), said.read_text()
        kills += code != 0
        if code == 0:
            assert essence(out) == expected
            assert leftovers(out) == []
            finished += 1
            out = here / f"run-{finished}"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 75), (signal.SIGUSR1, 75)])
def test_a_signal_finishes_the_step_saves_and_tells_how_to_go_on(
    number: signal.Signals, code: int, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stop_after(monkeypatch, 5, number)
    assert main([word for word in RUN if word != "--quiet"] + ["--steps", "60", "--out", "run"]) == code
    said = capsys.readouterr().out
    assert said.startswith("Stopped after 6 steps in ")
    assert said.endswith("nothing is lost. Go on with: gansmith train --resume run\n")
    assert newest_checkpoint(here / "run" / "checkpoints", pytest.fail, owner=False).step == 6
    assert not (here / "run" / "final").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_from_outside_leaves_a_run_that_goes_on(number: signal.Signals, here: Path) -> None:
    said, log = here / "said.txt", here / "run" / "log.jsonl"
    child = in_child(task(*RUN, "--steps", "100000", "--out", "run"), said)
    while not (log.exists() and log.read_bytes().count(b"\n") > 20):
        time.sleep(0.01)
    os.kill(child, number)
    assert exit_code(child) == (130 if number is signal.SIGINT else 75), said.read_text()
    stopped = newest_checkpoint(here / "run" / "checkpoints", pytest.fail, owner=False).step
    assert stopped == log.read_bytes().count(b"\n")
    assert main(["generate", "run", "-n", "3", "-o", "x.npy", "--quiet"]) == 0


def test_a_second_ctrl_c_stops_at_once(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def twice(game: Game, stream: object) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Game, "advance", twice)
    assert main([*RUN, "--steps", "60", "--out", "run"]) == 130
    assert capsys.readouterr().err == "gansmith: Stopped at once.\n"
    assert leftovers(here) == []


@pytest.mark.parametrize("race", range(3))
def test_of_several_starts_in_one_directory_one_trains(race: int, here: Path) -> None:
    command = task(*RUN, "--steps", "100", "--out", "run")
    children = [in_child(command, here / f"said-{number}.txt") for number in range(4)]
    codes = [exit_code(child) for child in children]
    said = [(here / f"said-{number}.txt").read_text() for number in range(4)]
    assert sorted(codes) == [0, 2, 2, 2], said
    for code, text in zip(codes, said, strict=True):
        assert (text == "") == (code == 0)
        assert code == 0 or "is being trained by" in text or "already holds a run" in text or "is not empty" in text
    assert essence(here / "run")["state"]["step"] == 100


def test_numbered_runs_started_at_once_each_get_their_own(here: Path) -> None:
    children = [in_child(task(*RUN, "--steps", "2"), here / f"said-{number}.txt") for number in range(4)]
    assert [exit_code(child) for child in children] == [0, 0, 0, 0]
    numbers = [f"{number:04d}-gan-rows" for number in range(1, 5)]
    assert sorted(path.name for path in (here / "runs").iterdir()) == numbers


def disk_full(call: str) -> None:
    """Fail as a full disk does: what frees space still works."""
    if call not in ("open", "unlink", "rmdir", "ftruncate"):
        failing(errno.ENOSPC)(call)


@pytest.mark.slow
def test_a_full_disk_stops_the_run_and_leaves_the_last_checkpoint_whole(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [*RUN, "--steps", "9"]
    with faults(0, disk_full) as shim:
        assert main([*command, "--out", "whole"]) == 0
    expected, calls = essence(here / "whole"), len(shim.calls)
    for nth in range(1, calls, max(1, calls // 40)):
        capsys.readouterr()
        out = here / f"run-{nth}"
        with faults(nth, disk_full, lasting=True):
            code = main([*command, "--out", str(out)])
        said = capsys.readouterr()
        if code == 0:  # only tidying up was left to do
            assert essence(out) == expected
            continue
        assert (code, said.out) == (1, ""), nth
        assert f"{out}" in said.err
        assert "the disk is full" in said.err
        assert leftovers(out) == []
        assert_goes_on(out, expected, said.err)


def assert_goes_on(out: Path, expected: object, said: str) -> None:
    """With space again, what calls itself a run goes on; what never became one was not called one."""
    if (out / "config.json").exists():
        assert newest_checkpoint(out / "checkpoints", pytest.fail, owner=False).step >= 0
        assert main(["train", "--resume", str(out), "--quiet"]) == 0
        assert essence(out) == expected
    else:
        assert "Then go on with" not in said


@pytest.mark.parametrize("method", ["gan", "wgan-gp", "r3gan"])
def test_a_loss_that_is_not_a_number_stops_the_run_in_that_step(
    method: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    advance = Game.advance

    def poisoned(game: Game, stream: object) -> object:
        if game.step == 6:
            with torch.no_grad():
                next(game.networks["critic"].parameters()).fill_(float("nan"))
        return advance(game, stream)  # type: ignore[arg-type]

    monkeypatch.setattr(Game, "advance", poisoned)
    command = ["train", "rows.npy", "--method", method, *tiny_flags(method), "--checkpoint-every", "2", "--quiet"]
    assert main([*command, "--steps", "20", "--out", "run"]) == 4
    said = capsys.readouterr().err
    assert "diverged at step 7" in said
    assert "loss/critic" in said
    assert "The last good state is step 6, in run/checkpoints/step-000006" in said
    assert newest_checkpoint(here / "run" / "checkpoints", pytest.fail, owner=False).step == 6
    assert main(["generate", "run", "-n", "3", "-o", "x.npy", "--quiet"]) == 0
    assert np.isfinite(np.load("x.npy")).all()


def test_weights_that_are_not_finite_are_never_saved(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The loss of this step is finite; the step itself is what goes too far."""
    wild = ["--learning-rate", "1e38", "--warm-up", "0", "--warm-up-every", "0", "--critic-steps", "1", "--width", "8"]
    command = ["train", "rows.npy", "--method", "wgan", *wild, "--checkpoint-every", "1", "--steps", "3", "--quiet"]
    assert main([*command, "--out", "run"]) == 4
    assert "is no longer finite" in capsys.readouterr().err
    assert [checkpoint.name for checkpoint in (here / "run" / "checkpoints").iterdir()] == ["step-000000"]
    found = newest_checkpoint(here / "run" / "checkpoints", pytest.fail, owner=False)
    assert all(torch.isfinite(tensor).all() for tensor in found.tensors.values())
