"""Convolutions with hidden dense layers beside the noise and the score (Chen et al. 2016, table 1), for any size."""

from torch import Tensor, nn

from gansmith.core.batch import GeneratorInput
from gansmith.networks.dcgan import Size, channels, double, halve, ladder, normalise, to_pixels
from gansmith.networks.family import Family
from gansmith.networks.layers.score_head import Critic
from gansmith.networks.layers.style import Style, leaky_relu

COARSEST = 7  # pixels a side below which maps are not halved: 28 -> 14 -> 7, 64 -> 32 -> 16 -> 8
HIDDEN = 16  # units of a dense layer, times the width
DEVIATION = 0.02  # of initial weights that batches normalise


class DenseGenerator(nn.Module):
    """Noise (N, noise) -> 16 w units -> coarse maps -> fractionally strided convolutions -> pictures (N, C, H, W).

    width = w counts the maps of the finest hidden layer. With patch = p the last maps are shuffled into p x p pixels.
    """

    def __init__(self, shape: tuple[int, ...], noise: int, width: int, patch: int, style: Style) -> None:
        super().__init__()
        colours, height, breadth = shape
        sizes, counts = _plan((height // patch, breadth // patch), width)
        self.coarse = (counts[-1], *sizes[-1])
        places = counts[-1] * sizes[-1][0] * sizes[-1][1]
        normalised = style.normalise_generator
        self.dense = nn.Sequential(
            *_dense(noise, HIDDEN * width, normalised, style.activation()),
            *_dense(HIDDEN * width, places, normalised, style.activation()),
        )
        layers: list[nn.Module] = []
        for before, after, size in zip(counts[:0:-1], counts[-2::-1], sizes[-2:0:-1], strict=True):
            layers.append(double(before, after, size, bias=not normalised))
            layers += [*normalise(after, normalised), style.activation()]
        layers.append(to_pixels(counts[0], colours * patch**2, sizes))
        layers += [nn.PixelShuffle(patch)] if patch > 1 else []
        layers += [nn.Tanh()] if style.squash else []
        self.maps = nn.Sequential(*layers)
        _initialise(self, style, normalised)

    def forward(self, given: GeneratorInput) -> Tensor:
        """Return pictures (N, C, H, W)."""
        pictures: Tensor = self.maps(self.dense(given.noise).view(-1, *self.coarse))
        return pictures


class DenseCritic(Critic):
    """Pictures (N, C, H, W) -> strided convolutions with w, 2 w, ... maps -> 16 w units -> score (N,).

    BatchNorm, where the method asks for it, skips the first layer as in the paper.
    """

    def __init__(self, shape: tuple[int, ...], width: int, patch: int, style: Style) -> None:
        super().__init__()
        colours, height, breadth = shape
        sizes, counts = _plan((height // patch, breadth // patch), width)
        layers: list[nn.Module] = [nn.PixelUnshuffle(patch)] if patch > 1 else []
        before, normalised = colours * patch**2, style.normalise_critic
        for level, count in enumerate(counts):
            normalises = normalised and level > 0
            layers.append(halve(before, count, sizes, level, bias=not normalises))
            layers += [*normalise(count, normalises), leaky_relu()]
            before = count
        places = before * sizes[-1][0] * sizes[-1][1]
        self.layers = nn.Sequential(*layers, nn.Flatten(), *_dense(places, HIDDEN * width, normalised, leaky_relu()))
        self.score = nn.Linear(HIDDEN * width, 1)
        _initialise(self, style, normalised)

    def features(self, samples: Tensor) -> Tensor:
        """Return the dense layer's activations (N, 16 w)."""
        features: Tensor = self.layers(samples)
        return features


def _plan(size: Size, width: int) -> tuple[list[Size], list[int]]:
    """Return sizes from the picture's down, and the maps of each but the first, or of the one where it is all."""
    sizes = ladder(size, COARSEST)
    return sizes, channels(width, max(len(sizes) - 1, 1))


def _dense(before: int, after: int, normalised: bool, rectify: nn.Module) -> list[nn.Module]:
    return [nn.Linear(before, after, bias=not normalised), *([nn.BatchNorm1d(after)] if normalised else []), rectify]


def _initialise(network: nn.Module, style: Style, normalised: bool) -> None:
    """Set initial weights in place: all N(0, 0.02) where batches normalise what they make, else as the style has it."""
    if not normalised:
        style.initialise(network, normalised=False)
        return
    for layer in network.modules():
        if isinstance(layer, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
            nn.init.normal_(layer.weight, 0.0, DEVIATION)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)


FAMILY = Family(
    "dense",
    lambda plan: DenseGenerator(plan.shape, plan.noise, plan.width, plan.patch, plan.style),
    lambda plan: DenseCritic(plan.shape, plan.width, plan.patch, plan.style),
    width=64,
    batch_norm=True,
)
