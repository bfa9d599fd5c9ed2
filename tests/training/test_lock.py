"""A run has one owner at a time, and a dead owner is none."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gansmith.errors import GansmithError, UsageError
from gansmith.records.lock import RunLock

OWN_AND_WAIT = """
import sys
from pathlib import Path
from gansmith.records.lock import RunLock
with RunLock(Path(sys.argv[1])):
    print("owned", flush=True)
    sys.stdin.readline()
"""


def owner_of(directory: Path) -> "subprocess.Popen[bytes]":
    """Start a process that owns the directory until it is told or killed."""
    command = [sys.executable, "-c", OWN_AND_WAIT, str(directory)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"owned\n"
    return process


def test_second_owner_is_told_who_has_it_and_what_to_do(tmp_path: Path) -> None:
    process = owner_of(tmp_path)
    try:
        owner = json.loads((tmp_path / "run.lock").read_text())
        assert owner["pid"] == process.pid
        for _ in range(2):  # a refusal changes nothing
            with pytest.raises(UsageError) as caught, RunLock(tmp_path):
                pass
            for part in (tmp_path, process.pid, owner["host"], owner["started"], "another out", "kill"):
                assert str(part) in str(caught.value)
            assert caught.value.exit_code == 2
    finally:
        process.communicate(b"\n")
    with RunLock(tmp_path):
        assert json.loads((tmp_path / "run.lock").read_text())["pid"] == os.getpid()


def test_lock_of_a_killed_owner_is_taken_over(tmp_path: Path) -> None:
    process = owner_of(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert (tmp_path / "run.lock").read_text()
    with RunLock(tmp_path):
        assert json.loads((tmp_path / "run.lock").read_text())["pid"] == os.getpid()


def test_lock_can_be_taken_again_after_an_error(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(KeyError), RunLock(tmp_path):
            raise KeyError
    assert (tmp_path / "run.lock").read_text() == ""


def test_a_lock_taken_but_not_yet_signed_is_respected(tmp_path: Path) -> None:
    with RunLock(tmp_path):
        (tmp_path / "run.lock").write_text("")
        with pytest.raises(UsageError, match="another process"), RunLock(tmp_path):
            pass


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(GansmithError, match=r"nowhere/run\.lock could not be written"), RunLock(tmp_path / "nowhere"):
        pass


def race(
    directory: Path,
    races: int,
    start: "multiprocessing.synchronize.Barrier",
    end: "multiprocessing.synchronize.Barrier",
) -> None:
    """Try for each of `races` directories at the same moment as the others, and leave a file where successful."""
    for number in range(races):
        start.wait(20)
        try:
            with RunLock(directory / str(number)):
                (directory / str(number) / f"owned-by-{os.getpid()}").write_text("")
                end.wait(20)
        except UsageError:
            end.wait(20)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_of_four_processes_exactly_one_owns(tmp_path: Path) -> None:
    races = 40
    for number in range(races):
        (tmp_path / str(number)).mkdir()
    fork = multiprocessing.get_context("fork")
    arguments = (tmp_path, races, fork.Barrier(4), fork.Barrier(4))
    racers = [fork.Process(target=race, args=arguments) for _ in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(60)
    assert [racer.exitcode for racer in racers] == [0] * 4
    for number in range(races):
        assert len(list((tmp_path / str(number)).glob("owned-by-*"))) == 1
