"""Every fast path taken out in turn, to see what it still brings."""

from benchmarks.results import Result
from benchmarks.speed.ablation import PATHS
from benchmarks.speed.arena import GANSMITH, Arena
from benchmarks.speed.contest import Outcome, compete


def ablated(arena: Arena) -> Result:
    """Return how much faster gansmith is with each path than without it."""
    outcomes = {workload: _compete(arena, workload) for workload in sorted({p.workload for p in PATHS.values()})}
    return Result(
        title="Ablation",
        intro="Gansmith whole against gansmith with one fast path replaced by the plain way.",
        columns=("path", "workload", "with, iterations/s", "without, iterations/s", "it brings"),
        rows=tuple(_row(name, outcomes[path.workload]) for name, path in PATHS.items()),
        notes=tuple(f"({workload}) {note}" for workload, outcome in outcomes.items() for note in outcome.notes),
        raw={workload: outcome.to_json() for workload, outcome in outcomes.items()},
    )


def _compete(arena: Arena, workload: str) -> Outcome:
    names = [name for name, path in PATHS.items() if path.workload == workload]
    without = [arena.gansmith(workload, "--without", name, name=name) for name in names]
    return compete([arena.gansmith(workload), *without], arena.timing)


def _row(name: str, outcome: Outcome) -> tuple[str, ...]:
    whole, without, path = outcome[GANSMITH], outcome[name], PATHS[name]
    brings = whole.over(without).show(unit="x")
    return f"{name}: {path.line}", f"({path.workload})", whole.rate.show(), without.rate.show(), brings
