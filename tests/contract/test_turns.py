"""Laws 3 and 4: only the mover moves, and it moves the right way."""

import pytest
import torch
from small_games import batch_of, bits, each_case, in_double, match_of, small_method, stream, without_dropout
from torch import Tensor, nn

from gansmith.core.game import Game
from gansmith.core.loss import Loss
from gansmith.core.match import Match
from gansmith.core.schedule import Turn
from gansmith.losses.adversarial import HINGE, LEAST_SQUARES, MINIMAX, NONSATURATING, RELATIVISTIC, WASSERSTEIN
from gansmith.losses.equilibrium import equilibrium
from gansmith.rules import Average

FAMILIES = (MINIMAX, NONSATURATING, WASSERSTEIN, LEAST_SQUARES, HINGE, RELATIVISTIC, equilibrium(0.5))
FOOLING = {part.name for family in FAMILIES for _, part in family.generator.terms}  # the rest may go against the score
ADVERSARIAL = {part.name for family in FAMILIES for _, part in family.critic.terms}
SEEDS = pytest.mark.parametrize("seed", range(4))


def parameters_of(game: Game) -> dict[str, list[bytes]]:
    return {name: [bits(p) for p in network.parameters()] for name, network in game.networks.items()}


@each_case
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


@each_case
def test_nothing_but_the_mover_requires_gradients(name: str, spec: str) -> None:
    game = Game(small_method(name, spec), seed=1)
    batches = stream(game.method, spec)
    last: list[Match] = []
    for turn in game.method.schedule(0):
        _, last = game.play([game.move(turn, batches.at(0))], last)
        for network, module in game.networks.items():
            moves = network in game.method.players[turn.player].networks
            assert all(parameter.requires_grad == moves for parameter in module.parameters()), network


@each_case
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


def score(match: Match, samples: Tensor) -> float:
    return match.judge(samples).score.mean().item()


@SEEDS
@each_case
def test_a_generator_step_raises_the_score_of_its_fakes(name: str, spec: str, seed: int) -> None:
    game = Game(in_double(without_dropout(small_method(name, spec))), seed=seed)
    match = match_of(game, "generator", batch_of(spec, torch.float64, 8))
    fooling = Loss(tuple(p for p in game.method.players["generator"].loss.terms if p[1].name in FOOLING))
    before = score(match, match.fake)
    descend(fooling, match, game.parameters(game.method.players["generator"]))
    assert score(match, match.generator(match.inputs)) > before


@SEEDS
@each_case
def test_a_critic_step_widens_the_gap_between_real_and_fake(name: str, spec: str, seed: int) -> None:
    game = Game(in_double(small_method(name, spec)), seed=seed)
    for path, buffer in game.networks["critic"].named_buffers():
        if path.endswith("balance"):
            buffer.fill_(1.0)  # of BEGAN, which at k = 0 learns the data alone and promises no gap
    match = match_of(game, "critic", batch_of(spec, torch.float64, 8))
    adversarial = Loss(tuple(part for part in game.method.players["critic"].loss.terms if part[1].name in ADVERSARIAL))
    before = score(match, match.real) - score(match, match.fake)
    descend(adversarial, match, game.parameters(game.method.players["critic"]))
    assert score(match, match.real) - score(match, match.fake) > before
