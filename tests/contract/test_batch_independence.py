"""Law 10: a batch-independent term gives each sample its own value, whoever else is in the batch."""

from dataclasses import dataclass
from functools import lru_cache

import pytest
import torch
from choices import ALL, pack_of
from hypothesis import given, settings
from hypothesis import strategies as st
from small_games import batch_of, in_double, match_of, small_method, without_batch_norm, without_dropout
from torch import Tensor

from gansmith.core.batch import Batch, Condition
from gansmith.core.game import Game
from gansmith.core.loss import Term
from gansmith.core.match import Match
from gansmith.core.randomness import Draws

WHOLE = 6  # samples, or packs of them
TERMS = [
    (name, spec, player, term)
    for name, spec in ALL
    for player, part in small_method(name, spec).players.items()
    for _, term in part.loss.terms
    if term.batch_independent
]
each_term = pytest.mark.parametrize(
    ("name", "spec", "player", "term"),
    [pytest.param(*case, id=f"{'-'.join(case[:3])}-{case[3].name}") for case in TERMS],
)


@dataclass(frozen=True)
class Chosen(Draws):
    """The draws of the whole batch, of `whole` samples, at some places of it."""

    places: tuple[int, ...] = ()
    whole: int = WHOLE

    def normal(self, purpose: str, count: int, *shape: int) -> Tensor:
        return super().normal(purpose, self.whole, *shape)[list(self.places)]

    def uniform(self, purpose: str, count: int, *shape: int) -> Tensor:
        return super().uniform(purpose, self.whole, *shape)[list(self.places)]


@lru_cache
def plain_game(name: str, spec: str) -> Game:
    """Return a game in which no pack of samples sees another, nor is changed; as nobody plays it, it may be shared."""
    game = Game(in_double(without_dropout(without_batch_norm(small_method(name, spec)))))
    for path, buffer in game.networks["critic"].named_buffers():
        if path.endswith("probability"):
            buffer.fill_(0.0)
    return game


def values(game: Game, player: str, term: Term, batch: Batch, places: tuple[int, ...]) -> Tensor:
    """Return a term's values on the batch's samples at these places, with the noise and mixes that belong to them."""
    whole = match_of(game, player, batch)
    condition = Condition(*(part if part is None else part[list(places)] for part in batch.condition))
    draws = Chosen(game.seed, ("match",), dtype=torch.float64, places=places, whole=len(batch.real))
    chosen = Batch(batch.real[list(places)], condition)
    part = Match(whole.generator, whole.critic, whole.prior, chosen, draws, whole.slopes, back=whole.back)
    return term.of(part)


@each_term
@settings(max_examples=2)
@given(places=st.lists(st.integers(0, WHOLE - 1), min_size=1, max_size=2 * WHOLE))
def test_a_term_commutes_with_choosing_samples(
    name: str, spec: str, player: str, term: Term, places: list[int]
) -> None:
    pack = pack_of(name)
    game, batch = plain_game(name, spec), batch_of(spec, torch.float64, WHOLE * pack)
    samples = [pack * place + within for place in places for within in range(pack)]
    whole = values(game, player, term, batch, tuple(range(WHOLE * pack)))
    assert len(whole) in (WHOLE, WHOLE * pack)  # of the pack, or of each sample
    chosen = whole[places if len(whole) == WHOLE else samples]
    torch.testing.assert_close(values(game, player, term, batch, tuple(samples)), chosen, rtol=1e-12, atol=1e-12)
