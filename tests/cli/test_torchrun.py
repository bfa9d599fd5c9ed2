"""`torchrun --nproc-per-node 2 -m gansmith train`: the same training, shared by two processes, in one run directory."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import gansmith
from gansmith.cli import main

TRAIN = [
    "train",
    "ring",
    "--method",
    "r3gan",
    "--network",
    "mlp",
    "--width",
    "8",
    "--batch-size",
    "16",
    "--steps",
    "12",
]
TRAIN += ["--log-every", "1", "--quiet"]


@pytest.mark.slow
def test_two_processes_train_the_same_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torchrun = shutil.which("torchrun", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if torchrun is None:
        pytest.skip("torchrun is not there")
    monkeypatch.chdir(tmp_path)
    assert main([*TRAIN, "--out", "one"]) == 0
    shared = [torchrun, "--standalone", "--nproc-per-node", "2", "-m", "gansmith", *TRAIN]
    ended = subprocess.run(shared, capture_output=True, text=True, timeout=240, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == ""
    assert [path.name for path in Path("runs").iterdir()] == ["0001-r3gan-ring"]
    one, two = (gansmith.load(run).network.state_dict() for run in ("one", "runs/0001-r3gan-ring"))
    assert one.keys() == two.keys()
    assert max(float((one[name] - two[name]).abs().max()) for name in one) < 1e-4
    assert len(Path("one/log.jsonl").read_text().splitlines()) == 12
    assert len(Path("runs/0001-r3gan-ring/log.jsonl").read_text().splitlines()) == 12
