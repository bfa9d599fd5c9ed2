"""The words that repeat a run give its settings again, whatever they are."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tiny_runs import pictures, rows, tiny

from gansmith.cli import main
from gansmith.config.command_line import data_words, flags, train_words
from gansmith.config.settings import TrainSettings, settle
from gansmith.declaration import validated


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds data of several kinds."""
    monkeypatch.chdir(tmp_path)
    np.save("rows.npy", rows(60))
    np.savez("labelled.npz", x=pictures(60), kind=np.arange(60) % 3)
    lines = [f"{number},n{number},{number % 2},{mass},{size}" for number, (mass, size) in enumerate(rows(60, 2))]
    Path("table.csv").write_text("\n".join([",my name,kind,mass,size", *lines]))
    for folder in ("before", "after"):
        Path(folder).mkdir()
        for number, picture in enumerate(pictures(40, 16)):
            Image.fromarray(picture).save(f"{folder}/{number}.png")
    return tmp_path


@pytest.mark.parametrize(
    ("data", "method", "reading", "rest"),
    [
        ("rows.npy", "gan", {}, {}),
        (
            "rows.npy",
            "wgan",
            {"scale": "feature", "missing": "mean"},
            {"seed": 3, "pack": 2, "validation_fraction": 0.25},
        ),
        ("rows.npy", "gan", {"fold": "2x2"}, {"patience": 4, "best_by": "sliced", "threads": 1, "validate_every": 3}),
        ("labelled.npz", "cgan", {"variable": "x", "label": "kind"}, {"checkpoint_every": 0, "sample_every": 7}),
        ("table.csv", "gan", {"label": "kind", "drop": ["", "my name"]}, {}),
        ("labelled.npz", "dcgan", {"variable": "x"}, {"augment": "diffaugment", "log_every": 2}),
        ("after", "pix2pix", {"pairs": "before"}, {}),
        ("after", "cyclegan", {"unpaired": "before", "size": (16, 20)}, {}),
    ],
)
def test_a_run_is_repeated_by_its_words(
    data: str, method: str, reading: dict[str, Any], rest: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settle(data, method, tiny(method), reading, steps=5, **rest)
    assert main(["train", *train_words(settings), "--dry-run", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["configuration"]
    assert validated(TrainSettings, found) == settings


OWN = """
from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.methods.r3gan import r3gan


def mine(data: DataSpec, *, squash: bool = True) -> Method:
    return r3gan(data, squash=squash, width=4)
"""


@pytest.mark.parametrize(("squash", "words"), [(True, ["--squash"]), (False, ["--no-squash"])])
def test_what_is_on_by_default_can_be_turned_off(
    squash: bool, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("own.py").write_text(OWN)
    settings = settle("rows.npy", "own.py:mine", {"squash": squash}, {}, steps=5)
    assert [word for word in train_words(settings) if "squash" in word] == words
    assert main(["train", *train_words(settings), "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["configuration"]["hyper"] == {"squash": squash}


def test_minutes_that_became_steps_are_steps() -> None:
    settings = settle("rows.npy", "gan", {}, {}, minutes=2.0)
    assert train_words(settings)[-2:] == ["--minutes", "2.0"]
    assert "--minutes" not in train_words(replace(settings, steps=77))


def test_what_is_usual_has_no_words() -> None:
    assert data_words("ring", {}) == data_words("ring", {"fold": "auto", "label": None, "drop": []}) == ["ring"]
    assert data_words("b", {"pairs": "a", "size": (3, 4)}) == ["--pairs", "a", "b", "--size", "3x4"]
    assert flags({"a_b": True, "c": False, "d": None, "e": ["x", "y"], "f": 0}) == [
        "--a-b",
        "--e",
        "x",
        "y",
        "--f",
        "0",
    ]
