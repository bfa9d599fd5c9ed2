"""Names of strangers in what is printed: none controls the terminal, forges a line, or runs in a shell."""

import io
import json
import os
import subprocess
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_runs import rows, tiny

import gansmith
from gansmith.cli import main
from gansmith.errors import DataError, quoted
from gansmith.training.callbacks.display import LiveDisplay
from gansmith.training.callbacks.record import read_record

EVIL = "x;touch PWNED;'$(touch PWNED)`touch PWNED`\x1b]0;owned\x07\x1b[2J\n[bold]gansmith: all is well.\x7f\x9b2J\u202e"
CODED = '"' + EVIL.replace('"', '""') + '"'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a run, and data of many kinds, all of one evil name."""
    folder = tmp_path_factory.mktemp("printed")
    values = rows()
    np.save(folder / f"{EVIL}.npy", values)
    np.savez(folder / f"{EVIL}.npz", **{EVIL: values, f"{EVIL}2": values})
    lines = [f"{CODED},other,{CODED}y"] + [f"{a},{b},{CODED}{int(a > 0)}" for a, b in values[:, :2]]
    (folder / f"{EVIL}.csv").write_text("\n".join(lines))
    gansmith.train(folder / f"{EVIL}.npy", "gan", steps=2, out=folder / EVIL, **tiny("gan"))
    with (folder / EVIL / "log.jsonl").open("ab") as file:
        file.write(b"{}\n")
    return folder


LINES: list[list[str]] = [
    ["data", f"{EVIL}.npy"],
    ["data", f"{EVIL}.npy", "--json"],
    ["data", f"{EVIL}.npz"],
    ["data", f"{EVIL}.npz", "--variable", EVIL],
    ["data", f"{EVIL}.csv"],
    ["data", f"{EVIL}.csv", "--label", f"{EVIL}y"],
    ["data", f"{EVIL}.csv", "--drop", f"{EVIL}z"],
    ["data", EVIL],
    ["data", f"{EVIL}.none"],
    ["train", f"{EVIL}.npy", "--method", "gan", "--steps", "1", "--dry-run"],
    ["train", f"{EVIL}.npy", "--method", "gan", "--steps", "1", "--out", f"{EVIL}2", "--validate-every", "1"],
    ["train", f"{EVIL}.npy", "--method", "gan", "--steps", "1", "--out", EVIL],
    ["train", f"{EVIL}.npy", "--method", EVIL],
    ["train", f"{EVIL}.npy", "--method", f"{EVIL}:f"],
    ["train", f"{EVIL}.npy", f"--{EVIL}"],
    ["train", "--resume", EVIL],
    ["train", "--resume", EVIL, "--steps", "1"],
    ["train", "--resume", EVIL, "--seed", "1"],
    ["train", "--resume", EVIL, "ring"],
    ["train", "ring", "--init-from", EVIL, "--steps", "1"],
    ["generate", EVIL, "-n", "2", "-o", f"{EVIL}o.npy"],
    ["generate", EVIL, "-n", "2", "-o", f"{EVIL}/{EVIL}/o.npy"],
    ["generate", EVIL, "-n", "2", "-o", f"{EVIL}o.npy", "--label", EVIL],
    ["generate", EVIL, EVIL, "-n", "2", "-o", f"{EVIL}o.npy"],
    ["translate", EVIL, f"{EVIL}.npy", "-o", "o.npy"],
    ["evaluate", EVIL],
    ["evaluate", EVIL, "--json"],
    ["evaluate", EVIL, "--features", EVIL],
    ["evaluate", f"{EVIL}.npy", f"{EVIL}.npz", "--variable", EVIL],
    ["plot", EVIL, "-o", f"{EVIL}.png"],
    ["features", EVIL, f"{EVIL}.npy", "-o", f"{EVIL}f.csv"],
    ["walk", EVIL, "--seeds", "0", "1", "--steps", "2", "-o", f"{EVIL}w.npy"],
    ["walk", EVIL, "--classes", EVIL, EVIL, "-o", f"{EVIL}w.npy"],
    ["arithmetic", EVIL, "--plus", EVIL, "--minus", "1", "-o", f"{EVIL}a.npy"],
    ["directions", EVIL, "--count", "1", "--steps", "2", "-o", f"{EVIL}d.npy"],
    ["traverse", EVIL, "-o", f"{EVIL}t.npy"],
    ["invert", EVIL, EVIL, "-o", f"{EVIL}i.npz"],
    ["classify", EVIL, f"{EVIL}.npy", "-o", f"{EVIL}c.csv"],
    ["export", EVIL, "-o", f"{EVIL}.{EVIL}"],
    ["push", EVIL, EVIL, "--dry-run"],
    ["augment", f"{EVIL}.csv", "--label", f"{EVIL}y", "--to", f"{EVIL}=9", "-o", f"{EVIL}b.csv"],
    ["detect", "train", f"{EVIL}.npy", "--fake", EVIL, "-o", f"{EVIL}det"],
    ["detect", "score", EVIL, f"{EVIL}.npy"],
    ["generate", EVIL, "-n", "2", "-o", f"{EVIL}o.npy", "--where", f"{EVIL}=1"],
    ["compare", f"{EVIL}.npy", "--methods", "gan", "wgan", "--steps", "1", "--seeds", "1", "--out", EVIL],
    ["compare", f"{EVIL}.npy", "--methods", "gan", f"gan,{EVIL}=1", "--steps", "1", "--out", f"{EVIL}c"],
    [EVIL],
]


def controls(text: str) -> set[str]:
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"}


@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))
def test_no_verb_prints_what_controls_a_terminal_or_forges_a_line(
    line: list[str], made: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made)
    assert main(line) in (0, 2, 3)
    said = "".join(capfd.readouterr())
    assert not controls(said), sorted(controls(said))
    assert not any(part.lstrip().startswith("[bold]") for part in said.splitlines())
    assert "Traceback" not in said


def test_the_live_display_escapes_the_run_s_name() -> None:
    stream = io.StringIO()
    display = LiveDisplay(10, EVIL, stream, every=0.0)
    display(1, {"loss/critic": 1.0})
    display.close()
    assert not {"\x1b]0", "\x07", "\x1b[2J", "\u202e", "\x9b"} & {p for p in EVIL_PARTS if p in stream.getvalue()}
    assert "\\x1b]0;owned" in stream.getvalue().replace("\n", "")


EVIL_PARTS = ("\x1b]0", "\x07", "\x1b[2J", "\u202e", "\x9b")


def test_a_damaged_record_is_said_in_escapes(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DataError):
        read_record(made / f"{EVIL}none")
    (made / f"{EVIL}.jsonl").write_bytes(b"{}\n")
    read_record(made / f"{EVIL}.jsonl")
    assert "damaged" in (said := capsys.readouterr().err)
    assert not controls(said)


def words_of(command: str) -> list[str]:
    """Return what bash makes of the words of a command."""
    show = "import json, os, sys; print(json.dumps([os.fsencode(a).hex() for a in sys.argv[1:]]))"
    run = subprocess.run(["bash", "-c", f"python3 -c '{show}' {command}"], capture_output=True, check=True)
    return [os.fsdecode(bytes.fromhex(word)) for word in json.loads(run.stdout)]


def test_a_shell_reads_a_quoted_name_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    odd = [
        EVIL,
        "",
        "a b",
        "-x",
        "é\x1b",
        "a'b",
        "\\x41\x01",
        "日本\u2028",
        "\U000e0001",
        "\udcff\udc80",
        "~",
        "*",
        "!a",
    ]
    assert words_of(" ".join(map(quoted, odd))) == odd
    assert words_of(quoted(Path("-x"))) == ["./-x"]
    assert not list(tmp_path.iterdir())


@given(st.text(st.characters(exclude_characters="\0")))
def test_what_is_quoted_can_be_printed(text: str) -> None:
    assert not controls(quoted(text).replace("\u200c", "").replace("\u200d", ""))
    assert "\n" not in quoted(text)


def test_a_command_that_is_printed_runs_nothing_but_itself(
    made: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made)
    config = json.loads((made / EVIL / "config.json").read_text())
    (made / EVIL / "config.json").write_text(json.dumps(config | {"seed": 5}))
    try:
        assert main(["train", "--resume", EVIL]) == 3
    finally:
        (made / EVIL / "config.json").write_text(json.dumps(config))
    command = capsys.readouterr().err.partition("gansmith train ")[2].strip()
    assert words_of(command) == ["--resume", EVIL, "--allow-drift"]
    assert not list(made.glob("PWNED"))
