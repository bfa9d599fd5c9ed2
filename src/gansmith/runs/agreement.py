"""What the processes of a run have to agree on: the same weights, why they stop, and that memory was short."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gansmith.core.game import Game
from gansmith.core.method import Report
from gansmith.errors import MemoryShortage, ReplicasDiffer, option, quoted
from gansmith.training.callbacks.events import Every
from gansmith.training.loop import Watcher
from gansmith.training.processes import unhurried

ENDED = 1  # the reason to stop of a run that is over; any greater one is a signal's exit code


def require_same(game: Game) -> None:
    """Raise ReplicasDiffer, which names the tensor, where the processes no longer hold the same state, bit for bit."""
    name = game.replicas.differing(game.state()[0])
    if name is not None:
        raise ReplicasDiffer(
            f"The processes do not agree after step {game.step:,}: each has another {name}. This state was not saved. "
            "A fault of a machine is likely, or different versions or files on each: check them."
        )


def together(watchers: list[Watcher], every: int, game: Game) -> list[Watcher]:
    """Return what this process does after a step: the same where it plays alone.

    Of several, all compare their states in every `every`-th step, before it is saved, and each finishes what it alone
    does although another one was lost.
    """
    if game.replicas.size == 1:
        return watchers

    due = Every(every)

    def compare(game: Game, report: Report) -> None:
        if due(game.step):
            require_same(game)

    def unhurriedly(game: Game, report: Report) -> None:
        with unhurried(game.replicas):
            for watch in watchers:
                watch(game, report)

    return [compare, unhurriedly]


@contextmanager
def short_of_memory(run: Path) -> Iterator[None]:
    """Turn what libraries raise where memory is short into MemoryShortage, which says how the run goes on."""
    try:
        yield
    except MemoryShortage:
        raise
    except (MemoryError, RuntimeError, OSError, ImportError) as error:
        if not MemoryShortage.is_one(error):
            raise
        raise MemoryShortage(
            f"Memory is short while training: {MemoryShortage.reason(error)}. With more of it free, go on from the "
            f"last checkpoint: gansmith train --resume {quoted(run)}. With less, start a new run of a smaller "
            f"{option('batch_size')} or {option('width')}; with the same {option('width')}, "
            f"{option('init_from', quoted(run))} keeps what was learnt."
        ) from error
