"""InfoGAN's bound where the answer is known: all of the code, or nothing of it."""

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.distributions import Normal as Gaussian

from gansmith.core.batch import Batch, Condition, CriticOutput, GeneratorInput
from gansmith.core.match import Match
from gansmith.core.prior import Code, Normal
from gansmith.core.randomness import Draws
from gansmith.losses.information import continuous_code_loss, information

COUNT = 60_000
Parameters = Callable[[Tensor], Tensor]


class Shows(nn.Module):
    """A generator whose sample is its code."""

    def forward(self, given: GeneratorInput) -> Tensor:
        assert given.code is not None
        return given.code


class Knows(nn.Module):
    """A critic whose Q is a given function of the sample."""

    def __init__(self, parameters_of: Parameters) -> None:
        super().__init__()
        self.parameters_of = parameters_of

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        return CriticOutput(samples.sum(1), code_params=self.parameters_of(samples))


def bounds(code: Code, parameters_of: Parameters) -> tuple[float, float]:
    """Return the mean bounds of categories and of continuous values, from the gauges, held against the losses."""
    batch, draws = Batch(torch.zeros(COUNT, 1, dtype=torch.float64)), Draws(0, ("bound",), dtype=torch.float64)
    match = Match(Shows(), Knows(parameters_of), Normal(1, code=code), batch, draws)
    told = information(code)
    categories, continuous = (gauge(match).mean().item() for gauge in told.gauges.values())
    entropy = sum(map(math.log, code.categories))
    assert told.categories(match)[0].item() == pytest.approx(entropy - categories)
    assert told.continuous(match)[0].item() == pytest.approx(surprise(code, match, parameters_of))
    return categories, continuous


def surprise(code: Code, match: Match, parameters_of: Parameters) -> float:
    """Return the mean of -log N(values; means, 1), values and means being what lies behind the categories."""
    values, means = (both[:, sum(code.categories) :] for both in (match.fake, parameters_of(match.fake)))
    return -Gaussian(means, 1.0).log_prob(values).sum(1).mean().item()


@pytest.mark.parametrize("categories", [(10,), (3, 4)])
def test_a_perfect_q_reaches_the_entropy_of_the_categories(categories: tuple[int, ...]) -> None:
    bound, none = bounds(Code(categories), lambda code: 60.0 * code)
    assert bound == pytest.approx(sum(map(math.log, categories)), abs=1e-9)
    assert none == 0.0


@pytest.mark.parametrize("categories", [(10,), (3, 4)])
def test_an_ignorant_q_finds_nothing(categories: tuple[int, ...]) -> None:
    assert bounds(Code(categories), torch.zeros_like)[0] == pytest.approx(0.0, abs=1e-12)


def test_a_wrong_q_claims_less_than_nothing() -> None:
    assert bounds(Code((4,)), lambda code: 3.0 * code.roll(1, 1))[0] < -1.0


def test_a_q_that_knows_only_the_spread_of_a_uniform_value() -> None:
    expected = math.log(2) - 0.5 * math.log(2 * math.pi * math.e / 3)
    assert bounds(Code((2,), 2), torch.zeros_like)[1] == pytest.approx(2 * expected, abs=0.01)


@pytest.mark.parametrize("error", [0.1, 0.5])
def test_the_bound_on_a_value_is_that_of_its_errors_deviation(error: float) -> None:
    expected = math.log(2) - 0.5 * math.log(2 * math.pi * math.e * error**2)
    assert bounds(Code((2,), 1), lambda code: code + error)[1] == pytest.approx(expected)


def test_the_bound_of_a_perfect_q_is_finite() -> None:
    assert math.isfinite(bounds(Code((2,), 1), lambda code: code)[1])


def test_the_gaussian_is_torchs_of_deviation_one() -> None:
    mean, code = torch.randn(2, 5, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    torch.testing.assert_close(continuous_code_loss(mean, code), -Gaussian(mean, 1.0).log_prob(code).sum(1))
