"""Every command in a page of documentation is run as it is printed, or, where it is long, understood word by word."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_runs import pictures, rows, tiny

import gansmith
from gansmith.cli import main
from gansmith.cli.commands import make_app

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "benchmarks/STUDY.md")
TABLES = ("benchmarks/RESULTS.md", "benchmarks/RELIABILITY.md")  # written by benchmarks, whose commands are long
PROGRAM = re.compile(r"(gansmith|python|make|torchrun|tensorboard|pytest|pip|lint-imports|mypy|ruff) ")
ELSEWHERE = {  # other programs than gansmith, and who runs them
    "make": "the commands of a fresh machine: continuous integration runs `make test`, which is this",
    "pip install": "installs into the environment that the tests run in; `make install` does it",
    "python -m benchmarks": "long; tests/benchmarks runs a small part of each",
    "python tests/golden/write.py": "rewrites the golden losses; tests/golden runs it in a copy",
    "pytest tests/contract": "a part of these tests",
    "python -m gansmith": "tests/cli/test_start.py",
    "torchrun": "tests/cli/test_torchrun.py",
}
OWN = """
from gansmith.methods.gan import gan

def recipe(data, *, my_keyword: int = 1, width: int = 4, batch_size: int = 8):
    return gan(data, width=width, batch_size=batch_size, noise=3)
"""
Block = tuple[str, list[str]]


def blocks(page: str) -> Iterator[Block]:
    """Give the commands of every block of a page, and of every line that holds some, with what stands before it."""
    text = re.sub(r"\\\n\s*", "", (ROOT / page).read_text(encoding="utf-8"))
    above, found = "", list[str]()
    for line in [*text.splitlines(), ""]:
        code = line.strip().removeprefix("$ ")
        if line.startswith("    "):
            found += [code] if PROGRAM.match(code) else []
            continue
        if found:
            yield above, found
        above, found = (line or above), []
        yield from ((line, [inline]) for inline in re.findall(r"`([^`]+)`", line) if PROGRAM.match(inline))


def is_long(block: Block) -> bool:
    return block[0].startswith("<!-- long")


def words_of(command: str) -> list[str]:
    return shlex.split(command, comments=True)[1:]


def understood(words: list[str]) -> bool:
    """Whether the command line knows every word; two words are only the name of a command."""
    if len(words) == 1 and not words[0].startswith("-"):
        return words[0] in make_app([])
    if words[0] == "train" and not {"--pairs", "--unpaired", "--resume"} & set(words):
        words = ["train", "DATA", *words[1:]] if words[1].startswith("-") else words
    make_app(words).parse_args(words, exit_on_error=False, print_error=False)
    return True


def shortened(words: list[str]) -> list[str]:
    """Return the words with a budget of one step, where they train, and of few samples, where they measure."""
    if words[0] == "evaluate":
        return [*words, "--count", "100"]
    if words[0] not in ("train", "compare") or "--help" in words or len(words) == 1:
        return words
    words = [word.replace("NAME", "wgan-gp") for word in words]
    if words[0] == "compare":
        at = words.index("--seeds")  # and the minutes, which follow
        return [*words[:at], "--steps", "1", "--seeds", "1", "--count", "100", "--quiet"]
    if "--resume" not in words and "--steps" not in words:
        words = [*words, "--steps", "1"]
    return words


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that the pages name."""
    folder = tmp_path_factory.mktemp("things")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        np.save("rows.npy", rows(60))
        np.savez("labelled.npz", x=pictures(60), labels=np.arange(60) % 10)
        planets = np.random.default_rng(0).random((40, 300)).cumsum(1).astype(np.float32)
        from scipy.io import savemat

        savemat("planets.mat", {"data_single": planets})
        for name in ("real.csv", "fake.csv"):
            lines = [f"{a},{b},{number % 2}" for number, (a, b) in enumerate(rows(80, 2))]
            Path(name).write_text("mass,size,kind\n" + "\n".join(lines) + "\n")
        for place in ("A", "B", "drawings", "photos", "regular", "shiny", "sprites", "sketches"):
            Path(place).mkdir()
            for number, picture in enumerate(pictures(20, 16)):
                Image.fromarray(picture).save(f"{place}/{number}.png")
        Path("mine.py").write_text(OWN)
        every = {"sample_every": 0, "evaluate_every": 1}
        gansmith.train("rows.npy", "gan", steps=2, out="run", **tiny("gan"), **every)
        gansmith.train("labelled.npz", "cgan", steps=1, out="cgan", **tiny("cgan"), **every)
        codes = tiny("infogan") | {"categories": 4, "continuous": 2}
        gansmith.train("labelled.npz", "infogan", steps=1, out="infogan", **codes, **every)
        gansmith.train("B", "pix2pix", steps=1, out="pix2pix", reading={"pairs": "A"}, **tiny("pix2pix"), **every)
        gansmith.train("rows.npy", "mine.py:recipe", steps=1, out="own", **every)
    return folder


def filled(words: list[str]) -> list[str]:
    """Return the words with something that is there for every placeholder."""
    run = {"--label": "cgan", "--code": "infogan", "--pairs": "pix2pix", "translate": "pix2pix", "--method": "own"}
    fitting = next((name for word, name in run.items() if word in words), "run")
    places = {"PATH": "rows.npy", "DATA": "rows.npy", "RUN": fitting, "MODEL": "run/final"}
    return [re.sub(r"^(PATH|DATA|RUN|MODEL)(?=$|/)", lambda found: places[found[1]], word) for word in words]


@pytest.mark.parametrize("page", [*PAGES, *TABLES])
def test_every_word_of_every_command_is_known(page: str, things: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(things)
    for block in blocks(page):
        for command in block[1]:
            if command.startswith("gansmith "):
                assert understood(words_of(command)), command
            else:
                assert any(command.startswith(known) for known in ELSEWHERE), command


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_is_not_long_runs(
    page: str, things: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, block in enumerate(blocks(page)):
        place = tmp_path / str(number)
        place.mkdir()
        for thing in things.iterdir():
            (place / thing.name).symlink_to(thing)
        monkeypatch.chdir(place)
        for command in block[1]:
            words = words_of(command)
            if not command.startswith("gansmith ") or is_long(block) or (len(words) == 1 and words[0] != "methods"):
                continue
            assert main(shortened(filled(words))) == 0, f"{command}: {capsys.readouterr().err}"


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = [part for part in re.findall(r"(?:^    .*\n|^\n)+", text, re.MULTILINE) if "import gansmith" in part]
    lines = "\n".join(line.removeprefix("    ") for line in block.splitlines())
    assert "minutes=5" in lines
    monkeypatch.chdir(tmp_path)
    short = lines.replace("minutes=5", "steps=1").replace("evaluate(run.path)", "evaluate(run.path, count=100)")
    exec(short, {})  # noqa: S102 - a page of our own
