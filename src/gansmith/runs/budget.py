"""How long a run is: steps as asked, or as many as fit the minutes, judged by a few real turns."""

import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from itertools import accumulate
from statistics import fmean, median

from gansmith.core.batch import Stream
from gansmith.core.game import Game
from gansmith.core.randomness import undisturbed
from gansmith.core.schedule import Schedule, Turn
from gansmith.core.shared_fakes import AT_ONCE

_TIMED = 1.0  # seconds of each player's turns, so that a moment in which the machine is busy does not decide
_EXAMINED = 10_000  # steps costed one by one; the millions after them cost what the later half of these does


def seconds_per_turn(
    make_game: Callable[[], Game], stream: Stream, *, runs: int = 4, seconds: float = _TIMED
) -> dict[str, float]:
    """Return each player's seconds per turn: the median of real runs of its turns, after one to warm up.

    There are at least as many runs as are given, and as many as fill the seconds. Turns are timed in runs as long as a
    usual step's, since fakes for a run are made at once.
    """
    game = make_game()
    batch = game.accept(stream.at(0))
    usual = Counter(turn.player for turn in game.method.schedule(_EXAMINED))
    measured: dict[str, float] = {}
    with undisturbed(game.device):
        for player in game.method.players:
            moves = [game.move(Turn(player), batch, index) for index in range(min(usual[player] or 1, AT_ONCE))]
            game.play(moves)
            laps: list[float] = []
            began = time.perf_counter()
            while len(laps) < runs or time.perf_counter() < began + seconds:
                start = time.perf_counter()
                game.play(moves)
                laps.append((time.perf_counter() - start) / len(moves))
            measured[player] = median(laps)
    return measured


def seconds_of(schedule: Schedule, steps: int, per_turn: dict[str, float]) -> float:
    """Return the seconds that `steps` steps take, warm-up included."""
    costs = _costs(schedule, min(steps, _EXAMINED), per_turn)
    return sum(costs) + (steps - len(costs)) * _later(costs)


def steps_within(schedule: Schedule, seconds: float, per_turn: dict[str, float]) -> int:
    """Return how many whole steps fit, at least one."""
    costs = _costs(schedule, _EXAMINED, per_turn)
    ends = list(accumulate(costs))
    if seconds < ends[-1]:
        return max(bisect_right(ends, seconds), 1)
    return _EXAMINED + int((seconds - ends[-1]) / _later(costs))


def _costs(schedule: Schedule, steps: int, per_turn: dict[str, float]) -> list[float]:
    return [sum(per_turn[turn.player] for turn in schedule(step)) for step in range(steps)]


def _later(costs: list[float]) -> float:
    """Return what a step costs on average once warm-ups are over."""
    return fmean(costs[len(costs) // 2 :])
