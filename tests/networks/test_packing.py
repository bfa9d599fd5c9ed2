"""A packed critic sees the samples of a pack side by side, and gives one score for them."""

import pytest
import torch
from torch import Tensor, nn

from gansmith.core.batch import Condition, CriticOutput
from gansmith.core.prior import Code
from gansmith.core.separable import is_separable
from gansmith.networks.layers.style import Style
from gansmith.networks.mlp import MLPCritic
from gansmith.networks.wrappers.conditioning import Heads, JoinedLabel, Projection
from gansmith.networks.wrappers.packing import Packed


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


LABELS = torch.tensor([2, 0, -1, 1])
BLOCKS = [[0.0, 0.0, 1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 1.0, 0.0]]  # of three classes, two samples a row


def test_a_joined_label_stands_beside_the_pack_as_one_block_a_sample() -> None:
    critic, samples = Witness(), torch.randn(4, 5)
    Packed(JoinedLabel(critic, 6, flat=True), 2)(samples, Condition(LABELS))
    gain = ((10 + 6) / (10 + 2)) ** 0.5
    assert torch.equal(critic.seen[:, :10], gain * samples.view(2, 10))
    assert torch.equal(critic.seen[:, 10:], gain * torch.tensor(BLOCKS))


def test_a_projection_of_a_pack_is_the_sum_of_its_labels_directions() -> None:
    inner, samples = Projection(MLPCritic((10,), 4, 2, Style()), 6), torch.randn(4, 5)
    alone = inner.critic(samples.view(2, 10), Condition())
    expected = alone.score + (torch.tensor(BLOCKS) @ inner.embed.weight.T * alone.features).sum(1)
    assert torch.allclose(Packed(inner, 2)(samples, Condition(LABELS)).score, expected)


def test_heads_of_a_pack_tell_class_and_code_of_each_sample() -> None:
    code, samples = Code((4,), 1), torch.randn(6, 5)
    heads = Heads(MLPCritic((10,), 7, 2, Style()), 2 * 3, code, pack=2)
    output, within = Packed(heads, 2)(samples, Condition()), heads(samples.view(3, 10), Condition())
    assert output.score.shape == (3,)
    for said, packed in ((output.class_logits, within.class_logits), (output.code_params, within.code_params)):
        assert said is not None
        assert packed is not None
        assert said.shape == (6, packed.shape[1] // 2)
        assert torch.equal(said[1], packed[0, said.shape[1] :])
