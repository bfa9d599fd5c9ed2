"""The training loop: any method, one screen."""

from collections.abc import Callable, Sequence

from gansmith.core.batch import Stream
from gansmith.core.game import Game
from gansmith.core.method import Report
from gansmith.core.randomness import undisturbed

Watcher = Callable[[Game, Report], None]


def train(
    game: Game,
    stream: Stream,
    steps: int,
    *,
    watchers: Sequence[Watcher] = (),
    stop: Callable[[], int] = lambda: 0,
) -> int:
    """Play until `steps` steps are done or a process wants to stop; watchers see the game after every step.

    stop gives 0, or a reason as a number. Return the greatest that any process had in the step after which all left, 0
    where there was none: the same everywhere. Raises DivergedError, before the step, where a loss or gradient is not
    finite.
    """
    with undisturbed(game.device):
        while not (reason := game.replicas.most(stop())) and game.step < steps:
            report = game.advance(stream)
            for watch in watchers:
                watch(game, report)
    return reason
