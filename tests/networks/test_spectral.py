"""Spectral normalisation: every layer stretches by one at most, and only the rule moves its vectors."""

import pytest
import torch
from small_games import bits, stream
from torch import nn

from gansmith.core.batch import Condition, DataSpec
from gansmith.core.game import Game
from gansmith.core.method import Played
from gansmith.methods.sngan import sngan
from gansmith.networks.layers.spectral_norm import PowerIteration, spectrally_normalised
from gansmith.networks.layers.style import Style
from gansmith.networks.mlp import MLPCritic


def layers(network: nn.Module) -> list[nn.Linear | nn.Conv2d]:
    return [module for module in network.modules() if isinstance(module, nn.Linear | nn.Conv2d)]


@pytest.mark.parametrize("layer", [nn.Linear(7, 5), nn.Conv2d(3, 6, 3), nn.Linear(4, 1)])
def test_the_largest_singular_value_becomes_one(layer: nn.Linear | nn.Conv2d) -> None:
    spectrally_normalised(layer)
    rule = PowerIteration("critic")
    rule.prepare({})
    for step in range(300):
        rule.apply({"critic": layer}, Played(step, {}))
    assert torch.linalg.matrix_norm(layer.weight.flatten(1), 2).item() == pytest.approx(1.0, rel=1e-5)


def test_the_gradient_goes_through_sigma() -> None:
    """Only directions count: moving a weight along itself changes nothing, so the gradient is orthogonal to it."""
    layer = spectrally_normalised(nn.Linear(5, 4).double())
    weight = layer.parametrizations.weight.original  # type: ignore[union-attr]
    layer(torch.randn(6, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)).square().sum().backward()
    assert (weight.grad * weight).sum().item() == pytest.approx(0.0, abs=1e-12)
    assert weight.grad.norm() > 0.1


def test_a_forward_pass_moves_no_vector() -> None:
    critic = spectrally_normalised(MLPCritic((6,), 8, 2, Style()))
    samples, before = torch.ones(4, 6), {name: bits(tensor) for name, tensor in critic.state_dict().items()}
    scores = [critic.train(mode)(samples, Condition()).score for mode in (True, True, False)]
    assert len({bits(score) for score in scores}) == 1
    assert {name: bits(tensor) for name, tensor in critic.state_dict().items()} == before


def test_the_vectors_follow_the_weights_through_training() -> None:
    method = sngan(DataSpec((1, 8, 8)), width=4, noise=5, batch_size=8, learning_rate=1e-3)
    game = Game(method, seed=3, horizon=100)
    batches = stream(method, "picture")
    for _ in range(100):
        game.advance(batches)
    norms = [torch.linalg.matrix_norm(layer.weight.flatten(1), 2).item() for layer in layers(game.networks["critic"])]
    assert norms == pytest.approx([1.0] * len(norms), abs=0.05)
