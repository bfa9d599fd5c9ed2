"""The commands `detect train`, `detect score` and `classify`: what they print, write and refuse."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import pictures, tiny

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
