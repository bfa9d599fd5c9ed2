"""Compare methods over several seeds on the same data and budget, as ordinary runs."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import torch

from gansmith.comparison.contestants import require_entrant, shared_options, wanted, with_options
from gansmith.comparison.processes import Counter, Trainings
from gansmith.comparison.result import Comparison
from gansmith.comparison.trials import Contestant, Course, Trial, grades_of, scores_of
from gansmith.config.command_line import data_words, flags
from gansmith.config.renamed import takes_old_names
from gansmith.config.settings import settle
from gansmith.core.replicas import Replicas
from gansmith.data.load import read
from gansmith.data.options import GivenOptions, data_settings, given
from gansmith.data.reader.library_errors import did_you_mean
from gansmith.errors import UsageError, option
from gansmith.evaluation.asked import asked_for
from gansmith.evaluation.judgement.judge import FIGURES
from gansmith.evaluation.metrics_file import Asked
from gansmith.evaluation.privacy import NAMES as PRIVACY
from gansmith.evaluation.ranking import Direction, standings, winner_sentence
from gansmith.metrics.registry import METRICS
from gansmith.metrics.suite import NAMES
from gansmith.records.lock import RunLock
from gansmith.runs.setup import assemble
from gansmith.storage.atomic import json_bytes, read_object, write_json, writing
from gansmith.storage.leftovers import is_empty
from gansmith.storage.plain import require_plain

PLAN_FILE, TABLE_FILE = "plan.json", "comparison.json"
DISTANCES = {name for metric in METRICS for name in metric.names}  # by which samples are ranked, unless asked for more
Say = Callable[[str], None]


@takes_old_names
def compare(
    data: str | Path,
    methods: Sequence[str],
    *,
    seeds: int = 3,
    minutes: float | None = None,
    steps: int | None = None,
    out: str | Path = "comparison",
    jobs: int = 1,
    features: Sequence[str] = (),
    count: int | None = None,
    by: str | None = None,
    data_options: GivenOptions | None = None,
    run_options: Mapping[str, Any] | None = None,
    allow_code: bool = False,
    say: Say = lambda text: None,
    progress: Counter = lambda done, total: None,
) -> Comparison:
    """Train several methods with several seeds under one budget, evaluate all runs, and rank the methods.

    The method with the better grade wins; among equal grades, one metric decides. A run that diverges is a result and
    ranks last. The same call continues an interrupted comparison.

    Parameters
    ----------
    data : str or Path
        The name of a built-in set, a file or a folder.
    methods : sequence of str
        At least two methods, such as "wgan-gp", or "wgan-gp,network=mlp,width=256" with hyper-parameters.
    seeds : int, default 3
        Number of runs of each method, with seeds from 0.
    minutes : float, optional
        Training time of each run in minutes. Give either `minutes` or `steps`.
    steps : int, optional
        Training steps of each run.
    out : str or Path, default "comparison"
        Directory of the runs.
    jobs : int, default 1
        Number of runs at the same time, which share the CPU cores.
    features : sequence of str, optional
        Features to measure in, as for `evaluate`.
    count : int, optional
        Largest number of samples of each set in an evaluation, as for `evaluate`.
    by : str, optional
        Metric that decides between equal grades, by name ("kid") or label ("kid[random]"). By default the first
        distance that every run has.
    data_options : DataOptions or dict, optional
        How to read the data.
    run_options : dict, optional
        Further keywords of `train`, the same for all runs.
    allow_code : bool, default False
        Allow `features` to run a TorchScript file, which is a program.
    say : callable, optional
        Function called with a line of text for each run.
    progress : callable, optional
        Function called with (runs done, runs in total).

    Returns
    -------
    Comparison
        The runs, the order of the methods, and a sentence about the winner.

    Raises
    ------
    UsageError
        The directory holds another comparison or other files, or a method does not fit the data.
    DataError
        The data cannot be read or trained on, or the directory contains links.
    Interrupted
        A signal interrupted the comparison.
    """
    reading = given(data_options)
    contestants = [Contestant.parse(method) for method in methods]
    _check(contestants, seeds, jobs, minutes, steps)
    slower, directory = by is not None and _is_slower(by), Path(out)
    asked = asked_for(features, count, thorough=slower, allow_code=allow_code)
    shared = shared_options(run_options or {})
    budget = {"minutes": minutes, "steps": steps}
    plan = {"data": str(data), "reading": reading, "budget": budget, "options": shared}
    plan["sha256"] = sha256 = _fit(contestants, str(data), reading, budget, features)
    _begin(directory, plan)
    trainings = Trainings(jobs)
    words, rest = data_words(str(data), reading), flags({**budget, **shared})
    course = Course(directory, words, rest, asked, trainings, say)
    tasks = [partial(course.trial, contestant, seed) for seed in range(seeds) for contestant in contestants]
    with RunLock(directory):
        for contestant, seed in product(contestants, range(seeds)):
            settings = wanted(plan, contestant.method, contestant.hyper, seed)
            require_entrant(course.place(contestant, seed), settings, sha256, contestant.recipe)
        comparison = _judged(directory, plan, asked, trainings.side_by_side(tasks, progress), by)
        write_json(directory / TABLE_FILE, comparison.to_json())
    return comparison


def _is_slower(by: str) -> bool:
    """Whether a figure is of those that a usual evaluation leaves out; raises UsageError where there is none."""
    name, known = by.partition("[")[0], (*NAMES, *PRIVACY, *FIGURES)
    if name not in known:
        raise UsageError(
            f"{option('by', by)}: there is no such figure.{did_you_mean(by, list(known))} There are: "
            f"{', '.join(known)}."
        )
    return any(name in metric.names for metric in METRICS if not metric.usual)


def _check(contestants: Sequence[Contestant], seeds: int, jobs: int, minutes: float | None, steps: int | None) -> None:
    names = [contestant.directory for contestant in contestants]
    if len(set(names)) < max(len(names), 2):
        raise UsageError(f"{option('methods', ' '.join(c.name for c in contestants))}: name at least two, each once.")
    for flag, value in (("seeds", seeds), ("jobs", jobs)):
        if value < 1:
            raise UsageError(f"--{flag} {value}: ask for at least one.")
    if (minutes is None) == (steps is None):
        raise UsageError(f"Give every run the same budget: either {option('minutes')} or {option('steps')}.")


def _fit(
    contestants: Sequence[Contestant],
    data: str,
    reading: Mapping[str, Any],
    budget: Mapping[str, float | None],
    features: Sequence[str],
) -> str:
    """Build every contestant for the data, before the first of them trains, and return the data's hash."""
    dataset, codec = read(data_settings(data, reading))
    if "classifier" in features and dataset.labels is None:
        raise UsageError(f"{option('features', 'classifier')} is taught by labels, and {data} has none. Choose others.")
    for contestant in contestants:
        try:
            settings = settle(data, contestant.method, contestant.hyper, reading, **budget)
            assemble(settings, dataset, codec, torch.device("cpu"), Replicas())
        except UsageError as error:
            raise UsageError(f"{contestant.name}: {error}") from error
    return dataset.sha256


def _begin(directory: Path, plan: dict[str, Any]) -> None:
    """Note what is compared under what conditions; further methods and seeds may join, other conditions may not."""
    place, noted = directory / PLAN_FILE, json.loads(json_bytes(plan))
    if os.path.lexists(place):
        require_plain(directory, "comparison")
    if place.is_file():
        known = with_options(read_object(place))
        for name, value in noted.items():
            if known.get(name) != value:
                raise UsageError(
                    f"{directory} holds a comparison with {name} {in_words(known.get(name))}, not {in_words(value)}. "
                    f"Name another {option('out')}."
                )
    elif directory.exists() and not is_empty(directory):
        raise UsageError(f"{directory} holds something else than a comparison. Name another {option('out')}.")
    with writing(directory):
        directory.mkdir(parents=True, exist_ok=True)
    write_json(place, noted)


def in_words(value: Any) -> str:
    """Return part of a plan as a person reads it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {in_words(part)}" for name, part in value.items() if part is not None) or "as usual"
    return " ".join(map(str, value)) or "none" if isinstance(value, list | tuple) else str(value)


def _judged(
    directory: Path, plan: Mapping[str, Any], asked: Asked, trials: tuple[Trial, ...], by: str | None
) -> Comparison:
    label = _decider(trials, by)
    found = [trial.measured[label] for trial in trials if label in trial.measured]
    better = found[0].better if found else "lower"
    direction: Direction = "higher" if better == "higher" else "lower"
    title = f"distance of {label} from its floor" if better == "nearer" else label
    scores, grades = scores_of(trials, label), grades_of(trials)
    return Comparison(
        path=directory,
        plan=plan,
        asked=asked,
        label=label,
        figure=title,
        better=better,
        floor=found[0].floor if found else None,
        trials=trials,
        standings=tuple(standings(scores, direction, grades)),
        sentence=winner_sentence(scores, direction, title, grades),
    )


def _decider(trials: tuple[Trial, ...], by: str | None) -> str:
    """Return the label of the figure that decides; raises UsageError where there is none such."""
    ended = [trial.measured for trial in trials if trial.figures]
    shared = {label: figure for label, figure in (ended[0] if ended else {}).items() if all(label in m for m in ended)}
    if by is None:
        lower = [label for label, figure in shared.items() if figure.better == "lower" and figure.name in DISTANCES]
        first = lower[0] if lower else None
        return first or next(iter(shared), "figure")
    chosen = next((label for label, figure in shared.items() if by in (label, figure.name)), None)
    if chosen is None:
        names = ", ".join(shared) or "none"
        raise UsageError(
            f"{option('by', by)}: not every run has such a figure. They have: {names}. Nothing is trained again."
        )
    return chosen
