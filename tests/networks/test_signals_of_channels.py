"""The 1-D pair draws and judges signals of several channels, and suits whatever method is told that samples are so."""

import pytest
import torch

from gansmith.core.batch import Condition, DataSpec, GeneratorInput
from gansmith.errors import UsageError
from gansmith.methods.registry import METHODS
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair, chosen
from gansmith.networks.signal import SignalCritic, SignalGenerator

CHOOSING = ("acgan", "began", "cgan", "dragan", "infogan", "lsgan", "r3gan", "sgan", "sngan", "wgan", "wgan-gp")


@pytest.mark.parametrize("length", [5, 64, 187])
def test_channels_are_drawn_and_judged_at_any_length(length: int) -> None:
    shape = (3, 1, length)
    drawn = SignalGenerator(shape, noise=8, width=4, style=Style())(GeneratorInput(torch.randn(2, 8)))
    assert drawn.shape == (2, *shape)
    assert SignalCritic(shape, width=4, style=Style(normalise_critic=False))(drawn, Condition()).score.shape == (2,)


def test_one_channel_is_judged_as_the_vector_is() -> None:
    torch.manual_seed(0)
    style = Style(normalise_critic=False)
    of_rows, of_vectors = SignalCritic((1, 1, 50), 4, style), SignalCritic((50,), 4, style)
    of_rows.load_state_dict(of_vectors.state_dict())
    signals = torch.randn(3, 50)
    assert torch.equal(of_rows(signals[:, None, None], Condition()).score, of_vectors(signals, Condition()).score)


def test_each_channel_counts() -> None:
    torch.manual_seed(0)
    critic = SignalCritic((3, 1, 32), 4, Style(normalise_critic=False))
    signals = torch.randn(2, 3, 1, 32, requires_grad=True)
    critic(signals, Condition()).score.sum().backward()
    assert signals.grad is not None
    assert (signals.grad.abs().amax((0, 2, 3)) > 0).all()


def test_what_suits_the_data_is_chosen_and_what_is_named_is_kept() -> None:
    signals, vectors, rows = DataSpec((64,), signals=True), DataSpec((64,)), DataSpec((2, 1, 64), signals=True)
    assert [chosen("auto", spec, "dcgan") for spec in (signals, vectors, rows)] == ["signal", "mlp", "signal"]
    assert [chosen("mlp", spec, "dcgan") for spec in (signals, rows)] == ["mlp", "mlp"]


@pytest.mark.parametrize("name", CHOOSING)
@pytest.mark.parametrize("shape", [(64,), (2, 1, 64)])
def test_every_method_that_chooses_draws_signals_by_the_1d_network(name: str, shape: tuple[int, ...]) -> None:
    method = METHODS[name].recipe(DataSpec(shape, classes=2, signals=True), width=4)
    network = method.networks["generator"]()
    assert any(isinstance(module, SignalGenerator) for module in network.modules())


def test_images_of_several_rows_are_refused() -> None:
    with pytest.raises(UsageError, match="signals"):
        build_pair("signal", DataSpec((2, 2, 64)), noise=8, width=4, patch=None, style=Style())
