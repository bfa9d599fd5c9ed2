"""Translation from the command line: what flags choose, what mistakes are answered, and what an interruption leaves."""

import errno
import json
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_runs import essence, leftovers, rows, stop_after, tiny_flags
from tiny_translators import coloured, trained

from gansmith.cli import main
from gansmith.models.model import Model

TRAIN = {  # the data and flags after `train`, exit code, words of the message
    "one folder where there must be two": ("--pairs a", 2, ["--pairs", "2"]),
    "sources misspelt": ("--pairs aa b", 3, ["'aa'", "Did you mean 'a'?"]),
    "targets misspelt": ("--unpaired a bb", 3, ["'bb'", "Did you mean 'b'?"]),
    "data named twice": ("b --pairs a b", 2, ["--pairs already names", "Leave out b"]),
    "two kinds of sources": ("--pairs a b --derive grey", 2, ["--pairs and --derive each say", "one of them"]),
    "an unknown derivation": ("b --derive edge", 2, ["--derive", "edges", "grey", "mask"]),
    "an unknown half": ("b --side-by-side middle", 2, ["--side-by-side", "left", "right"]),
    "names that do not meet": ("--pairs other b", 3, ["No picture in b", "other", "--unpaired"]),
    "sources of another size": ("--pairs wide b", 3, ["16x20", "16x18", "--size 16x18"]),
    "an odd width": ("odd --side-by-side left", 3, ["odd", "17 pixels wide have no two halves"]),
    "pictures too small": ("b --derive grey --size 9x9", 2, ["pix2pix", "16 x 16 or more", "--size"]),
    "vectors": ("rows.npy --derive edges", 2, ["--derive edges is for pictures", "vectors of 4"]),
    "sources for a method from noise": ("b --derive grey --method gan", 2, ["--method gan", "noise", "pix2pix"]),
    "pix2pix without pairs": ("--unpaired a b --method pix2pix", 2, ["pix2pix learns from pairs", "cyclegan"]),
    "pix2pix without sources": ("b --method pix2pix", 2, ["names no sources", "--pairs A B", "--derive edges"]),
    "a variable of a folder": ("b --source-variable x", 2, ["--source-variable x means nothing", "b"]),
    "an unknown source variable": ("two.npz --variable x --source-variable z", 3, ["'z'", "x 6x16x18x3"]),
    "resume with other sources": ("--resume run --pairs b b", 3, ["b is not what run was trained on"]),
    "resume with sources of none": ("--resume derived --pairs a b", 2, ["a: this run has no sources", "data alone"]),
    "resume with another derivation": ("--resume derived --derive mask", 2, ["--derive cannot be given with --resume"]),
}
OTHERS = {  # all words, exit code, words of the message
    "translate without input": ("translate run -o x", 2, ["INPUT"]),
    "translate without output": ("translate run a", 2, ["--output"]),
    "translate by nothing": ("translate nowhere a -o x", 3, ["There is no nowhere"]),
    "translate by a folder": ("translate a a -o x", 3, ["a holds no model"]),
    "translate nothing": ("translate run nowhere/x.png -o x.png", 3, ["nowhere/x.png", "Check the path"]),
    "translate a misspelt image": ("translate run a/oo.png -o x.png", 3, ["a/oo.png", "Did you mean"]),
    "translate an empty folder": ("translate run hollow -o x", 3, ["hollow", "no images"]),
    "translate vectors": ("translate run rows.npy -o x.npy", 3, ["rows.npy", "(4,)", "16 x 16"]),
    "translate back by pix2pix": ("translate run a --back -o x", 2, ["--back", "pix2pix"]),
    "translate onto itself": ("translate run a/0.png -o a/0.png", 2, ["a/0.png", "would be lost"]),
    "translate into its own input": ("translate run a -o a/out", 2, ["a/out lies in a", "another place"]),
    "translate into a missing folder": ("translate run a -o no/x", 2, ["there is no folder no"]),
    "translate into a file's inside": ("translate run a -o rows.npy/x", 2, ["there is no folder rows.npy"]),
    "translate an image into a JPEG": ("translate run a/0.png -o x.jpg", 2, ["x.jpg", ".png, .tif"]),
    "translate a folder into a file": ("translate run a -o x.png", 2, ["x.png", "becomes a folder"]),
    "translate one of several variables": ("translate run two.npz -o x.npy", 3, ["--variable NAME", "y 6x16x18x3"]),
    "translate a variable of an image": ("translate run a/0.png --variable x -o x.png", 2, ["--variable x"]),
    "translate an image cut short": ("translate run torn -o x", 3, ["torn/1.png"]),
    "translate a deep image": ("translate run deep.png -o x.png", 3, ["16-bit grey", "8-bit"]),
    "translate a small image": ("translate run small.png -o x.png", 3, ["small.png", "(10, 10, 3)", "16 x 16"]),
    "translate grey arrays by a model of colours": (
        "translate run grey.npy -o x.npy",
        3,
        ["grey.npy", "takes 3 channels"],
    ),
    "generate by a translator": ("generate run -n 3 -o x.npy", 2, ["pix2pix", "gansmith translate"]),
}
CASES = {name: (f"train {line}", code, words) for name, (line, code, words) in TRAIN.items()} | OTHERS


def folder(place: Path, count: int = 6, **options: tuple[int, int]) -> Path:
    """Write coloured pictures 0.png, 1.png ..."""
    place.mkdir()
    for number, picture in enumerate(coloured((3,), count=count, **options)):  # type: ignore[arg-type]
        Image.fromarray(picture).save(place / f"{number}.png")
    return place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pictures, good and bad, and of runs."""
    here = tmp_path_factory.mktemp("translating")
    for name in ("a", "b", "other", "torn"):
        folder(here / name)
    for file in (here / "other").iterdir():
        file.rename(file.with_name(f"x{file.name}"))
    torn = here / "torn" / "1.png"
    torn.write_bytes(torn.read_bytes()[:-100])
    folder(here / "wide", size=(16, 20))
    folder(here / "odd", size=(16, 17))
    (here / "hollow").mkdir()
    np.save(here / "rows.npy", rows())
    np.save(here / "grey.npy", coloured(()))
    np.savez(here / "two.npz", x=coloured((3,), count=6), y=coloured((3,), count=6)[::-1])
    Image.fromarray(coloured((), "uint16", 1)[0]).save(here / "deep.png")
    Image.fromarray(coloured((3,), count=1, size=(10, 10))[0]).save(here / "small.png")
    trained(here / "run", coloured((3,)), coloured((3,)))
    derived = ["train", str(here / "b"), "--derive", "grey", "--width", "4", "--steps", "1", "--quiet"]
    assert main([*derived, "--out", str(here / "derived")]) == 0
    return here


@pytest.fixture
def here(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a copy of that folder."""
    shutil.copytree(place, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_answered_in_one_paragraph(
    name: str, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line, code, words = CASES[name]
    monkeypatch.chdir(place)
    before = {path.name for path in place.iterdir()}
    flags = ["--width", "4", "--steps", "2"] if line.startswith("train") and "--resume" not in line else []
    assert main([*line.split(), *flags]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("gansmith: ")
    assert said.err.count("\n") == 1
    for word in words:
        assert word in said.err
    assert {path.name for path in place.iterdir()} == before


@pytest.mark.parametrize(
    ("flags", "method"),
    [
        ("--pairs a b", "pix2pix"),
        ("--unpaired a b --blocks 1", "cyclegan"),
        ("b --derive edges", "pix2pix"),
        ("b --derive=mask --l1-weight 3", "pix2pix"),
        ("wide --side-by-side right --size 16x16", "pix2pix"),
        ("two.npz --variable x --source-variable y", "pix2pix"),
        ("two.npz --variable y --source-variable x --method cyclegan --blocks 1", "cyclegan"),
        ("a --method gan", "gan"),
    ],
)
def test_the_flags_choose_a_method_that_suits(
    flags: str, method: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["train", *flags.split(), "--width", "4", "--batch-size", "4", "--dry-run", "--steps", "1", "--json"]) == 0
    )
    assert json.loads(capsys.readouterr().out)["configuration"]["method"] == method


def test_what_is_written_is_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["translate", "run", "a", "-o", "many"]) == 0
    assert main(["translate", "run", "a/0.png", "-o", "one.png"]) == 0
    assert main(["translate", "run", "two.npz", "--variable", "y", "-o", "array.npy", "--json"]) == 0
    assert main(["translate", "run", "a", "-o", "again", "--quiet"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    first, second, *rest = said.out.splitlines()
    assert (first, second) == ("many: 6 pictures.", "one.png: 1 picture.")
    assert json.loads("".join(rest)) == {
        "output": "array.npy",
        "mark": "array.npy.synthetic.json",
        "pictures": 6,
    }
    for number in range(6):
        assert Path(f"many/{number}.png").read_bytes() == Path(f"again/{number}.png").read_bytes()


def after(patch: pytest.MonkeyPatch, pictures: int, happen: object) -> None:
    """Let something happen to a translation after some pictures."""
    done, usual = [0], Model.translate

    def interrupted(model: Model, *given: object, **options: object) -> np.ndarray:
        if done[0] == pictures:
            happen()  # type: ignore[operator]
        done[0] += 1
        return usual(model, *given, **options)  # type: ignore[arg-type]

    patch.setattr(Model, "translate", interrupted)


def full_disk() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("happen", "code", "said"),
    [
        (lambda: signal.raise_signal(signal.SIGINT), 130, "Stopped by SIGINT"),
        (full_disk, 1, "out could not be written: the disk is full"),
    ],
    ids=["ctrl-c", "full disk"],
)
def test_a_translation_cut_off_leaves_nothing(
    happen: object,
    code: int,
    said: str,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = sorted(here.rglob("*"))
    after(monkeypatch, 3, happen)
    assert main(["translate", "run", "a", "-o", "out"]) == code
    assert said in capsys.readouterr().err
    assert sorted(here.rglob("*")) == before


@pytest.mark.parametrize("method", ["pix2pix", "cyclegan"])
def test_a_training_cut_off_goes_on_to_the_same_end_where_its_data_has_moved(
    method: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kind = "--pairs" if method == "pix2pix" else "--unpaired"
    command = ["train", kind, "a", "b", *tiny_flags(method), "--steps", "6", "--log-every", "1", "--quiet"]
    assert main([*command, "--out", "whole"]) == 0
    with monkeypatch.context() as patch:
        stop_after(patch, 2, signal.SIGINT)
        assert main([*command, "--out", "cut"]) == 130
    assert not Path("cut/final").exists()
    assert main(["translate", "cut", "a", "-o", "early", "--quiet"]) == 0
    Path("moved").mkdir()
    for name in ("a", "b"):
        Path(name).rename(Path("moved", name))
    capsys.readouterr()
    assert main(["train", "--resume", "cut", "--quiet"]) == 3
    assert f"gansmith train {kind} A B --resume cut" in capsys.readouterr().err
    assert main(["train", "--resume", "cut", kind, "moved/a", "moved/b", "--quiet"]) == 0
    found, expected = essence(here / "cut"), essence(here / "whole")
    assert found["tensors"] == expected["tensors"]
    assert found["log"] == expected["log"]
    assert {"generator.safetensors", "model.json"} <= found["final"].keys()
    weights = [name for name in expected["final"] if name.endswith(".safetensors")]
    assert all(found["final"][name] == expected["final"][name] for name in weights)
    assert leftovers(here) == []
