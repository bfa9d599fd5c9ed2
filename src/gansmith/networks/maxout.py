"""The perceptrons of 2014 (Goodfellow et al. 2014, section 5): maxout and dropout in D, ReLU and sigmoid in G."""

import math

from torch import Tensor, nn

from gansmith.core.batch import GeneratorInput
from gansmith.networks.family import Family
from gansmith.networks.layers.dropout import SampleDropout
from gansmith.networks.layers.score_head import Critic
from gansmith.networks.layers.style import Style


class Maxout(nn.Module):
    """Activations (N, before) -> (N, after), each the largest of `pieces` linear functions (Goodfellow et al. 2013)."""

    def __init__(self, before: int, after: int, pieces: int = 5) -> None:
        super().__init__()
        self.after, self.pieces = after, pieces
        self.linear = nn.Linear(before, after * pieces)

    def forward(self, values: Tensor) -> Tensor:
        """Return the activations."""
        pieces: Tensor = self.linear(values)
        return pieces.view(-1, self.after, self.pieces).amax(2)


class SigmoidGenerator(nn.Module):
    """Noise (N, noise) -> two layers of `width` ReLUs -> sigmoids -> samples (N, *shape).

    A sigmoid draws in [0, 1], and the data lies in [-1, 1]: samples are 2 sigmoid(v) - 1.
    """

    def __init__(self, shape: tuple[int, ...], noise: int, width: int, style: Style) -> None:
        super().__init__()
        self.shape = shape
        hidden = [nn.Linear(noise, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU()]
        self.layers = nn.Sequential(*hidden, nn.Linear(width, math.prod(shape)), nn.Sigmoid())
        style.initialise(self, normalised=False)

    def forward(self, given: GeneratorInput) -> Tensor:
        """Return samples (N, *shape) in [-1, 1]."""
        flat: Tensor = self.layers(given.noise)
        return (2.0 * flat - 1.0).view(-1, *self.shape)


class MaxoutCritic(Critic):
    """Samples (N, *shape) -> two layers of width / 2 maxouts, dropout 1/2 after each -> score (N,).

    A maxout of five pieces holds five weights for one of a rectifier: half the width keeps the critic affordable.
    """

    def __init__(self, shape: tuple[int, ...], width: int, style: Style) -> None:
        super().__init__()
        units = max(width // 2, 1)
        self.layers = nn.Sequential(
            nn.Flatten(), Maxout(math.prod(shape), units), SampleDropout(), Maxout(units, units), SampleDropout()
        )
        self.score = nn.Linear(units, 1)
        style.initialise(self, normalised=False)

    def features(self, samples: Tensor) -> Tensor:
        """Return the last hidden activations (N, width / 2)."""
        features: Tensor = self.layers(samples)
        return features


FAMILY = Family(
    "maxout",
    lambda plan: SigmoidGenerator(plan.shape, plan.noise, plan.width, plan.style),
    lambda plan: MaxoutCritic(plan.shape, plan.width, plan.style),
    width=512,
    takes_vectors=True,
)
