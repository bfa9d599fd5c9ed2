"""A file of matplotlib's settings beside the data is not read, whatever it holds; the folder stays the current one."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import rows, tiny_flags

SETTINGS = {"latex": b"text.usetex: True\n", "no text": b"\xff\xfe\x00", "a pipe": None}


@pytest.mark.parametrize("held", SETTINGS)
def test_settings_beside_the_data_are_not_read(held: str, tmp_path: Path) -> None:
    np.save(tmp_path / "rows.npy", rows(60))
    content = SETTINGS[held]
    os.mkfifo(tmp_path / "matplotlibrc") if content is None else (tmp_path / "matplotlibrc").write_bytes(content)
    train = ["train", "rows.npy", "--method", "gan", "--steps", "2", "--out", "run", "--sample-every", "1"]
    for words in ([*train, *tiny_flags("gan")], ["picture", "run", "-o", "drawn.png"], ["evaluate", "run", "-n", "20"]):
        command = [sys.executable, "-m", "gansmith", *words, "--quiet"]
        ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert (ended.returncode, ended.stderr) == (0, "")
    assert (tmp_path / "drawn.png").is_file()


def test_the_current_folder_is_what_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = "import os; from gansmith.drawing.canvas import canvas; canvas((1, 1)); print(os.getcwd())"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "matplotlibrc").write_text("text.usetex: True\n")
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == str(tmp_path)
