"""The benchmark of searches: from the command to its figures, and what counts as ahead."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks.quality import tuned
from benchmarks.quality.table import BENCHMARKS


def figures(outcome: str, ours: float, default: float) -> dict[str, Any]:
    return {"outcome": outcome, "tuned": ours, "default": default, "best_method": "gan", "stale": False, "minutes": 1}


def test_a_set_counts_by_its_seeds_and_the_goal_by_its_sets() -> None:
    win, tie, loss = figures("ahead", 1.0, 2.0), figures("as good", 1.4, 1.5), figures("behind", 2.0, 1.0)
    found = {"ring": [win, tie], "grid": [win, loss], "planets": [tie], "abalone": [win], "mnist": [win, win, loss]}
    result = tuned.report(BENCHMARKS["tune"], found)
    assert [row[2:5] for row in result.rows[:2]] == [("1", "1", "0"), ("1", "0", "1")]
    assert result.goals[0].result == "3 of 5"
    assert result.goals[0].met
    assert not tuned.report(BENCHMARKS["tune"], {**found, "mnist": [loss]}).goals[0].met
    assert tuned.report(BENCHMARKS["tune"], {name: [] for name in found}).goals == ()
    assert float(result.rows[1][7]) == pytest.approx(1)


def test_figures_are_those_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    told = {
        "outcome": "ahead",
        "test": {"samples": 50, "tuned": 1.2, "default": 1.5, "error": 0.1, "clear": True},
        "seconds": {"search": 60.0, "tuned": 30.0, "default": 61.0},
        "best_trial": 1,
        "trials": [{"method": "r3gan", "hyper": {}, "failure": ""}, {"method": "gan", "hyper": {}, "failure": "x"}],
    }

    def completed(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
        asked.append(list(command))
        return json.dumps(told)

    monkeypatch.setattr(tuned, "completed", completed)
    found = tuned.run(BENCHMARKS["tune"].settings[0], 2)
    assert (found["tuned"], found["default"], found["search_minutes"], found["failed"]) == (1.2, 1.5, 1.0, 1)
    assert found["best_method"] == "gan"
    words = " ".join(asked[0])
    assert "tune ring --minutes 20 --seed 2" in words
