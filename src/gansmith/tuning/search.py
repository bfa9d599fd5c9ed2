"""Search over methods and hyper-parameters, alone or beside other machines, and hold the best against the default."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gansmith.comparison.contestants import shared_options
from gansmith.comparison.processes import Counter, Trainings
from gansmith.config.run_options import OF_THE_SEARCH, RunOptions
from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.load import read
from gansmith.data.options import data_settings
from gansmith.errors import DataError, Interrupted, UsageError, option
from gansmith.methods.registry import METHODS, find_recipe, given_name, suited
from gansmith.records.directory import RunDirectory
from gansmith.records.run_record import read_run
from gansmith.runs.measures import MOST
from gansmith.storage.atomic import read_object, remove_directory, write_json
from gansmith.training.signals import kept
from gansmith.tuning.conclusion import conclude
from gansmith.tuning.course import Course
from gansmith.tuning.decisions import optuna_module
from gansmith.tuning.fitting import Fitting
from gansmith.tuning.journal import Journal
from gansmith.tuning.lease import Lease
from gansmith.tuning.plan import Plan, begin, require_known, trials_within
from gansmith.tuning.report import write_report
from gansmith.tuning.result import TRIALS, Tuning, of_json
from gansmith.tuning.schedule import spent
from gansmith.tuning.space import Space
from gansmith.tuning.worker import Say, Worker

RESULT_FILE = "tune.json"
MINUTES = 60.0
KEEP = ("all", "best")
_ALL_TRAINED = "all runs are trained, and nothing is lost. The same command goes on with the comparison"
APART = ("sgan",)  # whose aim is a classifier
FIRST = ("dragan", "infogan", "sngan", "lsgan", "wgan-gp")  # as they ranked beside the default on digits (mnist-ratio)
Methods = Sequence[str]


def search(
    data: str,
    reading: Mapping[str, Any],
    *,
    study: Path,
    methods: Methods = (),
    minutes: float = MINUTES,
    trials: int | None = None,
    seed: int = 0,
    jobs: int = 1,
    keep: str = "all",
    run_options: Mapping[str, Any],
    say: Say,
    progress: Counter,
) -> Tuning:
    """Search, or go on with a search, or join one; see `gansmith.tune`."""
    optuna_module()
    require_known("keep", keep, KEEP)
    _require_amounts(minutes, trials, seed, jobs)
    dataset, codec = read(data_settings(data, reading))
    options = _options(run_options, len(dataset))
    count = trials_within(minutes) if trials is None else trials
    usual = suited({name for name, value in reading.items() if value})
    draft = Plan(data, dataset.sha256, reading, (usual,), minutes, count, seed, options)
    fitting = _fitting(draft, methods, dataset, codec)
    begin(study, fitting.plan)
    if (study / RESULT_FILE).is_file():
        return of_json(study, read_object(study / RESULT_FILE))
    space = Space.of(fitting.plan.methods, fitting.accepts)
    course, journal = Course(study, fitting, Trainings(jobs)), Journal(study, space, seed)
    say(_announced(fitting, len(dataset)))
    _work(Worker(course, journal, say), jobs, progress)
    return _concluded(course, journal, keep)


def _require_amounts(minutes: float, trials: int | None, seed: int, jobs: int) -> None:
    if not 0 < minutes < 1e6:
        raise UsageError(f"{option('minutes', minutes)}: give the minutes of the search and its check, more than 0.")
    if trials is not None and not 2 <= trials <= 10_000:
        raise UsageError(f"{option('trials', trials)}: the default is one, so give at least 2, and at most 10,000.")
    if jobs < 1:
        raise UsageError(f"{option('jobs', jobs)}: ask for at least one.")
    if seed < 0:
        raise UsageError(f"{option('seed', seed)}: give 0 or more.")


def _options(given: Mapping[str, Any], samples: int) -> dict[str, Any]:
    """Return the options of all runs: those given, and a validation set of which half is for the test."""
    for name in OF_THE_SEARCH:
        if name in given:
            raise UsageError(f"{option(name, given[name])}: the search decides that. Leave it out.")
    options = shared_options(given)
    if options.get("validation_fraction", 0.1) == 0:
        raise UsageError(f"{option('validation_fraction', 0)}: trials are chosen on a validation set. Leave it out.")
    small = samples * RunOptions.validation_fraction < 2 * MOST
    fraction = options.get("validation_fraction", 0.2 if small else RunOptions.validation_fraction)
    return {**options, "validation_fraction": fraction, "test_fraction": 0.5}


def _fitting(draft: Plan, methods: Methods, dataset: Dataset, codec: Codec) -> Fitting:
    """Return what fits the data, with the plan's methods: those named, or all that can be trained on it.

    The default comes first, also where it is not named. Raises UsageError for a method that does not fit.
    """
    usual = draft.methods[0]
    named = [given_name(method) for method in methods]
    for method in named:
        find_recipe(method)
    fitting = Fitting(draft, dataset, codec)
    if not len(fitting.assembly(fitting.settings(usual, {}, draft.unit)).held):
        raise DataError(f"{draft.data} has {len(dataset):,} samples, too few to validate on. Give more.")
    wanted = named or [method for method in (*FIRST, *METHODS) if method not in APART]
    found: list[str] = [usual]
    for method in dict.fromkeys(wanted):
        try:
            fitting.assembly(fitting.settings(method, {}, draft.unit))
        except UsageError as error:
            if named:
                raise UsageError(f"{method}: {error}") from error
            continue
        found += [method] if method != usual else []
    fitting.plan = replace(draft, methods=tuple(found))
    return fitting


def _announced(fitting: Fitting, samples: int) -> str:
    """Return how the samples and the time are shared."""
    plan = fitting.plan
    held = len(fitting.assembly(fitting.settings(plan.methods[0], {}, plan.unit)).held)
    tested = round(held * float(plan.options["test_fraction"]))
    return (
        f"{samples - held:,} samples to train on, {held - tested:,} to choose by, {tested:,} to test the choice. "
        f"{plan.minutes / 2:g} minutes for at most {plan.trials} trials of {', '.join(plan.methods)}, and as much for "
        "the default in one run."
    )


def _work(worker: Worker, jobs: int, progress: Counter) -> None:
    """Search and check with so many trainings at a time; raises Interrupted after a signal."""

    def tell(done: int, total: int) -> None:
        seconds = spent(worker.journal.entries())
        progress(int(min(seconds, whole)), int(whole))

    whole = worker.course.fitting.plan.seconds
    tasks: list[Callable[[], None]] = [worker.search] * jobs
    try:
        worker.course.trainings.side_by_side(tasks, tell)
        worker.course.trainings.side_by_side([worker.check], lambda done, total: None)
    except Interrupted as error:
        ended = sum(entry.state != "running" for entry in worker.journal.entries())
        raise Interrupted(
            f"Stopped after {ended} rungs of trials; nothing is lost. The same command goes on.", error.exit_code
        ) from None


def _concluded(course: Course, journal: Journal, keep: str) -> Tuning:
    """Conclude once for all machines, write it down, and remove what is not to be kept."""
    study = course.directory
    with kept(_ALL_TRAINED), Lease(study / "leases" / "result.lock") as lease:
        while not lease.take():
            time.sleep(1.0)
        if (study / RESULT_FILE).is_file():
            return of_json(study, read_object(study / RESULT_FILE))
        tuning = conclude(course, journal.entries())
        write_report(tuning, read_run(RunDirectory(tuning.run), recipe=tuning.recipe).settings)
        write_json(study / RESULT_FILE, tuning.to_json())
        if keep == "best":
            spared = {course.place(tuning.document["best_trial"]), tuning.run}
            for place in sorted((study / TRIALS).iterdir()):
                if place not in spared and place.is_dir():
                    remove_directory(place)
    return tuning
