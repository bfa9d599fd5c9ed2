"""The benchmark `tables`: one benchmark a set, contestants with equal minutes, measured on the same split."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from benchmarks.quality.tabular.contestants import settings, synthetic
from benchmarks.quality.tabular.frame import Frame
from benchmarks.quality.tabular.learners import taught, told_apart
from benchmarks.quality.tabular.margins import (
    column_distances,
    pair_differences,
    quantile_differences,
    share_difference,
)
from benchmarks.quality.tabular.nearness import copied, nearest
from benchmarks.quality.tabular.page import report
from benchmarks.quality.tabular.sets import TABLES, Table, split
from benchmarks.quality.trials import Benchmark, Figures, Setting

SEEDS = (0, 1, 2)
LARGE = 10_000  # rows for shares and quantiles, which so many are exact enough for


def run(table: Table, setting: Setting, seed: int) -> Figures:
    """Draw as many rows as the training part has and return how they compare with it and the held-out part.

    Shares and quantiles are of at least 10,000 drawn rows, of which the others are the first: of a few hundred, chance
    alone moves them further than their goals.
    """
    train, held_out = split(table.load(), seed)
    if setting.name == "real":
        learnt = {"told_apart": told_apart(held_out, train, seed), "taught": taught(train, held_out, table.target)}
        return measures(table, train, held_out, held_out, seed) | learnt
    drawn, costs = synthetic(table, setting, train, max(len(train), LARGE), seed)
    fake = drawn.rows(slice(len(train)))
    learnt = {"told_apart": told_apart(held_out, fake, seed), "taught": taught(fake, held_out, table.target)}
    return measures(table, train, held_out, drawn, seed) | learnt | costs


def measures(table: Table, train: Frame, held_out: Frame, drawn: Frame, seed: int) -> Figures:
    """Return every measure but those that learn; the first drawn rows, as many as trained on, are the synthetic table.

    The held-out part as drawn rows gives the measures of real rows against real ones. The held-out part is at no
    distance from itself: of real rows, there is the distance to training rows alone.
    """
    fake = drawn.rows(slice(len(train)))
    columns, pairs = column_distances(train, fake), pair_differences(train, fake)
    near = nearest(train, held_out, fake, seed)
    found: dict[str, Any] = {
        "column_mean": float(columns.mean()),
        "column_worst": float(columns.max()),
        "worst_column": train.columns[int(columns.argmax())].name,
        "pair_mean": float(pairs.mean()),
        "pair_worst": float(pairs.max()),
        "shares": share_difference(train, drawn),
        "copied": copied(fake, train),
        "nearest_training": near.training,
        "rows": len(train),
        "held_out_rows": len(held_out),
    }
    if drawn is not held_out:
        found |= {"nearest_held_out": near.held_out, "nearer_to_training": near.nearer_to_training}
    if table.lognormal is not None:
        quantiles = quantile_differences(train, drawn, table.lognormal)
        found |= {"quantiles": [float(one) for one in quantiles], "quantile_worst": float(np.max(quantiles))}
    return found


def table_benchmark(table: Table) -> Benchmark:
    """Return the benchmark of a set."""

    def table_of(benchmark: Benchmark, found: Mapping[str, list[Figures]]) -> Any:
        return report(table, benchmark, found)

    return Benchmark(f"tables-{table.name}", settings(table), SEEDS, partial(run, table), table_of)


TABLE_BENCHMARKS = tuple(table_benchmark(table) for table in TABLES)
