"""The residual pair fits every picture, begins as an identity, and draws no grid."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gansmith.core.batch import Condition, GeneratorInput
from gansmith.networks.residual import ResidualBlock, ResidualCritic, ResidualGenerator, resample

KNOWN = [((8, 8), 1), ((28, 28), 1), ((56, 68), 2), ((69, 69), 3), ((1, 5), 1), ((3, 100), 1), ((8, 8), 8)]


@pytest.mark.parametrize("colours", [1, 3, 4, 7])
@pytest.mark.parametrize(("size", "patch"), KNOWN)
def test_both_networks_fit_known_pictures(size: tuple[int, int], patch: int, colours: int) -> None:
    pictures = ResidualGenerator((colours, *size), 5, 2, patch)(GeneratorInput(torch.ones(2, 5)))
    score = ResidualCritic((colours, *size), 2, patch)(pictures, Condition()).score
    assert pictures.shape == (2, colours, *size)
    assert score.shape == (2,)
    assert torch.isfinite(score).all()


@settings(max_examples=25)
@given(st.integers(1, 7), st.integers(1, 80), st.integers(1, 80), st.integers(1, 8))
def test_both_networks_fit_any_picture(colours: int, height: int, width: int, patch: int) -> None:
    """On the meta device: shapes are computed, numbers are not."""
    shape = (colours, height * patch, width * patch)
    with torch.device("meta"):
        pictures = ResidualGenerator(shape, 5, 2, patch)(GeneratorInput(torch.zeros(2, 5)))
        assert ResidualCritic(shape, 2, patch)(pictures, Condition()).score.shape == (2,)
    assert pictures.shape == (2, *shape)


def test_a_block_begins_as_an_identity_and_can_leave_it() -> None:
    generator, maps = ResidualGenerator((1, 8, 8), 5, 4, 1), torch.randn(2, 8, 4, 4, generator=torch.Generator())
    block = next(module for module in generator.modules() if isinstance(module, ResidualBlock))
    left = block(maps)
    assert torch.equal(left, maps)
    left.square().sum().backward()
    assert block.last.weight.grad is not None
    assert block.last.weight.grad.any()


@pytest.mark.parametrize("patch", [2, 3])
def test_pictures_begin_without_a_grid(patch: int) -> None:
    """All places of a block are equal at the start, whatever the noise, until the full-size convolution joins them."""
    generator = ResidualGenerator((3, 6 * patch, 5 * patch), 5, 4, patch)
    shuffled: list[torch.Tensor] = []
    generator.shuffle.register_forward_hook(lambda module, given, maps: shuffled.append(maps))
    pictures = generator(GeneratorInput(torch.ones(2, 5)))
    corners = shuffled[0][..., ::patch, ::patch]
    torch.testing.assert_close(shuffled[0], corners.repeat_interleave(patch, 2).repeat_interleave(patch, 3))
    assert 0 < pictures.std() < 0.3 * shuffled[0].std()


def test_resampling_keeps_a_constant_picture() -> None:
    maps = torch.full((1, 2, 9, 5), 0.3)
    for size in ((5, 3), (18, 10), (9, 5)):
        torch.testing.assert_close(resample(maps, size), torch.full((1, 2, *size), 0.3))
