"""DCGAN fits every picture: any height and width, any number of channels, any patch that divides."""

import itertools

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gansmith.core.batch import Condition, GeneratorInput
from gansmith.networks.dcgan import DCGANCritic, DCGANGenerator, channels, kernel, ladder
from gansmith.networks.layers.style import Style

SIDES = range(1, 81)
Shape = tuple[int, int, int]


def smaller(side: int, kernel_side: int) -> int:
    """What a convolution of stride 2 and padding 1 makes of a side (torch.nn.Conv2d)."""
    return (side + 2 - kernel_side) // 2 + 1


def larger(side: int, kernel_side: int) -> int:
    """What a transposed convolution of stride 2 and padding 1 makes of a side (torch.nn.ConvTranspose2d)."""
    return (side - 1) * 2 - 2 + kernel_side


def test_every_rung_is_joined_to_the_next_in_both_directions() -> None:
    for size in itertools.product(SIDES, SIDES):
        rungs = ladder(size)
        assert rungs[0] == size
        for above, below in itertools.pairwise(rungs):
            sides = list(zip(above, below, kernel(above), strict=True))
            assert all(smaller(fine, k) == coarse for fine, coarse, k in sides)
            assert all(larger(coarse, k) == fine for fine, coarse, k in sides)


def test_a_ladder_goes_down_as_far_as_it_may() -> None:
    for size in itertools.product(SIDES, SIDES):
        rungs = ladder(size)
        assert all(min(rung) >= 4 for rung in rungs[1:])
        assert min(-(-side // 2) for side in rungs[-1]) < 4


@pytest.mark.parametrize(
    ("size", "rungs"),
    [((64, 64), [64, 32, 16, 8, 4]), ((69, 69), [69, 35, 18, 9, 5]), ((28, 28), [28, 14, 7, 4]), ((7, 7), [7, 4])],
)
def test_the_ladders_of_known_pictures(size: tuple[int, int], rungs: list[int]) -> None:
    assert ladder(size) == [(rung, rung) for rung in rungs]


def test_channels_double_towards_the_coarse_up_to_eight_times() -> None:
    assert channels(64, 6) == [64, 128, 256, 512, 512, 512]
    assert channels(3, 1) == [3]


def passes(shape: Shape, patch: int, style: Style, device: str) -> None:
    """Draw two pictures, check their shape and range, and have them scored."""
    with torch.device(device):
        generator, critic = DCGANGenerator(shape, 5, 2, patch, style), DCGANCritic(shape, 2, patch, style)
        pictures = generator(GeneratorInput(torch.randn(2, 5, generator=None)))
        score = critic(pictures, Condition()).score
    assert pictures.shape == (2, *shape)
    assert score.shape == (2,)
    if device != "meta":
        assert torch.isfinite(score).all()
        assert not style.squash or pictures.abs().max() <= 1


KNOWN = [(8, 8), (28, 28), (56, 68), (69, 69), (1, 5), (3, 100), (1, 1), (64, 64), (7, 80), (33, 9)]


@pytest.mark.parametrize("style", [Style(), Style(False, False, squash=False)], ids=["normalised", "plain"])
@pytest.mark.parametrize("colours", [1, 3, 4, 7])
@pytest.mark.parametrize("size", KNOWN)
def test_both_networks_fit_known_pictures(size: tuple[int, int], colours: int, style: Style) -> None:
    with torch.random.fork_rng(devices=[]):
        passes((colours, *size), 1, style, "cpu")


@pytest.mark.parametrize(("size", "patch"), [((69, 69), 3), ((56, 68), 2), ((56, 68), 4), ((8, 8), 8), ((12, 18), 6)])
@pytest.mark.parametrize("colours", [1, 3])
def test_both_networks_fit_patches(size: tuple[int, int], patch: int, colours: int) -> None:
    with torch.random.fork_rng(devices=[]):
        passes((colours, *size), patch, Style(), "cpu")


@settings(max_examples=60)
@given(
    st.integers(1, 7),
    st.integers(1, 80),
    st.integers(1, 80),
    st.integers(1, 8),
    st.sampled_from([Style(), Style(False, False, squash=False)]),
)
def test_both_networks_fit_any_picture(colours: int, height: int, width: int, patch: int, style: Style) -> None:
    """On the meta device: shapes are computed, numbers are not."""
    passes((colours, height * patch, width * patch), patch, style, "meta")


def test_the_critic_skips_normalisation_in_its_first_layer_and_the_generator_in_its_last() -> None:
    critic, generator = DCGANCritic((1, 32, 32), 2, 1, Style()), DCGANGenerator((1, 32, 32), 5, 2, 1, Style())
    kinds = [type(layer).__name__ for layer in critic.layers]
    assert kinds == ["Conv2d", "LeakyReLU", *["Conv2d", "BatchNorm2d", "LeakyReLU"] * 2, "Flatten"]
    kinds = [type(layer).__name__ for layer in generator.layers]
    assert kinds == ["BatchNorm2d", "ReLU", *["ConvTranspose2d", "BatchNorm2d", "ReLU"] * 2, "ConvTranspose2d", "Tanh"]


def test_a_patch_saves_work_in_proportion_to_its_area() -> None:
    """At patch p the same layers, but for the first and last, work on p^2 times fewer places."""
    fine, coarse = (DCGANGenerator((1, 64, 64), 5, 8, patch, Style(False)) for patch in (1, 2))
    assert fine.coarse[1:] == (4, 4)
    assert coarse.coarse[1:] == (4, 4)
    assert len(coarse.layers) < len(fine.layers)
