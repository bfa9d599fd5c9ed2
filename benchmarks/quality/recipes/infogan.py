"""InfoGAN's networks for MNIST with their dense layers (Chen et al. 2016, table 1), in the package's game."""

from dataclasses import replace

from torch import Tensor, nn

from gansmith.core.batch import DataSpec, GeneratorInput
from gansmith.core.method import Method
from gansmith.core.prior import Code
from gansmith.errors import UsageError
from gansmith.methods.infogan import infogan
from gansmith.methods.parts import Count, NonNegative, Positive
from gansmith.networks.conditioning import Heads, JoinedInput
from gansmith.networks.critic import Critic
from gansmith.networks.style import leaky_relu

SIDE = 28
DEVIATION = 0.02  # of initial weights


class Generator(nn.Module):
    """Noise and code (N, inputs) -> dense 16 w -> dense 2 w maps at 7 x 7 -> w at 14 -> pictures (N, C, 28, 28)."""

    def __init__(self, inputs: int, colours: int, width: int) -> None:
        super().__init__()
        self.dense = nn.Sequential(
            *_dense(inputs, 16 * width, nn.ReLU()),
            *_dense(16 * width, 2 * width * 49, nn.ReLU()),
        )
        self.maps = nn.Sequential(
            nn.ConvTranspose2d(2 * width, width, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.ConvTranspose2d(width, colours, 4, stride=2, padding=1),
            nn.Tanh(),
        )
        _initialise(self)

    def forward(self, given: GeneratorInput) -> Tensor:
        """Return pictures in [-1, 1]."""
        pictures: Tensor = self.maps(self.dense(given.noise).view(len(given.noise), -1, 7, 7))
        return pictures


class Discriminator(Critic):
    """Pictures (N, C, 28, 28) -> w maps at 14 -> 2 w at 7 -> dense 16 w -> score."""

    def __init__(self, colours: int, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(colours, width, 4, stride=2, padding=1),
            leaky_relu(),
            nn.Conv2d(width, 2 * width, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(2 * width),
            leaky_relu(),
            nn.Flatten(),
            *_dense(2 * width * 49, 16 * width, leaky_relu()),
        )
        self.score = nn.Linear(16 * width, 1)
        _initialise(self)

    def features(self, samples: Tensor) -> Tensor:
        """Return the dense layer's activations (N, 16 w)."""
        features: Tensor = self.layers(samples)
        return features


class DenseHeads(Heads):
    """Heads whose Q has BatchNorm in its hidden layer, as published."""

    def __init__(self, critic: Critic, code: Code) -> None:
        super().__init__(critic, code=code)
        features, parameters = critic.score.in_features, sum(code.categories) + 2 * code.continuous
        self.tell = nn.Sequential(*_dense(features, 128, leaky_relu()), nn.Linear(128, parameters))
        _initialise(self.tell)


def published(
    data: DataSpec,
    *,
    width: Count = 32,
    category_weight: NonNegative = 1.0,
    continuous_weight: NonNegative = 0.1,
    batch_size: Count = 128,
    learning_rate: Positive = 2e-4,
    generator_learning_rate: Positive = 1e-3,
) -> Method:
    """Return the published networks, by default at half their width. Differs: Gaussian Q and N(0, I) noise.

    Parameters
    ----------
    width: maps of the finest layers; the paper's are 64.
    category_weight: weight of the category code's information.
    continuous_weight: weight of the continuous codes' information.
    batch_size: real samples per turn.
    learning_rate: Adam's, for D and Q.
    generator_learning_rate: Adam's, for G.
    """
    if data.shape[1:] != (SIDE, SIDE):
        raise UsageError(f"These networks draw {SIDE} x {SIDE} pixels; each sample has shape {data.shape}.")
    game = infogan(
        data,
        category_weight=category_weight,
        continuous_weight=continuous_weight,
        batch_size=batch_size,
        learning_rate=learning_rate,
        generator_learning_rate=generator_learning_rate,
    )
    code, noise = game.prior.code, 62
    networks = {
        "generator": lambda: JoinedInput(Generator(noise + code.size, data.shape[0], width)),
        "critic": lambda: DenseHeads(Discriminator(data.shape[0], width), code),
    }
    return replace(game, networks=networks)


def _dense(before: int, after: int, rectify: nn.Module) -> list[nn.Module]:
    return [nn.Linear(before, after, bias=False), nn.BatchNorm1d(after), rectify]


def _initialise(network: nn.Module) -> None:
    for layer in network.modules():
        if isinstance(layer, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
            nn.init.normal_(layer.weight, 0.0, DEVIATION)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
