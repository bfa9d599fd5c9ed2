"""What a person gives that cannot be: long names, broken recipes and pictures, shares that leave nothing."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_runs import rows, tiny

import gansmith
from gansmith.cli import main
from gansmith.comparison.report import public_names
from gansmith.comparison.trials import Contestant
from gansmith.config.command_line import shown
from gansmith.errors import GansmithError

LONG = "n" * 5000
RECIPE = """
from gansmith.methods.gan import gan


def mine(data, *, width: int = 4, batch_size: int = 8):
    return gan(data, width=width, batch_size=batch_size, noise=3)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mishaps")
    for place in ("secret-client/a", "secret-client/b"):
        (folder / place).mkdir(parents=True)
        (folder / place / "mine.py").write_text(RECIPE)
    np.save(folder / "secret-client" / "acme.npy", rows())
    gansmith.train(folder / "secret-client/acme.npy", "gan", steps=2, out=folder / "run", **tiny("gan"))
    (folder / "divides.py").write_text("x = 1\nx = 1 / 0\n")
    (folder / "raises.py").write_text("def f(data):\n    raise KeyError('oh')\n")
    (folder / "five.py").write_text("def f(data):\n    return 5\n")
    (folder / "syntax.py").write_text("def f(data:\n")
    pictures = [np.full((16, 16), value, np.uint8) for value in (0, 80, 160, 255)]
    np.savez(folder / "pictures.npz", data=np.stack(pictures))
    return folder


LINES = {
    "a share that leaves nothing": (
        "train ring --method gan --steps 1 --validation-fraction 0.9999999",
        "would be left",
    ),
    "a share that leaves one": (
        "train secret-client/acme.npy --method gan --steps 1 --validation-fraction 0.99",
        "would be left",
    ),
    "a label of many digits": (f"generate run -n 1 -o o.npy --label {'1' * 5000}", "--label 1111"),
    "a relative module": ("train ring --method ..x:f --steps 1", "--method ..x:f"),
    "no module": ("train ring --method :f --steps 1", "--method :f"),
    "a module that divides": (
        "train ring --method divides.py:f --steps 1",
        "ZeroDivisionError: division by zero (line",
    ),
    "a recipe that raises": ("train ring --method raises.py:f --steps 1", "KeyError: 'oh' (line 2 of"),
    "a recipe that returns 5": ("train ring --method five.py:f --steps 1", "returns '5', which is no Method"),
    "a recipe cut off": ("train ring --method syntax.py:f --steps 1", "SyntaxError"),
    "a long run": (f"generate {LONG} -n 1 -o o.npy", "no file can have a name as long"),
    "a long output": (f"generate run -n 1 -o {LONG}.npy", "no file can have a name as long"),
    "a long run to go on with": (f"train --resume {LONG}", "no file can have a name as long"),
    "a long data file": (f"data {LONG}.npy", "name too long"),
    "a long out": (f"train ring --method gan --steps 1 --out {LONG}", "no file can have a name as long"),
    "a long init": (f"train ring --method gan --steps 1 --init-from {LONG}", "no file can have a name as long"),
    "a long evaluated": (f"evaluate {LONG}", "long"),
    "a long report": (f"evaluate run --report {LONG}", "long"),
    "a long picture": (f"plot {LONG} -o o.png", "long"),
    "a long comparison": (f"compare ring --methods gan wgan --steps 1 --seeds 1 --out {LONG}", "long"),
    "a long recipe": (f"train ring --method {LONG}.py:f --steps 1", "long"),
    "a long feature": (f"evaluate run --features {LONG}.onnx", "long"),
}


@pytest.mark.parametrize("tried", LINES)
def test_it_is_said_in_one_paragraph(
    tried: str, made: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made)
    line, words = LINES[tried]
    assert main(line.split()) in (2, 3)
    said = capsys.readouterr().err
    assert words in said
    assert len(said.splitlines()) == 1
    assert "Traceback" not in said


@pytest.mark.parametrize("path", [LONG, f"{LONG}/x", "a\0b"])
def test_a_path_that_cannot_be_is_refused(path: str) -> None:
    with pytest.raises(GansmithError):
        gansmith.load(path)


@pytest.mark.parametrize("content", [b"", b"garbage", None])
def test_a_broken_picture_is_named(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    pictures = np.random.default_rng(0).integers(0, 255, (8, 16, 16), np.uint8)
    np.save("a.npy", pictures)
    assert main(["train", "a.npy", "--derive", "edges", "--steps", "1", "--out", "run", "--width", "4", "--quiet"]) == 0
    capsys.readouterr()
    Image.fromarray(pictures[0]).save("whole.png")
    Path("cut.png").write_bytes(Path("whole.png").read_bytes()[:120] if content is None else content)
    assert main(["translate", "run", "cut.png", "-o", "o.png"]) == 3
    assert capsys.readouterr().err.startswith("gansmith: cut.png ")


def test_names_on_shared_pages_have_no_folders(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made)
    for place in ("clients/acme.npy", "/a/acme.npy", "./acme.npy", "../acme.npy", "acme.npy"):
        assert shown(place) == "acme.npy"
    both = [f"secret-client/{place}/mine.py:mine" for place in "ab"]
    assert list(public_names([*both, "gan"]).values()) == ["mine.py:mine", "mine.py:mine (2)", "gan"]
    folders = {Contestant.parse(name).directory for name in both}
    assert len(folders) == 2
    assert not any("secret" in folder for folder in folders)
    line = ["compare", "secret-client/acme.npy", "--methods", *both, "--steps", "1", "--seeds", "1", "--out", "c"]
    assert main([*line, "--quiet", "--features", "raw", "--validate-every", "0"]) == 0
    assert main(["evaluate", "run", "--quiet", "--markdown", "r.md", "--card", "card.md", "--features", "raw"]) == 0
    for page in ("c/comparison.html", "run/report.html", "r.md", "card.md"):
        text = Path(page).read_text()
        assert "acme.npy" in text
        assert "secret" not in text
        assert str(made) not in text
