"""The sanity checks: criteria on curves that are known, the data of each check, and one small run from draw to page."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.verdict import checks, criteria, draws, planted, sanity, sanity_page

FALLING = {0.0: 1.0, 1.0: 0.6, 2.0: 0.1}
CHECKS = {check.name: check for check in checks.CHECKS}


def test_criteria_hold_for_the_curves_they_name_and_for_no_others() -> None:
    bell, flat = {-1.0: 0.0, 0.0: 1.0, 1.0: 0.02}, {0.0: 0.5, 1.0: 0.54}
    assert criteria.falls(FALLING)
    assert not criteria.falls(flat)
    assert not criteria.falls({0.0: 0.8, 1.0: 1.0, 2.0: 0.1})
    assert criteria.rises({-x: value for x, value in FALLING.items()})
    assert criteria.bell(0)(bell)
    assert not criteria.bell(0)(FALLING)
    assert criteria.flat(flat)
    assert not criteria.flat(bell)
    assert criteria.first_is(0)(bell)
    assert not criteria.last_is(0)(FALLING)
    assert criteria.value_is(1, 0.63)(FALLING)
    assert criteria.falls_by(1)(FALLING)
    assert not criteria.falls_by(1)({0.0: 1.0, 1.0: 0.95, 2.0: 0.1})
    assert criteria.settles({1.0: 0.9, 2.0: 0.5, 3.0: 0.2, 4.0: 0.23})
    assert not criteria.settles({1.0: 0.2, 2.0: 0.2, 3.0: 0.2, 4.0: 0.3})


def test_a_check_names_what_failed_where_and_holds_every_level_to_one_kind_of_diversity() -> None:
    check = CHECKS["deviation"]
    low, high = {-1.0: 0.0, 0.0: 1.0, 1.0: 0.0}, {-1.0: 0.0, 0.0: 1.0, 1.0: 1.0}
    assert check.failures("diversity", {"1": low, "8": low}) == ()
    assert check.failures("diversity", {"1": high, "8": high}) == ()
    assert check.failures("diversity", {"1": low, "8": high}) != ()
    assert "8: 1 if narrow" in check.failures("fidelity", {"8": low})


def test_there_are_fifteen_checks_of_finite_rows_of_one_width() -> None:
    assert len(CHECKS) == len(checks.CHECKS) == 15
    for check in checks.CHECKS:
        for level in check.levels:
            x, real, fake = next(check.draw(np.random.default_rng(0), level))
            assert np.isfinite(x)
            assert real.shape[1] == fake.shape[1]
            assert np.isfinite(real).all()
            assert np.isfinite(fake).all()


def test_the_cubes_have_a_fifth_in_common_and_torus_and_ball_nothing() -> None:
    rng = np.random.default_rng(1)
    for level in CHECKS["cube"].levels:
        *_, (_, _, fake) = draws.hypercube(rng, level)
        assert (fake < 1).all(axis=1).mean() == pytest.approx(0.2, abs=0.02)
    for level in CHECKS["torus"].levels:
        _, real, fake = next(draws.sphere_and_torus(rng, level))
        ball, torus = (real, fake) if level == "ball" else (fake, real)
        assert np.linalg.norm(ball, axis=1).max() <= 0.8
        assert np.linalg.norm(torus, axis=1).min() >= 0.9


@pytest.mark.parametrize("kind", planted.KINDS)
def test_planted_sets_have_the_share_that_they_are_named_for(kind: str) -> None:
    rng = np.random.default_rng(2)
    real, fake = planted.planted(rng, kind, "copied", 0.25)
    copies = (fake[:, None] == real[None]).all(axis=2).any(axis=1)
    assert copies.mean() == pytest.approx(0.25, abs=0.01)
    assert real.shape == fake.shape
    for defect in planted.DEFECTS:
        assert np.isfinite(planted.planted(rng, kind, defect, 1.0)[1]).all()


def test_a_small_part_runs_is_kept_until_the_code_changes_and_is_on_the_page(tmp_path: Path) -> None:
    check = CHECKS["scaling"]
    trial = sanity.Trial(check.name, lambda seed: sanity.check_figures(check, seed), "of today")
    trial.play(0, tmp_path)
    kept = trial.kept(0, tmp_path)
    assert kept is not None
    assert trial.path(0, tmp_path).is_relative_to(tmp_path)
    assert replace(trial, fingerprint="of tomorrow").kept(0, tmp_path) is None
    assert trial.kept(1, tmp_path) is None
    page = sanity_page.write({check.name: [kept]}, tmp_path / "results").read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if line.startswith(f"| {check.title}"))
    assert row.endswith("| yes, yes |")


def test_sets_above_a_size_are_left_out_of_a_quick_run() -> None:
    check = CHECKS["cube"]
    found = json.loads(json.dumps(sanity.check_figures(check, 0, most=200)))
    for pair in found.values():
        for role in sanity_page.ROLES:
            assert {level: list(curve) for level, curve in pair[role].items()} == {d: ["100"] for d in check.levels}


def test_a_fingerprint_heeds_code_and_not_comments(tmp_path: Path) -> None:
    texts = ('"""One."""\n\nx = 1  # why\n', '"""Two."""\nx = 1\n', '"""Two."""\nx = 2\n')
    paths = [tmp_path / f"{number}.py" for number in range(3)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    first, second, third = (sanity.code(path) for path in paths)
    assert first == second != third
