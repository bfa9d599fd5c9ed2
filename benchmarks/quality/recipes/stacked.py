"""Stacked MNIST's small pair, G of 32-16-8 maps and D of half (Metz et al. 2017, Unrolled GAN; Lin et al. 2018)."""

from dataclasses import replace

from torch import Tensor, nn

from gansmith.core.batch import DataSpec, GeneratorInput
from gansmith.core.method import Method
from gansmith.core.optimizers import Adam
from gansmith.errors import UsageError
from gansmith.methods.common import Count, Fraction, NonNegative, Positive
from gansmith.methods.dcgan import dcgan
from gansmith.methods.r3gan import r3gan
from gansmith.networks.layers.activations import LeakyReLU
from gansmith.networks.layers.score_head import Critic
from gansmith.networks.layers.style import Style

SIDE = 28
MAPS = (64, 32, 16, 8)  # of G at 4, 7, 14 and 28 pixels
LEAK = 0.3


class Generator(nn.Module):
    """Noise (N, noise) -> 64 maps at 4 x 4 -> 3x3 transposed convolutions, 32 at 7, 16 at 14, 8 at 28 -> pictures."""

    def __init__(self, colours: int, noise: int, style: Style) -> None:
        super().__init__()
        self.project = nn.Linear(noise, MAPS[0] * 4 * 4)
        layers = [*_normalised(MAPS[0], style.normalise_generator), style.activation()]
        for before, after, rest in zip(MAPS, MAPS[1:], (0, 1, 1), strict=False):  # 4 -> 7 -> 14 -> 28
            layers.append(nn.ConvTranspose2d(before, after, 3, stride=2, padding=1, output_padding=rest))
            layers += [*_normalised(after, style.normalise_generator), style.activation()]
        self.layers = nn.Sequential(*layers, nn.Conv2d(MAPS[-1], colours, 3, padding=1), nn.Tanh())
        style.initialise(self, style.normalise_generator)

    def forward(self, given: GeneratorInput) -> Tensor:
        """Return pictures (N, C, 28, 28)."""
        pictures: Tensor = self.layers(self.project(given.noise).view(-1, MAPS[0], 4, 4))
        return pictures


class HalfCritic(Critic):
    """Pictures (N, C, 28, 28) -> 3x3 convolutions of stride 2 with width, 2 width, 4 width maps -> score (N,)."""

    def __init__(self, colours: int, width: int, style: Style) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = colours
        for level in range(3):  # 28 -> 14 -> 7 -> 4
            after = width * 2**level
            layers += [nn.Conv2d(before, after, 3, stride=2, padding=1)]
            layers += [*_normalised(after, style.normalise_critic and level > 0), LeakyReLU(LEAK)]
            before = after
        self.layers = nn.Sequential(*layers, nn.Flatten())
        self.score = nn.Linear(before * 4 * 4, 1)
        style.initialise(self, style.normalise_critic)

    def features(self, samples: Tensor) -> Tensor:
        """Return the coarsest maps, flattened to (N, 64 width)."""
        features: Tensor = self.layers(samples)
        return features


def relativistic(
    data: DataSpec,
    *,
    gamma: NonNegative = 1.0,
    gamma_end: NonNegative = 0.1,
    critic_width: Count = 4,
    normalise: bool = True,
    noise: Count = 256,
    batch_size: Count = 128,
    learning_rate: Positive = 1e-3,
    learning_rate_end: Positive = 1e-4,
    generator_learning_rate: Positive | None = None,
    average: Fraction = 0.999,
) -> Method:
    """Return the small pair in R3GAN's game. Differs from the published pair: no BatchNorm in D, which R1 + R2 forbid.

    Parameters
    ----------
    gamma: weight of the penalties at the start.
    gamma_end: weight of the penalties at the end.
    critic_width: maps of D's first layer: 4 is half of G's, 2 a quarter.
    normalise: BatchNorm in G, as published.
    noise: length of z.
    batch_size: real samples per turn.
    learning_rate: Adam's at the start.
    learning_rate_end: Adam's at the end.
    generator_learning_rate: Adam's at the start for G; left out, the same as D's.
    average: decay of the averaged generator.
    """
    game = r3gan(
        data,
        gamma=gamma,
        gamma_end=gamma_end,
        noise=noise,
        batch_size=batch_size,
        learning_rate=learning_rate,
        learning_rate_end=learning_rate_end,
        generator_learning_rate=generator_learning_rate,
        average=average,
    )
    style = Style(normalise_generator=normalise, normalise_critic=False)
    return _with_small_pair(game, data, noise, critic_width, style)


def published(
    data: DataSpec, *, critic_width: Count = 4, noise: Count = 256, batch_size: Count = 128, average: Fraction = 0.0
) -> Method:
    """Return the small pair as published: BatchNorm in both, Adam of 2e-4 for D and 1e-4 for G, betas 0.5 and 0.99.

    Parameters
    ----------
    critic_width: maps of D's first layer: 4 is half of G's, 2 a quarter.
    noise: length of z.
    batch_size: real samples per turn.
    average: decay of the averaged generator; 0, as published, draws from the last weights.
    """
    game = dcgan(data, noise=noise, batch_size=batch_size, average=average)
    rates = {"critic": 2e-4, "generator": 1e-4}
    players = {name: replace(player, optimizer=Adam(rates[name], 0.5, 0.99)) for name, player in game.players.items()}
    return _with_small_pair(replace(game, players=players), data, noise, critic_width, Style())


def _with_small_pair(game: Method, data: DataSpec, noise: int, width: int, style: Style) -> Method:
    if data.shape[1:] != (SIDE, SIDE):
        raise UsageError(f"This pair draws {SIDE} x {SIDE} pixels; each sample has shape {data.shape}.")
    networks = {
        "generator": lambda: Generator(data.shape[0], noise, style),
        "critic": lambda: HalfCritic(data.shape[0], width, style),
    }
    return replace(game, networks=networks)


def _normalised(count: int, wanted: bool) -> list[nn.Module]:
    return [nn.BatchNorm2d(count)] if wanted else []
