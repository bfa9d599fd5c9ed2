"""Two imbalanced tables: whether generated rows help a classifier more than plain ways of treating rare classes."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.quality.digits import folder
from benchmarks.quality.runs import name_of, spread
from benchmarks.quality.trials import Benchmark, Figures, Setting
from benchmarks.results import Goal, Result
from gansmith.augmentation.arms import GAN
from gansmith.augmentation.check import Question, trial_of, with_generated
from gansmith.augmentation.findings import MEASURES, Compared
from gansmith.augmentation.scores import Scores
from gansmith.augmentation.targets import lacking
from gansmith.augmentation.training import METHOD, OPTIONS
from gansmith.config.settings import settle
from gansmith.data.formats.objects import MEMORY
from gansmith.data.load import read

SEEDS = tuple(range(10))  # each is a split
STEPS, MINUTES = 4000, 20.0
SETTINGS = (Setting("german", METHOD, STEPS), Setting("abalone-9-18", METHOD, STEPS))
ABOUT = {
    "german": "german: 700 loans repaid and 300 not, 20 columns of numbers and categories",
    "abalone-9-18": "abalone-9-18: 689 abalones of 9 rings and 42 of 18, 8 columns",
}


@cache
def table(name: str) -> dict[str, Any]:
    """Return columns of a table, and its classes under `class`; raises FileNotFoundError where it is not there."""
    path = folder().parent / "tables" / f"{name.partition('-')[0]}.csv"
    with Path(path).open(encoding="utf-8", newline="") as stream:
        lines = [line for line in csv.reader(stream) if line]
    if name == "abalone-9-18":
        lines = [line for line in lines if line[-1] in ("9", "18")]
    import pyarrow

    columns = {f"c{place}": _typed(list(column)) for place, column in enumerate(zip(*lines, strict=True))}
    *_, last = columns
    return pyarrow.table({**{one: values for one, values in columns.items() if one != last}, "class": columns[last]})


def run(setting: Setting, seed: int) -> Figures:
    """Return the scores of all ways on a split, by a model that is trained on its training rows alone."""
    options = {"label": "class", "keep_index": True}
    settings = settle(MEMORY, setting.method, setting.hyper, options, steps=setting.steps, **OPTIONS)
    dataset, codec = read(settings.data, table(setting.name))
    wanted = lacking(dataset, balance=True, to={})
    question = Question(dataset, codec, wanted, settings, MINUTES)
    part, fitted, trial = trial_of(question, seed)
    found = with_generated(question, part, fitted, trial, trial.plain(), MINUTES)
    ways = {way: vars(one) for way, one in found.scores.items()}
    return {"ways": ways, "er_split": found.generated, "er_real": found.real}


def report(benchmark: Benchmark, found: Mapping[str, list[Figures]]) -> Result:
    """Return the table of all ways on each table, and whether generated rows gain over the best plain way."""
    rows, goals = [], []
    for setting in benchmark.settings:
        trials = found[setting.name]
        if not trials:
            continue
        compared = Compared({way: tuple(Scores(**one["ways"][way]) for one in trials) for way in trials[0]["ways"]})
        for way in compared.ways:
            cells = [
                spread([{"value": 100 * value} for value in compared.values(way, measure)], "value", 1)
                for measure in MEASURES
            ]
            rows.append((name_of(setting, trials), way, str(len(trials)), *cells))
        for measure, words in MEASURES.items():
            gain = compared.gain(measure)
            named = f"{setting.name} ({len(trials)} of {len(SEEDS)} splits): {words}"
            goals.append(Goal(named, "a gain", compared.sentence(measure), len(trials) > 1 and gain.is_gain))
    errors = [
        f"{name}: ER_split {spread(trials, 'er_split')}, of real rows {spread(trials, 'er_real')}."
        for name, trials in found.items()
        if trials
    ]
    return Result(
        title="Quality: imbalanced tables",
        intro=(
            f"A random forest with rare classes filled up to the largest ({GAN}), and with plain ways, on random "
            f"splits of 70 % and 30 %; {'; '.join(ABOUT.values())}."
        ),
        columns=("table", "way", "splits", *(f"{words}, %" for words in MEASURES.values())),
        rows=tuple(rows),
        goals=tuple(goals),
        notes=("The interval is that of Nadeau and Bengio 2003, for splits that overlap.", *errors),
        raw={setting: list(figures) for setting, figures in found.items()},
    )


def _typed(column: list[str]) -> list[Any]:
    """Return a column as numbers where all of it is, else as texts."""
    try:
        return [float(text) for text in column]
    except ValueError:
        return column


IMBALANCED_TABLES = Benchmark("imbalance-tables", SETTINGS, SEEDS, run, report)
