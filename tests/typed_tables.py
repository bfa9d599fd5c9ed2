"""A table with a column of each type, and a model that was trained on it for a few steps."""

from pathlib import Path

import numpy as np
from small_games import tiny

import gansmith
from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.expressions.columns import Columns
from gansmith.data.formats.read import open_data

ROWS = 300
CITIES = ("Bern", "New York", "Paris, France")
NAMES = "age,low,high,city,member,start,end,seen at,total,id\n"


def write_table(folder: Path, rows: int = ROWS) -> Path:
    """Write a table in which high is at least low, end is after start, total is 2 low + age, and some cities miss."""
    random = np.random.default_rng(0)
    age, low = random.integers(18, 91, rows), np.round(random.gamma(2, 20, rows), 1)
    high = np.round(low + random.gamma(1, 10, rows), 1)
    start = np.datetime64("2020-01-01") + random.integers(0, 900, rows)
    end = start + random.integers(1, 60, rows)
    seen = np.datetime64("2021-05-01T00:00:00") + random.integers(0, 10**6, rows)
    cities = random.choice([*CITIES, ""], rows, p=[0.5, 0.3, 0.1, 0.1])
    member = random.choice(["true", "false"], rows)
    lines = [
        f'{age[i]},{low[i]},{high[i]},"{cities[i]}",{member[i]},{start[i]},{end[i]},{seen[i]},'
        f"{2 * low[i] + age[i]:.1f},row-{i}-of-all"
        for i in range(rows)
    ]
    path = folder / "table.csv"
    path.write_text(NAMES + "\n".join(lines) + "\n")
    return path


def columns_of(dataset: Dataset, kind: str = "where") -> Columns:
    """Return the columns that conditions of a table can be of."""
    return Columns.of(Codec.fit(dataset), dataset.origin, kind)


def opened(folder: Path, **options: str) -> Dataset:
    """Return the table as it is read."""
    return open_data(write_table(folder), **options)  # type: ignore[arg-type]


def trained(folder: Path, method: str = "r3gan", **options: object) -> Path:
    """Train a method on the table for a few steps, and return the run."""
    reading = {"missing": "model", **options}
    hyper = tiny(method) | {"width": 24, "batch_size": 32}
    gansmith.train(
        write_table(folder),
        method,
        steps=40,
        out=folder / "run",
        data_options=reading,
        validate_every=0,
        sample_every=0,
        **hyper,
    )
    return folder / "run"
