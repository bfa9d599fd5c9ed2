"""A file that is cut short while it is read is an error at most, and never the end of the process."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says

from gansmith.data.formats import npy
from gansmith.data.formats.read import open_data
from gansmith.data.reader import child
from gansmith.data.reader import library_errors as trouble
from gansmith.data.storage import memory
from gansmith.errors import DataError

VALUES = np.arange(1 << 20, dtype=np.int64).reshape(-1, 8)


def test_a_file_that_fits_is_read_before_it_is_cut(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", VALUES)
    script = (
        "import os, sys; from gansmith.data.formats.read import open_data; d = open_data(sys.argv[1]); "
        "os.truncate(sys.argv[1], 200); print(int(d.values.sum()))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "a.npy")], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, str(int(VALUES.sum())))


def test_a_mapped_file_that_is_cut_is_noticed_in_the_next_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npy, "share", lambda: 0)
    np.save(tmp_path / "a.npy", VALUES)
    data = open_data(tmp_path / "a.npy")
    whole = data.sha256
    os.truncate(tmp_path / "a.npy", 200)
    with says(DataError, r"a\.npy became shorter"):
        _ = replace(data).sha256  # measured anew
    np.save(tmp_path / "a.npy", VALUES)
    assert replace(data).sha256 == whole


def test_a_reader_that_is_stopped_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    from gansmith.data.reader import isolated as apart

    (tmp_path / "a.csv").write_text("a,b\n1,2\n3,4\n")
    child.end_reader()
    open_data(tmp_path / "a.csv")
    assert child._reader is not None
    stopped = child._reader._process
    monkeypatch.setattr(child, "_MARGIN", 0.2)
    monkeypatch.setattr(apart, "_LEAST_SECONDS", 0.05)
    os.kill(stopped.pid, signal.SIGSTOP)
    with says(DataError, r"a\.csv could not be read: its reader was stopped"):
        open_data(tmp_path / "a.csv")
    assert stopped.poll() is not None
    monkeypatch.undo()
    assert len(open_data(tmp_path / "a.csv")) == 2


@pytest.mark.parametrize(("number", "said"), [(24, "ulimit -n"), (40, "leads back to itself"), (2, "Check the path")])
def test_what_the_system_refuses_is_no_damage(number: int, said: str) -> None:
    with pytest.raises(DataError, match=said) as caught, trouble.reading("a.npy", "a .npy file"):
        raise OSError(number, os.strerror(number), "a.npy")
    assert "damaged" not in str(caught.value)


@pytest.mark.parametrize("said", ["0", "-3", "many", ""])
def test_a_senseless_number_of_processes_is_one(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_WORLD_SIZE", said)
    assert memory.share() > 0


def test_a_link_to_itself_and_a_closed_output(tmp_path: Path) -> None:
    (tmp_path / "a.npy").symlink_to("a.npy")
    with says(DataError, r"a\.npy is a link to what is not there"):
        open_data(tmp_path / "a.npy")
    np.save(tmp_path / "b.npy", VALUES[:50])
    command = f"exec {sys.executable} -m gansmith data b.npy >&-"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
