"""A packed critic sees the samples of a pack side by side, and gives one score for them."""

import pytest
import torch
from torch import Tensor, nn

from gansmith.core.batch import Condition, CriticOutput
from gansmith.core.separable import is_separable
from gansmith.errors import UsageError
from gansmith.networks.conditioning import Heads
from gansmith.networks.mlp import MLPCritic
from gansmith.networks.packing import Packed
from gansmith.networks.style import Style


class Witness(nn.Module):
    """A critic that remembers what it saw, and scores by the sum."""

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        self.seen = samples
        return CriticOutput(samples.flatten(1).sum(1))


@pytest.mark.parametrize("shape", [(3, 4, 5), (1, 2, 2), (6,), (1,)])
@pytest.mark.parametrize("pack", [1, 2, 3])
def test_it_sees_the_samples_of_a_pack_as_channels(pack: int, shape: tuple[int, ...]) -> None:
    critic, samples = Witness(), torch.arange(6.0 * torch.Size(shape).numel()).view(6, *shape)
    score = Packed(critic, pack)(samples, Condition()).score
    assert critic.seen.shape == (6 // pack, pack * shape[0], *shape[1:])
    for index, seen in enumerate(critic.seen):
        assert torch.equal(seen, torch.cat(list(samples[pack * index : pack * (index + 1)])))
    assert torch.equal(score, critic.seen.flatten(1).sum(1))


def test_samples_of_a_pack_see_each_other() -> None:
    assert not is_separable(Packed(MLPCritic((6,), 4, 2, Style()), 2))


def test_a_critic_that_tells_samples_apart_is_refused() -> None:
    with pytest.raises(UsageError, match=r"--pack 2 .*without labels"):
        Packed(Heads(MLPCritic((6,), 4, 2, Style()), classes=3), 2)
