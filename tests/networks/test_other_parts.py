"""Autoencoder, maxout, softmax outputs, signals: each does what its definition says."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_matches import scores_match

from gansmith.core.batch import Condition, DataSpec, GeneratorInput
from gansmith.core.separable import is_separable
from gansmith.losses.adversarial import NONSATURATING
from gansmith.methods.began import began
from gansmith.networks.layers.style import Style
from gansmith.networks.maxout import Maxout, MaxoutCritic, SigmoidGenerator
from gansmith.networks.mlp import MLPCritic
from gansmith.networks.registry import build_pair
from gansmith.networks.signal import SignalCritic, SignalGenerator, lengths
from gansmith.networks.wrappers.autoencoder import Autoencoder
from gansmith.networks.wrappers.two_outputs import SoftmaxScore, with_two_outputs

STYLE = Style()


@pytest.mark.parametrize("data", [DataSpec((6,)), DataSpec((3, 13, 15)), DataSpec((1, 69, 69))])
def test_an_autoencoder_scores_by_minus_its_error(data: DataSpec) -> None:
    critic = began(data, width=2, noise=5).networks["critic"]()
    assert isinstance(critic, Autoencoder)
    samples = torch.rand(3, *data.shape)
    code, copies = critic.reconstruct(samples)
    output = critic(samples, Condition())
    assert code.shape == (3, 5)
    assert copies.shape == samples.shape
    torch.testing.assert_close(
        output.score, torch.stack([-F.l1_loss(c, s) for c, s in zip(copies, samples, strict=True)])
    )
    assert output.features is not None
    assert torch.equal(output.features, code)
    assert critic.get_buffer("balance") == 0


def test_maxout_is_the_largest_of_its_linear_pieces() -> None:
    layer, values = Maxout(4, 3, pieces=2), torch.randn(5, 4, generator=torch.Generator().manual_seed(0))
    weight, bias = layer.linear.weight.view(3, 2, 4), layer.linear.bias.view(3, 2)
    pieces = torch.einsum("nd,apd->nap", values, weight) + bias
    torch.testing.assert_close(layer(values), torch.maximum(pieces[..., 0], pieces[..., 1]))


def test_the_networks_of_2014_have_their_layers() -> None:
    pair = build_pair("maxout", DataSpec((1, 8, 8)), noise=5, width=6, patch=None, style=STYLE)
    generator, critic = pair["generator"](), pair["critic"]()
    assert isinstance(generator, SigmoidGenerator)
    assert isinstance(critic, MaxoutCritic)
    kinds = [type(layer).__name__ for layer in (*generator.layers, *critic.layers, critic.score)]
    assert kinds[:6] == ["Linear", "ReLU", "Linear", "ReLU", "Linear", "Sigmoid"]
    assert kinds[6:] == ["Flatten", "Maxout", "SampleDropout", "Maxout", "SampleDropout", "Linear"]
    assert not is_separable(critic)
    loud = generator(GeneratorInput(1e4 * torch.randn(50, 5)))
    assert (loud.min(), loud.max()) == (-1.0, 1.0)


@given(st.integers(0, 1000))
def test_two_softmax_outputs_are_the_same_loss_as_one_sigmoid(seed: int) -> None:
    """-log softmax_real on reals and -log softmax_fake on fakes are the two halves of the classifier's loss."""
    torch.manual_seed(seed)
    head = SoftmaxScore(4).double()
    torch.nn.init.normal_(head.weight)
    features = torch.randn(2, 6, 4, dtype=torch.float64)
    fake_class, real_class = torch.zeros(6, dtype=torch.long), torch.ones(6, dtype=torch.long)
    real, fake = (F.linear(part, head.weight, head.bias) for part in features)
    expected = F.cross_entropy(real, real_class) + F.cross_entropy(fake, fake_class)
    match = scores_match(*(head(part).squeeze(1).detach() for part in features))
    torch.testing.assert_close(NONSATURATING.critic(match)[0], expected)
    torch.testing.assert_close(NONSATURATING.generator(match)[0], F.cross_entropy(fake, real_class))
    torch.testing.assert_close(match.on_real.score.sigmoid(), real.softmax(1)[:, 1])


def test_a_critic_with_two_outputs_is_a_critic() -> None:
    critic = with_two_outputs(MLPCritic((6,), 4, 2, STYLE))
    assert critic(torch.ones(3, 6), Condition()).score.shape == (3,)


@settings(max_examples=30)
@given(st.integers(1, 300), st.booleans())
def test_signals_of_any_length_are_drawn_and_judged(length: int, normalise: bool) -> None:
    style = Style(normalise, normalise)
    generator, critic = SignalGenerator((length,), 3, 2, style), SignalCritic((length,), 2, style)
    signals = generator(GeneratorInput(torch.randn(4, 3)))
    assert signals.shape == (4, length)
    assert critic(signals, Condition()).score.shape == (4,)


def test_the_ladder_of_lengths() -> None:
    assert lengths(4734) == [1184, 296, 74, 19, 5]
    assert lengths(3) == [1]
    assert lengths(64) == [16, 4]


def test_signals_keep_their_scale_through_both_networks() -> None:
    torch.manual_seed(0)
    style = Style(False, False, squash=False)
    generator, critic = SignalGenerator((1000,), 16, 16, style), SignalCritic((1000,), 16, style)
    with torch.no_grad():
        signals = generator(GeneratorInput(torch.randn(32, 16)))
        features = critic.features(torch.randn(32, 1000))
    assert 0.03 < signals.std() < 0.3  # quiet: a tenth of the usual
    assert 0.3 < features.std() < 3
