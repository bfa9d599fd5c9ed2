"""Conditions as networks are told them, and drawn as they are distributed, in closed form where there is one."""

import numpy as np
import pytest
from one_paragraph import says

from gansmith.data.codec.conditions import ENOUGH, LEVELS, ConditionCodec
from gansmith.data.quantities import Quantity
from gansmith.errors import DataError

N = 4000
CORRELATION = 0.8
NORMAL = np.random.default_rng(0).multivariate_normal([40.0, -2.0], [[100.0, 8.0], [8.0, 1.0]], N)
AGES = np.random.default_rng(1).integers(18, 90, (N, 1)).astype(np.float64)


def test_numbers_are_standardised_and_a_missing_one_is_their_mean() -> None:
    codec = ConditionCodec.fit(NORMAL)
    told = codec.encode(NORMAL)
    assert told.dtype == np.float32
    np.testing.assert_allclose(told.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(told.std(axis=0), 1, atol=1e-5)
    np.testing.assert_allclose(told * codec.scale + codec.mean, NORMAL, rtol=1e-4, atol=1e-5)
    holes = np.where(np.arange(N)[:, np.newaxis] % 3 == 0, np.nan, NORMAL)
    some = ConditionCodec.fit(holes)
    assert (some.encode(holes)[::3] == 0).all()
    np.testing.assert_allclose(some.mean, NORMAL[np.arange(N) % 3 != 0].mean(axis=0))


@pytest.mark.parametrize("unit", [1e-300, 1e300])
def test_numbers_of_any_size_are_standardised(unit: float) -> None:
    told = ConditionCodec.fit(unit * AGES).encode(unit * AGES)
    np.testing.assert_allclose(told.std(axis=0), 1, atol=1e-5)


def test_drawn_ones_have_the_quantiles_and_the_correlation_of_the_data() -> None:
    codec = ConditionCodec.fit(NORMAL)
    drawn = codec.draw(20_000, 7)
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        gap = np.quantile(drawn, share, axis=0) - np.quantile(NORMAL, share, axis=0)
        np.testing.assert_allclose(gap / NORMAL.std(axis=0), 0, atol=0.05)
    assert np.corrcoef(drawn.T)[0, 1] == pytest.approx(CORRELATION, abs=0.02)
    assert (drawn >= codec.low).all()
    assert (drawn <= codec.high).all()
    assert not (np.isin(drawn[:, 0], NORMAL[:, 0])).any()  # no value of a row is handed out


def test_what_is_not_named_goes_with_what_is() -> None:
    codec, given = ConditionCodec.fit(NORMAL), np.full((20_000, 2), np.nan)
    given[:, 0] = 55.0
    drawn = codec.draw(len(given), 3, None, given)
    assert (drawn[:, 0] == 55.0).all()
    assert drawn[:, 1].mean() == pytest.approx(-2.0 + CORRELATION * 1.5, abs=0.05)
    assert drawn[:, 1].std() == pytest.approx(np.sqrt(1 - CORRELATION**2), abs=0.05)


def test_a_row_does_not_depend_on_how_many_are_drawn() -> None:
    codec = ConditionCodec.fit(NORMAL)
    many = codec.draw(100, 5)
    for count in (1, 7, 99):
        np.testing.assert_array_equal(codec.draw(count, 5), many[:count])
    assert not np.array_equal(codec.draw(100, 6), many)


def test_whole_numbers_stay_whole_and_few_values_stay_among_themselves() -> None:
    ages = ConditionCodec.fit(AGES).draw(1000, 0)
    np.testing.assert_array_equal(ages, np.rint(ages))
    doses = np.tile([0.0, 0.5, 10.0, 10.0], 100)[:, np.newaxis]
    drawn = ConditionCodec.fit(doses).draw(4000, 0)
    assert {*drawn[:, 0]} == {0.0, 0.5, 10.0}
    assert (drawn == 10.0).mean() == pytest.approx(0.5, abs=0.03)


def test_each_class_has_conditions_of_its_own_where_there_are_enough() -> None:
    labels = np.repeat([0, 1, 2, -1], [ENOUGH, ENOUGH, ENOUGH - 1, 50])
    values = np.random.default_rng(0).normal(size=(len(labels), 1)) + np.where(labels == 1, 1000.0, 0.0)[:, np.newaxis]
    codec = ConditionCodec.fit(values, labels, 3)
    assert codec.levels.shape == (3, LEVELS, 1)
    drawn = codec.draw(400, 1, np.arange(400) % 4 - 1)
    assert (drawn[np.arange(400) % 4 == 1] < 10).all()
    assert (drawn[np.arange(400) % 4 == 2] > 990).all()
    assert {*(drawn[np.arange(400) % 4 == 3] > 500).ravel()} == {True, False}  # of a rare class, those of all


def test_a_stored_codec_is_the_same_and_a_damaged_one_is_refused() -> None:
    labels = np.arange(N) % 2
    codec, quantities = ConditionCodec.fit(NORMAL, labels, 2), (Quantity("a"), Quantity("b"))
    arrays = codec.to_state()
    again = ConditionCodec.from_state(arrays, quantities, 2)
    np.testing.assert_array_equal(again.draw(50, 1, labels[:50]), codec.draw(50, 1, labels[:50]))
    np.testing.assert_array_equal(again.encode(NORMAL), codec.encode(NORMAL))
    bad = {
        "mean": np.array([np.nan, 0.0]),
        "scale": np.array([0.0, 1.0]),
        "levels": codec.levels[:, ::-1],
        "correlation": 5 * codec.correlation,
        "groups": np.array([0, 0, 3]),
        "whole": codec.whole.astype(np.float64),
    }
    for name, array in bad.items():
        with says(DataError, "do not fit each other. Restore"):
            ConditionCodec.from_state({**arrays, name: array}, quantities, 2)
        with says(DataError, f"lack '{name}'"):
            ConditionCodec.from_state({key: value for key, value in arrays.items() if key != name}, quantities, 2)
    with says(DataError, "do not fit"):
        ConditionCodec.from_state(arrays, quantities[:1], 2)


def test_what_lies_outside_is_said() -> None:
    codec = ConditionCodec.fit(AGES)
    said = codec.beyond(np.array([[18.0], [150.0]]), (Quantity("age"),))
    assert said == ["age=150 lies outside the training data, which has 18 to 89: nothing was learnt of it"]
    assert codec.beyond(AGES, (Quantity("age"),)) == []
