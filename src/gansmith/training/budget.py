"""How long a run is: steps as asked, or as many as fit the minutes, judged by a few real turns."""

import time
from collections.abc import Callable
from statistics import median

import torch

from gansmith.core.batch import Stream, to_device
from gansmith.core.game import Game
from gansmith.core.schedule import Schedule, Turn


def seconds_per_turn(make_game: Callable[[], Game], stream: Stream, *, turns: int = 4) -> dict[str, float]:
    """Return each player's seconds per turn: the median of a few real ones, after one to warm up, in a spare game."""
    game = make_game()
    batch = to_device(stream.at(0), game.device)
    measured: dict[str, float] = {}
    with torch.random.fork_rng():
        for player in game.method.players:
            game.play(Turn(player), batch)
            laps = []
            for _ in range(turns):
                start = time.perf_counter()
                game.play(Turn(player), batch)
                laps.append(time.perf_counter() - start)
            measured[player] = median(laps)
    return measured


def seconds_of(schedule: Schedule, steps: int, per_turn: dict[str, float]) -> float:
    """Return the seconds that `steps` steps take, warm-up included."""
    return sum(_cost(schedule, step, per_turn) for step in range(steps))


def steps_within(schedule: Schedule, seconds: float, per_turn: dict[str, float]) -> int:
    """Return how many whole steps fit, at least one."""
    steps = 0
    while (seconds := seconds - _cost(schedule, steps, per_turn)) >= 0:
        steps += 1
    return max(steps, 1)


def _cost(schedule: Schedule, step: int, per_turn: dict[str, float]) -> float:
    return sum(per_turn[turn.player] for turn in schedule(step))
