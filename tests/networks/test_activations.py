"""The leaky rectifier: torch's values and gradients of first and second order, bit for bit, and no path of zeros."""

import pytest
import torch
from torch import Tensor, nn

from gansmith.networks.layers.activations import LeakyReLU


def penalised(rectifier: nn.Module, dtype: torch.dtype) -> list[Tensor]:
    """Return the weight gradients of a gradient penalty plus a score of a small critic."""
    draw = torch.Generator().manual_seed(0)
    critic = nn.Sequential(nn.Linear(5, 7), rectifier, nn.Linear(7, 6), rectifier, nn.Linear(6, 1)).to(dtype)
    for parameter in critic.parameters():
        parameter.data = torch.randn(parameter.shape, generator=draw, dtype=dtype)
    samples = torch.randn(9, 5, generator=draw, dtype=dtype, requires_grad=True)
    score = critic(samples)
    (slope,) = torch.autograd.grad(score.sum(), samples, create_graph=True)
    (score.mean() + slope.square().sum(1).mean()).backward()
    return [samples.grad, *(parameter.grad for parameter in critic.parameters())]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_gradients_behind_a_penalty_are_those_of_torch_bit_for_bit(dtype: torch.dtype) -> None:
    ours, theirs = penalised(LeakyReLU(0.2), dtype), penalised(nn.LeakyReLU(0.2), dtype)
    assert all(torch.equal(mine, torchs) for mine, torchs in zip(ours, theirs, strict=True))


def test_the_gradient_does_not_depend_on_the_input_that_made_it() -> None:
    values = torch.randn(4, requires_grad=True)
    weights = torch.randn(4, requires_grad=True)
    (gradient,) = torch.autograd.grad((LeakyReLU()(values) * weights).sum(), values, create_graph=True)
    by_values, by_weights = torch.autograd.grad(gradient.sum(), (values, weights), allow_unused=True)
    assert by_values is None
    assert torch.equal(by_weights, torch.where(values > 0, 1.0, 0.2))


def test_values_are_those_of_torch_with_and_without_gradients() -> None:
    values = torch.tensor([-2.0, -0.0, 0.0, 3.0])
    expected = nn.functional.leaky_relu(values, 0.2)
    assert torch.equal(LeakyReLU()(values), expected)
    assert torch.equal(LeakyReLU()(values.requires_grad_()), expected)
