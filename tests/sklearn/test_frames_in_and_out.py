"""Frames in, frames out: library, names, types, categories, bounds and missing values are those that were given."""

import numpy as np
import pytest
from tiny_estimators import pandas_frame, tiny

from gansmith.data.formats.read import open_data
from gansmith.data.frames import FrameKind, as_arrow
from gansmith.data.load import read
from gansmith.data.options import data_settings
from gansmith.sklearn import GANFeatures, GANGenerator

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pyarrow = pytest.importorskip("pyarrow")
TABLE = {"network": "table", "width": 8}


def kinds():
    """Return the same table as a frame of each library; polars' has a column of an Enum too."""
    frame = pandas_frame()
    other = polars.from_pandas(frame).with_columns(
        polars.Series("grade", ["p", "q"] * 30, dtype=polars.Enum(["q", "p"]))
    )
    return {"pandas": frame, "polars": other, "pyarrow": pyarrow.table(other)}


FRAMES = kinds()


def is_alike(one, other) -> bool:
    """Whether two frames of one kind are equal; categories of pyarrow's may be numbered in any order."""
    if isinstance(one, pyarrow.Table):
        return bool(one.schema == other.schema and one.to_pydict() == other.to_pydict())
    return bool(one.equals(other))


@pytest.mark.parametrize("library", FRAMES)
def test_what_is_read_of_a_frame_is_written_as_it_was(library):
    frame = FRAMES[library]
    table, columns = as_arrow(frame)
    dataset, _ = read(data_settings("array", {"keep_index": True, "column": columns}), table)
    assert is_alike(FrameKind.of(frame).of_samples(dataset.values, dataset.origin), frame)


@pytest.mark.parametrize("library", FRAMES)
def test_samples_are_a_frame_of_the_same_kind(library):
    frame = FRAMES[library]
    fitted = tiny(GANGenerator, "r3gan", hyper_parameters=TABLE).fit(frame)
    made = fitted.sample(50)
    assert type(made) is type(frame)
    assert made.shape == (50, frame.shape[1])
    if library == "pandas":
        pandas.testing.assert_series_equal(made.dtypes, frame.dtypes)
        assert list(made.columns) == list(frame.columns)
    else:
        assert made.schema == frame.schema


def test_values_stay_within_what_was_seen():
    frame = pandas_frame()
    made = tiny(GANGenerator, "r3gan", hyper_parameters=TABLE).fit(frame).sample(300)
    for name in ("length", "count", "weight", "day", "hour", "number"):
        assert made[name].min() >= frame[name].min(), name
        assert made[name].max() <= frame[name].max(), name
    assert set(made["name"]) <= {"ada", "bob"}
    assert made["size"].cat.categories.tolist() == ["S", "M", "L", "XL"]
    assert "XL" not in set(made["size"])
    assert np.allclose(made["length"].dropna(), made["length"].dropna().round(2))
    assert made["visits"].isna().any()
    assert not made["count"].isna().any()


def test_rows_of_a_frame_are_judged_by_name_one_at_a_time():
    frame = pandas_frame()
    fitted = tiny(GANGenerator, "r3gan", hyper_parameters=TABLE).fit(frame)
    whole = fitted.score_samples(frame)
    assert whole.shape == (60,)
    assert fitted.score_samples(frame.iloc[[7]])[0] == pytest.approx(whole[7], rel=1e-9)
    assert np.isfinite(fitted.score(frame))


def test_a_category_that_is_new_is_refused_by_row_and_name():
    frame = pandas_frame()[["length", "name"]]
    fitted = tiny(GANGenerator, "r3gan", hyper_parameters=TABLE).fit(frame)
    odd = frame.copy()
    odd.loc[5, "name"] = "eve"
    with pytest.raises(ValueError, match=r"row 5, column 'name'.*eve"):
        fitted.score_samples(odd)


def test_going_on_with_a_frame_is_exact():
    frame = pandas_frame()
    parameters = {"hyper_parameters": {"network": "table", "width": 8}}
    parts = tiny(GANGenerator, "wgan-gp", **parameters).partial_fit(frame).partial_fit(frame)
    whole = tiny(GANGenerator, "wgan-gp", **{**parameters, "max_steps": 4}).fit(frame)
    assert is_alike(parts.sample(20), whole.sample(20))


def test_classes_go_with_frames():
    frame = pandas_frame()
    labels = np.where(frame["count"] > 40, "many", "few")
    fitted = tiny(GANGenerator, "cgan", hyper_parameters=TABLE).fit(frame, pandas.Series(labels))
    made, drawn = fitted.sample(y=["few", "many", "few"], return_y=True)
    assert made.shape == (3, frame.shape[1])
    assert drawn.tolist() == ["few", "many", "few"]
    assert np.isfinite(fitted.score(frame, labels))


def test_numbers_go_with_frames():
    frame = pandas_frame()[["length", "weight"]]
    fitted = tiny(GANGenerator, "cgan", hyper_parameters=TABLE).fit(frame, np.linspace(0.5, 9.25, 60))
    made, told = fitted.sample(4, y=2.5, return_y=True)
    assert list(made.columns) == ["length", "weight"]
    assert told.tolist() == [2.5] * 4


def test_numbered_columns_keep_their_numbers():
    frame = pandas.DataFrame(np.random.default_rng(0).normal(size=(30, 3)))
    made = tiny(GANGenerator).fit(frame).sample(4)
    assert made.columns.tolist() == [0, 1, 2]


def test_a_column_that_is_left_out_is_an_error_with_its_reason():
    frame = pandas_frame()
    frame["remark"] = [f"text {row} of its own" for row in range(60)]
    with pytest.raises(ValueError, match=r"'remark'.*Leave it out of X"):
        tiny(GANGenerator).fit(frame)


def test_categories_of_polars_are_read_by_train_too():
    frame = polars.DataFrame({"x": np.arange(30.0), "c": polars.Series(["u", "v", "w"] * 10, dtype=polars.Categorical)})
    dataset = open_data(frame)
    assert dataset.schema[1].categories == ("u", "v", "w")


def test_columns_of_another_order_are_refused_as_scikit_learn_does():
    frame = pandas_frame()[["length", "weight"]]
    fitted = tiny(GANGenerator).fit(frame)
    with pytest.raises(ValueError, match="must be in the same order"):
        fitted.score_samples(frame[["weight", "length"]])


def test_features_of_frames():
    frame = pandas_frame()
    features = tiny(GANFeatures, "r3gan", hyper_parameters=TABLE).fit(frame)
    found = features.set_output(transform="pandas").transform(frame)
    assert found.shape == (60, 16)
    assert list(found.columns) == [f"dense{layer}_{unit}" for layer in (1, 2) for unit in range(8)]
