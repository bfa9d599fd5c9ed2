"""Runs and reports that cannot be written: what was measured is said all the same, and that it is not kept."""

import json
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import rows, tiny

import gansmith
from gansmith.api.report import write_report
from gansmith.cli import main
from gansmith.errors import StorageError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds rows.npy and a run on it."""
    monkeypatch.chdir(tmp_path)
    np.save("rows.npy", rows(240))
    gansmith.train("rows.npy", "gan", steps=2, out="run", **tiny("gan"))
    return tmp_path


def test_a_verdict_that_cannot_be_kept_in_its_run_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Path("run/metrics.json").mkdir()
    assert main(["evaluate", "run"]) == 1
    said = capsys.readouterr()
    assert said.out.startswith("Poor: ")
    assert "Report: " not in said.out
    assert said.err.count("gansmith: ") == 1
    assert "run/metrics.json exists and is not a regular file" in said.err
    assert not Path("run/report.html").exists()
    assert main(["evaluate", "run", "--json", "--report", "elsewhere.html"]) == 1
    assert json.loads(capsys.readouterr().out)["grade"] == "poor"
    assert Path("elsewhere.html").is_file()
    assert not gansmith.evaluate("run").kept


def test_a_report_that_cannot_be_written_keeps_no_verdict_back(capsys: pytest.CaptureFixture[str]) -> None:
    Path("run/report.html").mkdir()
    assert main(["evaluate", "run"]) == 1
    said = capsys.readouterr()
    assert said.out.startswith("Poor: ")
    assert "run/report.html exists and is not a regular file" in said.err
    assert json.loads(Path("run/metrics.json").read_text())["grade"] == "poor"
    with pytest.raises(StorageError, match="exists and is not a regular file"):
        write_report(gansmith.evaluate("run"), report="run/report.html")


def test_a_report_that_is_named_is_refused_before_anything_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    Path("page.html").mkdir()
    assert main(["evaluate", "run", "--report", "page.html"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "page.html exists and is not a regular file" in said.err
    assert not Path("run/metrics.json").exists()


def test_a_part_of_a_run_is_named_with_its_run() -> None:
    done = gansmith.evaluate("run/final")
    assert done.subject.name == "run/final"
    assert done.to_json()["subject"] == "run/final"
    write_report(done, report="page.html")
    assert "gansmith evaluate run/final" in Path("page.html").read_text()
    assert gansmith.evaluate("run/checkpoints/step-000002").subject.name == "run/checkpoints/step-000002"
