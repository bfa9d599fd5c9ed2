"""Copies of real rows are named however they are drawn, from however many, and altered; fresh rows never are."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import planted_sets as planted
import pytest

from gansmith.evaluation.judgement.copies import distinct
from gansmith.evaluation.judgement.evidence import Evidence
from gansmith.evaluation.judgement.judge import judge
from gansmith.evaluation.judgement.memorised import chance
from gansmith.evaluation.judgement.sameness import repetition
from gansmith.evaluation.judgement.searching import Columns, Moved, Values
from gansmith.evaluation.judgement.sets import Sets
from gansmith.metrics.neighbours import nearest

Draw = Callable[[int, np.random.Generator], np.ndarray]


def found(real: np.ndarray, fake: np.ndarray, **known: object) -> Evidence:
    return repetition(Sets.drawn(real, fake, seed=0, **known))  # type: ignore[arg-type]


def said(evidence: Evidence) -> dict[str, str]:
    return {finding.kind: finding.line for finding in evidence.findings}


def mixed(count: int, rng: np.random.Generator) -> np.ndarray:
    return rng.normal(size=(count, 6)) @ np.random.default_rng(1).normal(size=(6, 12))


@pytest.mark.parametrize(("real", "fake"), [(1000, 1000), (1000, 400), (200, 1000)])
def test_copies_drawn_with_replacement_are_copies_before_they_are_repeats(real: int, fake: int) -> None:
    rng = np.random.default_rng(0)
    rows = mixed(real, rng)
    judgement, _ = judge(Sets.drawn(rows, rows[rng.integers(0, real, fake)], seed=0))
    assert judgement.line.startswith("Poor: it copies: 100% of its samples are equal to a real row; it repeats itself")


def test_copies_of_very_many_rows_are_found_among_all_of_them() -> None:
    rng = np.random.default_rng(0)
    train, held = mixed(30000, rng), mixed(1000, rng)
    for known in ({"train": train}, {}):
        real = held if known else train
        evidence = found(real, train[20000:21000] + 1e-4, **known)
        assert "it copies: 100%" in said(evidence)["copies"]
        assert "31,000" in evidence.figures[1].note or not known
        assert not said(found(real, mixed(1000, rng), **known))


@pytest.mark.parametrize("width", [5, 300])
def test_the_nearest_is_found_along_random_axes_and_what_is_left_out_is_not(width: int) -> None:
    rng = np.random.default_rng(width)
    rows = rng.normal(size=(3000, 3)) @ rng.normal(size=(3, width))
    search, queries = Values(rows, 0), rows[:50] + 1e-3 * rng.normal(size=(50, width))
    distances, places = search.nearest(queries, np.empty((50, 0), np.int64))
    exact, where = nearest(queries, rows, 1)
    assert (places == where[:, 0]).mean() > 0.95
    assert distances == pytest.approx(exact[:, 0], rel=0.05)
    assert (search.nearest(queries, np.arange(50)[:, None])[1] != np.arange(50)).all()
    assert search.nearest(rows[:50], np.empty((50, 0), np.int64))[0].max() == 0


def pictures(count: int, rng: np.random.Generator) -> np.ndarray:
    return planted.discs(count, int(rng.integers(1 << 30)))[0] + rng.normal(size=(count, 1, 16, 16))


def signals(count: int, rng: np.random.Generator) -> np.ndarray:
    return planted.beats(count, int(rng.integers(1 << 30)))[0]


def waves(count: int, rng: np.random.Generator) -> np.ndarray:
    """Return one period anywhere: a row moved is just another row."""
    return np.sin(np.linspace(0, 12 * np.pi, 64, endpoint=False) + rng.uniform(0, 7, (count, 1)))


@pytest.mark.parametrize(
    ("law", "alter", "how"),
    [
        (pictures, lambda rows, rng: rows[..., ::-1], "moved, mirrored or turned"),
        (pictures, lambda rows, rng: np.roll(rows, (1, -2), (2, 3)), "moved, mirrored or turned"),
        (pictures, lambda rows, rng: rows[..., ::-1, :], "moved, mirrored or turned"),
        (pictures, lambda rows, rng: np.rot90(rows, 1, (2, 3)), "moved, mirrored or turned"),
        (signals, lambda rows, rng: np.roll(rows, 3, axis=1), "moved by a few places"),
        (
            mixed,
            lambda rows, rng: np.where(np.arange(12) < 3, rng.permutation(rows), rows),
            "with some columns changed",
        ),
    ],
)
def test_altered_copies_are_named_and_fresh_rows_are_not(
    law: Draw, alter: Callable[[np.ndarray, np.random.Generator], np.ndarray], how: str
) -> None:
    rng = np.random.default_rng(0)
    real, fresh = law(1000, rng), law(1000, rng)
    line = said(found(real, alter(real, rng)))["copies"]
    assert line.startswith("it copies: ")
    assert line.endswith(how)
    assert not said(found(real, fresh))
    assert not said(found(real, alter(fresh, rng)))


@pytest.mark.parametrize("law", [pictures, signals, mixed])
def test_altered_copies_drawn_with_replacement_are_copies_besides_repeats(law: Draw) -> None:
    rng = np.random.default_rng(0)
    real, fresh = law(600, rng), law(600, rng)
    again = rng.integers(0, 600, 600)
    alter = {pictures: lambda rows: rows[..., ::-1], signals: lambda rows: np.roll(rows, 3, axis=1)}.get(
        law, lambda rows: np.where(np.arange(12) < 2, 0.0, rows)
    )
    assert {"copies", "repeats"} <= said(found(real, alter(real[again]))).keys()
    assert said(found(real, alter(fresh[again]))).keys() == {"repeats"}


def coarse(count: int, rng: np.random.Generator) -> np.ndarray:
    """Return rows of which most come again: a few whole numbers each."""
    return np.rint(rng.exponential(1.1, size=(count, 4)))


@pytest.mark.parametrize("seed", range(4))
def test_copies_are_named_where_most_rows_come_again_anyway_and_nothing_else_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    real, fresh = coarse(600, rng), coarse(600, rng)
    line = said(found(real, real[rng.integers(0, 600, 600)]))["copies"]
    assert line.startswith("it copies: 100% of its samples are equal to a real row, and ")
    assert not said(found(real, fresh))
    common = fresh[fresh.sum(axis=1) < np.quantile(fresh.sum(axis=1), 0.7)]  # without all that is rare
    assert "copies" not in said(found(real, common[rng.integers(0, len(common), 600)]))


def test_rows_of_a_law_that_moves_do_not_hide_are_no_copies() -> None:
    rng = np.random.default_rng(0)
    assert not said(found(waves(1000, rng), np.roll(waves(1000, rng), 2, axis=1)))


def test_moves_and_columns_find_the_altered_row_itself() -> None:
    rng = np.random.default_rng(0)
    pictures, nowhere = rng.normal(size=(200, 3 * 12 * 10)), np.empty((200, 0), np.int64)
    moved = np.roll(pictures.reshape(200, 3, 12, 10)[..., ::-1], (2, -1), (2, 3)).reshape(200, -1)
    distances, places = Moved(pictures, (3, 12, 10), 2, 0).nearest(moved, nowhere)
    assert (places == np.arange(200)).all()
    assert distances.max() == 0
    rows = np.column_stack([rng.integers(0, 4, (200, 3)), rng.normal(size=(200, 3))])
    other = rows.copy()
    other[:, 5] = 9.0
    weights, places = Columns(rows, 0).nearest(other, nowhere)
    assert (places == np.arange(200)).all()
    assert weights == pytest.approx(np.log(200))


LAWS: dict[str, Draw] = {
    "counts": lambda n, rng: rng.poisson(np.exp(rng.normal(size=(n, 1)) - 1), size=(n, 20)) * 1.0,
    "codes": lambda n, rng: rng.integers(0, [3, 5, 8, 20, 2, 2, 4, 100], size=(n, 8)) * 1.0,
    "heavy tails": lambda n, rng: rng.standard_cauchy(size=(n, 4)),
    "few rows": lambda n, rng: np.random.default_rng(3).normal(size=(40, 7))[rng.integers(40, size=n)],
    "many rows": lambda n, rng: np.random.default_rng(3).normal(size=(3000, 7))[rng.integers(3000, size=n)],
    "pixels": lambda n, rng: (rng.random((n, 1, 4, 4)) < 0.5) * 1.0,
    "pictures": pictures,
    "waves": waves,
    "households": lambda n, rng: np.column_stack(
        [np.random.default_rng(9).normal(size=(400, 6))[rng.integers(400, size=n)], rng.normal(size=(n, 2))]
    ),
}


@pytest.mark.parametrize("law", LAWS)
def test_fresh_rows_of_any_law_are_no_copies(law: str) -> None:
    for seed, (real, fake, train) in enumerate([(2000, 1000, 0), (300, 1000, 0), (12, 500, 300), (25, 400, 0)]):
        rng = np.random.default_rng([seed, 7])
        rows, fresh = LAWS[law](real, rng), LAWS[law](fake, rng)
        assert not said(found(rows, fresh, **({"train": LAWS[law](train, rng)} if train else {})))


@pytest.mark.parametrize("held", [40, 300])
def test_a_translator_that_is_right_is_not_accused_and_one_that_returns_training_targets_is(held: int) -> None:
    rng = np.random.default_rng(0)
    train, targets = mixed(400, rng), mixed(held, rng)
    for noise in (0.0, 0.02):
        right = targets + noise * rng.normal(size=targets.shape)
        assert not said(found(targets, right, train=train, translated=True))
        wrong = train[:held] + noise * rng.normal(size=targets.shape)
        assert "to a row trained on" in said(found(targets, wrong, train=train, translated=True))["copies"]


@pytest.mark.parametrize(("held", "train"), [(10, 10), (10, 30), (12, 300)])
def test_memorisation_is_told_with_few_rows_and_never_by_chance(held: int, train: int) -> None:
    for seed in range(5):
        rng = np.random.default_rng(seed)
        seen, kept = mixed(train, rng), mixed(held, rng)
        near = seen[rng.integers(0, train, 1000)] + 0.25 * rng.normal(size=(1000, 12))
        assert "copies" in said(found(kept, near, train=seen))
        assert not said(found(kept, mixed(1000, rng), train=seen))


def test_the_chance_of_so_few_hits_is_that_of_all_draws() -> None:
    hits = np.array([0, 0, 1, 1, 2, 5, 0, 3, 1])
    sums = np.array([sum(drawn) for drawn in combinations(hits.tolist(), 4)])
    for total in range(12):
        assert chance(hits, 4, total) == pytest.approx((sums <= total).mean())


def test_the_same_file_is_called_so_and_no_other() -> None:
    rows = mixed(1500, np.random.default_rng(0))
    same = ", all of them, in the same number, as if it were the same file"
    assert said(found(rows, rows[::-1]))["copies"].endswith(same)
    for other in (rows[:1499], np.concatenate([rows[:1499], rows[:1]])):
        assert not said(found(rows, other))["copies"].endswith(same)


def test_one_of_points_that_lie_together_is_kept() -> None:
    points = np.array([[0.0], [0.05], [1.0], [1.04], [1.08], [5.0]])
    assert distinct(points, 0.05).tolist() == [0, 2, 4, 5]
    assert distinct(points, 0.0).tolist() == list(range(6))


def test_equal_rows_are_told_even_where_there_are_too_few_to_measure_more() -> None:
    rng = np.random.default_rng(0)
    rows = mixed(30, rng)
    judgement, figures = judge(Sets.drawn(rows, rows[rng.integers(0, 30, 500)], seed=0))
    assert judgement.findings[0].kind == "copies"
    assert {figure.name for figure in figures} >= {"copied", "repeated"}
    assert judge(Sets.drawn(rows, mixed(500, rng), seed=0))[0].grade == "untold"
