"""What evaluate and compare print and write: one document, or a table, or nothing; progress only where it is seen."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import contestant, rows, tiny
from toy_terminal import Terminal

import gansmith
from gansmith.cli import main
from gansmith.training.callbacks.record import read_record

CONTEST = ["compare", "rows.npy", "--steps", "1", "--seeds", "1", "--out", "out", "--methods"]
CONTEST += [contestant("gan"), contestant("gan", loss="minimax")]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds rows.npy and a run on it."""
    monkeypatch.chdir(tmp_path)
    np.save("rows.npy", rows(240))
    gansmith.train("rows.npy", "gan", steps=2, out="run", **tiny("gan"))
    return tmp_path


def test_the_verdict_comes_first_and_the_report_is_in_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "run", "--thorough"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    first, second, held, private, unseen, *rest = said.out.splitlines()
    found = [line for line in rest if line.startswith(("  poor: ", "  fair: "))]
    head, *table = rest[len(found) :]
    assert found
    assert all(line[8:-1] in Path("run/report.html").read_text() for line in found)
    assert held == "  note: 60 of 240 samples were held out of training."
    assert private.startswith("  note: Privacy: 0 of 1,000 generated rows equal a training row")
    assert unseen.startswith("  note: With 240 real rows (60 of them held out) and 1,000 samples")
    assert "Poor: " in first
    assert second == "run against 60 held-out samples of rows.npy."
    assert head.split() == ["metric[features]", "value", "real-vs-real", "better", "n"]
    assert sum(line.startswith("  kid[values]") for line in table) == 1
    assert any("c2st-logistic[values] skipped: n = 60 is below 100" in line for line in table)
    assert table[-1] == "Report: run/report.html"
    assert first in Path("run/report.html").read_text()


def test_json_is_all_that_is_on_stdout_and_what_lies_in_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "run", "--json", "--seed", "3"]) == 0
    document = json.loads(capsys.readouterr().out)
    stored = json.loads(Path("run/metrics.json").read_text())
    assert stored == document | {"digest": stored["digest"]}
    assert document["asked"]["seed"] == 3
    assert main(["evaluate", "rows.npy", "rows.npy", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["subject"] == "rows.npy"


def test_two_files_leave_nothing_behind_but_what_is_asked_for(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name for path in here.iterdir()}
    assert main(["evaluate", "rows.npy", "rows.npy"]) == 0
    assert "Report" not in capsys.readouterr().out
    assert {path.name for path in here.iterdir()} == before
    more = ["--report", "r.html", "--markdown", "r.md", "--card", "card.md", "--quiet"]
    assert main(["evaluate", "rows.npy", "rows.npy", *more]) == 0
    assert capsys.readouterr() == ("", "")
    assert {path.name for path in here.iterdir()} - before == {"r.html", "r.md", "card.md"}


def test_a_terminal_sees_how_far_it_is_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TERM", raising=False)
    for words, shown in ((["evaluate", "run"], True), (["evaluate", "run", "--quiet"], False)):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        assert main(words) == 0
        assert ("/" in terminal.getvalue()) == shown
    assert capsys.readouterr().err == ""


def test_compare_says_table_document_or_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(CONTEST) == 0
    said = capsys.readouterr()
    assert sum(line.endswith("training.") for line in said.err.splitlines()) == 2
    sentence, head, first, second, *end = said.out.splitlines()
    assert sentence.endswith("repeat with more --seeds.")
    assert head.split() == ["rank", "method", "judged", "fd[values]", "seeds", "failed"]
    assert [first.split()[0], second.split()[0]] == ["1", "2"]
    assert end == ["Runs and table: out", "Report: out/comparison.html"]
    assert main([*CONTEST, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(Path("out/comparison.json").read_text())
    assert main([*CONTEST, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_compare_shares_every_flag_of_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    more = [
        "--scale",
        "feature",
        "--validation-fraction",
        "0.5",
        "--validate-every",
        "1",
        "--sample-every",
        "0",
        "--threads",
        "1",
    ]
    assert main([*CONTEST, *more, "--quiet"]) == 0
    for run in Path("out").glob("gan*"):
        config = json.loads((run / "config.json").read_text())
        assert (config["data"]["scale"], config["validation_fraction"], config["threads"]) == ("feature", 0.5, 1)
        assert len(read_record(run / "quality.jsonl")) == 1
        assert not list((run / "samples").iterdir())


@pytest.mark.usefixtures("no_connection")
def test_nothing_is_sent_anywhere() -> None:
    assert main(["evaluate", "run", "--report", "r.html", "--quiet"]) == 0
