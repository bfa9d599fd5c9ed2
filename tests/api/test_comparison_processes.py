"""A comparison and its trainings as processes: several at a time, and all of them when Ctrl-C comes."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import tiny_contests
from tiny_contests import METHODS

from gansmith.comparison.trials import Contestant
from gansmith.records.lock import RunLock
from gansmith.training.checkpoint import newest_checkpoint

here = tiny_contests.here


@contextlib.contextmanager
def started(*words: str) -> Iterator["subprocess.Popen[str]"]:
    """Start a comparison in a group of processes of its own, all of which are gone when the block ends."""
    asked = ["compare", "rows.npy", "--methods", *METHODS, "--sample-every", "0", *words]
    command = [sys.executable, "-m", "gansmith", *asked]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as process:
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("everyone", [True, False], ids=["terminal", "kill"])
def test_ctrl_c_lets_trainings_save_and_the_same_command_goes_on(everyone: bool, here: Path) -> None:
    """A terminal sends SIGINT to all processes at once, `kill -INT` to one."""
    logs = [here / "out" / f"{Contestant.parse(method).directory}-0" / "log.jsonl" for method in METHODS]
    with started("--steps", "1000000", "--jobs", "2", "--out", "out") as process:
        while not all(log.exists() and log.read_bytes().count(b"\n") > 3 for log in logs):
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        (os.killpg if everyone else os.kill)(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert err.splitlines()[-1] == (
        "gansmith: Stopped after 0 of 6 runs; nothing is lost. The same command goes on with what is missing."
    )
    for log in logs:
        with RunLock(log.parent):  # nobody trains any more
            assert newest_checkpoint(log.parent / "checkpoints", pytest.fail, owner=False).step > 10
        assert not (log.parent / "final").exists()


def children(process: int) -> list[int]:
    """Return the processes that any thread of a process has started and that still run; Linux tells."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split() if running(int(child))]


def running(process: int) -> bool:
    """Tell whether a process is there, and not merely waited for by its parent."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which processes one has started")
@pytest.mark.parametrize("late", [False, True], ids=["at once", "while they train"])
def test_trainings_save_and_end_when_the_comparison_is_killed(late: bool, here: Path) -> None:
    logs = [here / "out" / f"{Contestant.parse(method).directory}-0" / "log.jsonl" for method in METHODS]
    with started("--steps", "1000000", "--jobs", "2", "--out", "out") as process:
        while len(trainings := children(process.pid)) < 2 or (
            late and not all(log.exists() and log.read_bytes().count(b"\n") > 3 for log in logs)
        ):
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        process.kill()
        process.wait(timeout=60)
        patience = time.monotonic() + 30
        while any(map(running, trainings)) and time.monotonic() < patience:
            time.sleep(0.05)
        assert not any(map(running, trainings))
    for log in logs if late else ():
        with RunLock(log.parent):
            assert newest_checkpoint(log.parent / "checkpoints", pytest.fail, owner=False).step > 10


def test_two_jobs_say_document_and_page(here: Path) -> None:
    with started("--steps", "2", "--seeds", "1", "--jobs", "2", "--out", "out", "--by", "kid", "--json") as process:
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    document = json.loads(out)
    assert document["figure"] == "kid[values]"
    assert "more --seeds" in document["sentence"]
    assert len(err.splitlines()) == 4  # two begin, two are done
    page = (here / "out" / "comparison.html").read_text()
    for part in (document["standings"][0]["name"], "Quality against training time", "column by column"):
        assert part in page
    assert "--steps 2" in page
