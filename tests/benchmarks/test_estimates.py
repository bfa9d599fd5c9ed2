"""Gauges are set beside the distance of the samples at the same steps; falling and settling have closed forms."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.quality import estimates
from benchmarks.quality.digits import Digits
from benchmarks.quality.estimates import agreement, settling
from benchmarks.quality.table import BENCHMARKS
from benchmarks.quality.trials import Setting
from benchmarks.render import table
from gansmith.features.classifier import Classifier, train_classifier

SMALL: dict[str, dict[str, Any]] = {"wgan": {"warm_up": 0, "warm_up_every": 0}}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Squares in two places in place of digits, and a judge of the place."""
    labels = np.arange(60) % 2
    pictures = np.random.default_rng(0).integers(0, 60, (60, 16, 16)).astype(np.uint8)
    pictures[labels == 0, :8, :8] += 180
    pictures[labels == 1, 8:, 8:] += 180
    judge = train_classifier(pictures[:, None], labels, seed=0, epochs=2)

    def same() -> Classifier:
        return judge

    monkeypatch.setattr(estimates, "mnist", lambda part: Digits(pictures, labels))
    monkeypatch.setattr(estimates, "judge", same)
    monkeypatch.setattr(estimates, "judges_accuracy", lambda: 0.5)
    monkeypatch.setattr(estimates, "DRAWN", 30)
    monkeypatch.setattr(estimates, "POINTS", 3)
    estimates.features.cache_clear()
    yield
    estimates.features.cache_clear()


def short(setting: Setting) -> Setting:
    return replace(setting, steps=30, hyper=setting.hyper | {"width": 4, "batch_size": 4} | SMALL.get(setting.name, {}))


def test_every_setting_runs_and_the_table_holds_it(small: None) -> None:
    benchmark = replace(BENCHMARKS["estimates"], settings=tuple(map(short, estimates.SETTINGS)))
    found = {}
    for setting in benchmark.settings:
        figures = json.loads(json.dumps(benchmark.run(setting, 1), allow_nan=False))
        assert figures["series"]["steps"] == [10, 20, 30]
        assert len(set(figures["series"]["distance"])) == 3  # it went on, and from where it stood
        assert figures["floor"] < min(figures["series"]["distance"])
        found[setting.name] = [figures | {"minutes": 1.0, "stale": False}] * 2
    result = benchmark.report(benchmark, found)
    assert all(len(row) == len(result.columns) for row in result.rows)
    assert len(result.goals) == 2 + 2 * 2
    stale = {key: [figures | {"stale": True} for figures in value] for key, value in found.items()}
    assert "(stale)" in table(result.columns, benchmark.report(benchmark, stale).rows)


def test_before_any_trial_there_is_a_table_without_figures_or_goals() -> None:
    benchmark = BENCHMARKS["estimates"]
    result = benchmark.report(benchmark, {setting.name: [] for setting in benchmark.settings})
    assert all(len(row) == len(result.columns) for row in result.rows)
    assert result.goals == ()


def test_a_straight_line_moves_to_its_end() -> None:
    steps = list(range(10, 1010, 10))
    found = settling(steps, [5.0 - step / 500 for step in steps])
    assert found["slope"] == pytest.approx(-2.0)
    assert found["first_tenth"] == pytest.approx(5.0 - 55 / 500)
    assert found["last_tenth"] == pytest.approx(5.0 - 955 / 500)
    assert found["moving"] == pytest.approx(190 / 900)


def test_what_has_settled_moves_no_more() -> None:
    steps = list(range(1, 101))
    found = settling(steps, [3.0 if step <= 50 else 1.0 for step in steps])
    assert (found["first_tenth"], found["last_tenth"]) == (3.0, 1.0)
    assert found["slope"] == pytest.approx(0.0, abs=1e-9)
    assert found["moving"] == pytest.approx(0.0, abs=1e-9)
    assert settling(steps, [0.0] * 80 + [float(step) for step in range(10)] + [0.0] * 10)["moving"] == math.inf


def test_agreement_is_of_ranks_and_of_values() -> None:
    gauges = [1.0, 2.0, 3.0, 4.0]
    assert agreement(gauges, [2.0, 4.0, 6.0, 8.0]) == {"spearman": pytest.approx(1), "pearson": pytest.approx(1)}
    curved = agreement(gauges, [1.0, 10.0, 100.0, 1000.0])
    assert curved["spearman"] == pytest.approx(1)
    assert 0.8 < curved["pearson"] < 0.9
    assert agreement(gauges, [4.0, 3.0, 2.0, 1.0])["spearman"] == pytest.approx(-1)


def test_goals_are_of_the_worst_seed() -> None:
    benchmark = BENCHMARKS["estimates"]
    series = {"steps": [1, 2], "gauge": [1.0, 2.0], "distance": [9.0, 3.0]}
    good = {"first_tenth": 2.0, "last_tenth": 1.0, "slope": -0.1, "moving": 0.01, "spearman": 0.9, "pearson": 0.8}
    rest = {"series": series, "floor": 0.1, "judge": "a", "judges_accuracy": 0.99, "training_minutes": 1.0}
    one, other = good | rest | {"stale": False}, good | rest | {"stale": False, "last_tenth": 2.5, "spearman": -0.1}
    found = {setting.name: [one, other] for setting in benchmark.settings}
    goals = [(goal.result, goal.met) for goal in benchmark.report(benchmark, found).goals]
    assert goals == [("1.250", False), ("0.010", True), *[("-0.100", False), ("0.800", True)] * 2]
