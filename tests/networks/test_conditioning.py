"""Networks told of labels and codes: what is joined is seen, what is unknown is not, heads read the same features."""

import math

import pytest
import torch
from torch import Tensor, nn

from gansmith.core.batch import Condition, CriticOutput, DataSpec, GeneratorInput
from gansmith.core.prior import Code
from gansmith.networks.layers.score_head import Critic
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair
from gansmith.networks.wrappers.conditioning import (
    Classifier,
    Heads,
    JoinedInput,
    JoinedLabel,
    Projection,
    built,
    joined_spec,
    told_to_generator,
)
from gansmith.networks.wrappers.packing import Packed

LABEL = torch.tensor([2, -1, 0])
PICTURES = DataSpec((2, 6, 5), classes=3)
VECTORS = DataSpec((4,), classes=3)
KINDS = [(PICTURES, "dcgan"), (PICTURES, "mlp"), (PICTURES, "auto"), (VECTORS, "mlp"), (VECTORS, "auto")]
each_kind = pytest.mark.parametrize(("data", "network"), KINDS)


class Shows(nn.Module):
    """A generator or critic that gives back what it was fed."""

    def forward(self, fed: GeneratorInput | Tensor, condition: Condition | None = None) -> Tensor | CriticOutput:
        return fed.noise if isinstance(fed, GeneratorInput) else CriticOutput(fed)


def critic_for(data: DataSpec, network: str = "auto") -> Critic:
    torch.manual_seed(0)
    style = Style(normalise_critic=False)
    return built(build_pair(network, data, noise=1, width=6, patch=None, style=style)["critic"])


def samples(data: DataSpec) -> Tensor:
    return torch.randn(3, *data.shape, generator=torch.Generator().manual_seed(0))


def test_a_generator_is_fed_noise_label_and_code() -> None:
    noise, code = torch.full((3, 2), 7.0), torch.tensor([[0.5], [0.25], [-1.0]])
    fed = JoinedInput(Shows(), 3)(GeneratorInput(noise, code, Condition(LABEL)))
    assert fed.tolist() == [[7, 7, 0, 0, 1, 0.5], [7, 7, 0, 0, 0, 0.25], [7, 7, 1, 0, 0, -1]]
    assert JoinedInput(Shows(), 3)(GeneratorInput(noise)).tolist() == [[7, 7, 0, 0, 0]] * 3
    assert torch.equal(JoinedInput(Shows())(GeneratorInput(noise, None, Condition(LABEL))), noise)


def test_a_picture_gets_a_plane_for_each_class() -> None:
    pictures = samples(PICTURES)
    seen = JoinedLabel(Shows(), 3, flat=False)(pictures, Condition(LABEL)).score
    gain = math.sqrt(5 / 3)  # of 2 channels and 3 classes, where 2 channels and 1 class speak
    assert torch.equal(seen[:, :2], gain * pictures)
    assert torch.equal(seen[:, 2:], gain * torch.eye(4)[:, :3][LABEL].view(3, 3, 1, 1).expand(3, 3, 6, 5))


@pytest.mark.parametrize("data", [PICTURES, VECTORS])
def test_a_vector_gets_a_number_for_each_class(data: DataSpec) -> None:
    seen = JoinedLabel(Shows(), 3, flat=True)(samples(data), Condition(LABEL)).score
    numbers = torch.Size(data.shape).numel()
    gain = math.sqrt((numbers + 3) / (numbers + 1))
    assert torch.equal(seen[:, :-3], gain * samples(data).flatten(1))
    assert torch.equal(seen[:, -3:], gain * torch.eye(4)[:, :3][LABEL])


@each_kind
def test_a_critic_for_the_joined_shape_judges_sample_and_label(data: DataSpec, network: str) -> None:
    wider = joined_spec(data, network)
    numbers = data.shape[0] if data is VECTORS else 2 * 6 * 5
    assert wider.shape == ((5, 6, 5) if data is PICTURES and network != "mlp" else (numbers + 3,))
    critic = JoinedLabel(critic_for(wider, network), 3, flat=not wider.is_image)
    told, unknown = (critic(samples(data), Condition(label)).score for label in (LABEL, torch.full((3,), -1)))
    assert told.shape == (3,)
    assert (told != unknown).tolist() == [True, False, True]
    assert torch.equal(unknown, critic(samples(data), Condition()).score)


@each_kind
def test_a_projection_adds_the_direction_of_the_class(data: DataSpec, network: str) -> None:
    plain = critic_for(data, network)
    critic = Projection(plain, 3)
    output, alone = critic(samples(data), Condition(LABEL)), plain(samples(data), Condition())
    assert torch.equal(output.features, alone.features)
    for place, label in enumerate(LABEL.tolist()):
        share = critic.embed.weight[:, label] @ alone.features[place] if label >= 0 else 0.0
        torch.testing.assert_close(output.score[place], alone.score[place] + share)


@each_kind
def test_heads_read_the_features_and_leave_the_score(data: DataSpec, network: str) -> None:
    plain = critic_for(data, network)
    output, alone = Heads(plain, 3, Code((4, 2), 2))(samples(data), Condition()), plain(samples(data), Condition())
    assert torch.equal(output.score, alone.score)
    assert output.class_logits.shape == (3, 3)
    assert output.code_params.shape == (3, 4 + 2 + 2)
    assert Heads(plain, 3)(samples(data), Condition()).code_params is None
    assert Heads(plain, code=Code((2,)))(samples(data), Condition()).class_logits is None


@each_kind
def test_a_classifier_scores_by_its_class_logits(data: DataSpec, network: str) -> None:
    critic = Classifier(critic_for(data, network), 3)
    output = critic(samples(data), Condition())
    assert output.class_logits.shape == (3, 3)
    torch.testing.assert_close(output.score, output.class_logits.exp().sum(1).log())
    assert all(p.requires_grad for p in critic.parameters())
    output.score.sum().backward()
    assert all(p.grad is not None for p in critic.parameters())


def test_numbers_are_told_to_both_networks_and_missing_ones_are_their_mean() -> None:
    torch.manual_seed(0)
    numbers = torch.tensor([[0.5, -1.0], [0.0, 0.0], [2.0, 1.0]])
    noise = torch.full((3, 2), 7.0)
    generator = JoinedInput(Shows(), 3, 2)
    fed = generator(GeneratorInput(noise, None, Condition(LABEL, numbers=numbers)))
    assert fed.shape == (3, 2 + told_to_generator(3, 2))
    assert torch.equal(fed[:, :5], JoinedInput(Shows(), 3)(GeneratorInput(noise, None, Condition(LABEL))))
    unknown = generator(GeneratorInput(noise, None, Condition(LABEL)))
    assert torch.equal(fed[1], unknown[1])
    assert (fed[0] != unknown[0]).any()


@pytest.mark.parametrize("classes", [0, 3])
def test_a_critic_sees_numbers_beside_the_sample_or_in_its_score(classes: int) -> None:
    numbers = torch.tensor([[0.5, -1.0], [0.0, 0.0], [2.0, 1.0]])
    data = DataSpec((4,), classes=classes, conditions=2)
    told, unknown = Condition(LABEL, numbers=numbers), Condition(LABEL)
    seen = JoinedLabel(Shows(), classes, flat=True, conditions=2)(samples(data), told).score
    gain = math.sqrt((4 + classes + 2) / (4 + 2 + 1)) if classes else 1.0
    torch.testing.assert_close(seen[:, -2:], gain * numbers)
    assert joined_spec(data, "mlp").shape == (4 + classes + 2,)
    for critic in (
        JoinedLabel(critic_for(joined_spec(data, "mlp")), classes, flat=True, conditions=2),
        Projection(critic_for(data), classes, 2),
    ):
        same = critic(samples(data), told).score == critic(samples(data), unknown).score
        assert same.tolist() == [False, True, False]


def test_packs_are_told_the_numbers_of_all_their_samples() -> None:
    numbers = torch.arange(8.0).view(4, 2)
    seen = Packed(JoinedLabel(Shows(), 0, flat=True, conditions=4), 2)(torch.zeros(4, 3), Condition(numbers=numbers))
    assert seen.score[:, 6:].tolist() == [[0, 1, 2, 3], [4, 5, 6, 7]]
