"""Multi-layer perceptrons: for vectors, and for pictures taken as vectors."""

import math

from torch import Tensor, nn

from gansmith.core.batch import Condition, GeneratorInput
from gansmith.networks.family import Family, Option
from gansmith.networks.layers.closed_form_slopes import scores_and_slopes
from gansmith.networks.layers.score_head import Critic
from gansmith.networks.layers.style import LEAK, Style, leaky_relu


class MLPGenerator(nn.Module):
    """Noise (N, noise) -> `depth` hidden layers of `width` -> samples (N, *shape); never batch-normalised."""

    def __init__(self, shape: tuple[int, ...], noise: int, width: int, depth: int, style: Style) -> None:
        super().__init__()
        self.shape = shape
        layers: list[nn.Module] = []
        for size in [noise] + [width] * (depth - 1):
            layers.append(nn.Linear(size, width))
            layers.append(style.activation())
        layers.append(nn.Linear(width, math.prod(shape)))
        layers += [nn.Tanh()] if style.squash else []
        self.layers = nn.Sequential(*layers)
        style.initialise(self, normalised=False)

    def forward(self, given: GeneratorInput) -> Tensor:
        """Return samples (N, *shape)."""
        flat: Tensor = self.layers(given.noise)
        return flat.view(-1, *self.shape)


class MLPCritic(Critic):
    """Samples (N, *shape) -> `depth` hidden layers of `width` -> score (N,).

    Never batch-normalised: a perceptron critic does well without, and every penalty needs it without.
    """

    def __init__(self, shape: tuple[int, ...], width: int, depth: int, style: Style) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for size in [math.prod(shape)] + [width] * (depth - 1):
            layers += [nn.Linear(size, width), leaky_relu()]
        self.layers = nn.Sequential(*layers)
        self.score = nn.Linear(width, 1)
        style.initialise(self, normalised=False)

    def features(self, samples: Tensor) -> Tensor:
        """Return the last hidden activations (N, width)."""
        features: Tensor = self.layers(samples.flatten(1))
        return features

    def scores_and_slopes(self, samples: Tensor, condition: Condition, first: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return scores of the rows before `first` and from it on, and the latter's slopes (M - first, D)."""
        linear = [layer for layer in (*self.layers, self.score) if isinstance(layer, nn.Linear)]
        weights, biases = [layer.weight for layer in linear], [layer.bias for layer in linear]
        return scores_and_slopes(samples.flatten(1), first, LEAK, weights, biases)


FAMILY = Family(
    "mlp",
    lambda plan: MLPGenerator(plan.shape, plan.noise, plan.width, plan.options["depth"], plan.style),
    lambda plan: MLPCritic(plan.shape, plan.width, plan.options["depth"], plan.style),
    width=512,
    takes_vectors=True,
    options={"depth": Option(2, "counts the hidden layers")},
)
