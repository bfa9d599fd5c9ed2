"""Validation samples that also occur in the training part are counted once by training, and beside the verdict."""

import json
from pathlib import Path

import numpy as np
from tiny_runs import tiny

import gansmith

SAID = "60 of 60 validation samples also occur in the training part"


def test_training_and_evaluation_say_so(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    np.save(tmp_path / "rows.npy", np.tile(values, (48, 1)))
    run = gansmith.train(tmp_path / "rows.npy", "gan", steps=2, out=tmp_path / "run", **tiny("gan"))
    warnings = json.loads((run.path / "data.json").read_text())["warnings"]
    assert next(warning for warning in warnings if "validation samples" in warning).startswith(SAID)
    found = gansmith.evaluate(run.path)
    assert any(note.startswith(SAID) and note.endswith("data.") for note in found.subject.notes)


def test_data_without_equal_samples_is_not_warned_of(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=(240, 3)).astype(np.float32)
    run = gansmith.train(values, "gan", steps=2, out=tmp_path / "run", **tiny("gan"))
    assert "validation samples" not in (run.path / "data.json").read_text()
