"""`data`, `train` and its dry run see the same for the same options, whatever the format, and refuse alike."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tiny_runs import pictures, rows

from gansmith.cli import main
from gansmith.data import open_data, write_data

pytest.importorskip("pyarrow")
SUFFIXES = (".mat", ".npz", ".h5", ".csv", ".tsv", ".dat", ".xlsx", ".parquet")
LABELLED = {".mat": "labels", ".npz": "labels", ".h5": "labels"}  # of tables: label
FLAGS = [
    *[f"vectors{suffix}" for suffix in LABELLED],
    *[f"vectors{suffix} --columns numeric" for suffix in SUFFIXES if suffix not in LABELLED],
    *[f"gaps{suffix} --label {LABELLED.get(suffix, 'label')} --missing drop" for suffix in SUFFIXES],
    *[f"gaps{suffix} --missing mean" for suffix in LABELLED],
    *[f"vectors.{name} --scale {scale}" for name in ("npz", "csv --drop label") for scale in ("global", "feature")],
    *[f"vectors{suffix} --label {LABELLED.get(suffix, 'label')}" for suffix in SUFFIXES],
    *[f"vectors.npz --fold {fold}" for fold in ("none", "square", "4x4", "3x5")],
    *[f"folded.npy --fold {fold}" for fold in ("auto", "none", "16x5")],
    *[
        "mixed.csv",
        "mixed.csv --column count:category --missing drop",
        "mixed.csv --columns numeric --missing mean",
        "mixed.csv --columns numeric --missing drop",
        "mixed.csv --drop word weight",
    ],
    *["mixed.csv --label word --missing mean", "mixed.csv --label word --unlabelled a --missing drop"],
    *["bare.csv --header no", "bare.csv", "mixed.csv --columns numeric --missing-values 7 --missing mean"],
    *["images", "images --size 6", "images --size 6x10 --crop", "images.zip", "images.zip --size 6"],
    *["images --labels-from none", "images-idx3-ubyte", "torn --unreadable drop", "arrays", "ring", "digits"],
    *["stack.npy --axes HWN", "stack.npy --samples-axis 2", "colours.npy --derive grey", "pairs --side-by-side left"],
    *["--pairs grey.npy colours.npy", "--unpaired grey.npy colours.npy"],
]
REFUSED = [
    *[
        "mixed.csv --column word:real",
        "vectors.npz --label nothing",
        "vectors.csv --size 6",
        "torn",
        "vectors.npz --fold 2x2",
    ],
    *["images --header yes", "nowhere.csv", "vectors.csv --drop nothing", "images --fold 4x4", "ring --label x"],
]


def gaps(values: np.ndarray) -> np.ndarray:
    holed = values.astype(np.float64)
    holed[3, 1] = holed[7, 0] = np.nan
    return holed


def images(place: Path) -> None:
    for number, picture in enumerate(pictures(20)):
        folder = place / "ab"[number % 2]
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(folder / f"{number}.png")


def wide(place: Path) -> None:
    place.mkdir()
    for number in range(8):
        Image.fromarray(np.hstack([pictures(8, 16)[number]] * 2)).save(place / f"{number}.png")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the same data in every format, and odd data in some."""
    here = tmp_path_factory.mktemp("formats")
    vectors, kinds = rows(40, 13), np.arange(40) % 3
    for suffix in SUFFIXES:
        for name, values in (("vectors", vectors), ("gaps", gaps(vectors))):
            write_data(here / f"{name}{suffix}", values, open_data(vectors).origin, kinds, ("a", "b", "c"))
    image = pictures(20)
    images(here / "images")
    images(here / "torn")
    torn = here / "torn" / "a" / "0.png"
    torn.write_bytes(torn.read_bytes()[:-40])
    write_data(here / "images.zip", image, open_data(image).origin, kinds[:20], ("0", "1", "2"))
    write_data(here / "images-idx3-ubyte", image, open_data(image).origin, kinds[:20], ("0", "1", "2"))
    (here / "arrays").mkdir()
    for number, sample in enumerate(vectors):
        np.save(here / "arrays" / f"{number:02d}.npy", sample)
    y, x = np.mgrid[:8, :8]
    waves = [np.sin(y * (1 + number % 3) / 3 + number) + np.cos(x / 2 + number) for number in range(30)]
    np.save(here / "folded.npy", np.array(waves).reshape(30, 64).astype(np.float32))
    np.save(here / "stack.npy", image.transpose(1, 2, 0))
    np.save(here / "grey.npy", pictures(10, 16))
    np.save(here / "colours.npy", np.repeat(pictures(10, 16)[..., np.newaxis], 3, axis=3))
    wide(here / "pairs")
    lines = [f"{number},{'ab'[number % 2]},{number % 7},{'' if number == 5 else number**0.5}" for number in range(40)]
    (here / "mixed.csv").write_text("index,word,count,weight\n" + "\n".join(lines) + "\n")
    (here / "bare.csv").write_text("\n".join(f"{number},{number % 7},{number**2}" for number in range(1, 41)) + "\n")
    return here


@pytest.fixture(autouse=True)
def here(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main([*words, "--json"]) == 0, capsys.readouterr().err
    document = json.loads(capsys.readouterr().out)
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize("flags", FLAGS)
def test_what_is_described_is_what_is_trained_on(
    flags: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = flags.split()
    shown = said(capsys, "data", *words)
    run = ["train", *words, "--steps", "1", "--batch-size", "4", "--width", "4", "--sample-every", "0"]
    planned = said(capsys, *run, "--dry-run")
    assert main([*run, "--out", str(tmp_path / "run")]) == 0
    told = capsys.readouterr().err
    kept = json.loads((tmp_path / "run" / "data.json").read_text())
    card = json.loads((tmp_path / "run" / "final" / "model.json").read_text())
    assert {name: value for name, value in shown.items() if name in kept} == {
        name: value for name, value in kept.items() if name not in ("places", "digest")
    }
    assert shown["network_shape"] == planned["network_shape"] == card["shape"]
    assert shown["warnings"] == planned["notes"]
    assert all(note[:60] in told for note in shown["warnings"])
    assert shown["classes"].keys() == set(card["class_names"])
    assert shown["method"] == planned["configuration"]["method"] == card["method"]
    used = planned["resolved"]
    assert (shown["fold"], shown["scale"]) == (used["fold"], used["scale"])
    if shown["sources"] is None:
        assert shown["network"] == used["network"]


@pytest.mark.parametrize("flags", REFUSED)
def test_what_is_refused_is_refused_alike(flags: str, capsys: pytest.CaptureFixture[str]) -> None:
    words, answers = flags.split(), []
    for command in (["data"], ["train", "--steps", "1", "--dry-run"], ["train", "--steps", "1", "--out", "never"]):
        code = main([command[0], *words, *command[1:]])
        answers.append((code, capsys.readouterr()))
    assert answers[0][0] in (2, 3)
    assert answers[0] == answers[1] == answers[2]
    assert not os.path.lexists("never")


@pytest.mark.parametrize(
    "flags", ["vectors.npz", "vectors.csv --label label", "mixed.csv --columns numeric --missing drop", "images"]
)
def test_the_values_that_a_dry_run_names_are_those_of_auto(
    flags: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["train", *flags.split(), "--steps", "1", "--batch-size", "4", "--width", "4", "--quiet"]
    assert main([*run[:-1], "--dry-run"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert not [line for line in lines if line.endswith(" auto")]
    planned = said(capsys, *run[:-1], "--dry-run")
    named = [word for name, value in planned["resolved"].items() for word in (f"--{name}", str(value))]
    for words, out in (([], "auto"), (named, "named")):
        assert main([*run, *words, "--out", str(tmp_path / out)]) == 0
    weights = [(tmp_path / out / "final" / "generator.safetensors").read_bytes() for out in ("auto", "named")]
    assert weights[0] == weights[1]
