"""The process that reads: it takes no one with it, outlives no one, runs nothing of the user's, and answers alike."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says

from gansmith.data.formats.read import open_data
from gansmith.data.formats.variables import Choices
from gansmith.data.formats.write import write_data
from gansmith.data.reader import child, wire
from gansmith.data.reader import isolated as apart
from gansmith.data.storage import store
from gansmith.errors import DataError, UsageError

VALUES = np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32)
NATIVE = ("a.mat", "a.h5", "a.csv", "a.tsv", "a.parquet")


@pytest.fixture(autouse=True)
def _no_reader_left() -> None:
    child.end_reader()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a good file of each kind that is read by the process."""
    for name in NATIVE:
        write_data(tmp_path / name, VALUES, open_data(VALUES).origin)
    return tmp_path


def read(path: Path) -> np.ndarray:
    return open_data(path).values.astype(np.float32)


def pid() -> int:
    assert child._reader is not None
    return child._reader._process.pid


def wait_until_gone(number: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            if "\nState:\tZ" in Path(f"/proc/{number}/status").read_text():
                return
        except OSError:
            return
        time.sleep(0.02)
    raise AssertionError("the reader is still there")


def script(text: str, cwd: Path, **choices: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", text], cwd=cwd, capture_output=True, text=True, timeout=60, **choices)


def test_one_process_reads_all(folder: Path) -> None:
    read(folder / "a.mat")
    first = pid()
    for name in NATIVE:
        np.testing.assert_array_equal(read(folder / name), VALUES)
    assert pid() == first


def test_a_crash_is_an_error_that_names_the_file_and_the_next_file_is_read(folder: Path) -> None:
    whole = (folder / "a.mat").read_bytes()
    at = whole.index(np.uint32([7, VALUES.nbytes]).tobytes())
    (folder / "b.mat").write_bytes(whole[:at] + bytes([133]) + whole[at + 1 :])
    for path in (folder / "b.mat", Path(__file__).with_name("sigbus.mat")):
        with says(DataError, rf"{path.name} .*copy or export it again"):
            open_data(path)
        np.testing.assert_array_equal(read(folder / "a.mat"), VALUES)


def test_a_reader_killed_while_idle_is_not_the_next_files_fault(folder: Path) -> None:
    read(folder / "a.csv")
    os.kill(pid(), signal.SIGKILL)
    wait_until_gone(pid())
    np.testing.assert_array_equal(read(folder / "a.csv"), VALUES)


def test_a_reader_that_was_about_to_end_is_not_the_next_files_fault(folder: Path) -> None:
    """One that has closed its socket for want of work, and is still there when the next file comes."""
    read(folder / "a.csv")
    assert child._reader is not None
    working, (ours, theirs) = child._reader._channel, socket.socketpair()
    theirs.close()
    child._reader._channel = ours
    first = pid()
    np.testing.assert_array_equal(read(folder / "a.csv"), VALUES)
    assert pid() != first
    working.close()


def test_errors_come_back_as_the_same_kind(folder: Path) -> None:
    with says(UsageError, "named by both label and drop"):
        open_data(folder / "a.csv", label="c0", drop=("c0",))
    with says(DataError, r"has no column 'c9'\. Its columns: c0, c1"):
        open_data(folder / "a.csv", label="c9")


def test_too_much_computing_ends(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    np.savetxt(folder / "long.csv", np.zeros((20_000, 100), np.int8), fmt="%d", delimiter=",")
    monkeypatch.setattr(apart, "_LEAST_SECONDS", 0.01)
    monkeypatch.setattr(apart, "_SECONDS_A_BYTE", 0)
    with says(DataError, r"long\.csv .*computing ran out"):
        open_data(folder / "long.csv")


def test_waiting_without_end_ends(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(folder / "pipe.csv")
    monkeypatch.setattr(apart, "_WAITING", 0.02)
    with says(DataError, r"pipe\.csv .*ran out"):
        apart.read_apart("csv", str(folder / "pipe.csv"), Choices())


def test_big_arrays_are_mapped_and_may_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "_COPIED", 0)
    for name in NATIVE:
        data = open_data(folder / name)
        data.values[0] = 7
        assert (data.values[0] == 7).all()
        np.testing.assert_array_equal(data.values[1:].astype(np.float32), VALUES[1:])


def test_threads_and_forks_each_get_their_own_answer(folder: Path) -> None:
    found: list[bool] = []
    threads = [
        threading.Thread(target=lambda name=name: found.append(np.array_equal(read(folder / name), VALUES)))
        for name in NATIVE
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * len(NATIVE)
    forked = """if True:
        import os, sys
        from gansmith.data.formats.read import open_data
        first = open_data("a.csv").values
        if not (child := os.fork()):
            os._exit(0 if (open_data("a.mat").values == open_data("a.h5").values).all() else 1)
        assert (open_data("a.csv").values == first).all()
        assert os.waitpid(child, 0)[1] == 0
        assert (open_data("a.csv").values == first).all()
    """
    assert script(forked, folder).returncode == 0


def test_nothing_of_the_users_is_run(folder: Path) -> None:
    """Neither a script without a guard once more, nor a module of a library's name beside the data."""
    for name in ("scipy", "h5py", "pyarrow", "json", "numpy", "socket"):
        (folder / f"{name}.py").write_text("open('imported', 'w')\n")
    (folder / "own.py").write_text(
        "import sys\nhere = sys.path.pop(0)\nimport gansmith.data.formats.read as o\nsys.path.insert(0, here)\n"
        f"print('ran')\nfor name in {NATIVE}: print(len(o.open_data(name)))\n"
    )
    done = subprocess.run([sys.executable, "own.py"], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["ran"] + ["50"] * len(NATIVE)
    assert not (folder / "imported").exists()


@pytest.mark.parametrize("closed", [(0,), (0, 1, 2)])
def test_closed_standard_streams_do_no_harm(folder: Path, closed: tuple[int, ...]) -> None:
    text = f"""if True:
        import os
        for number in {closed}: os.close(number)
        from gansmith.data.formats.read import open_data
        os._exit(len(open_data("a.mat")) + len(open_data("a.csv")))
    """
    assert script(text, folder).returncode == 100


BUSY = """if True:
    import os, signal, sys, threading
    from gansmith.data.reader import isolated as apart
    from gansmith.data.reader import child
    from gansmith.data.formats.variables import Choices
    def tell():
        while child._reader is None: pass
        print(child._reader._process.pid, flush=True)
    threading.Thread(target=tell, daemon=True).start()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    apart.read_apart("csv", "pipe.csv", Choices())
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_the_reader_ends_with_the_command_even_in_the_midst_of_a_file(folder: Path, number: signal.Signals) -> None:
    os.mkfifo(folder / "pipe.csv")
    with subprocess.Popen(
        [sys.executable, "-c", BUSY], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        reader = int(command.stdout.readline())
        time.sleep(0.5)  # until it waits for the pipe
        command.send_signal(number)
        wait_until_gone(reader)
        said = command.stderr.read()
        assert command.wait(20) in (-number, 1, 130)
    assert said.count("Traceback") == (number == signal.SIGINT)  # the script's own, which catches nothing


@pytest.mark.parametrize("in_memory", [True, False])
def test_an_array_is_handed_over_without_a_copy(
    in_memory: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object) -> int:
        raise OSError("no such call")

    if not in_memory:
        monkeypatch.setattr(os, "memfd_create", refuse)
    monkeypatch.setattr(store, "_handed_over", {})
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    stored = store.store(iter([VALUES[:20], VALUES[20:]]), VALUES.shape, VALUES.dtype)
    file, on_disk = store.file_of(stored)
    assert (file, on_disk) == store.file_of(stored)
    with store.file_of(stored[1:])[0] as other:
        assert other is not file
    data = open_data(stored)
    document, files = wire.pack(data)
    assert files == [file]
    np.testing.assert_array_equal(wire.unpack(document, [file.fileno()]).values, VALUES)
    assert not list(tmp_path.iterdir())
    store.hand_over()
    assert file.closed


def test_answers_that_do_not_hold_together_are_refused() -> None:
    good = {"dtype": "<f8", "shape": [2, 2], "on_disk": False}
    origin = open_data(VALUES).origin.to_json()
    read_end, write_end = os.pipe()
    os.close(write_end)
    for arrays in ([], [good], [good | {"dtype": "|O"}], [good | {"shape": [-1, 2]}], [good | {"shape": [1 << 70, 2]}]):
        with pytest.raises((ValueError, KeyError, TypeError)):
            wire.unpack({"arrays": arrays, "class_names": [], "origin": origin}, [read_end])
    os.close(read_end)
