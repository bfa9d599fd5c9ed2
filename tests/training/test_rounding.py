"""What rounding alone does to a run in float32: it moves biases that nothing depends on, and no output.

A bias ahead of BatchNorm shifts what is then centred: its gradient is zero, so in float32 it is rounding. Adam divides
a gradient by its own size, so such a bias goes a step of a whole learning rate the way that rounding points. Two
processes add in another order than one, as does a batch read backwards.
"""

from dataclasses import dataclass

import pytest
import torch
from small_games import data, in_double, small_method, stream

from gansmith.core.batch import Batch, Condition, Stream
from gansmith.core.game import Game

STEPS, RATE = 4, 2e-4
UNSEEN = ("critic/layers.2.bias", "generator/layers.2.bias", "generator_average/layers.2.bias")


@dataclass
class Backwards:
    """The same batches, their rows in the opposite order, which is the same loss but for rounding."""

    inner: Stream

    def at(self, index: int) -> Batch:
        return Batch(self.inner.at(index).real.flip(0))


def apart(dtype: torch.dtype) -> tuple[dict[str, float], float]:
    """Return how far the tensors of two games are apart, and the scores of their critics."""
    method = small_method("dcgan", "colour") if dtype == torch.float32 else in_double(small_method("dcgan", "colour"))
    games, batches = [Game(method, seed=6, horizon=20) for _ in range(2)], stream(method, "colour", dtype)
    for _ in range(STEPS):
        games[0].advance(batches)
        games[1].advance(Backwards(batches))
    first, second = (game.state()[0] for game in games)
    far = {
        name.removeprefix("network/"): (first[name] - second[name]).abs().max().item()
        for name in first
        if name.startswith("network/") and "running" not in name  # which follow the biases
    }
    with torch.no_grad():
        scores = [game.networks["critic"](data("colour", dtype), Condition()).score for game in games]
    return far, (scores[0] - scores[1]).abs().max().item()


def test_in_single_precision_only_biases_that_nothing_depends_on_drift_apart() -> None:
    far, scores = apart(torch.float32)
    assert all(RATE / 2 < far[name] <= 2 * STEPS * RATE for name in UNSEEN)
    assert max(value for name, value in far.items() if name not in UNSEEN) < 1e-6
    assert scores < 2e-6


def test_in_double_precision_nothing_does() -> None:
    far, scores = apart(torch.float64)
    assert max(value for name, value in far.items() if name not in UNSEEN) < 1e-13
    assert max(far.values()) < 1e-8
    assert scores < 1e-13


@pytest.mark.parametrize(("dtype", "most"), [(torch.float32, 1e-4), (torch.float64, 1e-13)])
def test_their_gradient_is_rounding(dtype: torch.dtype, most: float) -> None:
    method = small_method("dcgan", "colour")
    game = Game(in_double(method) if dtype == torch.float64 else method, seed=6)
    game.advance(stream(method, "colour", dtype))
    sizes = {
        name: p.grad.abs().max().item()
        for player in method.players.values()
        for name, p in game.parameters(player).items()
        if p.grad is not None
    }
    assert {name for name, size in sizes.items() if size < most * max(sizes.values())} == set(UNSEEN[:2])
