"""Planted sets: each is what its name says, all have an expectation, and the runner keeps, resumes and tells."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import ks_2samp, spearmanr

from benchmarks.verdict.__main__ import main
from benchmarks.verdict.expected import FINDINGS, OF_FAMILY, OF_KIND, OF_PLANT, OF_STAGE, Expectation, expected
from benchmarks.verdict.judge import Judged
from benchmarks.verdict.kind import Kind
from benchmarks.verdict.kinds import KINDS
from benchmarks.verdict.models import STAGES, known_of, run_of
from benchmarks.verdict.plants import PLANTS, fits, ground, planted
from benchmarks.verdict.record import read
from benchmarks.verdict.score import Cell, goals
from benchmarks.verdict.work import KIND, MODEL, PLANT

CELLS = [(kind, plant) for kind in KINDS for plant in PLANTS if fits(plant, kind)]
ALL = {**OF_PLANT, **OF_FAMILY, **OF_KIND, **OF_STAGE}


def by_moments(real: np.ndarray, made: np.ndarray, seed: int) -> Judged:
    """Tell garbage by the spread of distances from the mean alone, and copies by equal rows."""
    if np.isin(made[:, 0], real[:, 0]).mean() > 0.5:
        return Judged("poor", (("copies", "all are copies"),), "Poor | copies.", 0.1)
    scores = [np.linalg.norm(rows - real.mean(0), axis=1).std() for rows in (real, made)]
    alike = abs(scores[1] / scores[0] - 1) < 0.3
    return Judged("good" if alike else "poor", () if alike else (("unlike", "no ring"),), "Said.", 0.2)


def command(folder: Path, *words: str, processes: int = 1) -> int:
    words = ("--kind", "ring", "--plant", "real", "--plant", "white", "--plant", "copies", *words)
    return main(words, by_moments, folder / "cells", folder / "page.md", processes)


def test_every_cell_has_an_expectation_of_known_findings_and_no_expectation_is_of_none() -> None:
    for right in ALL.values():
        assert right.named <= set(FINDINGS)
        assert bool(right.named) == (right.truth in ("garbage", "flawed"))
        assert "told" not in right.named
    assert all(isinstance(expected(kind, plant), Expectation) for kind, plant in CELLS)
    met = {(kind.family, plant.name) for kind, plant in CELLS}
    assert set(OF_FAMILY) <= met
    assert set(OF_KIND) <= {(kind.name, plant.name) for kind, plant in CELLS}
    assert set(OF_PLANT) == set(PLANT)
    assert set(OF_STAGE) == set(STAGES)


def test_there_are_kinds_of_all_families_in_two_halves() -> None:
    assert len(KIND) == len(KINDS) >= 12
    assert all(sum(kind.half == half for kind in KINDS) >= len(KINDS) * 2 // 5 for half in ("tune", "report"))
    assert {kind.family for kind in KINDS} == {"pictures", "points", "table", "counts", "codes", "signals"}
    assert len(PLANT) == len(PLANTS) >= 16


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.here], ids=lambda kind: kind.name)
def test_rows_of_a_kind_are_of_its_classes_and_other_seeds_give_others(kind: Kind) -> None:
    first, again, other = (kind.draw(200, seed) for seed in (0, 0, 1))
    assert first.values.dtype == np.float32
    assert np.array_equal(first.values, again.values)
    assert set(np.unique(first.classes)) == set(range(kind.classes))
    rows = np.concatenate([first.values, other.values]).reshape(400, -1)
    assert kind.family == "codes" or len(np.unique(rows, axis=0)) == 400


def test_plants_have_what_they_keep_and_lack_what_they_lack() -> None:
    given = ground(KIND["narrow"], 0)
    sets = {plant.name: planted(plant, given) for plant in PLANTS if fits(plant, given.kind)}
    middle, spread = given.law.mean(0), given.law.std(0)
    assert all(rows.shape == given.fresh.shape for rows in sets.values())
    assert np.array_equal(np.sort(sets["shuffled"], 0), np.sort(given.fresh, 0))
    assert max(ks_2samp(sets["ranks"][:, place], given.law[:, place]).statistic for place in range(5)) < 0.07
    apart = spearmanr(sets["ranks"]).statistic - spearmanr(given.law).statistic
    assert np.abs(apart).max() < 0.1
    correlations = {name: np.corrcoef(rows.T) for name, rows in sets.items() if name not in ("mean", "one")}
    assert np.abs(correlations["gaussian"] - np.corrcoef(given.law.T)).max() < 0.1
    assert np.abs(correlations["shuffled"] - np.eye(5)).max() < 0.1
    assert np.abs(sets["gaussian"].mean(0) - middle).max() < 0.1 * spread.max()
    assert [len(np.unique(sets[name], axis=0)) for name in ("mean", "one", "ten")] == [1, 1, 10]
    assert np.allclose(sets["shift"] - given.fresh, 0.25 * spread, rtol=1e-3, atol=1e-3)
    assert np.allclose(sets["scale"].std(0) / given.fresh.std(0), 1.1, rtol=1e-3)
    equal = {name: np.isin(rows[:, 1], given.real[:, 1]).mean() for name, rows in sets.items()}
    assert equal["copies"] == 1
    assert equal["near"] < 0.1
    assert np.isin(sets["polluted"][:, 4], given.fresh[:, 4]).mean() == pytest.approx(0.7)


def test_classes_are_left_out_or_more_frequent() -> None:
    given = ground(KIND["ring"], 0)
    spots = {name: np.round(angle(planted(PLANT[name], given))) % 8 for name in ("half", "class", "lopsided")}
    assert set(spots["half"]) == {0, 1, 2, 3}
    assert set(spots["class"]) == set(range(7))
    assert np.mean(spots["lopsided"] < 4) == pytest.approx(0.75, abs=0.05)


def angle(rows: np.ndarray) -> np.ndarray:
    """Return where on the ring rows lie, in units of the distance of its spots."""
    return np.arctan2(rows[:, 1], rows[:, 0]) / (2 * np.pi) * 8


def test_blurred_sharp_and_checked_pictures_differ_in_their_finest_detail() -> None:
    given = ground(KIND["textures"], 0)
    fine = {name: finest(planted(PLANT[name], given)) for name in ("real", "blurred", "sharp", "checkerboard")}
    assert fine["blurred"] < 0.3 * fine["real"]
    assert fine["sharp"] > 2 * fine["real"]
    assert fine["checkerboard"] > 1.2 * fine["real"]


def finest(pictures: np.ndarray) -> float:
    """Return the mean square of what a step to the next pixel changes."""
    return float(np.square(np.diff(pictures, axis=1)).mean())


def test_the_runner_judges_each_cell_once_and_again_when_told_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(tmp_path) == 0
    said = read(tmp_path / "cells", "ring")
    assert [place[1:] for place in said] == [(name, seed) for seed in range(3) for name in ("real", "white", "copies")]
    assert {place[1]: told.grade for place, told in said.items()} == {"real": "good", "white": "poor", "copies": "poor"}
    assert capsys.readouterr().out.count("ring white") == 3
    assert command(tmp_path) == 0
    assert "ring white" not in capsys.readouterr().out
    assert command(tmp_path, "--anew", "--quick") == 0
    assert capsys.readouterr().out.count("ring white") == 1
    assert set(read(tmp_path / "cells", "ring")) == set(said)


def test_a_record_that_is_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    command(tmp_path)
    path = tmp_path / "cells" / "ring.jsonl"
    whole, said = path.read_bytes(), read(tmp_path / "cells", "ring")
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        command(tmp_path)
        assert set(read(tmp_path / "cells", "ring")) == set(said)


@pytest.mark.slow
def test_two_processes_say_what_one_says(tmp_path: Path) -> None:
    command(tmp_path / "one", "--quick")
    command(tmp_path / "two", "--quick", processes=2)
    first, second = (
        {(told.place, told.grade, told.kinds) for told in read(tmp_path / name / "cells", "ring").values()}
        for name in ("one", "two")
    )
    assert len(first) == 3
    assert first == second


def test_what_falls_short_is_told_by_the_page_and_the_exit_code(tmp_path: Path) -> None:
    assert command(tmp_path) == 0
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "| tune: garbage called good or fair | 0 | 0 of 3 | yes |" in page
    assert "| white | untellable |" not in page
    assert command(tmp_path, "--plant", "half", "--plant", "near") == 1
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "| half | garbage" not in page
    assert "- ring half 0: flawed, to be named by missing or shares; said good, nothing: Said." in page
    assert "ring near 0" not in page


def test_a_judge_that_fails_is_told_of_and_the_other_cells_are_judged(tmp_path: Path) -> None:
    def failing(real: np.ndarray, made: np.ndarray, seed: int) -> Judged:
        if seed == 1:
            raise ZeroDivisionError("one")
        return by_moments(real, made, seed)

    words = ("--kind", "ring", "--plant", "real")
    assert main(words, failing, tmp_path / "cells", tmp_path / "page.md", 1) == 1
    assert [told.grade for told in read(tmp_path / "cells", "ring").values()] == ["good", "failed", "good"]
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "| **equal → g x g** |" in page
    assert "- ring real 1: equal; said failed, nothing: ZeroDivisionError: one" in page


def test_goals_count_what_was_said_beside_what_is_right(tmp_path: Path) -> None:
    command(tmp_path)
    said = read(tmp_path / "cells", "ring")["ring", "real", 0]
    truths = {name: Cell("tune", 1000, OF_PLANT[name], said) for name in ("white", "real", "copies")}
    results = {goal.subject: goal.result for goal in goals(truths.values(), "tune")}
    assert results == {
        "tune: garbage called good or fair": "1 of 1",
        "tune: rows of the law called worse than good": "0 of 1",
        "tune: copies not named": "1 of 1",
        "tune: defects named by kind": "0.0% of 2",
    }


def test_the_products_own_judge_is_asked_for_grade_findings_and_line(tmp_path: Path) -> None:
    words = ("--quick", "--kind", "ring", "--plant", "real", "--plant", "white", "--plant", "copies")
    assert main(words, folder=tmp_path / "cells", page=tmp_path / "page.md", processes=1) == 0
    said = {place[1]: told for place, told in read(tmp_path / "cells", "ring").items()}
    assert [said[name].grade for name in ("real", "white", "copies")] == ["good", "poor", "poor"]
    assert said["real"].kinds == ()
    assert "copies" in said["copies"].kinds
    assert all(len(told.kinds) == len(told.lines) and told.verdict and told.seconds > 0 for told in said.values())


def test_a_model_is_trained_once_and_its_law_told(tmp_path: Path) -> None:
    model = replace(MODEL["ring-model"], data=lambda: KIND["ring"].draw(400, 0).values, steps=(1, 2, 3))
    run = run_of(model, "early", tmp_path)
    written = {path: path.stat().st_mtime_ns for path in run.rglob("*")}
    assert run_of(model, "early", tmp_path) == run
    assert {path: path.stat().st_mtime_ns for path in run.rglob("*")} == written
    assert list(tmp_path.iterdir()) == [run]
    assert "of 8 spots" in known_of(model, run, 0)
