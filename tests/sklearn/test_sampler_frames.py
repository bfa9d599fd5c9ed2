"""GANSampler keeps frames: names, types, categories, and the rows that were there."""

import subprocess
import sys

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
