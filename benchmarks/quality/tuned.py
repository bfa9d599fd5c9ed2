"""`gansmith tune` against the default at equal total time: three built-in sets, a table, and a part of MNIST."""

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from math import log
from pathlib import Path
from statistics import fmean

import numpy as np

from benchmarks.quality.digits import folder, mnist
from benchmarks.quality.plain_command import completed
from benchmarks.quality.trials import Benchmark, Figures, Setting
from benchmarks.results import ROOT, Goal, Result

SEEDS = (0, 1, 2)
MINUTES = 20.0  # half for the search, half for the default
DIGITS = 5000
SETS = ("ring", "grid", "planets", "abalone", "mnist")
WANTED = 3  # sets on which tuning is to be ahead


def run(setting: Setting, seed: int) -> Figures:
    """Search by the command and return its outcome, both metrics on the test part, and the seconds of both sides."""
    with tempfile.TemporaryDirectory() as place:
        data = _data(setting.name, Path(place))
        words = ["tune", data, "--minutes", f"{setting.hyper['minutes']:g}", "--seed", str(seed), "--threads", "1"]
        paths = [str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
        command = [sys.executable, "-m", "gansmith", *words, "--quiet", "--json"]
        told = json.loads(completed(command, Path(place), {"PYTHONPATH": os.pathsep.join(paths)}))
    test = told["test"] or {"samples": 0, "tuned": None, "default": None, "error": None}
    best = told["trials"][told["best_trial"]]
    return {
        "outcome": told["outcome"],
        **{name: test[name] for name in ("samples", "tuned", "default", "error")},
        **{f"{name}_minutes": value / 60 for name, value in told["seconds"].items()},
        "trials": len(told["trials"]),
        "failed": sum(bool(trial["failure"]) for trial in told["trials"]),
        "best_method": best["method"],
        "best_hyper": best["hyper"],
    }


def _data(name: str, place: Path) -> str:
    """Return the data of a set as the command names it, written first where it is a part of a larger one."""
    if name == "abalone":
        return str((folder().parent / "tables" / "abalone.csv").resolve())
    if name == "mnist":
        np.save(place / "digits.npy", mnist("train").pictures[:DIGITS])
        return "digits.npy"
    return name


def report(benchmark: Benchmark, found: Mapping[str, list[Figures]]) -> Result:
    """Return the table over sets, with the goal that tuning is ahead on most of them."""
    run_sets = [name for name, trials in found.items() if trials]
    ahead = [name for name in run_sets if _is_ahead(found[name])]
    goals = ()
    if run_sets:
        goals = (
            Goal(
                "tune: sets on which it is ahead of the default at equal total time",
                f">= {WANTED} of {len(SETS)}",
                f"{len(ahead)} of {len(run_sets)}",
                len(ahead) >= WANTED,
            ),
        )
    return Result(
        title="Quality: a search against the default",
        intro=(
            f"`gansmith tune SET --minutes {MINUTES:g} --threads 1`: half of the minutes for the search, half for the "
            "default in one run. The metric is the one that validation chooses by (the worst of several ratios to real "
            "data; lower is better), on a test part that chose neither model. Ahead of the default: the geometric mean "
            "over seeds of tuned / default is below 1, and more seeds end clearly ahead than clearly behind. "
            f"`mnist` are the first {DIGITS:,} training digits."
        ),
        columns=("set", "seeds", "ahead", "as good", "behind", "tuned", "default", "tuned / default", "best methods"),
        rows=tuple(_row(setting, found[setting.name]) for setting in benchmark.settings),
        goals=goals,
        raw={setting: list(figures) for setting, figures in found.items()},
    )


def _row(setting: Setting, found: list[Figures]) -> tuple[str, ...]:
    if not found:
        return (setting.name, "0", *[""] * 7)
    counts = [str(_count(found, outcome)) for outcome in ("ahead", "as good", "behind")]
    pairs = _pairs(found)
    means = [f"{fmean(side):.3g}" for side in zip(*pairs, strict=True)] if pairs else ["", ""]
    methods = ", ".join(dict.fromkeys(figures["best_method"] for figures in found))
    return (setting.name, str(len(found)), *counts, *means, f"{_ratio(pairs):.3g}" if pairs else "", methods)


def _is_ahead(found: list[Figures]) -> bool:
    """Whether tuning is ahead on a set: on average, and clearly in more seeds than the default."""
    pairs = _pairs(found)
    return bool(pairs) and _ratio(pairs) < 1 and _count(found, "ahead") > _count(found, "behind")


def _pairs(found: list[Figures]) -> list[tuple[float, float]]:
    return [(figures["tuned"], figures["default"]) for figures in found if figures["tuned"] is not None]


def _ratio(pairs: list[tuple[float, float]]) -> float:
    return float(np.exp(fmean(log(tuned / default) for tuned, default in pairs)))


def _count(found: list[Figures], outcome: str) -> int:
    return sum(figures["outcome"] == outcome for figures in found)


TUNED = Benchmark("tune", tuple(Setting(name, "r3gan", 0, {"minutes": MINUTES}) for name in SETS), SEEDS, run, report)
