"""What logs, pictures and checkpoints cost, as they are by default."""

from dataclasses import replace

from benchmarks.results import Result
from benchmarks.speed.arena import GANSMITH, Arena
from benchmarks.speed.contest import Spread, compete
from benchmarks.speed.goals import at_most

WORKLOAD, SILENT = "b", "gansmith without"
LONGER = 4  # times as long a window, so that each holds a checkpoint where the machine is quiet


def logging(arena: Arena) -> Result:
    """Return the share of a run that goes into telling of it."""
    line_up = [arena.gansmith(WORKLOAD), arena.gansmith(WORKLOAD, "--silent", name=SILENT)]
    outcome = compete(line_up, replace(arena.timing, seconds=LONGER * arena.timing.seconds))
    share = Spread.of([100 * (1 - ratio) for ratio in outcome[GANSMITH].over_rounds(outcome[SILENT])])
    fewest = min(window.iterations for window in outcome[GANSMITH].windows)
    return Result(
        title="Logs, pictures and checkpoints",
        intro=f"On ({WORKLOAD}), the defaults against a run with none of them.",
        columns=("", "iterations/s", "foreign cores"),
        rows=tuple((name, score.rate.show(), score.foreign.show()) for name, score in outcome.scores.items()),
        goals=(at_most("logs, pictures and checkpoints", 2.0, share, " % of a run", digits=1),),
        notes=(
            f"The shortest window held {fewest:,} steps; pictures and a checkpoint come every 1,000.",
            *outcome.notes,
        ),
        raw=outcome.to_json(),
    )
