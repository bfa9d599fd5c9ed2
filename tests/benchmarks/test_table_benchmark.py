"""The benchmark of tables runs its contestants as commands, and says on which measures one is behind."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.quality import narrow
from benchmarks.quality.__main__ import _play_missing
from benchmarks.quality.plain_command import CommandError
from benchmarks.quality.table import BENCHMARKS, GROUPS
from benchmarks.quality.tabular import contestants
from benchmarks.quality.tabular.benchmark import run, table_benchmark
from benchmarks.quality.tabular.mixed import visits
from benchmarks.quality.tabular.page import COMPARED
from benchmarks.quality.tabular.sets import Table, split
from benchmarks.quality.trials import Figures
from benchmarks.render import table as rendered
from gansmith.metrics.mixture import coverage

SMALL = Table("small", lambda: visits().rows(slice(300)), "outcome", 0.02, "charge", "a few stays")
SHUFFLES = """
import csv, json, pathlib, random, sys
folder = pathlib.Path(sys.argv[1])
header, *lines = list(csv.reader((folder / "table.csv").open()))
assert list(json.loads((folder / "kinds.json").read_text())) == header
count = int(sys.argv[sys.argv.index("--rows") + 1])
random.seed(sys.argv[-1])
columns = [random.choices(column, k=count) for column in zip(*lines)]
with (folder / "synthetic.csv").open("w", newline="") as stream:
    csv.writer(stream).writerows([header, *zip(*columns)])
print("a line of no interest")
print(json.dumps({"version": "1.0", "epochs": 1, "training_minutes": 0.01}))
"""


@pytest.fixture
def shuffler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package whose generator draws every column by itself, in place of the others."""
    (tmp_path / "shuffle.py").write_text(SHUFFLES, encoding="utf-8")
    monkeypatch.setattr(contestants, "_SCRIPTS", tmp_path)
    monkeypatch.setattr(contestants, "OTHERS", {"ctgan": "shuffle.py"})
    monkeypatch.setattr(contestants, "INTERPRETERS", {"ctgan": sys.executable})
    return tmp_path / "shuffle.py"


@pytest.mark.slow
def test_every_contestant_runs_and_the_table_holds_it(shuffler: Path) -> None:
    benchmark = table_benchmark(SMALL)
    found: dict[str, list[Figures]] = {setting.name: [] for setting in benchmark.settings}
    for setting in benchmark.settings:
        if setting.name != "mostlyai":
            figures = json.loads(json.dumps(run(SMALL, setting, 1), allow_nan=False))
            found[setting.name] = [figures | {"minutes": 1.0, "stale": False}] * 2
    assert found["gansmith"][0]["method"] == "r3gan"  # whose golden losses make the trial stale
    result = benchmark.report(benchmark, found)
    assert all(len(row) == len(result.columns) for row in result.rows)
    assert [row[0] for row in result.rows if row[1] == "2"] == [name for name in found if found[name]]
    assert len(result.goals) == 4
    stale = {key: [figures | {"stale": True} for figures in value] for key, value in found.items()}
    assert "gansmith (stale)" in rendered(result.columns, benchmark.report(benchmark, stale).rows)


def test_a_contestant_without_the_dependence_has_the_margins_alone(shuffler: Path) -> None:
    ctgan, real = ({one.name: one for one in contestants.settings(SMALL)}[name] for name in ("ctgan", "real"))
    shuffled, rows = run(SMALL, ctgan, 0), run(SMALL, real, 0)
    assert shuffled["column_mean"] < 0.1
    assert shuffled["shares"] < 2
    assert shuffled["pair_mean"] > 1.5 * rows["pair_mean"]
    assert shuffled["taught"] < rows["taught"]
    assert shuffled["copied"] == 0


def test_a_contestant_that_fails_or_writes_another_table_is_no_trial(
    shuffler: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ctgan = next(one for one in contestants.settings(SMALL) if one.name == "ctgan")
    train, _ = split(SMALL.load(), 0)
    monkeypatch.setenv("PYTHONPATH", "")
    for change, told in (("header[:-1]", "no column outcome"), ("header, header", "column age: ")):
        shuffler.write_text(SHUFFLES.replace("rows([header", f"rows([{change}"), encoding="utf-8")
        with pytest.raises(CommandError, match=f"ctgan wrote no table of these columns: .*{told}"):
            contestants.synthetic(SMALL, ctgan, train, 50, 0)
    shuffler.write_text(SHUFFLES.replace("k=count", "k=7"), encoding="utf-8")
    with pytest.raises(CommandError, match="ctgan wrote 7 rows; 50 were wanted"):
        contestants.synthetic(SMALL, ctgan, train, 50, 0)
    shuffler.write_text("raise SystemExit('no memory')", encoding="utf-8")
    benchmark = replace(table_benchmark(SMALL), settings=(ctgan,))
    _play_missing(benchmark, None, 1)
    assert "tables-small ctgan seed 0: no trial: " in (said := capsys.readouterr().out)
    assert "status 1: no memory" in said


def test_a_package_without_an_interpreter_is_left_out_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert contestants.INTERPRETERS == {}
    wine = BENCHMARKS["tables-wine"]
    others = tuple(one for one in wine.settings if one.name in contestants.OTHERS)
    _play_missing(replace(wine, settings=others, name="tables-nowhere"), None, 1)
    assert "tables-nowhere mostlyai seed 0: left out; give --mostlyai PYTHON" in capsys.readouterr().out


def figures(value: float, taught: float) -> Figures:
    """Return a trial's figures, all measures but `taught` being the same."""
    errors = {measure.key: value for measure in COMPARED}
    rows = {"copied": 0.0, "rows": 10, "version": "1", "epochs": 3, "stale": False}
    return errors | {"taught": taught} | rows


def test_ahead_is_a_smaller_error_and_more_taught_and_all_seeds_must_meet_a_goal() -> None:
    benchmark = table_benchmark(SMALL)
    none: dict[str, list[Figures]] = {setting.name: [] for setting in benchmark.settings}
    assert benchmark.report(benchmark, none).goals == ()
    better = none | {"gansmith": [figures(0.05, 0.9)] * 2, "ctgan": [figures(0.2, 0.8)]}
    goals = benchmark.report(benchmark, better).goals
    assert [goal.met for goal in goals] == [True] * 4
    assert goals[0].result == "8 of 8"
    worse = none | {"gansmith": [figures(0.05, 0.7), figures(2.5, 0.7)], "ctgan": [figures(2.0, 0.8)]}
    goals = benchmark.report(benchmark, worse).goals
    assert [goal.met for goal in goals] == [False, False, False, True]
    assert goals[0].result == "7 of 8 (not taught)"


def test_the_group_of_tables_names_a_benchmark_for_every_set() -> None:
    assert len(GROUPS["tables"]) == 7
    assert set(GROUPS["tables"]) <= set(BENCHMARKS)
    for name in GROUPS["tables"]:
        assert all(setting.fingerprint for setting in BENCHMARKS[name].settings)
        assert all(setting.hyper.get("minutes", 0) <= 5 for setting in BENCHMARKS[name].settings)


def test_a_split_parts_all_rows_by_the_seed() -> None:
    whole = visits()
    (train, held_out), (other, _) = split(whole, 0), split(whole, 1)
    assert (len(train), len(held_out)) == (2400, 600)
    together = np.concatenate([train.values, held_out.values])
    assert np.array_equal(np.sort(together, axis=0), np.sort(whole.values, axis=0), equal_nan=True)
    assert not np.array_equal(train.values, other.values, equal_nan=True)


@pytest.mark.parametrize("name", ["turned-ring", "moons", "pinwheel"])
def test_real_points_of_a_plane_have_all_modes_and_high_quality(name: str) -> None:
    plane = narrow.PLANES[name]
    assert plane.draw is not None
    points = plane.draw(5000, np.random.default_rng(0))
    found = coverage(plane.flatten(points), *plane.mixture)
    assert found.captured == found.modes
    assert found.high_quality > 0.98
    elsewhere = coverage(plane.flatten(np.random.default_rng(0).uniform(-3, 3, (5000, 2))), *plane.mixture)
    assert elsewhere.high_quality < 0.2


@pytest.mark.slow
def test_the_plain_command_runs_on_a_file_of_points_and_the_table_holds_it() -> None:
    moons = next(setting for setting in narrow.NARROW.settings if setting.name == "moons")
    found: dict[str, list[Figures]] = {setting.name: [] for setting in narrow.NARROW.settings}
    trial = narrow.run(replace(moons, hyper={"minutes": 0.02}), 0) | {"stale": False}
    json.dumps(trial, allow_nan=False)
    result = narrow.report(narrow.NARROW, found | {"moons": [trial], "ring": [trial | {"high_quality": 0.91}]})
    assert all(len(row) == len(result.columns) for row in result.rows)
    assert [(goal.subject, goal.met) for goal in result.goals][1] == (
        "narrow, ring, plain command: high quality, worst seed",
        True,
    )
