"""Fakes for several turns in one forward pass of a generator that does not move between them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import torch
from torch import Tensor, nn

from gansmith.core.batch import Batch, GeneratorInput, joined
from gansmith.core.method import Pairing, Player
from gansmith.core.randomness import Draws
from gansmith.core.schedule import Turn

AT_ONCE = 8  # turns: their batches and fakes are held in memory together


class SharedFake(NamedTuple):
    """What a generator was fed, and what it made of it."""

    inputs: GeneratorInput
    fake: Tensor


class DrawnTurn(NamedTuple):
    """A turn with all that is drawn for it."""

    turn: Turn
    batch: Batch
    draws: Draws


SharedFakes = tuple[SharedFake | None, ...]  # one per pairing; None where the match is to make its own


def in_runs(turns: Sequence[Turn]) -> Iterator[list[tuple[int, Turn]]]:
    """Return the turns, numbered, in runs of one player, at most AT_ONCE long; a turn on old fakes is its own run."""
    for _, group in groupby(enumerate(turns), key=lambda item: (item[1].player, item[1].fresh_fakes)):
        run = list(group)
        for start in range(0, len(run), AT_ONCE):
            yield run[start : start + AT_ONCE]


def share_fakes(
    moves: Sequence[DrawnTurn],
    pairings: Sequence[Pairing],
    player: Player,
    networks: Mapping[str, nn.Module],
    separable: Collection[str],
) -> list[SharedFakes]:
    """Return every move's shared_fakes; the same fakes that each move would make for itself, but for rounding.

    separable names the networks that treat every sample by itself: only their fakes may be made at once.
    """
    by_pairing = [
        _shared(moves, pairing, networks[pairing.generator])
        if len(moves) > 1 and pairing.generator in separable and pairing.generator not in player.networks
        else [None] * len(moves)
        for pairing in pairings
    ]
    return list(zip(*by_pairing, strict=True))


def _shared(moves: Sequence[DrawnTurn], pairing: Pairing, generator: nn.Module) -> Sequence[SharedFake | None]:
    batches = [move.batch.swapped() if pairing.swapped else move.batch for move in moves]
    drawn = zip(moves, batches, strict=True)
    inputs = [pairing.prior.draw(move.draws, len(batch.real), batch.condition) for move, batch in drawn]
    with torch.no_grad():
        fakes: Tensor = generator(joined(inputs))
    return [SharedFake(*pair) for pair in zip(inputs, torch.split(fakes, [len(b.real) for b in batches]), strict=True)]
