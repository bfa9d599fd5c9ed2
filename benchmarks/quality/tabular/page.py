"""A set's table of contestants by measures, and what is wanted of the plain command."""

from collections.abc import Mapping
from statistics import fmean
from typing import NamedTuple

from benchmarks.quality.plain_command import PLAIN
from benchmarks.quality.runs import name_of, spread
from benchmarks.quality.tabular.contestants import OTHERS
from benchmarks.quality.tabular.sets import HELD_OUT, Table
from benchmarks.quality.trials import Benchmark, Figures
from benchmarks.results import Goal, Result

POINTS = 2.0  # that the share of a category may be off
QUANTILE = 0.1  # that a quantile of a lognormal column may be off, relative


class Measure(NamedTuple):
    """A measure by its key among the figures: its column's name, its digits, and whether more of it is better."""

    key: str
    name: str
    digits: int = 3
    more: bool = False


COMPARED = (
    Measure("column_mean", "columns, mean"),
    Measure("column_worst", "columns, worst"),
    Measure("pair_mean", "pairs, mean"),
    Measure("pair_worst", "pairs, worst"),
    Measure("told_apart", "told apart (AUC)"),
    Measure("taught", "taught", more=True),
    Measure("shares", "shares (points)", 1),
    Measure("quantile_worst", "quantiles"),
)
REPORTED = (
    Measure("copied", "copies", 4),
    Measure("nearest_training", "nearest, training"),
    Measure("nearest_held_out", "nearest, held out"),
    Measure("nearer_to_training", "nearer to training"),
    Measure("training_minutes", "minutes of training", 1),
    Measure("processor_seconds", "CPU seconds", 0),
)


def report(table: Table, benchmark: Benchmark, found: Mapping[str, list[Figures]]) -> Result:
    """Return the table over contestants, the goals, and how many measures the plain command is ahead on."""
    shown = [measure for measure in (*COMPARED, *REPORTED) if _meant(table, measure)]
    rows = [
        (name_of(setting, found[setting.name]), str(len(found[setting.name])), *_cells(found[setting.name], shown))
        for setting in benchmark.settings
    ]
    return Result(
        title=f"Quality: tables, {table.name}",
        intro=_intro(table, found),
        columns=("contestant", "seeds", *(measure.name for measure in shown)),
        rows=tuple(rows),
        goals=_goals(table, found),
        notes=_notes(table, found),
        raw={setting: list(figures) for setting, figures in found.items()},
    )


def _intro(table: Table, found: Mapping[str, list[Figures]]) -> str:
    rows = next((f"{one['rows']:,} training rows. " for trials in found.values() for one in trials), "")
    taught = "R^2" if not table.by_class else "AUC of two classes, accuracy of more"
    shares = "Shares: largest error of a category's share"
    if table.lognormal:
        shares += f"; quantiles: largest relative error of `{table.lognormal}` at 50, 75, 95 %; both"
    return (
        f"`{table.name}` ({table.about}). {rows}{HELD_OUT:.0%} of the rows, drawn by the seed, are held out. "
        "Columns: Kolmogorov-Smirnov statistic, total variation of categories; pairs: difference of Cramer's V, "
        "correlation ratio or Pearson's correlation; both against the training part. Told apart: AUC of boosted trees "
        f"against held-out rows, 0.5 is best. Taught: trees trained on the rows predict `{table.target}` of held-out "
        f"rows ({taught}). {shares} of at least 10,000 rows. Copies: share of rows that are training rows. Nearest: "
        "median distance (Gower) to as many training as held-out rows, and the share of rows nearer to training, 0.5 "
        "without memory; this is not differential privacy. `real` is the held-out part, a quarter as many rows, told "
        "apart from the training part; its `taught` is training on the training part. CPU seconds are of training, "
        "and of gansmith's also start and drawing."
    )


def _meant(table: Table, measure: Measure) -> bool:
    return measure.key != "quantile_worst" or table.lognormal is not None


def _cells(found: list[Figures], shown: list[Measure]) -> list[str]:
    return [
        spread(found, measure.key, measure.digits) if found and all(measure.key in one for one in found) else ""
        for measure in shown
    ]


def _ahead(table: Table, ours: list[Figures], theirs: list[Figures]) -> tuple[int, int, list[str]]:
    """Return on how many measures our mean is better than theirs, of how many, and the names of the others."""
    measures = [measure for measure in COMPARED if _meant(table, measure)]
    behind = []
    for measure in measures:
        one, other = (fmean(figures[measure.key] for figures in trials) for trials in (ours, theirs))
        if (one <= other) if measure.more else (one >= other):
            behind.append(measure.name)
    return len(measures) - len(behind), len(measures), behind


def _goals(table: Table, found: Mapping[str, list[Figures]]) -> tuple[Goal, ...]:
    ours, subject = found["gansmith"], f"tables, {table.name}"
    if not ours:
        return ()
    goals = []
    if found["ctgan"]:
        ahead, of, behind = _ahead(table, ours, found["ctgan"])
        told = f"{ahead} of {of}" + (f" (not {', '.join(behind)})" if behind else "")
        goals.append(Goal(f"{subject}: measures ahead of CTGAN", f"{of} of {of}", told, not behind))
    shares, copied = (max(one[key] for one in ours) for key in ("shares", "copied"))
    goals.append(_most(f"{subject}: share of a category", shares, POINTS, "{:.1f} points"))
    if table.lognormal:
        quantile = max(one["quantile_worst"] for one in ours)
        goals.append(_most(f"{subject}: quantiles of {table.lognormal}", quantile, QUANTILE, "{:.1%}"))
    natural = max((one["copied"] for one in found["real"]), default=0.0)
    goals.append(_most(f"{subject}: copies of training rows, as of held-out rows", copied, natural, "{:.2%}"))
    return tuple(goals)


def _most(subject: str, value: float, limit: float, form: str) -> Goal:
    return Goal(f"{subject}, worst seed", f"<= {form.format(limit)}", form.format(value), value <= limit)


def _notes(table: Table, found: Mapping[str, list[Figures]]) -> tuple[str, ...]:
    notes = [
        f"gansmith: `{PLAIN.format(data='TABLE.csv', minutes=table.minutes)}`, then `gansmith generate`; nothing tuned."
    ]
    for name, trials in found.items():
        if name in OTHERS and trials:
            told = sorted({f"{one['version']}, {one['epochs']:,} epochs" for one in trials})
            notes.append(f"{name}: its defaults, in as many minutes ({'; '.join(told)}).")
        if trials and found["gansmith"] and name not in ("real", "gansmith"):
            ahead, of, behind = _ahead(table, found["gansmith"], trials)
            beside = f", not on {', '.join(behind)}" if behind else ""
            notes.append(f"gansmith is ahead of {name} on {ahead} of {of} measures{beside}.")
    return tuple(notes)
