"""Laws 3 and 4: only the mover moves, and it moves the right way."""

import pytest
import torch
from choices import CHOICES, each_choice, pack_of
from small_games import CASES, batch_of, bits, in_double, match_of, small_method, stream, without_dropout
from torch import Tensor, nn

from gansmith.core.game import Game
from gansmith.core.loss import Loss
from gansmith.core.match import Match
from gansmith.core.ramp import at
from gansmith.core.schedule import Turn
from gansmith.rules import Average

SEEDS = [(case, seed) for case in CASES for seed in range(4)] + [(case, 0) for case in CHOICES]
each_seed = pytest.mark.parametrize(
    ("name", "spec", "seed"), [pytest.param(*case, seed, id=f"{'-'.join(case)}-{seed}") for case, seed in SEEDS]
)


def parameters_of(game: Game) -> dict[str, list[bytes]]:
    return {name: [bits(p) for p in network.parameters()] for name, network in game.networks.items()}


@each_choice
def test_only_the_mover_moves(name: str, spec: str) -> None:
    game = Game(small_method(name, spec), seed=1)
    batches = stream(game.method, spec)
    for index, turn in enumerate(2 * [Turn(player) for player in game.method.players]):
        before = parameters_of(game)
        game.play([game.move(turn, batches.at(index))])
        after = parameters_of(game)
        mover = game.method.players[turn.player]
        averages = {rule.name for rule in mover.rules if isinstance(rule, Average)}
        assert {network for network in after if after[network] != before[network]} == {*mover.networks} | averages


@each_choice
def test_nothing_but_the_mover_requires_gradients(name: str, spec: str) -> None:
    game = Game(small_method(name, spec), seed=1)
    batches = stream(game.method, spec)
    last: list[Match] = []
    for turn in game.method.schedule(0):
        _, last = game.play([game.move(turn, batches.at(0))], last)
        for network, module in game.networks.items():
            moves = network in game.method.players[turn.player].networks
            assert all(parameter.requires_grad == moves for parameter in module.parameters()), network


@each_choice
def test_every_parameter_of_a_player_is_reached_by_its_loss(name: str, spec: str) -> None:
    game = Game(small_method(name, spec), seed=1)
    batches = stream(game.method, spec)
    last: list[Match] = []
    for turn in game.method.schedule(0):
        _, last = game.play([game.move(turn, batches.at(0))], last)
        moved = game.parameters(game.method.players[turn.player])
        assert all(parameter.grad is not None for parameter in moved.values())


def descend(loss: Loss, match: Match, parameters: dict[str, nn.Parameter]) -> None:
    """Take a plain gradient step, so small that only its first order counts."""
    total, _ = loss(match)
    gradients = torch.autograd.grad(total, list(parameters.values()), allow_unused=True)
    length = float(nn.utils.get_total_norm([g for g in gradients if g is not None]))
    with torch.no_grad():
        for parameter, gradient in zip(parameters.values(), gradients, strict=True):
            if gradient is not None:
                parameter.sub_(gradient, alpha=1e-5 / length)


def of_the_score(game: Game, player: str, match: Match) -> Loss:
    """Return the terms of a player's loss that read the critic's score and weigh: the rest may well go against it."""
    scores = [output.score for output in (match.on_real, match.on_fake) if output.score.requires_grad]
    found = []
    for weight, part in game.method.players[player].loss.terms:
        value = part.of(match)
        read = torch.autograd.grad(value.mean(), scores, allow_unused=True, retain_graph=True)
        found += [(weight, part)] if at(weight, 0.0) and any(gradient is not None for gradient in read) else []
    return Loss(tuple(found))


def score(match: Match, samples: Tensor) -> float:
    return match.judge(samples).score.mean().item()


def still_game(name: str, spec: str, seed: int) -> Game:
    """Return a game in float64 whose critic sees samples as they are; of BEGAN, one whose critic minds the fakes."""
    game = Game(in_double(without_dropout(small_method(name, spec))), seed=seed)
    for path, buffer in game.networks["critic"].named_buffers():
        if path.endswith("balance"):
            buffer.fill_(1.0)  # at k = 0 it learns the data alone and promises no gap
        if path.endswith("probability"):
            buffer.fill_(0.0)
    return game


@each_seed
def test_a_generator_step_raises_the_score_of_its_fakes(name: str, spec: str, seed: int) -> None:
    game = still_game(name, spec, seed)
    match = match_of(game, "generator", batch_of(spec, torch.float64, 8 * pack_of(name)))
    fooling = of_the_score(game, "generator", match)
    before = score(match, match.fake)
    descend(fooling, match, game.parameters(game.method.players["generator"]))
    assert (score(match, match.generator(match.inputs)) > before) is bool(fooling.terms)


@each_seed
def test_a_critic_step_widens_the_gap_between_real_and_fake(name: str, spec: str, seed: int) -> None:
    """Samples count as much as the loss minds them: what is told apart already may fall back a little."""
    game = still_game(name, spec, seed)
    match = match_of(game, "critic", batch_of(spec, torch.float64, 8 * pack_of(name)))
    loss, scores = of_the_score(game, "critic", match), (match.on_real.score, match.on_fake.score)
    wishes = torch.autograd.grad(loss(match)[0], scores, retain_graph=True)
    assert wishes[0].sum() < wishes[1].sum()  # the loss falls with the reals' score, or rises with the fakes'
    descend(loss, match, game.parameters(game.method.players["critic"]))
    after = [match.judge(samples).score for samples in (match.real, match.fake)]
    assert sum((wish * (new - old)).sum() for wish, new, old in zip(wishes, after, scores, strict=True)) < 0
