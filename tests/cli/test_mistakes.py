"""Mistakes people make: each gets one paragraph that names the thing and the remedy, and the exit code of its kind."""

import subprocess
import sys
from pathlib import Path

import pytest
from flawed_files import write_flawed_files
from tiny_runs import tiny

import gansmith
from gansmith.cli import main
from gansmith.cli.options import parse_size
from gansmith.errors import UsageError

TRAIN = {  # the data and flags after `train`, exit code, words of the message
    "no data": ("", 2, ["Name the data", "gansmith train planets"]),
    "a built-in set misspelt": ("plantes", 3, ["'plantes'", "Did you mean 'planets'?"]),
    "a missing file": ("rowz.npy", 3, ["'rowz.npy'", "Did you mean 'rows.npy'?"]),
    "a missing folder": ("nowhere/x.npy", 3, ["nowhere/x.npy", "Check the path"]),
    "an unknown suffix": ("notes.docx", 3, ["notes.docx", "Readable are .mat, .npy"]),
    "an image alone": ("pictures/0.png", 3, ["pictures/0.png", "name the folder"]),
    "an empty file": ("empty.npy", 3, ["empty.npy", "0 bytes"]),
    "an empty table": ("empty.csv", 3, ["empty.csv", "0 bytes"]),
    "an empty folder": ("hollow", 3, ["hollow", "no images"]),
    "an array of objects": ("objects.npy", 3, ["objects.npy", "Python objects"]),
    "an array of text": ("text.npy", 3, ["text.npy", "text"]),
    "not what the suffix says": ("fake.npy", 3, ["fake.npy"]),
    "a cell array": ("cells.mat", 3, ["cells.mat", "no variable of numbers"]),
    "NaN": ("nan.npy", 3, ["row 3, column 2 is nan", "--missing mean", "--missing drop"]),
    "infinity": ("inf.npy", 3, ["row 5, column 1 is inf"]),
    "NaN in a table": ("nan.csv --missing error", 3, ["row 1", "mass", "--missing"]),
    "a type that a column has not": ("text.csv --column kind:real", 3, ["text.csv", "'kind'", "say category"]),
    "an unknown column": ("text.csv --label sort", 3, ["'sort'", "kind"]),
    "an unknown column to drop": ("text.csv --drop knd", 3, ["text.csv", "'knd'", "Did you mean 'kind'?"]),
    "no column left": ("text.csv --drop kind mass", 3, ["text.csv", "no column", "--drop"]),
    "columns where there are none": ("rows.npy --drop x y", 2, ["--drop x y", "rows.npy has no columns", "Leave it"]),
    "data after the columns to drop": ("--drop kind text.csv", 2, ["--drop kind text.csv", "before --drop"]),
    "one sample": ("one.npy", 3, ["1 sample", "--samples-axis 1"]),
    "a run as data": ("run", 3, ["run is a run and not data", "--resume run", "gansmith generate run"]),
    "patience for nothing": ("rows.npy --patience 2 --validate-every 0", 2, ["--patience 2", "--validate-every"]),
    "patience with nothing held out": (
        "rows.npy --patience 2 --validation-fraction 0",
        2,
        ["--patience 2", "--validation-fraction"],
    ),
    "all samples the same": ("same.npy", 3, ["same.npy", "nothing to learn"]),
    "a truncated IDX file": ("short.idx", 3, ["short.idx", "cut short"]),
    "a truncated gzip": ("short.idx.gz", 3, ["short.idx.gz"]),
    "a truncated HDF5 file": ("short.h5", 3, ["short.h5"]),
    "a broken image among many": ("broken", 3, ["broken/077.png"]),
    "images of several sizes": ("sizes", 3, ["8x8", "6x8", "--size"]),
    "several variables": ("two.mat", 3, ["--variable NAME", "first 40x4", "second 40x3"]),
    "an unknown variable": ("two.mat --variable firts", 3, ["'firts'", "Did you mean 'first'?"]),
    "a variable where there is none": ("rows.npy --variable x", 2, ["--variable x", "Leave it out"]),
    "an axis that is not there": ("rows.npy --samples-axis 4", 2, ["--samples-axis 4", "0 to 1"]),
    "a size that is no size": ("pictures --size big", 2, ["--size big", "64x48"]),
    "a size for vectors": ("rows.npy --size 8x8", 2, ["--size", "vectors of 4"]),
    "a fold too small": ("rows.npy --fold 1x2", 2, ["--fold 1x2", "4"]),
    "an unknown scale": ("rows.npy --scale log", 2, ["log", "--scale"]),
    "an unknown policy": ("rows.npy --missing zero", 2, ["zero", "--missing"]),
    "an unknown method": ("rows.npy --method wgangp", 2, ["'wgangp'", "Did you mean wgan-gp?"]),
    "a method without name": ("rows.npy --method", 2, ["--method"]),
    "a method for pictures on vectors": ("rows.npy --method dcgan", 2, ["mlp"]),
    "an unknown flag": ("rows.npy --stepz 3", 2, ["--stepz", "Did you mean --steps?", "gansmith train --help"]),
    "another method's flag": (
        "rows.npy --method gan --penalty 3",
        2,
        ["--penalty is no flag of --method gan", "wgan-gp"],
    ),
    "steps in words": ("rows.npy --steps many", 2, ["--steps", "many"]),
    "no steps": ("rows.npy --steps 0", 2, ["--steps 0", "greater than or equal to 1"]),
    "negative minutes": ("rows.npy --minutes -2", 2, ["--minutes -2", "greater than 0"]),
    "endless minutes": ("rows.npy --minutes inf", 2, ["--minutes inf", "finite"]),
    "a negative seed": ("rows.npy --seed -1", 2, ["--seed -1"]),
    "records never": ("rows.npy --log-every 0", 2, ["--log-every 0"]),
    "a flag twice": ("rows.npy --steps 1 --steps 2", 2, ["--steps", "multiple"]),
    "two data sets": ("rows.npy ring", 2, ["ring"]),
    "no width": ("rows.npy --width 0", 2, ["--width 0", "hidden layer"]),
    "a batch of nothing": ("rows.npy --batch-size 0", 2, ["--batch-size 0"]),
    "a negative learning rate": ("rows.npy --learning-rate -1", 2, ["--learning-rate -1", "greater than 0"]),
    "an infinite learning rate": ("rows.npy --learning-rate inf", 2, ["--learning-rate inf"]),
    "an unknown network": ("rows.npy --network cnn", 2, ["cnn", "mlp"]),
    "an unknown loss": ("rows.npy --method gan --loss hinge", 2, ["hinge", "nonsaturating"]),
    "a device that is not there": ("rows.npy --device gpu0", 2, ["--device gpu0", "cpu"]),
    "a run directory with a run": ("rows.npy --out run", 2, ["run already holds a run", "--resume run"]),
    "a run directory with files": ("rows.npy --out pictures", 2, ["pictures is not empty", "--out"]),
    "a run directory that is a file": ("rows.npy --out rows.npy", 2, ["rows.npy is a file", "--out"]),
    "resume of nothing": ("--resume nowhere", 2, ["nowhere is not a run"]),
    "resume of a folder": ("--resume pictures", 2, ["pictures is not a run", "config.json"]),
    "resume of a run without checkpoints": ("--resume bare", 3, ["bare/checkpoints holds no checkpoint"]),
    "resume of a run whose checkpoints are damaged": ("--resume damaged", 3, ["damaged are", "backup"]),
    "resume with a torn configuration": ("--resume torn", 3, ["torn/config.json is not valid JSON"]),
    "resume with another seed": ("--resume run --seed 3", 2, ["--seed cannot be given with --resume", "--init-from"]),
    "resume without a column": ("--resume run --drop x", 2, ["--drop cannot be given with --resume"]),
    "resume with another method": ("--resume run --method gan", 2, ["--method cannot be given with --resume"]),
    "resume with a hyper-parameter": ("--resume run --width 9", 2, ["--width", "only --steps may grow"]),
    "resume with a hyper-parameter in one word": ("--resume=run --width 9", 2, ["--width", "only --steps may grow"]),
    "resume with a flag for the data": (
        "--resume run --data other.npy",
        2,
        ["goes on with its own data", "gansmith train other.npy --resume run", "train other.npy --init-from run"],
    ),
    "resume with a flag of other programs for the data": (
        "--resume=run --dataroot=other.npy",
        2,
        ["There is no --dataroot", "gansmith train other.npy --resume run", "train other.npy --init-from run"],
    ),
    "resume of fewer steps": ("--resume run --steps 1", 2, ["--steps 1", "has done 2 already"]),
    "resume with other data": ("other.npy --resume run", 3, ["other.npy is not what run was trained on"]),
    "a start from nothing": ("rows.npy --init-from nowhere", 3, ["There is no nowhere"]),
    "a start from a folder": ("rows.npy --init-from pictures", 3, ["pictures holds no model"]),
    "a start from another width": ("rows.npy --width 12 --init-from run", 2, ["--init-from run", "--width"]),
    "a start from other data": ("wide.npy --init-from run", 2, ["--init-from run", "same shape"]),
    "too high a learning rate": (
        "rows.npy --learning-rate 1e30 --steps 20 --quiet",  # which leaves out that there are few rows
        4,
        ["diverged at step", "loss/", "--learning-rate", "No step before it was saved"],
    ),
    "a batch beyond memory": ("rows.npy --batch-size 9 --width 1000000", 5, ["memory", "--width"]),
}
OTHERS = {  # all words, exit code, words of the message
    "an unknown command": ("tran rows.npy", 2, ["'tran'", "Did you mean `gansmith train`?"]),
    "data without a name": ("data", 2, ["DATA"]),
    "data of a missing file": ("data rowz.npy", 3, ["'rowz.npy'"]),
    "generate without a run": ("generate", 2, ["RUN"]),
    "generate without a count": ("generate run -o x.npy", 2, ["--count"]),
    "generate without an output": ("generate run -n 3", 2, ["--output"]),
    "generate from nothing": ("generate nowhere -n 3 -o x.npy", 3, ["There is no nowhere"]),
    "generate from data": ("generate rows.npy -n 3 -o x.npy", 3, ["rows.npy holds no model"]),
    "generate nothing": ("generate run -n 0 -o x.npy", 2, ["-n 0", "at least one"]),
    "generate many": ("generate run -n many -o x.npy", 2, ["many", "-n"]),
    "generate into a missing folder": ("generate run -n 3 -o no/x.npy", 2, ["no/x.npy", "there is no folder no"]),
    "generate an unknown suffix": ("generate run -n 3 -o x.docx", 2, ["x.docx", ".mat, .npy"]),
    "generate vectors as images": ("generate run -n 3 -o images", 2, ["no pictures", "samples.npy"]),
    "generate over the data": ("generate run -n 3 -o rows.npy", 2, ["rows.npy", "would be lost"]),
    "generate from a damaged model": ("generate spoilt -n 3 -o x.npy", 3, ["generator.safetensors is damaged"]),
    "a picture of nothing": ("plot nowhere -o x.png", 2, ["nowhere is not a run"]),
    "a picture of a model": ("plot run/final -o x.png", 2, ["Name its run: gansmith plot run"]),
    "a picture of an unknown suffix": ("plot run -o x.docx", 2, ["x.docx", ".png"]),
    "a picture in a missing folder": ("plot run -o no/x.png", 2, ["there is no folder no"]),
    "a picture of other data": ("plot run -o x.png --data wide.npy", 3, ["shape"]),
    "evaluate nothing": ("evaluate", 2, ["RUN"]),
    "evaluate what is not there": ("evaluate nowhere", 2, ["nowhere is no run", "evaluate REAL FAKE"]),
    "evaluate one file": ("evaluate rows.npy", 2, ["rows.npy is no run", "gansmith generate"]),
    "evaluate a folder": ("evaluate pictures", 2, ["pictures is no run"]),
    "evaluate a damaged model": ("evaluate spoilt", 3, ["generator.safetensors is damaged"]),
    "evaluate against other data": ("evaluate run --data other.npy", 3, ["other.npy is not what run was trained on"]),
    "evaluate a run read otherwise": ("evaluate run --label x", 2, ["--label", "how its data is read"]),
    "evaluate another shape": ("evaluate rows.npy wide.npy", 2, ["(4,)", "wide.npy of (6,)", "of the same kind"]),
    "evaluate a missing file": ("evaluate rows.npy rowz.npy", 3, ["'rowz.npy'", "Did you mean 'rows.npy'?"]),
    "evaluate NaN": ("evaluate rows.npy nan.npy", 3, ["nan.npy: row 3, column 2 is nan", "--missing drop"]),
    "evaluate by unknown features": ("evaluate run --features piexls", 2, ["piexls", "raw, pca, random"]),
    "evaluate by a missing file": ("evaluate run --features net.onnx", 2, ["net.onnx is not a file"]),
    "evaluate by labels there are not": ("evaluate run --features classifier", 2, ["taught by labels", "has none"]),
    "evaluate by a label there is not": ("evaluate text.csv text.csv --label sort", 3, ["'sort'", "kind"]),
    "evaluate vectors by convolutions": ("evaluate run --features random", 2, ["vectors", "raw or pca"]),
    "evaluate no samples": ("evaluate run -n 0", 2, ["-n 0", "at least one"]),
    "a report in a missing folder": ("evaluate run --report no/x.html", 2, ["no/x.html", "there is no folder no"]),
    "a card in a missing folder": ("evaluate run --card no/x.md", 2, ["no/x.md", "there is no folder no"]),
    "compare nothing": ("compare --methods gan wgan --steps 1", 2, ["Name the data", "gansmith compare planets"]),
    "compare no methods": ("compare rows.npy --steps 1", 2, ["--methods", "gansmith methods"]),
    "compare one method": ("compare rows.npy --methods gan --steps 1", 2, ["gan", "at least two"]),
    "compare an unknown method": ("compare rows.npy --methods gan wgn --steps 1", 2, ["'wgn'", "wgan?"]),
    "compare without a budget": ("compare rows.npy --methods gan wgan", 2, ["--minutes or --steps"]),
    "compare with two budgets": (
        "compare rows.npy --methods gan wgan --steps 1 --minutes 1",
        2,
        ["--minutes or --steps"],
    ),
    "compare an unfit method": (
        "compare rows.npy --methods gan dcgan --steps 1 --out no",
        2,
        ["dcgan: ", "mlp"],
    ),
    "compare in a folder of something else": (
        "compare rows.npy --methods gan wgan --steps 1 --out pictures",
        2,
        ["pictures holds something else", "--out"],
    ),
    "compare without seeds": ("compare rows.npy --methods gan wgan --steps 1 --seeds 0", 2, ["--seeds 0"]),
    "compare by nothing known": (
        "compare rows.npy --methods gan wgan --steps 1 --by coverge --out no",
        2,
        ["--by coverge", "Did you mean 'coverage'?", "fd, kid"],
    ),
    "compare missing data": ("compare rowz.npy --methods gan wgan --steps 1", 3, ["'rowz.npy'"]),
    "compare with an unknown flag": ("compare rows.npy --methods gan wgan --stepz 1", 2, ["--stepz", "--steps"]),
    "help on an unknown method": ("train --method dcgann --help", 2, ["Did you mean dcgan?"]),
}
CASES = {name: (f"train {line}", code, words) for name, (line, code, words) in TRAIN.items()} | OTHERS


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of good and bad files and runs."""
    folder = tmp_path_factory.mktemp("mistakes")
    write_flawed_files(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name in ("run", "bare", "damaged", "torn", "spoilt"):
            gansmith.train("rows.npy", "gan", steps=2, out=name, **tiny("gan"))
    for checkpoint in (folder / "bare" / "checkpoints").iterdir():
        checkpoint.rename(folder / f"gone-{checkpoint.name}")
    for state in (folder / "damaged" / "checkpoints").glob("*/state.safetensors"):
        state.write_bytes(state.read_bytes()[:-1])
    (folder / "torn" / "config.json").write_text('{"data"')
    weights = folder / "spoilt" / "final" / "generator.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4] + b"abcd")
    return folder


def quick_flags(line: str) -> list[str]:
    """Return flags that keep a training short, those that the line does not give."""
    if not line.startswith("train ") or "--resume" in line or line.endswith(("--method", "--help")):
        return []
    usual = {"--method": "gan", "--width": "8", "--steps": "1"}
    return [word for flag, value in usual.items() if flag not in line for word in (flag, value)]


def is_one_paragraph(message: str) -> bool:
    return message.startswith("gansmith: ") and message.count("\n") == 1 and message.endswith("\n")


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_answered_in_one_paragraph(
    name: str, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line, code, words = CASES[name]
    monkeypatch.chdir(place)
    before = {path.name for path in place.iterdir()}
    assert main([*line.split(), *quick_flags(line)]) == code
    said = capsys.readouterr()
    assert said.out == ""
    *warnings, message = said.err.splitlines(keepends=True)
    assert is_one_paragraph(message), said.err
    assert all("The checkpoint before it is tried." in warning for warning in warnings)
    for word in words:
        assert word in message
    assert {path.name for path in place.iterdir()} - before <= {"runs"}


def test_there_are_a_hundred_mistakes() -> None:
    assert len(CASES) >= 100


@pytest.mark.parametrize("line", ["train rows.npy --steps many", "generate nowhere -n 3 -o x.npy"])
def test_a_process_says_the_same(line: str, place: Path) -> None:
    command = [sys.executable, "-m", "gansmith", *line.split()]
    ended = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode in (2, 3)
    assert ended.stdout == ""
    assert is_one_paragraph(ended.stderr)


@pytest.mark.parametrize(("text", "size"), [("64x48", (64, 48)), ("64X48", (64, 48)), ("28", (28, 28))])
def test_one_number_is_a_size_both_ways(text: str, size: tuple[int, int]) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "x", "0", "8x", "x8", "8x0", "-8", "8x8x3", "8.5"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="size"):
        parse_size(text)


def test_words_too_many_are_counted_and_not_all_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["translate", "run", *(f"{number}.png" for number in range(90)), "-o", "out"]) == 2
    said = capsys.readouterr().err
    assert "'1.png' and 88 more" in said
    assert "name the folder" in said
    assert len(said) < 300
    assert main(["train", "planets", "mnist"]) == 2
    assert "What is 'mnist' for?" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be deleted there")
def test_a_current_folder_that_was_deleted_is_no_traceback(tmp_path: Path) -> None:
    start = "import os, sys; os.rmdir(os.getcwd()); from gansmith.__main__ import start; sys.exit(start())"
    (tmp_path / "gone").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", start, "--version"], cwd=tmp_path / "gone", capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == f"gansmith {gansmith.__version__}"
