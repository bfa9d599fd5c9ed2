"""Runs that a stranger made: what is in them reaches nothing outside, and holds nobody up."""

import json
import os
import shutil
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tiny_contests
from PIL import Image, PngImagePlugin
from tiny_runs import rows, tiny_flags

import gansmith
from gansmith.cli import main
from gansmith.errors import DataError
from gansmith.storage.plain import require_plain

here = tiny_contests.here
TRAIN = ["train", "rows.npy", "--method", "gan", *tiny_flags("gan"), "--steps", "4", "--validate-every", "2"]
TRAIN += ["--log-every", "1", "--sample-every", "2", "--checkpoint-every", "2", "--quiet"]
COMMANDS = (
    ["train", "--resume", "run", "--steps", "6"],
    ["evaluate", "run"],
    ["plot", "run", "-o", "x.png"],
    ["generate", "run", "-n", "3", "-o", "x.npy"],
    ["train", "rows.npy", "--method", "gan", *tiny_flags("gan"), "--steps", "1", "--init-from", "run", "--out", "new"],
)
PLACES = (
    *("final", "best", "checkpoints", "samples", "tb", "run.lock", "log.jsonl", "quality.jsonl", "report.html"),
    *("config.json", "data.json", "env.json", "metrics.json", "checkpoints/step-000004", "notes/deep/down"),
    *(
        "samples/step-000002.png",
        "final/model.json",
        "best/manifest.json",
        "tb/x",
        "checkpoints/step-000002/state.json",
    ),
)


@pytest.fixture
def run(here: Path) -> Path:
    """A run that has been evaluated."""
    np.save("rows.npy", rows(200))
    assert main([*TRAIN, "--out", "run"]) == 0
    assert main(["evaluate", "run", "--quiet"]) == 0
    return here / "run"


def contents(folder: Path) -> dict[str, bytes]:
    """Return all below a folder, links as links."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        found[name] = (
            str(path.readlink()).encode() if path.is_symlink() else path.read_bytes() if path.is_file() else b""
        )
    return found


def through(run: Path, place: str, outside: Path) -> None:
    """Move what lies at a place outside, and leave a link."""
    target = run / place
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(outside, ignore_errors=True)
    outside.mkdir()
    if target.exists():
        target.rename(outside / "thing")
    else:
        (outside / "thing").write_text("precious")
    target.symlink_to(outside / "thing")


def test_a_run_with_a_link_is_refused_and_nothing_outside_changes(
    run: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(run, here / "whole")
    for place in PLACES:
        shutil.rmtree(run)
        shutil.copytree(here / "whole", run)
        through(run, place, here / "outside")
        before = contents(here)
        for words in COMMANDS:
            capsys.readouterr()
            assert main([*words, "--quiet"]) == 3, (place, words)
            said = capsys.readouterr().err
            assert f"{place} is a link, and a run holds no links" in said, (place, words, said)
        assert contents(here) == before, place


def test_a_run_that_is_reached_through_links_is_a_run(run: Path, here: Path) -> None:
    run.rename(here / "elsewhere")
    run.symlink_to(here / "elsewhere")
    for words in COMMANDS:
        assert main([*words, "--quiet"]) == 0, words
    assert run.is_symlink()


@pytest.mark.parametrize(
    "place", ["run.lock", "samples/step-000002.png", "log.jsonl", "quality.jsonl", "data.json", "a/b"]
)
def test_a_pipe_holds_nobody_up(place: str, run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run / place).unlink(missing_ok=True)
    (run / place).parent.mkdir(exist_ok=True)
    os.mkfifo(run / place)
    for words in COMMANDS:
        capsys.readouterr()
        assert main([*words, "--quiet"]) == 3
        assert f"{place} is not a regular file" in capsys.readouterr().err


@pytest.mark.parametrize("link", ["run.lock", "tb", "checkpoints", "samples"])
def test_a_start_that_was_cut_off_holds_no_links_either(link: str, run: Path, here: Path) -> None:
    (here / "new").mkdir()
    (here / "outside").mkdir()
    (here / "new" / link).symlink_to(here / "outside")
    before = contents(here)
    assert main([*TRAIN, "--out", "new"]) in (2, 3)
    assert contents(here) == before


def test_a_folder_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    scan = os.scandir

    def refuse(path: str | Path) -> Iterator[os.DirEntry[str]]:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(DataError, match="a cannot be read: Permission denied"):
        require_plain(tmp_path)


def test_a_comparison_with_a_link_is_refused(here: Path) -> None:
    (here / "out").mkdir()
    (here / "out" / "plan.json").write_text("{}")
    (here / "outside").mkdir()
    (here / "out" / "gan-0").symlink_to(here / "outside")
    with pytest.raises(DataError, match="gan-0 is a link, and a comparison holds no links"):
        tiny_contests.contest()
    assert not list((here / "outside").iterdir())


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of that many white pixels, RGBA."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = bytes(1 + 4 * width)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_pictures_that_are_none_are_left_out_of_a_report(
    run: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "system", pytest.fail)
    samples = run / "samples"
    eps = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n"
    text = PngImagePlugin.PngInfo()
    text.add_text("a", "x" * (2 << 20), zip=True)
    for path in samples.iterdir():
        path.unlink()
    good = np.full((40, 40), 7, np.uint8)
    for number, content in enumerate((bomb(9000, 9000), eps, b"", bomb(4, 4))):
        (samples / f"step-{number}.png").write_bytes(content)
    Image.fromarray(good).save(samples / "step-abc.png")
    capsys.readouterr()
    assert main(["evaluate", "run", "--quiet"]) == 0
    said = capsys.readouterr().err
    assert said.count("left out of the report") == 4
    assert "Samples over time" not in (run / "report.html").read_text()
    Image.fromarray(good).save(samples / "step-1.png", pnginfo=text)
    Image.fromarray(good).save(samples / "step-0.png")
    assert main(["evaluate", "run", "--quiet"]) == 0
    assert "Samples over time" in (run / "report.html").read_text()


def test_a_record_of_any_length_is_drawn_in_bounded_time(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = {f"quality/{number}": 1.0 for number in range(200)}
    (run / "quality.jsonl").write_text("".join(json.dumps({"step": step} | many) + "\n" for step in range(50)))
    with (run / "log.jsonl").open("w") as file:
        file.writelines(f'{{"step": {step}, "loss/a": {step}.5, "seconds": {step}}}\n' for step in range(20_000))
        file.write("9" * (20 << 20) + "\n")
        file.write('{"step": 20000, "loss/a": 1, "seconds": 5e4}\n')
    assert main(["evaluate", "run", "--quiet"]) == 0
    said, page = capsys.readouterr().err, (run / "report.html").read_text()
    assert "1 of 20,002 lines are damaged" in said
    assert "is drawn" in said
    assert "194 further curves are left out" in page
    assert "step 20,000 was reached after 5e+04 s" in page


ODD = (
    "$\\frac$",
    "x^$",
    "a $m^$",
    "$$",
    "\\$x$",
    "\ud800",
    "\x1b[2J",
    "_x",
    "日本語",
    "\u202e",
    "a\nb",
    "n" * 5000,
    "\0",
)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ODD, ids=range(len(ODD)))
def test_names_are_drawn_letter_for_letter(name: str, run: Path) -> None:
    line = {"step": 2, f"loss/{name}": 1.0, f"gradient/{name}": 2**62, f"quality/{name}": 1e308}
    for record in ("log.jsonl", "quality.jsonl"):
        (run / record).write_text(json.dumps(line) + "\n" + json.dumps(line | {"step": 2**62}) + "\n")
    assert main(["evaluate", "run", "--quiet"]) == 0
    folder = name.replace("\0", "0").replace("\ud800", "s")[:100]  # as a folder may be called
    run.rename(run.with_name(folder))
    for kind in ("png", "pdf", "svg"):
        assert main(["plot", folder, "-o", f"x.{kind}", "--quiet"]) == 0


@pytest.mark.filterwarnings("error")
def test_columns_are_drawn_letter_for_letter(here: Path) -> None:
    names = [name for name in ODD if name.isprintable() and len(name) < 50]
    values = "\n".join(",".join(map(str, row)) for row in rows(200, len(names)))
    (here / "a.csv").write_text(",".join(names) + "\n" + values + "\n")
    gansmith.train("a.csv", "gan", steps=2, out="r$^$", width=8, depth=1, batch_size=8)
    assert main(["evaluate", "r$^$", "--quiet"]) == 0


@pytest.mark.parametrize("change", [{"low": 10**400}, {"samples": 10**9}, {"sha256": "0" * 64}, {"path": "x" * 10**6}])
def test_facts_that_were_edited_are_said_and_never_printed(
    change: dict[str, object], run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads((run / "data.json").read_text())
    edited = document | change
    old = {name: value for name, value in edited.items() if name != "digest"}  # as earlier versions wrote it
    for written in (edited, old):
        (run / "data.json").write_text(json.dumps(written))
        capsys.readouterr()
        assert main(["evaluate", "run", "--quiet"]) == 0
        said, page = capsys.readouterr().err, (run / "report.html").read_text()
        assert "data.json" in said or written is old
        assert "200" in page
        assert document["sha256"] in page
        assert not {"1,000,000,000", "0" * 64, "x" * 1000} & {
            part for part in ("1,000,000,000", "0" * 64, "x" * 1000) if part in page
        }
    (run / "data.json").write_text(json.dumps(edited))
    assert main(["train", "--resume", "run", "--steps", "5", "--quiet"]) == 0
    assert "data.json" in capsys.readouterr().err
    assert json.loads((run / "data.json").read_text()) == document
