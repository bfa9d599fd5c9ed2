"""R16: numbers that are not finite, put into a training at some step."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.reliability.draw import draw
from benchmarks.reliability.row import Row
from benchmarks.reliability.small_runs import one_thread

STEPS = 9
METHODS = ("wgan-gp", "gan", "dcgan", "r3gan")
PLACES = ("critic's weights", "generator's weights", "critic's gradient", "generator's gradient", "score", "penalty")
VALUES = (float("nan"), float("inf"), float("-inf"))


def injections(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """Even numbers put a NaN or an infinity somewhere in a step; odd ones train undisturbed."""
    one_thread()
    for number in numbers:
        method, chance = METHODS[number // 2 % len(METHODS)], draw("R16", number)
        step, where, value = chance.randrange(STEPS), chance.choice(PLACES), chance.choice(VALUES)
        if where == "penalty" and method not in ("wgan-gp", "r3gan"):
            where = "score"
        if where == "score":
            value = VALUES[0]  # a loss may be finite where a score is infinite, and the step is then a good one
        out = place / f"run-{number}"
        if number % 2:
            yield _healthy(method, number, out)
        else:
            yield _caught(method, number, out, step, where, value)


def _healthy(method: str, seed: int, out: Path) -> str:
    from gansmith.errors import DivergedError

    try:
        _train(method, seed, out)
    except DivergedError as error:
        return f"a false alarm of {method}: {error}"
    return ""


def _caught(method: str, seed: int, out: Path, step: int, where: str, value: float) -> str:
    """Return what is wrong with how a number that is not finite was noticed."""
    import torch

    from gansmith.errors import DivergedError
    from gansmith.training.checkpoint import newest_checkpoint

    what = f"{method}, {value} in the {where} of step {step + 1}"
    try:
        with _injected(step, where, value):
            _train(method, seed, out)
    except DivergedError as error:
        if f"at step {step + 1}" not in str(error):
            return f"{what}: caught at another step: {error}"
        found = newest_checkpoint(out / "checkpoints", lambda _: None, owner=False)
        finite = all(torch.isfinite(tensor).all() for tensor in found.tensors.values())
        return "" if found.step == step and finite else f"{what}: step {found.step} was kept, finite: {finite}"
    return f"{what}: was not noticed"


def _train(method: str, seed: int, out: Path) -> None:
    from tiny_runs import suits, tiny

    from gansmith import train

    every = {"checkpoint_every": 1, "evaluate_every": 0, "sample_every": 0, "log_every": 1}
    train(suits(method), method, steps=STEPS, seed=seed, out=out, **every, **tiny(method))


@contextmanager
def _injected(step: int, where: str, value: float) -> Iterator[None]:
    """Spoil one step of the game that is trained in the block."""
    import pytest

    from gansmith.core.game import Game

    advance = Game.advance

    def spoilt(game: Game, stream: Any) -> Any:
        if game.step != step:
            return advance(game, stream)
        with ExitStack() as undo:
            _spoil(game, where, value, undo.callback)
            return advance(game, stream)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Game, "advance", spoilt)
        yield


def _spoil(game: Any, where: str, value: float, undo: Callable[..., object]) -> None:
    import torch

    from gansmith.core.match import Match

    network = game.networks["critic" if where.startswith(("critic", "score")) else "generator"]
    first = next(network.parameters())
    if where.endswith("weights"):
        with torch.no_grad():
            first.view(-1)[0] = value
    elif where.endswith("gradient"):
        first.requires_grad_(True)  # as it is while its player moves
        undo(first.register_hook(lambda gradient: torch.full_like(gradient, value)).remove)
    elif where == "score":
        undo(network.register_forward_hook(lambda *known: _with(known[-1], value)).remove)
    else:
        slope = Match.slope
        Match.slope = lambda match, place: slope(match, place) * value  # type: ignore[method-assign]
        undo(setattr, Match, "slope", slope)


def _with(output: Any, value: float) -> Any:
    """Return what a critic says, with one score that is not finite."""
    import torch

    spoilt = torch.cat([torch.full_like(output.score[:1], value), output.score[1:]])
    return output._replace(score=spoilt)


ROWS = (
    Row(
        name="R16",
        mishap="a NaN or an infinity is put into a weight, a gradient, a score or a penalty of critic or generator in "
        "some step (even numbers), or nothing is (odd ones)",
        holds="it is caught in that step, the last good step is kept and all in it is finite; no false alarm",
        tries=80,
        soak=800,
        play=injections,
        chunk=20,
    ),
)
