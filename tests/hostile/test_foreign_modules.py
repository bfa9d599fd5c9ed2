"""Nothing that lies in the folder of the data is imported in place of a library, whatever it is called."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import rows

NAMES = ("json", "torch", "numpy", "scipy", "pydantic", "gc", "selectors", "gansmith")
SMALL = ["--steps", "1", "--quiet"]
COMMANDS = {
    "data": ["data", "rows.npy"],
    "train": ["train", "rows.npy", "--method", "gan", "--out", "run", *SMALL],
    "compare": ["compare", "rows.npy", "--methods", "gan", "lsgan", "--seeds", "1", "-n", "20", *SMALL],
    "a table": ["data", "rows.csv"],
}


@pytest.mark.parametrize("start", ["gansmith", "python -m gansmith"])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_module_beside_the_data_is_imported(command: str, start: str, tmp_path: Path) -> None:
    np.save(tmp_path / "rows.npy", rows(40))
    np.savetxt(tmp_path / "rows.csv", rows(40), delimiter=",", header="a,b,c,d", comments="")
    for name in NAMES:
        (tmp_path / f"{name}.py").write_text("open('RAN', 'a').write(__name__)\nraise ImportError(__name__)\n")
    program = Path(sys.executable).with_name("gansmith")
    if start == "gansmith":
        words = [str(program)]
    else:  # which looks for gansmith itself in the folder first, as Python does for any program started so
        (tmp_path / "gansmith.py").unlink()
        words = [sys.executable, "-m", "gansmith"]
    ended = subprocess.run([*words, *COMMANDS[command]], cwd=tmp_path, capture_output=True, text=True, timeout=200)
    assert not (tmp_path / "RAN").exists(), (tmp_path / "RAN").read_text()
    assert ended.returncode == 0, ended.stderr
