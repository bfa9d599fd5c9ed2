"""The training loop: any method, one screen."""

from collections.abc import Callable, Sequence

import torch

from gansmith.core.batch import Stream
from gansmith.core.game import Game
from gansmith.core.method import Report

Watcher = Callable[[Game, Report], None]


def train(
    game: Game,
    stream: Stream,
    steps: int,
    *,
    watchers: Sequence[Watcher] = (),
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Play until `steps` steps are done or any rank wants to stop; watchers see the game after every step.

    Raises DivergedError, before the step, where a loss or gradient is not finite.
    """
    with torch.random.fork_rng():
        while game.step < steps and not game.replicas.any(stop()):
            report = game.advance(stream)
            for watch in watchers:
                watch(game, report)
