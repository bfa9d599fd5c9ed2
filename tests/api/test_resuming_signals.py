"""A run keeps the network it began with, although the rule that chose it has changed since."""

from pathlib import Path

import numpy as np
import pytest

import gansmith
from gansmith.data import dataset as reading


def test_a_run_from_before_signals_were_told_keeps_its_perceptron(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(0)
    np.save(tmp_path / "walks.npy", np.cumsum(rng.normal(size=(60, 64)), axis=1))
    few = {"width": 8, "batch_size": 8, "validate_every": 0, "sample_every": 0}
    with monkeypatch.context() as before:
        before.setattr(reading, "looks_like_signals", lambda _: False)
        before_tables = {"scale": "global"}
        out = tmp_path / "old"
        old = gansmith.train(tmp_path / "walks.npy", "wgan", steps=2, out=out, data_options=before_tables, **few)
    new = gansmith.train(tmp_path / "walks.npy", "wgan", steps=2, out=tmp_path / "new", **few)
    assert gansmith.resume(old.path, steps=4).steps == 4
    assert gansmith.resume(new.path, steps=4).steps == 4
    networks = [str(gansmith.load(run.path).network) for run in (old, new)]
    assert ["SignalGenerator" in network for network in networks] == [False, True]
