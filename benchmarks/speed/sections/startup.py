"""Start-up: from the start of the process to the first finished step, and what `--help` costs."""

import resource
import subprocess
import sys
from dataclasses import asdict, dataclass

from benchmarks.results import Goal, Result
from benchmarks.speed.arena import GANSMITH, PLAIN, Arena
from benchmarks.speed.contest import Spread, say, start
from benchmarks.speed.contestant import Contestant
from benchmarks.speed.goals import at_most
from benchmarks.speed.processes import machine_seconds, own_seconds

IMPORT = "`import torch` alone"
HELP = (sys.executable, "-m", "gansmith", "--help")
_IMPORT_TORCH = "import os, torch; os.write(1, b'.')"
_IS_TORCH_THERE = """
import sys
from gansmith.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
print("torch" in sys.modules)
"""


@dataclass(frozen=True)
class Lap:
    """Seconds from a start to the first tick, and the cores that others used meanwhile."""

    seconds: float
    foreign_cores: float


def startup(arena: Arena) -> Result:
    """Return the seconds to a first step, and the processor seconds of `--help`."""
    laps = race(
        [Contestant(IMPORT, (sys.executable, "-c", _IMPORT_TORCH)), arena.gansmith("ring"), arena.plain("ring")],
        arena.timing.rounds,
    )
    beyond = {
        name: Spread.of([lap.seconds - base.seconds for lap, base in zip(laps[name], laps[IMPORT], strict=True)])
        for name in (GANSMITH, PLAIN)
    }
    help_seconds = [processor_seconds(HELP) for _ in range(arena.timing.rounds)]
    return Result(
        title="Start-up",
        intro="Seconds from the start of the process to the first finished step of a small MLP GAN on 10,000 points.",
        columns=("", "seconds", "beyond `import torch`", "foreign cores"),
        rows=tuple(
            (
                name,
                Spread.of([lap.seconds for lap in own]).show(unit=" s"),
                beyond[name].show(unit=" s") if name in beyond else "",
                Spread.of([lap.foreign_cores for lap in own]).show(),
            )
            for name, own in laps.items()
        ),
        goals=(
            at_most("first finished step, beyond `import torch`", 0.3, beyond[GANSMITH], " s"),
            at_most("`gansmith --help`, processor time", 0.3, Spread.of(help_seconds), " s"),
            _torch_is_absent(),
        ),
        raw={"laps": {name: [asdict(lap) for lap in own] for name, own in laps.items()}, "help": help_seconds},
    )


def race(line_up: list[Contestant], rounds: int) -> dict[str, list[Lap]]:
    """Return the laps of each contestant in alternation, after one each that fills the cache of files."""
    for contestant in line_up:
        first_tick(contestant)
    turns = [[first_tick(contestant) for contestant in line_up] for _ in range(rounds)]
    return {contestant.name: list(own) for contestant, own in zip(line_up, zip(*turns, strict=True), strict=True)}


def first_tick(contestant: Contestant) -> Lap:
    """Return the seconds from the start of a contestant to its first tick, and the cores others used meanwhile."""
    machine = machine_seconds()
    with start(contestant) as running:
        seconds = running.ticks(0.0, fewest=1)[0] - running.started
        foreign = (machine_seconds() - machine - own_seconds(running.process.pid)) / seconds
    say(f"{contestant.name:24} {seconds:.2f} s   foreign {foreign:.2f} cores")
    return Lap(seconds, max(foreign, 0.0))


def processor_seconds(command: tuple[str, ...]) -> float:
    """Return the processor seconds that a command takes, in user and system mode."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _torch_is_absent() -> Goal:
    asked = (sys.executable, "-c", _IS_TORCH_THERE)
    ended = subprocess.run(asked, capture_output=True, text=True, check=True)
    absent = ended.stdout.splitlines()[-1] == "False"
    return Goal("torch after `gansmith --help`", "not imported", "not imported" if absent else "imported", absent)
