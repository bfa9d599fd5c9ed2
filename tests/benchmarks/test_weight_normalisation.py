"""The layers of the semi-supervised benchmark: measured on the first batch, of fixed gain, rows of that length."""

import pytest
import torch
from torch import Tensor

from benchmarks.quality.recipes.semi import Noise, Normalised, dense
from gansmith.core.batch import Condition


def batch(*shape: int) -> Tensor:
    """Return values that are neither centred nor of deviation 1."""
    return 3.0 + 2.0 * torch.randn(*shape, generator=torch.Generator().manual_seed(1))


def test_the_first_batch_leaves_every_unit_with_mean_0_and_deviation_1() -> None:
    torch.manual_seed(0)
    layer, values = Normalised(6, 5), batch(64, 6)
    made = layer(values)
    assert torch.allclose(made.mean(0), torch.zeros(5), atol=1e-4)
    assert torch.allclose(made.std(0), torch.ones(5), atol=1e-4)
    kept = layer.gain.clone()
    layer(values * 7.0)  # a later batch measures nothing
    assert torch.equal(layer.gain, kept)


def test_an_output_does_not_depend_on_how_long_the_rows_are_but_on_the_gain() -> None:
    torch.manual_seed(0)
    layer, values = Normalised(6, 5), batch(64, 6)
    before = layer(values).detach()
    with torch.no_grad():
        layer.weight *= 4.0
    assert torch.allclose(layer(values), before, atol=1e-5)
    layer.gain *= 2.0
    assert torch.allclose(layer(values) - layer.bias, 2.0 * (before - layer.bias), atol=1e-4)


def test_no_gain_learns_but_the_last_layers() -> None:
    critic = dense((1, 4, 4), 3)
    learning = [name for name, _ in critic.named_parameters() if name.endswith("gain")]
    assert learning == ["classify.gain"]
    critic(batch(32, 1, 4, 4), Condition())
    assert all(layer.measured for layer in critic.modules() if isinstance(layer, Normalised))


def test_noise_is_for_training_alone() -> None:
    noise, values = Noise(0.5), torch.zeros(10_000)
    assert noise(values).std().item() == pytest.approx(0.5, rel=0.05)
    assert torch.equal(noise.eval()(values), values)
