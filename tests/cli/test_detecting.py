"""The commands `detect train`, `detect score` and `classify`: what they print, write and refuse."""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import pictures, tiny
from toy_terminal import Terminal

import gansmith
from gansmith.cli import main


@pytest.fixture
def sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Real and generated images in the current folder."""
    monkeypatch.chdir(tmp_path)
    random = np.random.default_rng(0)
    np.save("real.npy", random.integers(0, 60, (200, 8, 8)).astype(np.uint8))
    np.save("fake.npy", random.integers(20, 90, (200, 8, 8)).astype(np.uint8))
    return tmp_path


def test_train_and_score_from_the_command_line(sets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gansmith.train("real.npy", "dcgan", steps=1, out="run", **tiny("dcgan"), validate_every=0, sample_every=0)
    words = ["detect", "train", "real.npy", "--fake", "fake.npy", "run", "-o", "detector", "--steps", "40"]
    assert main(words) == 0
    printed = capsys.readouterr().out
    for part in ("The detector tells", "AUC unseen", "fake.npy", "run", "Platt's sigmoid", "gansmith detect score"):
        assert part in printed
    assert main(["detect", "score", "detector", "fake.npy", "-o", "scores.csv", "--prior", "0.2"]) == 0
    assert "20% generated samples expected" in capsys.readouterr().out
    with (sets / "scores.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["sample", "probability", "distance", "verdict"]
    assert [row["sample"] for row in rows] == [str(number) for number in range(200)]
    found = gansmith.score_samples("detector", "fake.npy", prior=0.2)
    assert [row["verdict"] for row in rows] == found.verdicts
    assert main(["detect", "score", "detector", "run", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["samples"] == 1000 == sum(document[name] for name in ("generated", "real", "unlike"))


def test_progress_is_drawn_on_a_terminal_and_nothing_elsewhere(sets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    train = ["detect", "train", "real.npy", "--fake", "fake.npy", "--steps", "3"]
    for words, total in (([*train, "-o", "detector"], "3"), (["detect", "score", "detector", "real.npy"], "200")):
        monkeypatch.setattr(sys, "stderr", shown := Terminal())
        assert main(words) == 0
        assert f"/{total}" in shown.getvalue()  # at which count depends on how fast it goes: the line is drawn by time
        assert shown.getvalue().endswith(("\x1b[?25h", "\x1b[2K"))
    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    assert main([*train, "-o", "quiet", "--quiet"]) == 0
    assert main(["detect", "score", "quiet", "real.npy", "--quiet"]) == 0
    assert shown.getvalue() == ""


def test_progress_counts_the_steps_of_all_trainings_and_the_samples_scored(sets: Path) -> None:
    told = list[tuple[int, int]]()
    gansmith.train_detector(
        "real.npy", ["fake.npy", np.load("fake.npy") // 2], "detector", steps=2, progress=lambda *at: told.append(at)
    )
    assert told == [(step, 6) for step in (0, 1, 2, 3, 4, 5, 6)]
    told.clear()
    many = np.resize(np.load("real.npy"), (1200, 8, 8))
    gansmith.score_samples("detector", many, progress=lambda *at: told.append(at))
    assert told == [(0, 1200), (500, 1200), (1000, 1200), (1200, 1200)]


@pytest.mark.parametrize(
    ("line", "code", "text"),
    [
        ("detect train real.npy -o d", 2, "--fake is missing"),
        ("detect train real.npy --fake fake.npy -o d --steps 0", 2, "--steps 0: give 1 or more"),
        ("detect train real.npy --fake nothing.npy -o d", 3, "nothing.npy"),
        ("detect train real.npy --fake fake.npy -o d --count 5", 2, "--count|-n 5"),
        ("detect score nothing real.npy", 3, "does not exist"),
        ("detect score real.npy fake.npy", 3, "is no detector"),
        ("detect train real.npy --fake fake.npy -o real.npy", 2, "exists already"),
        ("detect score nothing real.npy -o real.npy", 2, "csv"),
        ("classify nothing real.npy", 2, "is no run"),
        ("detect", 0, ""),
    ],
)
def test_mistakes_are_one_paragraph(
    line: str, code: int, text: str, sets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(sets.iterdir())
    assert main(line.split()) == code
    printed = capsys.readouterr()
    assert len(printed.err.splitlines()) == (1 if code else 0)
    assert any(part in printed.err for part in text.split("|"))
    assert sorted(sets.iterdir()) == before


def test_classify_from_the_command_line(sets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez("labelled.npz", x=pictures(60), labels=np.arange(60) % 3)
    options = {"network": "mlp", "width": 8, "batch_size": 8, "validate_every": 0, "sample_every": 0}
    gansmith.train("labelled.npz", "sgan", steps=2, out="run", labels=9, validation_fraction=0.2, **options)
    assert main(["classify", "run", "labelled.npz", "-o", "labels.csv"]) == 0
    printed = capsys.readouterr().out
    assert "60 samples" in printed
    assert printed.count("supervised baseline") == 2
    assert len((sets / "labels.csv").read_text().splitlines()) == 61
    assert main(["classify", "run", "labelled.npz", "--no-baseline", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert sum(document["classes"].values()) == document["samples"] == 60
    assert document["of_data"]["baseline"] is None
