"""Train TabularARGN for some minutes and draw a table: `PYTHON train_mostlyai.py FOLDER --rows N --minutes M --seed S`.

It runs in an environment that has `mostlyai-engine`, by which the package mostlyai trains, and nothing of this project.
FOLDER holds table.csv and kinds.json; it writes synthetic.csv there and prints one line of JSON. All settings are the
package's defaults, but which columns are categories and the limit in minutes; it stops by itself before, where its
validation loss no longer falls. Tiwald et al. 2025, arXiv 2501.12012.
"""

import argparse
import json
import time
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any


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
    model = learner(kinds, asked.minutes, asked.seed, asked.folder / "workspace")
    start, used = time.perf_counter(), time.process_time()
    model.fit(prepared(asked.folder / "table.csv", kinds))
    costs = {
        "training_minutes": (time.perf_counter() - start) / 60,
        "processor_seconds": time.process_time() - used,
    }
    drawn = model.sample(n_samples=asked.rows)
    restored(drawn, kinds).to_csv(asked.folder / "synthetic.csv", index=False)
    told = {"version": version("mostlyai-engine"), "epochs": epochs(asked.folder)}
    print(json.dumps(told | costs))


def learner(kinds: dict[str, str], minutes: float, seed: int, folder: Path) -> Any:
    """Return an untrained model that works on one core, in a folder of its own."""
    import torch
    from mostlyai.engine import TabularARGN

    torch.set_num_threads(1)
    categories = {name: "TABULAR_CATEGORICAL" for name, kind in kinds.items() if kind == "category"}
    return TabularARGN(
        max_training_time=minutes,
        tgt_encoding_types=categories,
        device="cpu",
        workspace_dir=folder,
        random_state=seed,
    )


def prepared(path: Path, kinds: dict[str, str]) -> Any:
    """Return the table with text as text and dates as moments."""
    import pandas as pd

    texts = {name: str for name, kind in kinds.items() if kind != "number"}
    table = pd.read_csv(path, dtype=texts, keep_default_na=False, na_values=[""])
    for name, kind in kinds.items():
        if kind == "date":
            table[name] = pd.to_datetime(table[name])
    return table


def restored(drawn: Any, kinds: dict[str, str]) -> Any:
    """Return a drawn table with dates as text."""
    import pandas as pd

    for name, kind in kinds.items():
        if kind == "date":
            drawn[name] = pd.to_datetime(drawn[name]).dt.strftime("%Y-%m-%d")
    return drawn[list(kinds)]


def epochs(folder: Path) -> int:
    """Return how many epochs the record of training ends at."""
    import pandas as pd

    (record,) = (folder / "workspace").glob("**/progress-messages.csv")
    return round(pd.read_csv(record)["epoch"].max())


if __name__ == "__main__":
    main()
