"""What is done next in a search: successive halving, as a function of what the journal holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from gansmith.tuning.journal import Entry
from gansmith.tuning.plan import FACTOR, Plan

FEWEST = 2  # trials, whatever the time: the default and another
Alive = Callable[[Entry], bool]
"""Told a rung that runs, says whether somebody works on it."""


@dataclass(frozen=True)
class Next:
    """What is to be done: take a rung over, promote a run, draw a new one, wait for other processes, or nothing."""

    deed: Literal["take over", "promote", "draw", "wait", "end"]
    entry: Entry | None = None


def following(plan: Plan, entries: Sequence[Entry], alive: Alive) -> Next:
    """Return what is done next.

    The first rung has as many trials as the plan says and as its time allows. Each later rung goes on with one in
    FACTOR of those of the last, the best first, one at least.
    """
    running = [entry for entry in entries if entry.state == "running"]
    for entry in running:
        if not alive(entry):
            return Next("take over", entry)
    for rung in range(plan.rungs + 1):
        here = [entry for entry in entries if entry.rung == rung]
        is_late = _spent(plan, entries) >= plan.share(rung) and len(here) >= (FEWEST if rung == 0 else 1)
        if rung == 0:
            if len(here) < plan.trials and not is_late:
                return Next("draw")
        elif (candidates := _promising(entries, rung)) and not is_late:
            return Next("promote", candidates[0])
        if any(entry.state == "running" for entry in here):
            return Next("wait")
    return Next("end")


def _promising(entries: Sequence[Entry], rung: int) -> list[Entry]:
    """Return the runs that are due for a rung and have not begun it, the best first."""
    below = [entry for entry in entries if entry.rung == rung - 1]
    ended = sorted((entry for entry in below if entry.state == "done"), key=lambda entry: (entry.cost, entry.number))
    begun = {entry.run for entry in entries if entry.rung == rung}
    return [entry for entry in ended[: max(1, len(below) // FACTOR)] if entry.run not in begun]


def _spent(plan: Plan, entries: Sequence[Entry]) -> float:
    """Return the seconds of all rungs, of those that run what is planned."""
    return sum(
        max(entry.seconds, _planned(plan, entry.rung)) if entry.state == "running" else entry.seconds
        for entry in entries
    )


def _planned(plan: Plan, rung: int) -> float:
    ends = [plan.longest / FACTOR ** (plan.rungs - k) for k in (rung, rung - 1)]
    return float(ends[0] - (ends[1] if rung else 0.0))


def spent(entries: Sequence[Entry]) -> float:
    """Return the seconds that all rungs took so far."""
    return sum(entry.seconds for entry in entries)


def best(entries: Sequence[Entry]) -> Entry | None:
    """Return the best of those that came furthest; None where all failed."""
    done = [entry for entry in entries if entry.state == "done" and isfinite(entry.cost)]
    furthest = max((entry.rung for entry in done), default=0)
    return min((e for e in done if e.rung == furthest), key=lambda e: (e.cost, e.number), default=None)
