"""DCGAN for 64 x 64 pixels, layer by layer as Radford et al. 2016 (figure 1 and section 3) have it."""

from collections import Counter

import pytest
import torch
from torch import nn

from gansmith.core.batch import DataSpec
from gansmith.methods.dcgan import dcgan
from gansmith.networks.dcgan import DCGANCritic, DCGANGenerator
from gansmith.networks.layers.activations import LeakyReLU
from gansmith.networks.wrappers.two_outputs import SoftmaxScore

PUBLISHED = dcgan(DataSpec((3, 64, 64)), width=128, patch=1)


def test_the_generator() -> None:
    generator = PUBLISHED.networks["generator"]()
    assert isinstance(generator, DCGANGenerator)
    assert (generator.project.in_features, generator.coarse) == (100, (1024, 4, 4))
    steps = [layer for layer in generator.layers if isinstance(layer, nn.ConvTranspose2d)]
    assert [(s.in_channels, s.out_channels, s.stride) for s in steps] == [
        (1024, 512, (2, 2)),
        (512, 256, (2, 2)),
        (256, 128, (2, 2)),
        (128, 3, (2, 2)),
    ]
    kinds = [type(layer).__name__ for layer in generator.layers]
    assert kinds == ["BatchNorm2d", "ReLU", *3 * ["ConvTranspose2d", "BatchNorm2d", "ReLU"], "ConvTranspose2d", "Tanh"]


def test_the_discriminator() -> None:
    critic = PUBLISHED.networks["critic"]()
    assert isinstance(critic, DCGANCritic)
    steps = [layer for layer in critic.layers if isinstance(layer, nn.Conv2d)]
    assert [(s.in_channels, s.out_channels, s.stride) for s in steps] == [
        (3, 128, (2, 2)),
        (128, 256, (2, 2)),
        (256, 512, (2, 2)),
        (512, 1024, (2, 2)),
    ]
    kinds = [type(layer).__name__ for layer in critic.layers]
    assert kinds == ["Conv2d", "LeakyReLU", *3 * ["Conv2d", "BatchNorm2d", "LeakyReLU"], "Flatten"]
    assert all(layer.slope == 0.2 for layer in critic.layers if isinstance(layer, LeakyReLU))
    assert (critic.score.in_features, critic.score.out_features) == (1024 * 4 * 4, 1)
    assert Counter(type(module) for module in critic.modules())[nn.Linear] == 1  # no hidden dense layer


@pytest.mark.parametrize("name", ["generator", "critic"])
def test_convolutions_start_at_a_deviation_of_a_fiftieth(name: str) -> None:
    torch.manual_seed(0)
    for module in PUBLISHED.networks[name]().modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            assert module.weight.std().item() == pytest.approx(0.02, rel=0.05)
            assert abs(module.weight.mean().item()) < 1e-3


def test_softmax_outputs_are_two() -> None:
    critic = dcgan(DataSpec((1, 8, 8)), width=2, outputs="softmax").networks["critic"]()
    assert isinstance(critic, DCGANCritic)
    assert isinstance(critic.score, SoftmaxScore)
    assert critic.score.out_features == 2
