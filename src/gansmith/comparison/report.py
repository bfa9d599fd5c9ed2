"""The report of a comparison: its page, made of the trials, and of samples drawn from their models."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from shlex import join
from statistics import fmean

import numpy as np

from gansmith.comparison.compare import in_words
from gansmith.comparison.result import Comparison
from gansmith.comparison.trials import Contestant, Trial, scores_of
from gansmith.config.command_line import asked_words, data_words, flags, shared_reading, shown
from gansmith.evaluation.ranking import Standing, standings
from gansmith.evaluation.sample_sets import of_run
from gansmith.methods.own import without_folders
from gansmith.metrics.result import MetricValue
from gansmith.models.load import load
from gansmith.report.comparison_page import SHOWN, ComparisonPage, Line, Place, against_time, html, side_by_side
from gansmith.report.facts import of_machine
from gansmith.report.own_units import as_drawn
from gansmith.report.page import Plot
from gansmith.report.table_figure import by_column, table_plot
from gansmith.storage.atomic import write_bytes

PAGE_FILE = "comparison.html"
DRAWN = 1000  # vectors of a method that are drawn; of pictures a row is


def write_comparison(comparison: Comparison) -> Path:
    """Write the page into the directory of the comparison, and return where it is; raises StorageError."""
    path = comparison.path / PAGE_FILE
    write_bytes(path, html(page_of(comparison)).encode())
    return path


def page_of(comparison: Comparison) -> ComparisonPage:
    """Return the page of a comparison."""
    plan, seeds = comparison.plan, len({trial.seed for trial in comparison.trials})
    names = [standing.name for standing in comparison.standings]
    public = public_names(names)
    floor = "" if comparison.floor is None else f"; of real samples against real ones it is {comparison.floor:.4g}"
    way = "lower" if comparison.better == "nearer" else comparison.better
    command = [
        "gansmith",
        "compare",
        *data_words(shown(plan["data"]), shared_reading(plan["reading"])),
        "--methods",
        *(without_folders_of(name) for name in names),
    ]
    command += ["--seeds", str(seeds), *flags({**plan["budget"], **plan["options"]}), *asked_words(comparison.asked)]
    command += ["--by", comparison.label, "--out", shown(comparison.path)]
    return ComparisonPage(
        title=f"Which method is best on {Path(plan['data']).name}?",
        verdict=_renamed(comparison.sentence, public),
        facts=_facts(comparison, seeds),
        figure=comparison.figure,
        legend="Judged: the middle grade over seeds, which comes first, whatever the metric says. Value: "
        f"mean over seeds ± standard error; {way} is better{floor}. A run that diverged counts as failed.",
        standings=tuple(_place(comparison, standing, public) for standing in comparison.standings),
        failures=tuple(
            f"{public[t.contestant]}, seed {t.seed}: {_renamed(t.failure, public)}"
            for t in comparison.trials
            if t.failure
        ),
        plates=_plates(comparison, public),
        table=tuple(_table(comparison.trials, names)),
        commands=(join(command),),
    )


def public_names(names: Sequence[str]) -> dict[str, str]:
    """Return contestants' names as a page that is shared shows them: without folders, and no two alike."""
    public: dict[str, str] = {}
    for name in names:
        bare = without_folders_of(name)
        twins = sum(without_folders_of(other) == bare for other in public)
        public[name] = f"{bare} ({twins + 1})" if twins else bare
    return public


def without_folders_of(name: str) -> str:
    """Return a contestant's name without the folders of its recipe's file."""
    method, *hyper = name.split(",")
    return ",".join([without_folders(method), *hyper])


def _renamed(text: str, public: Mapping[str, str]) -> str:
    for name in sorted(public, key=len, reverse=True):
        text = text.replace(name, public[name])
    return text


def _facts(comparison: Comparison, seeds: int) -> list[tuple[str, str]]:
    plan, trials = comparison.plan, comparison.trials
    facts = [("data", shown(plan["data"])), ("budget", f"{in_words(plan['budget'])} for each run")]
    said = {"reading": shared_reading(plan["reading"]), "options": plan["options"]}
    facts += [(name, in_words(value)) for name, value in said.items() if value]
    facts += [("runs", f"{len(trials)}: {len(trials) // seeds} methods, {seeds} seeds, in {shown(comparison.path)}")]
    ended = next((trial for trial in trials if trial.figures), None)
    if ended is not None:
        facts += of_machine(ended.run, " a run")
    return [*facts, ("data's SHA-256", str(plan["sha256"]))]


def _place(comparison: Comparison, standing: Standing, public: Mapping[str, str]) -> Place:
    spent = [trial.seconds for trial in comparison.trials if trial.contestant == standing.name]
    return Place(
        rank=str(standing.rank or "-"),
        name=public[standing.name],
        grade=standing.grade,
        value=_cell(standing),
        seeds=str(standing.seeds),
        failed=str(standing.failed),
        seconds=f"{fmean(spent):.3g}",
    )


def _cell(standing: Standing) -> str:
    if standing.mean is None:
        return ""
    return f"{standing.mean:.4g}" + (f" ± {standing.standard_error:.2g}" if standing.standard_error is not None else "")


def _table(trials: Sequence[Trial], names: Sequence[str]) -> list[Line]:
    """Return a line for each figure that some run has: means over seeds, and ranks, by method."""
    lines = []
    every: dict[str, MetricValue] = {label: figure for trial in trials for label, figure in trial.measured.items()}
    for label, figure in every.items():
        ranks = standings(scores_of(trials, label), "higher" if figure.better == "higher" else "lower")
        values = {one.name: one for one in standings(_values(trials, label), "lower")}
        cells = {one.name: f"{_cell(values[one.name])} ({one.rank})" for one in ranks if one.rank is not None}
        floor = "" if figure.floor is None else f"{figure.floor:.4g}"
        lines.append(Line(label, figure.better, floor, tuple(cells.get(name, "") for name in names)))
    return lines


def _values(trials: Sequence[Trial], label: str) -> dict[str, list[float | None]]:
    found: dict[str, list[float | None]] = {}
    for trial in trials:
        figure = trial.measured.get(label)
        found.setdefault(trial.contestant, []).append(None if figure is None else figure.value)
    return found


def _plates(comparison: Comparison, public: Mapping[str, str]) -> tuple[Plot, ...]:
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in public.values()}
    for name, scores in scores_of(comparison.trials, comparison.label).items():
        spent = [trial.seconds for trial in comparison.trials if trial.contestant == name]
        runs[public[name]] = [(s, score) for s, score in zip(spent, scores, strict=True) if score is not None]
    floor = 0.0 if comparison.better == "nearer" else comparison.floor
    times = against_time(runs, comparison.figure, higher=comparison.better == "higher", floor=floor)
    return tuple(plate for plate in (times, *_samples(comparison, public)) if plate is not None)


def _samples(comparison: Comparison, public: Mapping[str, str]) -> list[Plot]:
    """Return real samples beside those of the first run of each method that ended well; of tables, their columns."""
    found, columns = dict[str, np.ndarray](), list[Plot]()
    for name in public:
        run = next((trial.run for trial in comparison.trials if trial.contestant == name and trial.figures), None)
        if run is not None:
            recipe = Contestant.parse(name).recipe
            pictures = len(load(run, recipe=recipe).card.codec.shape) == 3
            subject = of_run(run, None, SHOWN if pictures else DRAWN, 0, recipe)
            if subject.tables is not None and by_column(subject.tables.columns, subject.tables.measured.made):
                columns.append(table_plot(*subject.tables.drawn, maker=public[name]))
                continue
            drawn = partial(as_drawn, subject.codec)
            found = {"real": drawn(subject.real)} | found | {public[name]: drawn(subject.fake)}
    return columns or ([side_by_side(found)] if found else [])
