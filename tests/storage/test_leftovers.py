"""What a killed process left is removed by the next writer, and what is being written never is."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from gansmith.storage import leftovers
from gansmith.storage.atomic import atomic_directory, atomic_file, write_bytes
from gansmith.storage.leftovers import hold, is_leftover, let_go, sweep, temporary_name

ELSEWHERE = "0123abcd"  # the mark of another machine, container or boot
KINDS = ("tmp", "old", "del")
Make = Callable[[Path], object]
MAKES = [pytest.param(Path.touch, id="file"), pytest.param(Path.mkdir, id="directory")]


def called(name: str, kind: str, pid: int, system: str | None = None) -> str:
    """Return what a temporary of another process is called."""
    here = temporary_name(name, kind).partition("@")[2].partition("-")[0]
    return f".{kind}-{pid}@{system or here}-{name}"


@contextmanager
def another() -> Iterator[int]:
    """Yield the number of a living process."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        yield child.pid
    finally:
        child.communicate(b"\n")


def long_ago(path: Path) -> None:
    os.utime(path, (time.time() - 90_000,) * 2)


def names(directory: Path) -> set[str]:
    return {entry.name for entry in directory.iterdir()}


@pytest.mark.parametrize("make", MAKES)
def test_what_a_living_process_of_this_system_writes_is_spared_and_swept_when_it_is_dead(
    tmp_path: Path, make: Make
) -> None:
    with another() as pid:
        mine = {called("target", kind, pid) for kind in KINDS}
        for name in mine:
            make(tmp_path / name)
        write_bytes(tmp_path / "target", b"x")
        sweep(tmp_path)
        assert names(tmp_path) == mine | {"target"}
    sweep(tmp_path)
    assert names(tmp_path) == {"target"}


def test_the_next_writer_sweeps_its_own_target_alone(tmp_path: Path) -> None:
    """2**40 is the number of no process."""
    for name in ("target", "other"):
        (tmp_path / called(name, "tmp", 2**40)).touch()
    strangers = {".tmp-notes", ".hidden", "tmp-1-x", ".tmp-x@y-z"}
    for name in strangers:
        (tmp_path / name).touch()
    write_bytes(tmp_path / "target", b"x")
    assert names(tmp_path) == {"target", called("other", "tmp", 2**40)} | strangers
    with atomic_directory(tmp_path / "other"):
        pass
    assert names(tmp_path) == {"target", "other"} | strangers
    sweep(tmp_path / "nowhere")


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("kind", ["tmp", "del"])
@pytest.mark.parametrize("pid", [2**40, os.getpid(), 1], ids=["none", "own", "first"])
def test_another_systems_numbers_mean_nothing_here_its_locks_and_the_time_do(
    tmp_path: Path, make: Make, kind: str, pid: int
) -> None:
    path = tmp_path / called("target", kind, pid, ELSEWHERE)
    make(path)
    sweep(tmp_path)
    assert path.exists()  # new, so it may be between being made and being locked
    long_ago(path)
    lock = hold(path)
    assert lock is not None
    sweep(tmp_path)
    assert path.exists()
    let_go(lock)
    sweep(tmp_path)
    assert not path.exists()


def test_what_another_system_is_about_to_replace_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / called("target", "old", 2**40, ELSEWHERE)
    path.mkdir()
    long_ago(path)
    sweep(tmp_path)
    assert path.exists()


def test_without_locks_what_another_system_writes_is_spared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(38, "no locks here")

    path = tmp_path / called("target", "tmp", 2**40, ELSEWHERE)
    path.touch()
    long_ago(path)
    monkeypatch.setattr(leftovers.fcntl, "flock", refuse)
    write_bytes(tmp_path / "target", b"x")
    assert path.exists()
    assert (tmp_path / "target").read_bytes() == b"x"


def test_who_alone_makes_directories_in_a_place_knows_that_they_are_left(tmp_path: Path) -> None:
    for name in (called("step", "tmp", 1, ELSEWHERE), ".tmp-1-step"):
        (tmp_path / name).mkdir()
    (tmp_path / called("file", "tmp", 1, ELSEWHERE)).touch()
    sweep(tmp_path, owner=True)
    assert names(tmp_path) == {called("file", "tmp", 1, ELSEWHERE)}


@pytest.mark.parametrize("atomic", [atomic_file, atomic_directory])
def test_what_another_thread_writes_is_spared(
    tmp_path: Path, atomic: Callable[[Path], AbstractContextManager[Path]]
) -> None:
    with atomic(tmp_path / "target") as temporary:
        thread = threading.Thread(target=sweep, args=(tmp_path,))
        thread.start()
        thread.join()
        assert temporary.exists()
    assert names(tmp_path) == {"target"}


def test_what_was_about_to_be_replaced_is_put_back(tmp_path: Path) -> None:
    (tmp_path / called("target", "old", 2**40)).mkdir()
    sweep(tmp_path)
    assert names(tmp_path) == {"target"}


def test_names_of_temporaries_are_known() -> None:
    assert all(is_leftover(temporary_name("a b-c.npy", kind)) for kind in KINDS)
    assert is_leftover(".tmp-12-a")
    assert not any(map(is_leftover, (".tmp-a", "tmp-1-a", ".tmp-1@xyz-a", ".other-1-a")))
