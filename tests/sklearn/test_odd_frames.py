"""Odd frames and targets: what is not to be read is refused by its name, in the terms of estimators."""

import datetime
import decimal

import numpy as np
import pytest
from tiny_estimators import tiny

from gansmith.sklearn import GANGenerator

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pytest.importorskip("pyarrow")
ROWS = np.random.default_rng(0).normal(size=(40, 2))
TABLE = {"hyper_parameters": {"network": "table", "width": 8}}


def fitted(frame, y=None, method="r3gan"):
    """Return a generator after two calls of partial_fit, whose score has been asked for too."""
    estimator = tiny(GANGenerator, method, **TABLE).partial_fit(frame, y).partial_fit(frame, y)
    assert np.isfinite(estimator.score_samples(frame)).all()
    return estimator


def test_a_column_may_be_called_label_or_have_a_colon():
    frame = pandas.DataFrame({"label": ROWS[:, 0], "a:b": ROWS[:, 1], "c:d": pandas.Categorical(np.arange(40) % 3)})
    made = fitted(frame, np.arange(40) % 2, "cgan").sample(9)
    assert list(made.columns) == ["label", "a:b", "c:d"]
    assert set(made["c:d"]) <= {0, 1, 2}
    shifted = frame.assign(label=frame["label"] + 1)
    estimator = tiny(GANGenerator, "cgan", **TABLE).fit(frame, np.arange(40) % 2)
    assert not np.allclose(estimator.score_samples(shifted), estimator.score_samples(frame))


def test_a_frame_with_the_name_of_the_condition_is_refused():
    with pytest.raises(ValueError, match="X has a column 'y'"):
        fitted(pandas.DataFrame({"y": ROWS[:, 0], "x": ROWS[:, 1]}), ROWS[:, 0], "cgan")


def test_decimals_dates_and_large_integers_come_back():
    frame = polars.DataFrame(
        {
            "price": [decimal.Decimal(row) / 4 for row in range(40)],
            "day": [datetime.date(2020, 1, 1 + row % 28) for row in range(40)],
            "code": polars.Series(range(40), dtype=polars.UInt64),
        }
    )
    made = fitted(frame).sample(5)
    assert made.schema == frame.schema


def test_a_row_index_is_no_column_and_columns_of_two_levels_stay():
    index = pandas.MultiIndex.from_product([range(20), ["a", "b"]])
    columns = pandas.MultiIndex.from_tuples([("a", "b"), ("c", "d")])
    made = fitted(pandas.DataFrame(ROWS, index=index, columns=columns)).sample(3)
    assert made.columns.equals(columns)
    assert made.index.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pandas.period_range("2020-01", periods=40, freq="M"), "type extension<pandas.period"),
        ([[1.0, 2.0]] * 40, "Column 'odd' .* type list<item: double>"),
        (pandas.to_timedelta(np.arange(40), unit="s"), "^X: column 'odd' is left out: it holds spans of time"),
        ([np.nan] * 40, "^X: column 'odd' has no value at all"),
        (np.where(np.arange(40) > 30, np.inf, ROWS[:, 0]), r"^X: .* is inf.*data_options=\{'missing': 'mean'\}"),
        ([1, "x"] * 20, "^X has a column that cannot be converted"),
    ],
)
def test_columns_that_cannot_be_learnt_are_named(column, said):
    with pytest.raises(ValueError, match=said):
        fitted(pandas.DataFrame({"odd": column, "x": ROWS[:, 1]}))


def test_an_array_is_no_frame_of_categories():
    frame = pandas.DataFrame({"x": ROWS[:, 0], "kind": np.where(ROWS[:, 1] > 0, "u", "v")})
    estimator = fitted(frame)
    with pytest.warns(UserWarning, match="feature names"), pytest.raises(ValueError, match="was fitted to a frame"):
        estimator.score_samples(ROWS)


def test_a_frame_of_numbers_will_do_for_an_array():
    estimator = tiny(GANGenerator).fit(ROWS)
    with pytest.warns(UserWarning, match="feature names"):
        found = estimator.score_samples(pandas.DataFrame(ROWS, columns=["a", "b"]))
    assert np.array_equal(found, estimator.score_samples(ROWS))


def test_a_target_that_misses_values_is_refused():
    with pytest.raises(ValueError, match="y contains NaN"):
        tiny(GANGenerator, "cgan").fit(ROWS, np.where(ROWS[:, 0] > 0, np.nan, 1.0))


def test_targets_of_frames_are_targets():
    labels = np.where(ROWS[:, 0] > 0, "u", "v")
    for y in (pandas.Series(pandas.Categorical(labels)), pandas.DataFrame({"y": labels}), polars.Series(labels)):
        assert set(tiny(GANGenerator, "cgan").fit(ROWS, y).classes_.tolist()) == {"u", "v"}


@pytest.mark.parametrize("names", [[True, False, None], [3, 1, None], [0.5, 1.5, None], ["NO", "SE", None]])
def test_categories_of_every_type_come_back_as_such(names):
    pyarrow = pytest.importorskip("pyarrow")
    cells = (names * 14)[:40]
    table = pyarrow.table({"c": pyarrow.array(cells).dictionary_encode(), "x": ROWS[:, 0]})
    made = fitted(table).sample(60)
    assert made.schema == table.schema
    assert {name for name in made["c"].to_pylist() if name is not None} <= set(names)
    assert any(name is not None for name in made["c"].to_pylist())
    frame = pandas.DataFrame({"c": pandas.Categorical(cells), "x": ROWS[:, 0]})
    drawn = fitted(frame).sample(60)
    assert list(drawn.dtypes) == list(frame.dtypes)
    assert drawn["c"].notna().any()


@pytest.mark.parametrize("library", [pandas, polars])
@pytest.mark.parametrize("nested", [[[1], [2]], [{"a": 1}, {"a": 2}]])
def test_cells_that_hold_several_values_are_refused_by_their_column(library, nested):
    with pytest.raises(ValueError, match="'o'"):
        tiny(GANGenerator, "gan").fit(library.DataFrame({"o": nested * 20, "x": ROWS[:, 0]}))


def test_intervals_masks_and_names_that_come_twice_are_refused():
    intervals = pandas.DataFrame({"o": pandas.cut(ROWS[:, 0], 4), "x": ROWS[:, 0]})
    with pytest.raises(ValueError, match=r"Column 'o' .*interval"):
        tiny(GANGenerator, "gan").fit(intervals)
    with pytest.raises(ValueError, match="two columns 'a'"):
        tiny(GANGenerator, "gan").fit(pandas.DataFrame(ROWS, columns=["a", "a"]))
    with pytest.raises(ValueError, match="mask"):
        tiny(GANGenerator, "gan").fit(np.ma.masked_greater(ROWS, 1))
    whole = tiny(GANGenerator, "gan").fit(np.ma.masked_greater(ROWS, 1e9))
    assert np.array_equal(whole.sample(3), tiny(GANGenerator, "gan").fit(ROWS).sample(3))


def test_remedies_are_those_that_an_estimator_takes(tmp_path):
    with pytest.raises(ValueError, match="no value at all") as empty:
        tiny(GANGenerator, "gan").fit(pandas.DataFrame({"a": ROWS[:, 0], "b": np.nan}))
    assert "drop=" not in str(empty.value)
    tiny(GANGenerator, "gan", path=tmp_path / "run").fit(ROWS)
    with pytest.raises(ValueError, match=r"choose another path\.$"):
        tiny(GANGenerator, "gan", path=tmp_path / "run").fit(ROWS)
