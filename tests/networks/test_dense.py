"""InfoGAN's networks are those of its table 1 at 28 x 28, and fit every other picture as well."""

import pytest
import torch
from torch import Tensor, nn

from gansmith.core.batch import Condition, GeneratorInput
from gansmith.networks.dense import DenseCritic, DenseGenerator
from gansmith.networks.layers.style import Style


def weights(network: nn.Module) -> list[tuple[int, ...]]:
    return [tuple(p.shape) for p in network.parameters() if p.ndim > 1]


def test_the_published_layers() -> None:
    generator, critic = DenseGenerator((1, 28, 28), 74, 64, 1, Style()), DenseCritic((1, 28, 28), 64, 1, Style())
    assert weights(generator) == [(1024, 74), (7 * 7 * 128, 1024), (128, 64, 4, 4), (64, 1, 4, 4)]
    assert weights(critic) == [(64, 1, 4, 4), (128, 64, 4, 4), (1024, 7 * 7 * 128), (1, 1024)]
    kinds = [type(layer).__name__ for layer in critic.layers]
    assert kinds == [
        *("Conv2d", "LeakyReLU", "Conv2d", "BatchNorm2d", "LeakyReLU"),
        *("Flatten", "Linear", "BatchNorm1d", "LeakyReLU"),
    ]


def test_initial_weights_are_small_where_batches_normalise_them() -> None:
    first: Tensor = next(DenseGenerator((1, 28, 28), 74, 64, 1, Style()).parameters())
    assert first.std().item() == pytest.approx(0.02, rel=0.02)


@pytest.mark.parametrize("style", [Style(), Style(False, False, squash=False)], ids=["normalised", "plain"])
@pytest.mark.parametrize("size", [(8, 8), (28, 28), (56, 68), (69, 69), (1, 5), (3, 100), (1, 1), (64, 64), (33, 9)])
@pytest.mark.parametrize(("colours", "patch"), [(1, 1), (3, 1), (4, 2)])
def test_they_fit_every_picture(size: tuple[int, int], colours: int, patch: int, style: Style) -> None:
    shape = (colours, patch * size[0], patch * size[1])
    with torch.random.fork_rng(devices=[]):
        pictures = DenseGenerator(shape, 5, 2, patch, style)(GeneratorInput(torch.randn(2, 5)))
        output = DenseCritic(shape, 2, patch, style)(pictures, Condition())
    assert pictures.shape == (2, *shape)
    assert output.score.shape == (2,)
    assert output.features.shape == (2, 32)
    assert torch.isfinite(output.score).all()
