"""Estimators that are fitted in a moment, and frames with a column of each kind."""

import pickle
from typing import Any

import numpy as np

TINY = {"network": "mlp", "width": 8}


def tiny(kind: type, method: str = "wgan-gp", **parameters: Any) -> Any:
    """Return an estimator of two steps and eight units."""
    return kind(method=method, **{"max_steps": 2, "hyper_parameters": TINY, **parameters})


def again(estimator: Any) -> Any:
    """Return an estimator as it comes out of its own pickle."""
    return pickle.loads(pickle.dumps(estimator))  # noqa: S301 - made here


def pandas_frame(rows: int = 60) -> Any:
    """Return a frame of pandas with columns of many types, some of which miss values."""
    import pandas

    rng = np.random.default_rng(0)
    frame = pandas.DataFrame(
        {
            "length": rng.normal(10.0, 2.0, rows).round(2),
            "count": rng.integers(3, 90, rows).astype("int16"),
            "ripe": rng.random(rows) < 0.4,
            "size": pandas.Categorical(rng.choice(["S", "M", "L"], rows), ["S", "M", "L", "XL"], ordered=True),
            "zip": pandas.Categorical(rng.choice([10115, 20095, 80331], rows)),
            "name": rng.choice(["ada", "bob"], rows),
            "visits": pandas.array([None if row % 7 == 0 else row % 5 for row in range(rows)], dtype="Int64"),
            "known": pandas.array([None if row % 9 == 0 else bool(row % 2) for row in range(rows)], dtype="boolean"),
            "day": pandas.date_range("2021-03-01", periods=rows, freq="D"),
            "hour": pandas.date_range("2021-03-01", periods=rows, freq="h", tz="Europe/Berlin"),
            "weight": rng.normal(size=rows).astype("float32"),
            "number": np.arange(rows),
        }
    )
    frame.loc[4, "length"] = np.nan
    return frame
