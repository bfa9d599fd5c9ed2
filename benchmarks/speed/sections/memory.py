"""Memory: the most that a run holds, beside what it cannot do without, and whether it grows."""

import sys
from dataclasses import dataclass

import numpy as np

from benchmarks.results import Goal, Result
from benchmarks.speed.arena import Arena
from benchmarks.speed.contest import say, start
from benchmarks.speed.contestant import Contestant
from benchmarks.speed.processes import peak_megabytes, resident_megabytes
from benchmarks.speed.sections.training import inspection
from benchmarks.speed.workloads import WORKLOADS

MEASURED = ("a", "b", "c", "d", "e")
AT_MOST = 1.3
PARTS = ("data", "weights", "gradients", "optimizer", "activations")
STEPS = (500, 2_000, 12_000)  # looked at; the first picture, at step 1,000, loads what draws it
GROWTH = 5.0  # megabytes that an allocator may add without a leak
COLUMNS = ("", "peak", "beyond the libraries", *PARTS, "times as much as these")
_IDLE = "import os, time, gansmith.api.train; os.write(1, b'.'); time.sleep(600)"


@dataclass(frozen=True)
class Need:
    """Megabytes of 10^6 bytes: the most a run held, what the libraries alone hold, and what it cannot do without."""

    peak: float
    libraries: float
    parts: dict[str, float]

    @property
    def ratio(self) -> float:
        """How many times as much is held, beyond the libraries, as is needed."""
        return (self.peak - self.libraries) / sum(self.parts.values())


def memory(arena: Arena) -> Result:
    """Return what each workload holds, and how a long run grows."""
    libraries = peak_of(Contestant("libraries", (sys.executable, "-c", _IDLE)), 0.0)
    needs = {name: need(arena, name, libraries) for name in MEASURED}
    held = growth(arena)
    grown = held[2] - held[1]
    told = ", ".join(f"{megabytes:.1f} MB after {steps:,} steps" for steps, megabytes in zip(STEPS, held, strict=True))
    return Result(
        title="Memory",
        intro=f"Megabytes. The libraries are what a process holds that has imported all and does nothing: "
        f"{libraries:,.0f} MB. Data counts as it was given (uint8 pictures as uint8). Activations are an estimate: the "
        "most that autograd kept for the backward pass at any one time in one step.",
        columns=COLUMNS,
        rows=tuple(_row(name, found) for name, found in needs.items()),
        goals=(
            *(
                Goal(f"({name}) memory", f"<= {AT_MOST}x", f"{found.ratio:.2f}x", found.ratio <= AT_MOST)
                for name, found in needs.items()
            ),
            Goal(
                f"growth from step {STEPS[1]:,} to {STEPS[2]:,}",
                f"<= {GROWTH:.0f} MB",
                f"{grown:.1f} MB",
                grown <= GROWTH,
            ),
        ),
        notes=(f"The ring held {told}.",),
        raw={"needs": {name: vars(found) for name, found in needs.items()}, "growth": held},
    )


def need(arena: Arena, workload: str, libraries: float) -> Need:
    """Return what a workload holds and needs."""
    counted = inspection(arena, workload) | {"data": np.load(arena.data(workload), mmap_mode="r").nbytes}
    peak = peak_of(arena.gansmith(workload), arena.timing.seconds)
    return Need(peak, libraries, {part: counted[part] / 1e6 for part in PARTS})


def peak_of(contestant: Contestant, seconds: float) -> float:
    """Return the most that a contestant holds until these seconds after its first tick."""
    with start(contestant) as running:
        running.ticks(0.0, fewest=1)
        running.ticks(seconds, fewest=0)
        peak = peak_megabytes(running.process.pid)
    say(f"{contestant.name:24} {peak:,.0f} MB")
    return peak


def growth(arena: Arena) -> list[float]:
    """Return what a run of many small steps holds after each of STEPS."""
    done, held = 0, []
    with start(arena.gansmith("ring")) as running:
        for steps in STEPS:
            done += len(running.ticks(0.0, fewest=steps - done))
            held.append(resident_megabytes(running.process.pid))
    return held


def _row(name: str, found: Need) -> tuple[str, ...]:
    parts = (f"{found.parts[part]:,.0f}" for part in PARTS)
    beyond = f"{found.peak - found.libraries:,.0f}"
    return f"({name}) {WORKLOADS[name].title}", f"{found.peak:,.0f}", beyond, *parts, f"{found.ratio:.2f}x"
