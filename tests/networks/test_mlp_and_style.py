"""Perceptrons keep any shape, and initial weights keep the variance of the signal."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from gansmith.core.batch import Condition, GeneratorInput
from gansmith.networks.dcgan import DCGANGenerator
from gansmith.networks.layers.style import Style, leaky_relu
from gansmith.networks.mlp import MLPCritic, MLPGenerator

PLAIN = Style(False, False, leaky_relu, squash=False)
GAIN = 2.0 / (1.0 + 0.2**2)  # what LeakyReLU takes away on average, so that its output is as loud as its input


@given(st.lists(st.integers(1, 6), min_size=1, max_size=3).map(tuple), st.integers(1, 3), st.booleans())
def test_any_shape_comes_out_and_goes_in(shape: tuple[int, ...], depth: int, normalised: bool) -> None:
    generator = MLPGenerator(shape, 3, 4, depth, Style(normalise_generator=normalised))
    samples = generator(GeneratorInput(torch.ones(2, 3)))
    assert samples.shape == (2, *shape)
    assert samples.abs().max() <= 1
    assert MLPCritic(shape, 4, depth, Style())(samples, Condition()).score.shape == (2,)


def test_a_perceptron_critic_is_never_normalised() -> None:
    critic = MLPCritic((6,), 4, 2, Style(normalise_critic=True))
    assert not [module for module in critic.modules() if isinstance(module, nn.BatchNorm1d)]


def signal(layers: nn.Sequential, given: Tensor) -> list[float]:
    """Return the mean square before each activation."""
    squares = []
    for layer in layers:
        given = layer(given)
        if isinstance(layer, nn.Linear):
            squares.append(given.square().mean().item())
    return squares


def test_plain_perceptrons_keep_the_signal() -> None:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        generator = MLPGenerator((400,), 200, 400, 3, PLAIN)
        critic = MLPCritic((400,), 400, 3, PLAIN)
        kept = signal(generator.layers, torch.randn(500, 200)) + signal(critic.layers, torch.randn(500, 400))
    assert kept == pytest.approx([GAIN] * len(kept), rel=0.2)


def test_plain_transposed_convolutions_keep_the_signal() -> None:
    """Inside the picture: what the padding takes from the border is not the weights' affair."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        layers = [
            m for m in DCGANGenerator((3, 64, 64), 5, 32, 1, PLAIN).modules() if isinstance(m, nn.ConvTranspose2d)
        ]
        inside = [layer(torch.randn(20, layer.in_channels, 16, 16))[..., 2:-2, 2:-2] for layer in layers]
    assert len(inside) == 4
    assert [part.square().mean().item() for part in inside] == pytest.approx([GAIN] * 4, rel=0.15)


def test_normalised_convolutions_start_as_in_the_paper() -> None:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        generator = DCGANGenerator((3, 64, 64), 100, 32, 1, Style())
    for module in generator.modules():
        if isinstance(module, nn.ConvTranspose2d):
            assert module.weight.std().item() == pytest.approx(0.02, rel=0.1)
            assert module.bias is None or not module.bias.any()
        if isinstance(module, nn.BatchNorm2d):
            assert module.weight.mean().item() == pytest.approx(1.0, abs=0.02)
