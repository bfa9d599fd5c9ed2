"""Every command in a page of documentation is run as it is printed, or, where it is long, understood word by word."""

import gzip
import re
import shlex
import struct
from pathlib import Path

import numpy as np
import pytest
from documentation import PAGES, TABLES, Block, blocks, python_of
from PIL import Image
from tiny_runs import pictures, rows, tiny

import gansmith
from gansmith.cli import main
from gansmith.cli.commands import make_app
from gansmith.config.renamed import of_tokens
from gansmith.data.formats.dicom import write_image
from gansmith.data.formats.read import open_data

ELSEWHERE = {  # other programs than gansmith, and who runs them
    "make": "the commands of a fresh machine: continuous integration runs `make test`, which is this",
    "pip install": "installs into the environment that the tests run in; `make install` does it",
    "pre-commit install": "its hooks are the commands of `make check`",
    "tensorboard": "a program of others; tests/training reads what it shows",
    "python -m benchmarks": "long; tests/benchmarks runs a small part of each",
    "python -m docs.generate": "tests/docs/test_reference.py compares what it writes",
    "python tests/golden/write.py": "rewrites the golden losses; tests/golden runs it in a copy",
    "pytest tests/contract": "a part of these tests",
    "python -m gansmith": "tests/cli/test_start.py",
    "torchrun": "tests/cli/test_torchrun.py",
}
NETWORK = "gansmith data --fetch"  # needs a connection; tests/data/test_fetch.py runs it against a local server
SEARCH = "gansmith tune"  # takes its minutes; tests/tuning runs it for seconds
OWN = """
from gansmith.methods.gan import gan

def recipe(data, *, my_keyword: int = 1, width: int = 4, batch_size: int = 8):
    return gan(data, width=width, batch_size=batch_size, noise=3)
"""
BLOCKS = [(page, number, block) for page in PAGES for number, block in enumerate(blocks(page)) if not block.is_long]
each_block = pytest.mark.parametrize(
    "block", [block for *_, block in BLOCKS], ids=[f"{page}-{number}" for page, number, _ in BLOCKS]
)


def words_of(command: str) -> list[str]:
    return shlex.split(command, comments=True)[1:]


def understood(words: list[str]) -> bool:
    """Whether the command line knows every word, old names included; two words are only the name of a command."""
    words = of_tokens([word.replace("NAME", "wgan-gp") for word in words])
    if len(words) == 1 and not words[0].startswith("-"):
        return words[0] in (*make_app([]), "COMMAND")
    if words[0] == "COMMAND":
        return words[1:] == ["--help"]
    if words[0] == "train" and not {"--pairs", "--unpaired", "--resume"} & set(words):
        words = ["train", "DATA", *words[1:]] if words[1].startswith("-") else words
    make_app(words).parse_args(words, exit_on_error=False, print_error=False)
    return True


def runs_here(command: str) -> bool:
    """Whether a command is run by these tests: one of gansmith's that is more than a name and needs no network."""
    words = words_of(command)
    is_name = len(words) == 1 and words[0] != "methods"
    is_elsewhere = command.startswith((NETWORK, SEARCH))
    return command.startswith("gansmith ") and not (is_name or words[0] == "COMMAND" or is_elsewhere)


def shortened(words: list[str]) -> list[str]:
    """Return the words with a budget of one step, where they train, and of few samples, where they measure."""
    if words[0] == "evaluate":
        return [*words, "--count", "100"]
    if words[:2] == ["detect", "train"]:
        return [*words, "--steps", "20"]
    if words[0] == "augment" and "--run" not in words:
        return [*words, "--steps", "2", "--no-check"]
    if words[0] not in ("train", "compare") or "--help" in words:
        return words
    if words[0] == "compare":
        few = without(words, "--seeds", "--minutes")
        return [*few, "--steps", "1", "--seeds", "1", "--count", "100", "--quiet"]
    if "--resume" in words:
        return [*without(words, "--steps"), *(["--steps", "3"] if "--steps" in words else [])]
    return words if "--steps" in words else [*words, "--steps", "1"]


def without(words: list[str], *flags: str) -> list[str]:
    """Return the words without these flags and their values."""
    places = {place + after for place, word in enumerate(words) if word in flags for after in (0, 1)}
    return [word for place, word in enumerate(words) if place not in places]


def write_digits(folder: Path) -> None:
    """Write 40 images and labels as MNIST's four files."""
    folder.mkdir()
    for part in ("train", "t10k"):
        images, labels = pictures(40, 28), np.arange(40, dtype=np.uint8) % 10
        for name, values in ((f"{part}-images-idx3-ubyte.gz", images), (f"{part}-labels-idx1-ubyte.gz", labels)):
            head = struct.pack(f">BBBB{values.ndim}I", 0, 0, 8, values.ndim, *values.shape)
            (folder / name).write_bytes(gzip.compress(head + values.tobytes()))


def write_scans(folder: Path) -> None:
    """Write 12 DICOM images."""
    folder.mkdir()
    scans = np.array(pictures(12, 16))
    for number, scan in enumerate(scans):
        write_image(folder / f"{number}.dcm", scan, open_data(scans).origin)


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that the pages name."""
    folder = tmp_path_factory.mktemp("things")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_files()
        every = {"sample_every": 0, "validate_every": 1}
        gansmith.train("rows.npy", "gan", steps=2, out="run", **tiny("gan"), **every)
        gansmith.train("labelled.npz", "cgan", steps=1, out="cgan", **tiny("cgan"), **every)
        codes = tiny("infogan") | {"categories": 4, "continuous": 2}
        gansmith.train("labelled.npz", "infogan", steps=1, out="infogan", **codes, **every)
        gansmith.train("B", "pix2pix", steps=1, out="pix2pix", data_options={"pairs": "A"}, **tiny("pix2pix"), **every)
        gansmith.train("table.csv", "gan", steps=1, out="table", network="table", width=8, **every)
        gansmith.train("rows.npy", "mine.py:recipe", steps=1, out="own", **every)
        gansmith.train_detector("real.npy", ["fake.npy"], "known-detector", steps=5)
    return folder


def write_files() -> None:
    """Write the data that the pages name into the current folder."""
    from scipy.io import savemat

    np.save("rows.npy", rows(60))
    np.save("real.npy", rows(150))
    np.save("fake.npy", rows(150) + 30)
    np.savez("labelled.npz", x=pictures(60), labels=np.arange(60) % 10)
    planets = np.random.default_rng(0).random((40, 300)).cumsum(1).astype(np.float32)
    savemat("planets.mat", {"data_single": planets, "data": {"X": planets}})
    savemat("photos.mat", {"photos": np.stack(pictures(12, 16), axis=-1)[:, :, np.newaxis].repeat(3, 2)})
    write_digits(Path("mnist"))
    write_scans(Path("scans"))
    for name in ("real.csv", "fake.csv"):
        lines = [f"{a},{b},{number % 2}" for number, (a, b) in enumerate(rows(80, 2))]
        Path(name).write_text("mass,size,kind\n" + "\n".join(lines) + "\n")
    lines = [f"x{number},{a},{b},{'ab'[number % 2]}" for number, (a, b) in enumerate(rows(80, 2))]
    Path("table.csv").write_text("id,mass,size,kind\n" + "\n".join(lines) + "\n")
    lines = [f"é;{number % 7},5;{-999 if number % 9 == 0 else number}" for number in range(40)]
    Path("export.csv").write_text("name;mass;size\n" + "\n".join(lines) + "\n", encoding="latin-1")
    lines = [f"{number / 100},{a},{b}" for number, (a, b) in enumerate(rows(600, 2))]
    Path("rows.csv").write_text("kind,mass\na,\nb,0.5\n")
    Path("types.json").write_text('{"columns": [{"name": "size", "type": "real"}]}')
    Path("recording.csv").write_text("time,left,right\n" + "\n".join(lines) + "\n")
    Path("recordings").mkdir()
    np.save("recordings/long.npy", np.sin(np.arange(6000.0) / 9))
    Path("signals").mkdir()
    for number, signal in enumerate(rows(20)):
        np.save(f"signals/{number}.npy", signal)
    for place in ("A", "B", "drawings", "photos", "regular", "shiny", "sprites", "sketches", "images"):
        Path(place).mkdir()
        for number, picture in enumerate(pictures(20, 16)):
            Image.fromarray(picture).save(f"{place}/{'ab'[number % 2]}_{number}.png")
    lines = [f"{'ab'[number % 2]}_{number}.png,{'ab'[number % 2]}" for number in range(20)]
    Path("labels.csv").write_text("file,label\n" + "\n".join(lines) + "\n")
    Path("mine.py").write_text(OWN)


def filled(words: list[str]) -> list[str]:
    """Return the words with something that is there for every placeholder."""
    run = {
        "--where": "table",
        "--label": "cgan",
        "--code": "infogan",
        "--classes": "cgan",
        "traverse": "infogan",
        "--pairs": "pix2pix",
        "translate": "pix2pix",
        "--method": "own",
    }
    fitting = next((name for word, name in run.items() if word in words), "run")
    places = {
        "PATH": "rows.npy",
        "DATA": "rows.npy",
        "RUN": fitting,
        "MODEL": "run/final",
        "DETECTOR": "known-detector",
    }
    chosen = [re.sub(r"^(PATH|DATA|RUN|MODEL|DETECTOR)(?=$|/)", lambda found: places[found[1]], word) for word in words]
    named = "samples.npy" if chosen[0] == "generate" else "wgan-gp"
    return [named if word == "NAME" else word for word in chosen]


@pytest.mark.parametrize("page", [*PAGES, *TABLES])
def test_every_word_of_every_command_is_known(page: str, things: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(things)
    for block in blocks(page):
        for command in block.commands:
            if command.startswith("gansmith "):
                assert understood(words_of(command)), command
            else:
                assert any(command.startswith(known) for known in ELSEWHERE), command


@each_block
def test_every_command_that_is_not_long_runs(
    block: Block, things: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for thing in things.iterdir():
        (tmp_path / thing.name).symlink_to(thing)
    monkeypatch.chdir(tmp_path)
    for command in filter(runs_here, block.commands):
        words = shortened(filled(words_of(command)))
        assert main(words) == 0, f"{command}: {capsys.readouterr().err}"


@pytest.mark.parametrize("page", [page for page in PAGES if python_of(page)])
def test_the_python_of_a_page_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = re.sub(r"minutes=\d+|steps=400", "steps=1", "\n".join(python_of(page)))
    code = code.replace("evaluate(run.path)", "evaluate(run.path, count=100)")
    names = {"__name__": "page_of_documentation"}
    exec(compile(code, page, "exec"), names)  # noqa: S102 - a page of our own


def test_the_method_of_the_guide_trains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("rows.npy", rows(60))
    Path("guide.py").write_text(python_of("docs/how-to/own-method.md")[0])
    words = ["train", "rows.npy", "--method", "guide.py:recipe", "--my-keyword", "3", "--steps", "2", "--quiet"]
    assert main(words) == 0


def test_blocks_are_told_from_prose() -> None:
    found = list(blocks("README.md"))
    assert any(block.commands[0].startswith("gansmith train planets") and len(block.commands) == 2 for block in found)
    assert any(block.is_long for block in found)
    assert sum(len(block.commands) for block in found) > 20
