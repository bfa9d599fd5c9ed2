"""Every shortcut a turn takes gives the gradients of the plain way, in float64 to 1e-12, for every method."""

from dataclasses import replace

import pytest
import torch
from small_games import each_case, in_double, small_method, stream
from torch import nn

from gansmith.core.batch import Condition, CriticOutput
from gansmith.core.game import Game
from gansmith.core.method import Method
from gansmith.core.schedule import Turn, simultaneous
from gansmith.core.separable import is_separable
from gansmith.networks.layers.style import Style
from gansmith.networks.mlp import MLPCritic

TOLERANCE = 1e-12


def plain_game(method: Method, horizon: int) -> Game:
    """Return a game in which no network counts as separable: nothing is joined, dealt or known without autograd."""
    game = Game(method, seed=5, horizon=horizon)
    game._separable.clear()
    return game


@each_case
def test_steps_with_and_without_shortcuts_agree(name: str, spec: str) -> None:
    method = in_double(small_method(name, spec))
    quick, plain = Game(method, seed=5, horizon=9), plain_game(method, 9)
    batches = stream(method, spec, torch.float64)
    for _ in range(3):
        report = quick.advance(batches)
        expected = plain.advance(batches)
        assert report.keys() == expected.keys()
        for tag, value in report.items():
            torch.testing.assert_close(value, expected[tag], rtol=1e-9, atol=1e-9, msg=tag)
    for (tensor, own), other in zip(quick.state()[0].items(), plain.state()[0].values(), strict=True):
        torch.testing.assert_close(own, other, rtol=1e-8, atol=1e-8, msg=tensor)


@each_case
def test_one_turns_gradients_agree_to_rounding(name: str, spec: str) -> None:
    method = in_double(small_method(name, spec))
    quick, plain = Game(method, seed=5), plain_game(method, 1000)
    batch = stream(method, spec, torch.float64).at(0)
    for player in method.players:
        quick.play([quick.move(Turn(player), batch)])
        plain.play([plain.move(Turn(player), batch)])
        own = quick.parameters(method.players[player]).values()
        others = plain.parameters(method.players[player]).values()
        for one, other in zip(own, others, strict=True):
            scale = other.grad.abs().max().item()
            assert (one.grad - other.grad).abs().max().item() <= TOLERANCE * max(scale, 1.0)
        plain.restore(*quick.state())


class Counting(nn.Module):
    """Counts its passes and the rows of each."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner, self.rows = inner, list[int]()

    def forward(self, given: object, condition: Condition | None = None) -> torch.Tensor | CriticOutput:
        result = self.inner(given) if condition is None else self.inner(given, condition)
        self.rows.append(len(result.score if isinstance(result, CriticOutput) else result))
        return result


def counted(name: str, **change: object) -> tuple[Game, Counting, Counting]:
    method = small_method(name, "vector")
    game = Game(replace(method, **change), seed=1)
    counters = [Counting(game.networks[network]) for network in ("generator", "critic")]
    game.networks.update(zip(("generator", "critic"), counters, strict=True))
    return game, *counters


def test_fakes_for_all_critic_turns_come_from_one_pass() -> None:
    game, generator, critic = counted("wgan-gp")
    game.advance(stream(game.method, "vector"))
    assert generator.rows == [2 * 8, 8]  # two critic turns at once, then the generator's own
    assert critic.rows == 2 * [2 * 8, 8] + [8]  # reals and fakes together, then the points between


def test_a_simultaneous_step_makes_fakes_once() -> None:
    game, generator, critic = counted("gan", schedule=simultaneous())
    game.advance(stream(game.method, "vector"))
    assert generator.rows == [8]
    assert critic.rows == [8, 16]


def test_in_a_simultaneous_step_the_critic_sees_fakes_of_before() -> None:
    method = in_double(small_method("gan", "vector"))
    game = Game(method, seed=1)
    batch = game.accept(stream(method, "vector", torch.float64).at(0))
    turns = simultaneous()(0)
    _, last = game.play([game.move(turns[0], batch)])
    made = last[0].fake.detach().clone()
    _, then = game.play([game.move(turns[1], batch, 1)], last)
    assert torch.equal(then[0].fake, made)
    assert not torch.equal(game.networks["generator"](then[0].inputs), made)


MODULES = {
    "batch norm": (nn.BatchNorm1d(4), False),
    "dropout": (nn.Dropout(), False),
    "spectral norm": (nn.utils.parametrizations.spectral_norm(nn.Linear(4, 4)), False),
    "linear": (nn.Linear(4, 4), True),
    "layer norm": (nn.LayerNorm(4), True),
}


@pytest.mark.parametrize("kind", MODULES)
def test_what_is_separable(kind: str) -> None:
    module, separable = MODULES[kind]
    assert is_separable(nn.Sequential(nn.Linear(4, 4), module)) is separable


def test_a_module_may_say_that_it_mixes_samples() -> None:
    critic = MLPCritic((6,), 5, 2, Style())
    assert is_separable(critic)
    critic.mixes_samples = True
    assert not is_separable(critic)
