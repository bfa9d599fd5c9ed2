"""U-Net, residual translator, PatchGAN and the history of pictures."""

import pytest
import torch
from torch import nn

from gansmith.core.batch import Condition, GeneratorInput
from gansmith.core.randomness import Draws
from gansmith.networks.layers.instance_norm import InstanceNorm
from gansmith.networks.patches import PatchCritic
from gansmith.networks.translator import Translator
from gansmith.networks.unet import UNetGenerator
from gansmith.networks.wrappers.replay import History

SIZES = [(16, 16), (17, 31), (28, 28), (56, 68), (64, 64), (33, 100)]


def told(pictures: torch.Tensor) -> GeneratorInput:
    return GeneratorInput(pictures.new_empty(len(pictures), 0), condition=Condition(image=pictures))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("source", "target"), [(1, 3), (4, 4), (5, 2)])
def test_pictures_keep_their_size_and_get_the_targets_channels(size: tuple[int, int], source: int, target: int) -> None:
    given = told(torch.randn(2, source, *size, generator=torch.Generator().manual_seed(0)))
    for network in (UNetGenerator((source, *size), target, 4), Translator((source, *size), target, 4, blocks=1)):
        made = network(given)
        assert made.shape == (2, target, *size)
        assert made.abs().max() < 1


@pytest.mark.parametrize("size", SIZES)
def test_patches_are_judged_by_themselves(size: tuple[int, int]) -> None:
    """A change in one corner leaves the score of patches far from it as it was, but for the normalisation."""
    critic = PatchCritic((3, *size), (1, *size), 4, conditional=True)
    for name, module in list(critic.named_modules()):
        if isinstance(module, InstanceNorm):
            critic.get_submodule(name.rpartition(".")[0]).normalise = nn.Identity()
    pictures = torch.zeros(1, 3, *size)
    touched = pictures.clone()
    touched[..., 0, 0] = 1.0
    condition = Condition(image=torch.zeros(1, 1, *size))
    before, after = critic(pictures, condition).score, critic(touched, condition).score
    assert before.shape == after.shape
    assert before.ndim == 4
    assert before[..., 0, 0] != after[..., 0, 0]
    if min(size) >= 56:
        assert torch.equal(before[..., -1, -1], after[..., -1, -1])


def test_a_conditional_critic_sees_the_source_and_another_does_not() -> None:
    pictures, sources = torch.zeros(1, 3, 32, 32), (torch.zeros(1, 1, 32, 32), torch.rand(1, 1, 32, 32))
    for conditional in (True, False):
        critic = PatchCritic((3, 32, 32), (1, 32, 32), 4, conditional=conditional)
        first, second = (critic(pictures, Condition(image=source)).score for source in sources)
        assert torch.equal(first, second) != conditional


def test_dropout_is_noise_in_training_and_absent_after() -> None:
    network, given = UNetGenerator((1, 32, 32), 3, 4), told(torch.rand(1, 1, 32, 32))
    assert not torch.equal(network(given), network(given))
    network.eval()
    assert torch.equal(network(given), network(given))


def test_a_unet_is_told_how_bright_its_source_is() -> None:
    """Normalised maps forget the level of a flat picture; the finest ones are not, and the source is handed across."""
    network = UNetGenerator((1, 32, 32), 1, 4).eval()
    nn.init.constant_(network.pixels.weight, 0.1)
    dark, bright = (network(told(torch.full((1, 1, 32, 32), level))).mean() for level in (-0.5, 0.5))
    assert bright > dark + 0.5


def test_instance_norm_leaves_mean_0_and_variance_1_and_takes_maps_of_one_place() -> None:
    norm = InstanceNorm(3)
    maps = norm(5 + 2 * torch.randn(4, 3, 9, 9, dtype=torch.float32))
    torch.testing.assert_close(maps.mean((2, 3)), torch.zeros(4, 3), atol=1e-5, rtol=0)
    torch.testing.assert_close(maps.var((2, 3), correction=0), torch.ones(4, 3), atol=1e-3, rtol=0)
    single = torch.randn(4, 3, 1, 1)
    assert torch.equal(norm(single), single)


def test_a_history_hands_on_what_it_gets_until_it_is_full() -> None:
    history = History((1, 2, 2), remembered=6)
    for step in range(3):
        fakes = torch.full((2, 1, 2, 2), float(step))
        assert torch.equal(history(fakes, Draws(0, (step,))), fakes)
    assert int(history.kept) == 6


def test_a_full_history_mixes_in_older_pictures_half_of_the_time() -> None:
    history, older = History((1, 1, 1), remembered=50), 0
    for step in range(200):
        fakes = torch.full((4, 1, 1, 1), float(step))
        older += int((history(fakes, Draws(1, (step,))) < step).sum()) if step >= 13 else 0
        history(fakes[:0], Draws(1, (step,)))
    assert 0.45 < older / (4 * 187) < 0.55
    assert len(history.pictures.unique()) > 20


def test_what_a_history_hands_out_is_a_function_of_the_draws() -> None:
    handed = []
    for _ in range(2):
        history = History((1, 1, 1), remembered=3)
        handed.append([history(torch.full((4, 1, 1, 1), float(s)), Draws(5, (s,))) for s in range(10)])
    assert torch.equal(torch.stack(handed[0]), torch.stack(handed[1]))
