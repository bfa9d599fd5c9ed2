"""Data is found again from any folder and after a move; where it lies is written in the run directory alone."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from numbered_pictures import folder
from one_paragraph import says
from tiny_runs import rows

import gansmith
from gansmith.api.report import write_report
from gansmith.errors import DataError, UsageError
from gansmith.evaluation.evaluate import evaluate
from gansmith.records.run_record import learned_from

FAST = {"steps": 2, "validate_every": 0, "sample_every": 0, "log_every": 1}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with data and a run on it, trained by relative names from within, and the current folder elsewhere."""
    place = tmp_path / "client" / "project"
    (place / "data").mkdir(parents=True)
    np.save(place / "data" / "t.npy", rows(60))
    monkeypatch.chdir(place)
    gansmith.train("data/t.npy", "gan", network="mlp", out="run", **FAST)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return place


def all_uses(run: Path) -> None:
    """Evaluate, plot and resume a run."""
    assert evaluate(run, count=20).subject.verified[0] == 60
    assert gansmith.plot(run, run.parent / "p.png").is_file()
    (run.parent / "p.png").unlink()
    steps = json.loads((run / "config.json").read_text())["steps"]
    assert gansmith.resume(run, steps=steps + 1).steps == steps + 1


def test_nothing_moved_but_the_current_folder(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    all_uses(project / "run")
    assert "moved" not in capsys.readouterr().err
    assert json.loads((project / "run" / "config.json").read_text())["data"]["source"] == "data/t.npy"


def test_run_and_data_moved_together(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    moved = project.rename(project.parent / "renamed")
    all_uses(moved / "run")
    assert f"has moved; it is read from {moved / 'data' / 't.npy'}" in capsys.readouterr().err


def test_data_beside_the_run_is_told_by_its_hash(project: Path) -> None:
    run = project / "run"
    (project / "data" / "t.npy").rename(project / "t.npy")
    np.save(run / "t.npy", rows(60) + 1)  # of the same name, nearer, and other data
    all_uses(run)
    np.save(project / "t.npy", rows(60) + 2)
    with says(DataError, r"t\.npy is not what .*run was trained on"):
        evaluate(run)
    for place in (project, run):
        (place / "t.npy").unlink()
    with says(DataError, r"There is no file or folder 'data/t\.npy'.*data"):
        evaluate(run)


def test_a_run_that_is_named_as_its_data_is_not_taken_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("arrays").mkdir()
    for number, row in enumerate(rows(12)):
        np.save(f"arrays/{number:02}.npy", row)
    gansmith.train("arrays", "gan", network="mlp", out="runs/arrays", **FAST)
    Path("arrays").rename("moved")
    with says(DataError, "There is no .* 'arrays'"):
        gansmith.resume("runs/arrays", steps=3)
    assert gansmith.resume("runs/arrays", data="moved", steps=3).steps == 3


def test_other_data_in_the_old_place_gives_way_to_the_right_data(project: Path) -> None:
    shutil.copy(project / "data" / "t.npy", project / "t.npy")
    np.save(project / "data" / "t.npy", rows(60) + 1)
    all_uses(project / "run")


def test_a_run_that_says_nothing_of_places_is_read_as_before(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for damage in ({"places": {"source": {"absolute": 3}}}, {"places": []}, {}):
        (project / "run" / "data.json").write_text(json.dumps(damage))
        with pytest.raises(DataError, match="no file or folder"):
            evaluate(project / "run")
    monkeypatch.chdir(project)
    assert evaluate("run", count=20).subject.verified[0] == 60


def test_folders_and_labels_are_found_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder(tmp_path / "p" / "faces", *(f"{number}.png" for number in range(30)), height=8)
    lines = "".join(f"{number}.png,{number % 2}\n" for number in range(30))
    (tmp_path / "p" / "who.csv").write_text(f"file,label\n{lines}")
    monkeypatch.chdir(tmp_path / "p")
    how = {"labels_from": "who.csv"}
    gansmith.train("faces", "cgan", network="mlp", out="run", data_options=how, **FAST)
    monkeypatch.chdir(tmp_path)
    assert evaluate(tmp_path / "p" / "run", count=10).subject.class_names == ("0", "1")
    assert str(place) in learned_from(tmp_path / "p" / "run")


def test_no_folder_is_named_outside_the_run_directory(project: Path) -> None:
    run = project / "run"
    places = json.loads((run / "data.json").read_text())["places"]
    assert places == {"source": {"absolute": str(project / "data" / "t.npy"), "from_run": "../data/t.npy"}}
    write_report(evaluate(run, count=20), report=run / "report.html", markdown_file=project / "r.md")
    written = [run / "report.html", project / "r.md", *(run / "final").iterdir(), run / "metrics.json"]
    written += [path for path in (run / "checkpoints").rglob("*") if path.is_file()]
    assert not [path for path in written if b"client" in path.read_bytes()]
    assert learned_from(run) == ("data/t.npy", str(project / "data" / "t.npy"))


def test_a_copied_model_is_evaluated_on_data_that_is_named(project: Path, tmp_path: Path) -> None:
    model = Path(shutil.copytree(project / "run" / "final", tmp_path / "elsewhere" / "model"))
    with pytest.raises(UsageError, match=r"no run nor part of one.* data"):
        evaluate(model)
    done = evaluate(model, data=project / "data" / "t.npy", count=20)
    assert any("apart from its run" in note for note in done.subject.notes)
    assert done.subject.real.shape == done.subject.fake.shape == (20, 4)
    of_run = evaluate(project / "run", count=20)
    assert done.subject.model == of_run.subject.model
    assert np.array_equal(done.subject.fake, of_run.subject.fake)
    write_report(done, markdown_file=tmp_path / "r.md")
    assert "gansmith evaluate model --data t.npy" in (tmp_path / "r.md").read_text()
    np.save(tmp_path / "wide.npy", rows(60, 5))
    with says(DataError, r"wide\.npy holds samples of shape \(5,\), and the model makes \(4,\)"):
        evaluate(model, data=tmp_path / "wide.npy")
