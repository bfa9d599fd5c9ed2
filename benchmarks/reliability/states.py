"""R10, R17 and R18: a bit that differs between processes, memory that is short, and the same seed twice."""

import resource
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from tiny_runs import essence

from benchmarks.reliability.draw import draw
from benchmarks.reliability.ranks import STEPS, Ranks, training
from gansmith.core.game import Game
from gansmith.training.checkpoint import newest_whole

FATAL = 30.0  # seconds in which all are gone when one died
Trial = Callable[[int, Path], str]


def one_by_one(trial: Trial, numbers: Sequence[int], place: Path) -> Iterator[str]:
    """Play a row of trials that each have a folder of their own."""
    for number in numbers:
        folder = place / str(number)
        folder.mkdir()
        yield trial(number, folder)


def in_advance(step: int, act: Callable[[Game], None]) -> None:
    """Do something in this process before the step after `step` others is played."""
    advance = Game.advance

    def changed(game: Game, stream: Any) -> Any:
        if game.step == step:
            act(game)
        return advance(game, stream)

    Game.advance = changed  # type: ignore[method-assign] # the process is a child that ends with the training


def expected(folder: Path, size: int) -> dict[str, Any]:
    """Return the essence of the run that nothing happened to, by as many processes."""
    kept = folder.parent / f"whole-{size}"
    if not kept.exists():
        kept.mkdir()
        ranks = Ranks(kept, training(kept / "run"), size)
        if ranks.wait(60) or set(ranks.codes()) != {0}:
            ranks.end()
            raise RuntimeError(f"undisturbed: {ranks.codes()} {ranks.said()}")
    return essence(kept / "run")


def goes_on(folder: Path, size: int) -> str:
    """Let the run end by the same command, with --resume where there is a run; say where it is not the same then."""
    ranks = Ranks(folder, training(folder / "run"), size)
    hung = ranks.wait(60)
    ranks.end()
    if hung or set(ranks.codes()) != {0}:
        return f"it does not go on: {ranks.codes()} {ranks.said()}"
    return "" if essence(folder / "run") == expected(folder, size) else "gone on, it ends in other bits"


def starved(game: Game) -> None:
    """Ask for more memory than the process may have."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limit, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + (1 << 24), most))
    try:
        torch.empty(1 << 28)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _starved_on_gpu(game: Game) -> None:
    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 1 GiB.")


def starve(number: int, folder: Path) -> str:
    """R17: let memory be short in a step, of the machine or of a GPU, in one process or in one of two."""
    chance, size = draw("R17", number), 1 + number // 2 % 2
    rank, step = chance.randrange(size), chance.randrange(1, STEPS)

    def mishap(own: int) -> None:
        if own == rank:
            in_advance(step, (starved, _starved_on_gpu)[number % 2])

    ranks = Ranks(folder, training(folder / "run"), size, mishap)
    hung = ranks.wait(FATAL)
    ranks.end()
    if hung or set(ranks.codes()) != {5}:
        return f"{size} processes: codes {ranks.codes()}, hung {hung}; {ranks.said()}"
    said = ranks.ended[rank].said
    if "Traceback" in said or "--batch-size" not in said or "--resume" not in said:
        return f"{size} processes: {said!r}"
    return goes_on(folder, size)


def differ(number: int, folder: Path) -> str:
    """R10: let one process hold one bit other than the rest, in any tensor, right before a checkpoint."""
    chance, size = draw("R10", number), 2 + number % 2
    rank, step = chance.randrange(1, size), 4 * chance.randrange(1, STEPS // 4) - 1
    place, told = chance.random(), folder / "told.txt"

    def spoil(game: Game) -> None:
        """Watch the step that is played now, and change what it leaves."""
        play = game.play

        def spoilt(*given: Any, **more: Any) -> Any:
            played = play(*given, **more)
            if given[0][0].turn.player == "generator":
                name, tensor = list(game.state()[0].items())[int(place * len(game.state()[0]))]
                flat = tensor.detach().view(-1)
                flat[0] = torch.nextafter(flat[0], flat[0] + 1)
                told.write_text(name)
            return played

        game.play = spoilt  # type: ignore[method-assign]

    def mishap(own: int) -> None:
        if own == rank:
            in_advance(step, spoil)

    words = training(folder / "run", batch_size=12)
    ranks = Ranks(folder, words, size, mishap)
    hung = ranks.wait(FATAL)
    ranks.end()
    name = told.read_text() if told.exists() else "nothing"
    newest = newest_whole(folder / "run" / "checkpoints")
    if hung or set(ranks.codes()) != {1} or f"each has another {name}." not in ranks.ended[0].said:
        return f"{name} of {rank} after step {step + 1}: codes {ranks.codes()}; {ranks.said()}"
    return "" if newest == step - 3 else f"{name}: the newest checkpoint is of step {newest}, not {step - 3}"


def again(number: int, folder: Path) -> str:
    """R18: the same seed twice, in one process of one thread or in two."""
    size, seed = 1 + number % 2, str(number)
    found = []
    for name in ("first", "second"):
        ranks = Ranks(folder, training(folder / name, seed=seed), size)
        ranks.wait(60)
        ranks.end()
        if set(ranks.codes()) != {0}:
            return f"codes {ranks.codes()}; {ranks.said()}"
        found.append(essence(folder / name))
    return "" if found[0] == found[1] else f"seed {seed} in {size} processes: not the same bits"
