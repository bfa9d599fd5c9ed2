"""Rows kept by chance have the shares of the data in each column, and depend on each other as those drawn do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gansmith.data.codec.keeping import Keeping, keeping
from gansmith.data.codec.table_code import TableCode
from gansmith.data.schema import Column

MANY = 40_000
SHARES = st.lists(st.floats(0.05, 1.0), min_size=2, max_size=4).map(lambda one: np.array(one) / sum(one))


def drawn(seed: int, *shares: np.ndarray) -> dict[int, np.ndarray]:
    """Return parts (N,) of columns that depend on each other: each lies more often where the one before lies."""
    rng, places = np.random.default_rng(seed), dict[int, np.ndarray]()
    for number, one in enumerate(shares):
        free = rng.choice(len(one), MANY, p=one)
        before = places.get(number - 1, free) % len(one)
        places[number] = np.where(rng.random(MANY) < 0.3, before, free)
    return places


def found(place: np.ndarray, count: int, kept: np.ndarray) -> np.ndarray:
    return np.bincount(place[kept], minlength=count) / kept.sum()


@given(st.integers(0, 9), st.tuples(SHARES, SHARES), st.data())
def test_kept_rows_come_in_the_shares_of_the_data(
    seed: int, made: tuple[np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    places = drawn(seed, *made)
    wanted = [one ** data.draw(st.floats(0.6, 1.4)) for one in made]
    wanted = [one / one.sum() for one in wanted]
    chosen = keeping(places, wanted)
    kept = np.random.default_rng(seed + 100).random(MANY) < chosen.chances(places) if chosen else np.ones(MANY, bool)
    assert kept.mean() > 0.19  # one of five at least
    for column, shares in enumerate(wanted):
        apart = np.abs(found(places[column], len(shares), kept) - shares).max()
        before = np.abs(found(places[column], len(shares), np.ones(MANY, bool)) - shares).max()
        assert apart < max(0.03, before / 2)


def test_odds_stay_as_they_were_drawn() -> None:
    places = drawn(0, np.array([0.5, 0.5]), np.array([0.3, 0.7]))
    chosen = keeping(places, [np.array([0.7, 0.3]), np.array([0.5, 0.5])])
    kept = np.random.default_rng(1).random(MANY) < chosen.chances(places)

    def odds(rows: np.ndarray) -> float:
        table = np.histogram2d(places[0][rows], places[1][rows], 2)[0]
        return float(table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]))

    assert odds(kept) == pytest.approx(odds(np.ones(MANY, bool)), rel=0.1)


def test_near_shares_need_nothing_and_a_category_that_never_comes_is_not_waited_for() -> None:
    places = {0: np.array([0, 0, 0, 1] * 100)}
    assert not keeping(places, [np.array([0.745, 0.255])])
    lacking = keeping(places, [np.array([0.5, 0.2, 0.3])])
    assert lacking.chances(places).mean() > 0.19
    assert not Keeping()


@pytest.mark.parametrize("rare", [1e-3, 1e-6, 0.0])
def test_however_rare_a_category_is_one_row_of_five_is_kept(rare: float) -> None:
    rng = np.random.default_rng(0)
    places = {0: (rng.random(MANY) < rare).astype(np.int64)}
    assert keeping(places, [np.array([0.2, 0.8])]).chances(places).mean() > 0.19


def test_scores_are_calibrated_on_the_rows_that_are_kept() -> None:
    rng = np.random.default_rng(0)
    kind = (rng.random(4000) < 0.3).astype(float)
    code = TableCode.fit(
        np.column_stack([kind, rng.normal(10 * kind, 1)]),
        (Column("kind", "category", categories=("a", "b")), Column("mass", "real")),
        missing=False,
    )
    made = (rng.random(20_000) < 0.6).astype(float)  # twice as often, and certain
    rows = code.encode(np.column_stack([made, rng.normal(10 * made, 1)]))
    fitted = code.calibrated(rows, 0.2, rng.random(20_000))
    values = fitted.decode(rows)
    kept = values[rng.random(20_000) < fitted.chances(values)]
    assert kept[:, 0].mean() == pytest.approx(0.3, abs=0.02)
    levels = [0.1, 0.5, 0.9]
    real = np.column_stack([kind, rng.normal(10 * kind, 1)])
    np.testing.assert_allclose(np.quantile(kept[:, 1], levels), np.quantile(real[:, 1], levels), atol=0.7)
    assert np.array_equal(code.calibrated(rows, 0.2).decode(rows)[:, 0], made)  # decoding alone changes none


def test_columns_whose_shares_contradict_each_other_settle_for_something() -> None:
    kind = np.random.default_rng(0).integers(0, 2, MANY)  # both columns are one, and are to have other shares
    chances = keeping({0: kind, 1: kind}, [np.array([0.2, 0.8]), np.array([0.8, 0.2])]).chances({0: kind, 1: kind})
    assert np.isfinite(chances).all()
    assert chances.mean() > 0.19


@pytest.mark.parametrize("columns", [30, 300])
def test_many_columns_that_are_all_far_off_keep_one_row_of_five(columns: int) -> None:
    rng = np.random.default_rng(0)
    places = {place: rng.integers(0, 8, 2000) for place in range(columns)}
    chances = keeping(places, [rng.dirichlet(np.ones(8)) for _ in range(columns)]).chances(places)
    assert np.isfinite(chances).all()
    assert 0.19 < chances.mean() < 0.3
