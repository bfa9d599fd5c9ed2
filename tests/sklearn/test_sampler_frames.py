"""GANSampler keeps frames: names, types, categories, and the rows that were there."""

import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from gansmith.sklearn import GANSampler

COUNT = 60


def frame() -> tuple[pd.DataFrame, pd.Series]:
    """Return a frame of mixed types with a gap, an index of its own, and a class in six of which is rare."""
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(
        {
            "amount": rng.normal(size=COUNT),
            "number": rng.integers(0, 9, COUNT),
            "kind": pd.Categorical(rng.choice(["u", "v"], COUNT), categories=["u", "v", "w"]),
            "flag": rng.random(COUNT) > 0.5,
            "word": rng.choice(["x", "y"], COUNT),
            "small": rng.normal(size=COUNT).astype(np.float32),
        },
        index=np.arange(COUNT) + 5,
    )
    rows.loc[7, "amount"] = np.nan
    return rows, pd.Series(np.where(np.arange(COUNT) % 6 == 0, "rare", "common"), name="t", index=rows.index)


def sampler(**changed: object) -> GANSampler:
    return GANSampler(**{"max_steps": 2, "hyper_parameters": {"width": 8}, **changed})  # type: ignore[arg-type]


def test_pandas() -> None:
    rows, names = frame()
    grown, labels = (tried := sampler()).fit_resample(rows, names)
    assert grown.dtypes.to_dict() == rows.dtypes.to_dict()
    assert grown.head(COUNT).equals(rows.reset_index(drop=True))
    assert labels.name == "t"
    assert labels.value_counts().to_dict() == {"rare": 50, "common": 50}
    assert tried.sampling_strategy_ == {"rare": 40}
    assert tried.synthetic_.tolist() == [False] * COUNT + [True] * 40
    assert list(tried.feature_names_in_) == list(rows.columns)


def test_polars_and_arrow() -> None:
    rows, names = frame()
    plain = rows.reset_index(drop=True)
    for given in (pl.from_pandas(plain), pa.Table.from_pandas(plain, preserve_index=False)):
        grown, labels = sampler().fit_resample(given, names.to_numpy())
        assert grown.schema == given.schema
        assert grown.slice(0, COUNT).equals(given)
        assert labels.tolist()[COUNT:] == ["rare"] * 40


@pytest.mark.parametrize(("strategy", "count"), [(0.5, 75), ({"rare": 30}, 80), ("minority", 100)])
def test_strategies(strategy: object, count: int) -> None:
    assert len(sampler(sampling_strategy=strategy).fit_resample(*frame())[0]) == count


def test_a_pipeline_of_imbalanced_learn() -> None:
    from imblearn.pipeline import make_pipeline
    from sklearn.linear_model import LogisticRegression

    rows, names = frame()
    numbers = rows[["number", "small"]].to_numpy(np.float64)
    fitted = make_pipeline(sampler(), LogisticRegression()).fit(numbers, names.to_numpy())
    assert set(fitted.classes_) == {"rare", "common"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"method": "gan"}, "draws none on demand"),
        ({"max_steps": 0}, "max_steps=0"),
        ({"hyper_parameters": {"nothing": 1}}, "nothing"),
        ({"sampling_strategy": 2.0}, "sampling_strategy"),
    ],
)
def test_parameters_that_are_wrong_are_value_errors(changed: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        sampler(**changed).fit_resample(*frame())


def test_without_imbalanced_learn_it_is_named() -> None:
    code = (
        "import sys; sys.modules['imblearn'] = None\n"
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'imblearn' else find(name, *rest)\n"
        "from gansmith.sklearn import GANGenerator\n"
        "from gansmith.errors import UsageError\n"
        "try:\n    from gansmith.sklearn import GANSampler\n"
        "except UsageError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'gansmith[imbalanced]'" in done.stdout


def quick(**parameters: Any) -> GANSampler:
    return GANSampler(**{"max_steps": 2, "hyper_parameters": {"width": 8}, **parameters})


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"max_steps": None}, "max_steps=None: say how long"),
        ({"max_steps": True}, "max_steps=True"),
        ({"run_options": {"steps": 3}}, "run_options: steps is max_steps"),
        ({"run_options": {"seed": 3}}, "run_options: seed is random_state"),
        ({"run_options": [1]}, "give a dictionary"),
        ({"hyper_parameters": [1]}, "give a dictionary"),
        ({"sampling_strategy": {1: 40.5}}, "no whole number of rows"),
    ],
)
def test_parameters_that_would_be_ignored_or_fail_later_are_named(parameters: dict[str, Any], words: str) -> None:
    rows = np.random.default_rng(0).normal(size=(COUNT, 2))
    with pytest.raises(ValueError, match=words):
        quick(**parameters).fit_resample(rows, np.repeat([0, 1], [COUNT - 9, 9]))


def test_a_class_of_one_row_is_not_filled_up() -> None:
    rows, labels = np.random.default_rng(0).normal(size=(COUNT, 2)), np.repeat(["a", "b", "c"], [40, COUNT - 41, 1])
    with pytest.raises(ValueError, match="the class 'c' has 1 row, and 2 are the least"):
        quick().fit_resample(rows, labels)
    assert (quick(sampling_strategy={"b": 30}).fit_resample(rows, labels)[1] == "c").sum() == 1


def test_an_array_of_objects_names_the_column_of_several_types() -> None:
    rows = np.array([[1.0, "x"], ["q", "y"]] * 30, object)
    with pytest.raises(ValueError, match="X, column 0: "):
        quick().fit_resample(rows, np.repeat([0, 1], [51, 9]))


@pytest.mark.parametrize("names", [[0, 1], ["a", "b"]])
def test_labels_in_a_series_of_polars_come_back_as_one(names: list[Any]) -> None:
    rows = np.random.default_rng(0).normal(size=(COUNT, 2))
    labels = pl.Series("kind", [names[0]] * 51 + [names[1]] * 9)
    labels = labels.cast(pl.Categorical) if names[0] == "a" else labels.cast(pl.Int16)
    for given in (rows, pl.DataFrame({"x": rows[:, 0], "n": np.arange(COUNT)})):
        found = quick().fit_resample(given, labels)[1]
        assert isinstance(found, pl.Series)
        assert (found.name, found.dtype, found.to_list()) == ("kind", labels.dtype, names[:1] * 51 + names[1:] * 51)
