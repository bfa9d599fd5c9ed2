"""Train CTGAN for some minutes and draw a table: `PYTHON train_ctgan.py FOLDER --rows N --minutes M --seed S`.

It runs in an environment that has `ctgan` and nothing of this project. FOLDER holds table.csv and kinds.json; it writes
synthetic.csv there and prints one line of JSON. All settings are the package's defaults but the number of epochs, which
is what fits into the minutes by a few epochs timed first. CTGAN takes neither dates nor missing amounts: a date is
given as days since 1970, a missing amount as the median with a column of its own that says where it is missing.
Xu et al. 2019, arXiv 1907.00503.
"""

import argparse
import json
import math
import time
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

MISSING = "(missing)"
TIMED_STEPS = 30  # at least so many are timed, and four times as many
WITHIN, TRIES = 0.25, 2  # a training that took so much more or less than wanted is done again, once
DAY = "1970-01-01"


def main() -> None:
    """Read, train, draw, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    kinds = json.loads((asked.folder / "kinds.json").read_text(encoding="utf-8"))
    table = prepared(asked.folder / "table.csv", kinds)
    categories = [name for name in table if table[name].dtype == object]
    model, told = trained(table, categories, 60 * asked.minutes, asked.seed)
    restored(model.sample(asked.rows), kinds).to_csv(asked.folder / "synthetic.csv", index=False)
    print(json.dumps(told))


def prepared(path: Path, kinds: dict[str, str]) -> Any:
    """Return the table as CTGAN takes it: text columns are categories, all others amounts without gaps."""
    import pandas as pd

    texts = {name: str for name, kind in kinds.items() if kind != "number"}
    table = pd.read_csv(path, dtype=texts, keep_default_na=False, na_values=[""])
    for name, kind in kinds.items():
        if kind == "category":
            table[name] = table[name].fillna(MISSING).astype(object)
            continue
        if kind == "date":
            table[name] = (pd.to_datetime(table[name]) - pd.Timestamp(DAY)).dt.days
        if table[name].isna().any():
            table[f"{name} {MISSING}"] = table[name].isna().map({True: "yes", False: "no"}).astype(object)
            whole = (table[name].dropna() % 1 == 0).all()
            table[name] = table[name].fillna(table[name].quantile(0.5, interpolation="nearest"))
            table[name] = table[name].astype("int64" if whole else "float64")
    return table


def trained(table: Any, categories: list[str], seconds: float, seed: int) -> tuple[Any, dict[str, Any]]:
    """Return the model trained for about so many seconds of wall time, and its epochs and minutes."""
    import torch
    from ctgan import CTGAN

    torch.set_num_threads(1)

    def fit(epochs: int) -> tuple[Any, float, float]:
        model = CTGAN(epochs=epochs, enable_gpu=False)
        _seed(seed)
        start, used = time.perf_counter(), time.process_time()
        model.fit(table, categories)
        return model, time.perf_counter() - start, time.process_time() - used

    few = math.ceil(TIMED_STEPS / max(1, len(table) // 500))  # CTGAN's batches are of 500 rows
    fit(1)  # the first is slower than all others
    one, several = (fit(epochs)[1] for epochs in (few, 4 * few))
    epoch = max(several - one, 1e-3) / (3 * few)
    before = max(0.0, one - few * epoch)
    for _ in range(TRIES):
        epochs = max(1, round((seconds - before) / epoch))
        model, taken, used = fit(epochs)
        if abs(taken / seconds - 1) <= WITHIN:
            break
        epoch = max(taken - before, 1e-3) / epochs
    costs = {"training_minutes": taken / 60, "processor_seconds": used}
    return model, {"version": version("ctgan"), "epochs": epochs} | costs


def _seed(seed: int) -> None:
    import numpy as np
    import torch

    np.random.seed(seed)  # noqa: NPY002 - which is what CTGAN draws from
    torch.manual_seed(seed)


def restored(drawn: Any, kinds: dict[str, str]) -> Any:
    """Return a drawn table in the terms of the given one: dates as text, missing values as gaps."""
    import pandas as pd

    for name, kind in kinds.items():
        if kind == "category":
            drawn[name] = drawn[name].where(drawn[name] != MISSING)
            continue
        gap = drawn[f"{name} {MISSING}"] == "yes" if f"{name} {MISSING}" in drawn else None
        if kind == "date":
            drawn[name] = (pd.Timestamp(DAY) + pd.to_timedelta(drawn[name], unit="D")).dt.strftime("%Y-%m-%d")
        if gap is not None:
            drawn[name] = drawn[name].astype(object).where(~gap)
    return drawn[list(kinds)]


if __name__ == "__main__":
    main()
