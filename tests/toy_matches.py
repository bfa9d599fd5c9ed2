"""Matches whose every number is known: generators and critics of one line."""

import torch
from torch import Tensor, nn

from gansmith.core.batch import Batch, Condition, CriticOutput, GeneratorInput
from gansmith.core.match import Match
from gansmith.core.prior import Normal
from gansmith.core.randomness import Draws


class Fixed(nn.Module):
    """A generator that always gives the same samples."""

    def __init__(self, samples: Tensor) -> None:
        super().__init__()
        self.samples = nn.Parameter(samples.detach().clone(), requires_grad=False)

    def forward(self, given: GeneratorInput) -> Tensor:
        return self.samples.clone()


class Linear(nn.Module):
    """A critic whose score is w . x, so that its slope is |w| everywhere; it remembers what it was asked."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight.detach().clone())
        self.asked: list[Tensor] = []

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        self.asked.append(samples)
        return CriticOutput(samples.flatten(1) @ self.weight)


def toy_match(critic: nn.Module, real: Tensor, fake: Tensor, *slopes: str, seed: int = 0) -> Match:
    """Return a match of the critic on these very samples."""
    draws = Draws(seed, ("toy",), dtype=real.dtype)
    return Match(Fixed(fake), critic, Normal(1), Batch(real), draws, frozenset(slopes))


def scores_match(real: Tensor, fake: Tensor, *slopes: str) -> Match:
    """Return a match in which samples are one number each, and the score is that number."""
    return toy_match(Linear(torch.ones(1, dtype=real.dtype)), real.view(-1, 1), fake.view(-1, 1), *slopes)
