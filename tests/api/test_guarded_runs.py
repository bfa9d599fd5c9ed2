"""A run is what it was trained with: what has changed is named and stops it, or is taken when asked, and remembered."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_runs import essence, rows, tiny

import gansmith
from gansmith.cli import main
from gansmith.errors import DataError, UsageError
from gansmith.storage.manifest import write_manifest


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    np.save("rows.npy", rows(60))
    return gansmith.train("rows.npy", "gan", steps=4, out="run", validate_every=2, **tiny("gan")).path


def edit(run: Path, **changes: Any) -> None:
    config = run / "config.json"
    document = json.loads(config.read_text())
    hyper = {name: value for name, value in changes.items() if name in document["hyper"]}
    document["hyper"] |= hyper
    config.write_text(json.dumps(document | {name: value for name, value in changes.items() if name not in hyper}))


VERBS = {
    "resume": lambda run: gansmith.resume(run, steps=6),
    "evaluate": lambda run: gansmith.evaluate(run, count=10),
    "picture": lambda run: gansmith.plot(run, "drawn.png"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_each_changed_setting_is_named_with_both_values(verb: str, run: Path) -> None:
    edit(run, learning_rate=0.5, validation_fraction=0.25)
    said = r"validation-fraction 0\.25 instead of 0\.1; hyper\.learning-rate 0\.5 instead of 0\.000\d.*--allow-drift"
    with pytest.raises(DataError, match=said):
        VERBS[verb](run)


def test_more_steps_may_not_be_written_into_the_file_but_asked_for(run: Path) -> None:
    edit(run, steps=9000)
    with pytest.raises(DataError, match="steps 9000 instead of 4"):
        gansmith.resume(run)


def test_a_change_that_is_put_back_leaves_no_trace(run: Path) -> None:
    before = (run / "config.json").read_bytes()
    edit(run, learning_rate=0.5)
    (run / "config.json").write_bytes(before)
    assert gansmith.resume(run, steps=5).steps == 5


def test_drift_is_allowed_when_asked_said_and_remembered(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(run, learning_rate=0.01)
    assert main(["train", "--resume", str(run), "--allow-drift", "--steps", "5", "--quiet"]) == 0
    assert "no longer bit for bit as it would have: hyper.learning-rate 0.01 instead of" in capsys.readouterr().err
    assert main(["train", "--resume", str(run), "--steps", "6", "--quiet"]) == 0
    assert capsys.readouterr().err == ""
    notes = gansmith.evaluate(run, count=10).subject.notes
    assert any("Changed while it was trained: hyper.learning-rate 0.01 instead of" in note for note in notes)


def test_other_data_is_taken_only_when_that_is_allowed(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save("rows.npy", rows(60) * np.float32(1.5))
    with pytest.raises(DataError, match=r"is not what run was trained on.*allow_drift"):
        gansmith.resume(run, steps=5)
    assert gansmith.resume(run, steps=5, allow_drift=True).steps == 5
    assert "data with SHA-256" in capsys.readouterr().err
    assert gansmith.resume(run, steps=6).steps == 6
    assert gansmith.evaluate(run, count=10).figures


def test_a_picture_of_other_data_says_so(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save("other.npy", rows(60) * np.float32(1.5))
    gansmith.plot(run, "drawn.png", data="other.npy")
    assert "other.npy is not what run was trained on" in capsys.readouterr().err


def test_another_version_is_said_and_no_hindrance(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (checkpoint,) = [place for place in (run / "checkpoints").iterdir() if place.name.endswith("4")]
    state = checkpoint / "state.json"
    saved = json.loads(state.read_text())
    saved["state"]["run"]["circumstances"] |= {"torch": "2.99", "processes": 7}
    state.write_text(json.dumps(saved))
    write_manifest(checkpoint)
    assert gansmith.resume(run, steps=5).steps == 5
    said = capsys.readouterr().err
    assert "torch 2.99 then, " in said
    assert "processes 7 then, 1 now" in said


def test_what_was_measured_lies_in_the_checkpoint_and_not_in_the_record(run: Path) -> None:
    """A bit of quality.jsonl must not decide which model is the best."""
    record = run / "quality.jsonl"
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    record.write_text("".join(json.dumps(line | {"quality/kid[values]": -99.0}) + "\n" for line in lines))
    best = gansmith.resume(run, steps=6).best
    assert best is not None
    assert best[1] > -99


def test_the_words_of_a_run_that_may_drift_are_for_a_run_that_is_resumed() -> None:
    assert main(["train", "ring", "--allow-drift", "--steps", "1"]) == 2


def test_a_run_that_is_resumed_equals_one_that_was_not_in_its_stamp_too(run: Path) -> None:
    gansmith.train("rows.npy", "gan", steps=6, out="whole", validate_every=2, **tiny("gan"))
    gansmith.train("rows.npy", "gan", steps=4, out="part", validate_every=2, **tiny("gan"))
    gansmith.resume("part", steps=6)
    one, other = essence(Path("whole")), essence(Path("part"))
    for part in ("step", "run", "measured", "model"):
        assert one["state"][part] == other["state"][part], part


def test_a_configuration_without_its_digest_is_not_taken_for_an_old_one(run: Path) -> None:
    document = json.loads((run / "config.json").read_text())
    kept = {name: value for name, value in document.items() if name not in ("format", "sha256")}
    (run / "config.json").write_text(json.dumps(kept | {"steps": 33}))
    with pytest.raises(DataError, match="steps 33 instead of 4"):
        gansmith.resume(run)


@pytest.mark.parametrize("part", ["final", "best"])
def test_a_model_of_another_run_is_not_taken_for_this_one_s(part: str, run: Path) -> None:
    other = gansmith.train("rows.npy", "gan", steps=4, out="other", seed=1, validate_every=2, **tiny("gan")).path
    shutil.rmtree(run / part)
    shutil.copytree(other / part, run / part)
    with pytest.raises(DataError, match=f"{part} holds a model that another run made|run holds a model"):
        gansmith.evaluate(run if part == "final" else run / part, count=10)
    shutil.rmtree(run / part)
    assert gansmith.evaluate(run, count=10).figures


def test_weights_of_other_shapes_are_refused_before_networks_are_built(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = json.loads((run / "config.json").read_text())
    document["hyper"]["width"] = 16_000
    (run / "config.json").write_text(json.dumps(document))
    monkeypatch.setattr("gansmith.core.game.Game.__init__", lambda *_, **__: pytest.fail("a game was built"))
    with pytest.raises(DataError, match="was not written by this configuration"):
        gansmith.resume(run, allow_drift=True)


def test_a_path_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a run"):
        gansmith.resume(tmp_path)


@pytest.mark.parametrize("verb", ["evaluate", "picture"])
def test_data_that_has_moved_may_be_named(verb: str, run: Path) -> None:
    Path("rows.npy").rename("moved.npy")
    with pytest.raises(DataError, match=r"rows\.npy.* If the data has moved, name it with data"):
        VERBS[verb](run)
