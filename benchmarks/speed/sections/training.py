"""Training a workload: gansmith through its public `train` with everything on, and all who train the same."""

import json
import subprocess

from benchmarks.results import Goal, Result
from benchmarks.speed.arena import GANSMITH, PRODUCT, Arena
from benchmarks.speed.contest import Outcome, Score, Spread, compete
from benchmarks.speed.contestant import Contestant, ContestantError, reason
from benchmarks.speed.goals import OF_FLOOR, RATIOS, at_least
from benchmarks.speed.plain.matrix_product import FLOPS
from benchmarks.speed.workloads import WORKLOADS

COLUMNS = ("", "iterations/s", "gansmith is faster by", "of the floor", "peak memory", "foreign cores")


def training(arena: Arena, workload: str) -> Result:
    """Return who trains how fast."""
    found = inspection(arena, workload)
    line_up = [arena.gansmith(workload), arena.plain(workload), *arena.others(workload), arena.matrix_product()]
    outcome = compete(line_up, arena.timing)
    floor = of_floor(outcome, found["flops"])
    return Result(
        title=f"({workload}) {WORKLOADS[workload].title}",
        intro="Gansmith runs its public `train` with logs, pictures and checkpoints as they are by default.",
        columns=COLUMNS,
        rows=tuple(_row(name, score, outcome, floor) for name, score in outcome.scores.items() if name != PRODUCT),
        goals=goals(workload, outcome, floor),
        notes=(
            f"An iteration of gansmith counts {found['flops'] / 1e9:.2f} GFLOP. The floor is a product of 2048 x 2048 "
            f"matrices in the same rounds: {(FLOPS / 1e9) * outcome[PRODUCT].rate.median:.0f} GFLOP/s.",
            *outcome.notes,
        ),
        raw=outcome.to_json() | {"inspection": found},
    )


def goals(workload: str, outcome: Outcome, floor: Spread) -> tuple[Goal, ...]:
    """Return the workload's goals beside what came out, of those who took part."""
    mine = outcome[GANSMITH]
    ratios = [
        at_least(f"({workload}) against {goal.other}", goal.at_least, mine.over(outcome[goal.other]))
        for goal in RATIOS
        if goal.workload == workload and goal.other in outcome.scores
    ]
    wanted = OF_FLOOR.get(workload)
    return (*ratios, *([] if wanted is None else [at_least(f"({workload}) of the floor", wanted, floor, "")]))


def of_floor(outcome: Outcome, flops: float) -> Spread:
    """Return the fraction of the machine's fastest arithmetic that gansmith reaches, compared round by round."""
    pairs = zip(outcome[GANSMITH].rates, outcome[PRODUCT].rates, strict=True)
    return Spread.of([mine * flops / (product * FLOPS) for mine, product in pairs])


def inspection(arena: Arena, workload: str) -> dict[str, float]:
    """Return what one step of the workload takes, counted in a process of its own."""
    return inspected(arena.gansmith(workload, "--inspect"))


def inspected(contestant: Contestant) -> dict[str, float]:
    """Return what an inspecting process prints in its last line; raises ContestantError where it prints nothing."""
    ended = subprocess.run(contestant.command, cwd=contestant.folder, capture_output=True, text=True, check=False)
    if ended.returncode or not ended.stdout:
        raise ContestantError(f"{' '.join(contestant.command)} failed: {reason(ended.stderr)}")
    found: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    return found


def _row(name: str, score: Score, outcome: Outcome, floor: Spread) -> tuple[str, ...]:
    mine = outcome[GANSMITH]
    return (
        name,
        score.rate.show(),
        "" if name == GANSMITH else mine.over(score).show(unit="x"),
        floor.show() if name == GANSMITH else "",
        f"{score.peak_megabytes:,.0f} MB",
        score.foreign.show(),
    )
