"""What commands print and write: one JSON document, or nothing, or text; and nothing that was not asked."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_games import SMALL
from tiny_runs import rows, tiny_flags

from gansmith.cli import main
from gansmith.methods.registry import METHODS

TRAIN = ["train", "rows.npy", "--method", "gan", "--steps", "3", *tiny_flags("gan")]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds rows.npy and nothing else."""
    monkeypatch.chdir(tmp_path)
    np.save("rows.npy", rows())
    return tmp_path


def said_as_json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main([*words, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert isinstance(document, dict)
    return document


def test_json_is_all_that_is_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(said_as_json(capsys, "methods")) == list(METHODS)
    found = said_as_json(capsys, "data", "rows.npy")
    assert (found["samples"], found["shape"], found["dtype"]) == (40, [4], "float32")
    run = said_as_json(capsys, *TRAIN, "--out", "run")
    assert (run["run"], run["steps"], run["finished"], run["exit_code"]) == ("run", 3, True, 0)
    made = said_as_json(capsys, "generate", "run", "-n", "5", "-o", "x.npy")
    made_at = {"output": "x.npy", "mark": "x.npy.synthetic.json"}
    assert made == {**made_at, "samples": 5, "shape": [5, 4], "dtype": "float32"}
    assert said_as_json(capsys, "plot", "run", "-o", "x.png") == {"output": "x.png"}
    again = said_as_json(capsys, "train", "--resume", "run", "--steps", "4")
    assert (again["steps"], again["resumed_at"]) == (4, 3)


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    for line in (
        [*TRAIN, "--out", "run"],
        ["train", "--resume", "run", "--steps", "4"],
        ["generate", "run", "-n", "5", "-o", "x.npy"],
        ["plot", "run", "-o", "x.png"],
    ):
        assert main([*line, "--quiet"]) == 0
        assert capsys.readouterr() == ("", "")


def test_training_says_what_comes_next(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TRAIN, "--out", "my run"]) == 0
    said = capsys.readouterr()
    assert "gansmith generate 'my run' -n 1000 -o samples.npy" in said.out
    assert "step 1 of 3" in said.err


def test_runs_are_numbered(here: Path) -> None:
    for _ in range(2):
        assert main([*TRAIN, "--quiet"]) == 0
    assert sorted(path.name for path in Path("runs").iterdir()) == ["0001-gan-rows", "0002-gan-rows"]
    held = {path.name for path in Path("runs/0001-gan-rows").iterdir()}
    assert held == {
        *("config.json", "env.json", "data.json", "log.jsonl", "run.lock", "tb", "samples", "checkpoints", "final"),
        *("quality.jsonl", "best"),
    }
    config = json.loads(Path("runs/0001-gan-rows/config.json").read_text())
    assert (config["steps"], config["method"], config["hyper"]["width"]) == (3, "gan", SMALL["width"])


def test_a_dry_run_writes_nothing_and_tells_all(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TRAIN, "--dry-run"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    for word in (
        "nothing was written",
        "learning-rate",
        "0.0002",
        "generator (",
        "Learning rates:",
        "Memory:",
        "Time: 3 steps",
    ):
        assert word in said.out
    document = said_as_json(capsys, *TRAIN, "--dry-run")
    assert document["configuration"]["hyper"]["width"] == SMALL["width"]
    assert document["parameters"].keys() == {"generator", "critic", "generator_average"}
    assert document["seconds"] >= 0
    assert set(document["megabytes"]) == {"data", "weights_and_optimizers", "whole_process_so_far"}
    assert [path.name for path in here.iterdir()] == ["rows.npy"]


def test_a_dry_run_tells_the_learning_rates_at_the_start_and_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--learning-rate", "1e-3", "--generator-learning-rate", "4e-3", "--final-lr-factor", "0.25", "--dry-run")
    rates = said_as_json(capsys, *TRAIN, *words)["learning_rates"]
    assert rates["critic"] == pytest.approx([1e-3, 2.5e-4])
    assert rates["generator"] == pytest.approx([4e-3, 1e-3])
    assert main([*TRAIN, *words]) == 0
    assert "Learning rates: critic 0.001 to 0.00025, generator 0.004 to 0.001." in capsys.readouterr().out


def test_data_tells_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "rows.npy"]) == 0
    said = capsys.readouterr().out
    for word in ("rows.npy", "40 of 4 float32", "duplicates", "--method r3gan", "only 40 samples"):
        assert word in said


@pytest.mark.usefixtures("no_connection")
def test_nothing_is_sent_anywhere() -> None:
    assert main([*TRAIN, "--out", "run", "--quiet"]) == 0
    assert main(["generate", "run", "-n", "5", "-o", "x.npy", "--quiet"]) == 0
    assert main(["plot", "run", "-o", "x.png", "--quiet"]) == 0
    assert main(["data", "rows.npy"]) == 0


@pytest.mark.parametrize("sink", ["closed", "full"])
def test_a_reader_who_has_gone_gets_no_traceback(sink: str) -> None:
    command = [sys.executable, "-m", "gansmith", "methods", "--json"]
    if sink == "full":
        with open("/dev/full", "w") as full:  # noqa: PTH123
            ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
        assert (ended.returncode, ended.stderr) == (1, "gansmith: Output: No space left on device.\n")
        return
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, "")
