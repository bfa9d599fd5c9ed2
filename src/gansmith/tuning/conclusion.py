"""What a search found, once all is trained: the best trial against the default, on samples that chose neither."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from shlex import join
from typing import Any

from gansmith.comparison.trials import failure_of
from gansmith.config.command_line import train_words
from gansmith.config.settings import TrainSettings
from gansmith.errors import GansmithError
from gansmith.methods.registry import own_of
from gansmith.records.directory import RunDirectory
from gansmith.records.run_record import read_run
from gansmith.runs.measures import tag
from gansmith.training.callbacks.record import trained_seconds
from gansmith.tuning.course import Course, costs, sign_of
from gansmith.tuning.journal import Entry
from gansmith.tuning.result import Outcome, Tuning
from gansmith.tuning.schedule import best, spent
from gansmith.tuning.unseen import Tested, tested

_UNEQUAL = 1.15  # times as long, from which times are not called equal


def conclude(course: Course, entries: Sequence[Entry]) -> Tuning:
    """Return the result of a search that has ended; raises GansmithError where all trials failed."""
    plan, found = course.fitting.plan, best(entries)
    if found is None:
        reasons = [entry.failure for entry in entries if entry.failure]
        raise GansmithError(f"All trials failed; the first: {reasons[0] if reasons else 'nothing was trained.'}")
    tuned, settings = course.place(found.run), course.fitting.settings(found.method, found.hyper, found.steps)
    figure, sign = tag(settings.best_by), sign_of(settings.best_by)
    failure = failure_of(course.default) or next((e.failure for e in entries if e.run == 0 and e.failure), None)
    usual = None if failure else _settings_of(course.default, plan.methods[0])
    test = None if usual is None else tested(course.fitting, (tuned, settings), (course.default, usual))
    outcome = _outcome(test, failure, sign)
    run, used = (course.default, usual) if usual and outcome not in ("ahead", "alone") else (tuned, settings)
    trained = {"tuned": trained_seconds(tuned), "default": trained_seconds(course.default)}
    seconds = {"search": spent(entries), **trained}
    document = {
        "plan": asdict(plan),
        "seconds": seconds,
        "best_trial": found.run,
        "test": None if test is None else {**asdict(test), "clear": test.is_clear},
        "trials": trials_of(entries, sign),
        "default": [] if failure else _curve(course.default, settings.best_by, sign),
    }
    return Tuning(
        path=course.directory,
        outcome=outcome,
        sentence=_sentence(outcome, found, figure, test, failure, seconds),
        run=run,
        method=used.method,
        hyper=dict(found.hyper) if run == tuned else {},
        command=join(["gansmith", "train", *train_words(used)]),
        figure=figure,
        document=document,
    )


def _settings_of(run: Path, method: str) -> TrainSettings:
    return read_run(RunDirectory(run), recipe=method if own_of(method) is not None else None).settings


def _outcome(test: Tested | None, failure: str | None, sign: float) -> Outcome:
    if failure:
        return "alone"
    if test is None:
        return "untested"
    if not test.is_clear:
        return "as good"
    return "ahead" if sign * test.tuned < sign * test.default else "behind"


def times_in_words(seconds: Mapping[str, float]) -> str:
    """Return that search and default took equal time, or by how much they did not."""
    share = seconds["default"] / seconds["search"] if seconds["search"] else 1.0
    if 1 / _UNEQUAL <= share <= _UNEQUAL:
        return "at equal total time"
    return f"where the default had {share:.2g} times the time of the search"


def _sentence(
    outcome: Outcome,
    found: Entry,
    figure: str,
    test: Tested | None,
    failure: str | None,
    seconds: Mapping[str, float],
) -> str:
    if test is None:
        return {
            "alone": f"The default fails ({failure}), so the best trial has nothing to be held against.",
            "untested": "There are too few samples for a test part, so nothing is claimed: keep the default.",
        }[outcome]
    subject = "the default in a shorter run" if not found.hyper and found.run == 0 else "the best trial"
    values = (
        f"{figure} {test.tuned:.4g} of {subject} and {test.default:.4g} of the default, on {test.samples:,} test "
        f"samples (uncertainty of the difference {test.error:.2g})"
    )
    when = times_in_words(seconds)
    return {
        "ahead": f"{subject.capitalize()} is ahead of the default {when}: {values}.",
        "as good": f"The default is as good {when}: {values}.",
        "behind": f"The default is better {when}: {values}.",
    }[outcome]


def trials_of(entries: Sequence[Entry], sign: float) -> list[dict[str, Any]]:
    """Return the trials in order as JSON values: the metric at the end of each rung, None where it has none."""
    found: dict[int, dict[str, Any]] = {}
    for entry in entries:
        made = found.setdefault(
            entry.run,
            {"trial": entry.run, "method": entry.method, "hyper": dict(entry.hyper), "values": [], "seconds": []},
        )
        made["steps"], made["failure"] = entry.steps, entry.failure
        made["values"].append(sign * entry.cost if isfinite(entry.cost) else None)
        made["seconds"].append(round(entry.seconds, 3))
    return [found[run] for run in sorted(found)]


def _curve(run: Path, best_by: str, sign: float) -> list[Mapping[str, float]]:
    """Return the validations of the default over its seconds."""
    return [{"seconds": at, "value": sign * cost} for _, at, cost in costs(run, best_by) if isfinite(cost)]
