"""Two processes of one thread each against one process of two, on the same global batch."""

from benchmarks.results import Result
from benchmarks.speed.arena import Arena
from benchmarks.speed.contest import compete
from benchmarks.speed.workloads import WORKLOADS

MEASURED = ("a", "d")
ONE, TWO = "one process", "two processes"


def two_processes(arena: Arena) -> Result:
    """Return whether a second process pays on two cores."""
    outcomes = {
        name: compete([arena.two_processes(name, TWO), arena.gansmith(name, name=ONE, threads=2)], arena.timing)
        for name in MEASURED
    }
    return Result(
        title="Two processes against one",
        intro="Both on two cores: `torchrun --nproc-per-node 2` with one thread each, against one process of two.",
        columns=("", "two, iterations/s", "one, iterations/s", "two are faster by", "memory of two", "of one"),
        rows=tuple(
            (
                f"({name}) {WORKLOADS[name].title}",
                outcome[TWO].rate.show(),
                outcome[ONE].rate.show(),
                outcome[TWO].over(outcome[ONE]).show(unit="x"),
                f"{outcome[TWO].peak_megabytes:,.0f} MB",
                f"{outcome[ONE].peak_megabytes:,.0f} MB",
            )
            for name, outcome in outcomes.items()
        ),
        notes=tuple(f"({name}) {note}" for name, outcome in outcomes.items() for note in outcome.notes),
        raw={name: outcome.to_json() for name, outcome in outcomes.items()},
    )
