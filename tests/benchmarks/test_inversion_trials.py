"""A trial of the benchmark of inversion, on few samples and steps, and its table."""

from dataclasses import replace

import numpy as np
import pytest
from tiny_runs import pictures, tiny

from benchmarks.quality import inversion
from benchmarks.quality.inversion import INVERSION, SETTINGS
from benchmarks.quality.trials import Setting


def test_a_trial_measures_held_out_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inversion, "INVERTED", 3)
    monkeypatch.setattr(inversion, "sets", lambda name: (pictures(20), pictures(26)[20:]))
    figures = inversion.run(Setting("mnist", "dcgan", 1, tiny("dcgan")), 0)
    assert figures["ratio"] == pytest.approx(figures["error"] / figures["nearest"])
    assert 0 <= figures["share_below_half"] <= 1
    found = [figures | {"stale": False}]
    result = inversion.report(
        INVERSION, {setting.name: found if setting.name == "mnist" else [] for setting in SETTINGS}
    )
    assert [goal.met for goal in result.goals] == [figures["ratio"] <= 0.5]
    assert len(result.rows) == len(SETTINGS)


def test_held_out_planets_are_not_trained_on() -> None:
    training, others = inversion.sets("planets")
    assert (len(training), len(others)) == (3509, 400)
    assert not {sample.tobytes() for sample in others} & {sample.tobytes() for sample in training}
    assert np.isfinite(training).all()
    assert replace(SETTINGS[0], name="other").fingerprint != SETTINGS[0].fingerprint
