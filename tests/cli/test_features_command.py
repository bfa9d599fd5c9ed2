"""The command `features`: what it prints and writes, and how it refuses."""

import json
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import pictures, rows, tiny

import gansmith
from gansmith.cli import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run on vectors and one on labelled images."""
    place = tmp_path_factory.mktemp("features")
    np.save(place / "rows.npy", rows())
    np.savez(place / "images.npz", images=pictures(side=16), labels=np.arange(20) % 4)
    quiet = {"steps": 2, "validate_every": 0, "sample_every": 0, "quiet": True}
    gansmith.train(place / "rows.npy", "gan", out=place / "vectors", **quiet, **tiny("gan"))
    gansmith.train(place / "images.npz", "dcgan", out=place / "pictures", **quiet, **tiny("dcgan"))
    return place


@pytest.fixture(autouse=True)
def here(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)


def test_it_says_how_many_features_of_which_layers(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["features", "pictures", "images.npz", "-o", str(tmp_path / "made.npz")]) == 0
    made = gansmith.extract_features("pictures", "images.npz")
    out = capsys.readouterr().out
    assert f"{made.shape[1]:,} features of 20 samples, by the discriminator at step 2: conv1 " in out
    assert "labels: 4 classes" in out
    with np.load(tmp_path / "made.npz") as stored:
        assert np.array_equal(stored["features"], made)
        assert stored["labels"].tolist() == (np.arange(20) % 4).tolist()


def test_json_holds_the_same(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["features", "vectors", "-o", str(tmp_path / "made.npy"), "--layers", "dense2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["samples"], found["layers"], found["labelled"]) == (40, {"dense2": found["features"]}, False)
    stored = np.load(tmp_path / "made.npy")
    assert (stored.shape, stored.dtype) == ((40, found["features"]), np.float32)


def test_quiet_says_nothing_at_all(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["features", "vectors", "rows.npy", "-o", str(tmp_path / "made.csv"), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["vectors/final", "rows.npy", "-o", "x.npy"], 2, "holds a generator alone"),
        (["vectors", "absent.npy", "-o", "x.npy"], 3, "There is no"),
        (["vectors", "images.npz", "-o", "x.npy"], 3, "holds samples of shape"),
        (["vectors", "-o", "rows.npy"], 2, "would be lost"),
        (["vectors", "-o", "x.txt"], 2, "let the name end in .npy, .npz, .mat, .csv, .parquet"),
        (["vectors", "-o", "vectors/checkpoints/x.npy"], 2, "is the place of a part of"),
        (
            ["vectors", "-o", "x.npy", "--layers", "conv7"],
            2,
            "--layers conv7: this discriminator has the layers dense1",
        ),
        (["nowhere", "-o", "x.npy"], 3, "There is no nowhere"),
        (["rows.npy", "-o", "x.npy"], 3, "holds no model"),
    ],
)
def test_mistakes_are_one_paragraph(capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str) -> None:
    assert main(["features", *words]) == code
    text = capsys.readouterr().err
    assert said in text
    assert text.strip().count("\n") == 0
    assert not Path("x.npy").exists()
