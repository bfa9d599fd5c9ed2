"""Residual pair without normalisation (after WGAN-GP's ResNet and R3GAN), bilinear resampling, any height and width."""

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gansmith.core.batch import GeneratorInput
from gansmith.networks.dcgan import Size, channels, ladder
from gansmith.networks.family import Family
from gansmith.networks.layers.score_head import Critic
from gansmith.networks.layers.style import leaky_relu, scale_for_leaky_relu


class ResidualBlock(nn.Module):
    """x + f(x), f two 3x3 convolutions between leaky rectifiers, the last one zero at the start.

    The zero keeps the block an identity at first, which stands in for normalisation (Zhang et al. 2019, Fixup).
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.last = nn.Conv2d(width, width, 3, padding=1)
        self.rectify = leaky_relu()

    def forward(self, maps: Tensor) -> Tensor:
        """Return maps of the same shape."""
        branch: Tensor = self.last(self.rectify(self.first(self.rectify(maps))))
        return maps + branch


class ResidualGenerator(nn.Module):
    """Noise (N, noise) -> coarse maps -> blocks and bilinear upsampling -> pictures (N, C, H, W), unbounded.

    With patch = p all blocks work at H / p x W / p; the last maps are shuffled into blocks of p x p pixels (Shi et al.
    2016), and one convolution at full size smooths the seams between them.
    """

    def __init__(self, shape: tuple[int, ...], noise: int, width: int, patch: int) -> None:
        super().__init__()
        colours, height, breadth = shape
        self.sizes = ladder((height // patch, breadth // patch))[::-1]
        counts = channels(width, len(self.sizes))[::-1]
        self.coarse = (counts[0], *self.sizes[0])
        self.project = nn.Linear(noise, counts[0] * self.sizes[0][0] * self.sizes[0][1])
        self.blocks = nn.ModuleList(ResidualBlock(count) for count in counts)
        self.narrow = nn.ModuleList(nn.Conv2d(before, after, 1, bias=False) for before, after in pairwise(counts))
        finest = max(width // 2, 1)
        self.fine = nn.Conv2d(counts[-1], finest * patch**2, 3, padding=1)
        self.shuffle = nn.PixelShuffle(patch)
        self.rectify = leaky_relu()
        self.pixels = nn.Conv2d(finest, colours, 3, padding=1)
        initialise(self)
        start_quiet(self.fine, self.pixels, patch)

    def forward(self, given: GeneratorInput) -> Tensor:
        """Return pictures (N, C, H, W)."""
        maps = self.blocks[0](self.project(given.noise).view(-1, *self.coarse))
        for narrow, block, size in zip(self.narrow, self.blocks[1:], self.sizes[1:], strict=True):
            maps = block(resample(narrow(maps), size))
        pictures: Tensor = self.pixels(self.rectify(self.shuffle(self.fine(maps))))
        return pictures


class ResidualCritic(Critic):
    """Pictures (N, C, H, W) -> blocks and bilinear downsampling -> score (N,)."""

    def __init__(self, shape: tuple[int, ...], width: int, patch: int) -> None:
        super().__init__()
        colours, height, breadth = shape
        self.sizes = ladder((height // patch, breadth // patch))
        counts = channels(width, len(self.sizes))
        self.shuffle = nn.PixelUnshuffle(patch)
        self.pixels = nn.Conv2d(colours * patch**2, counts[0], 3, padding=1)
        self.blocks = nn.ModuleList(ResidualBlock(count) for count in counts)
        self.widen = nn.ModuleList(nn.Conv2d(before, after, 1, bias=False) for before, after in pairwise(counts))
        self.rectify = leaky_relu()
        self.score = nn.Linear(counts[-1] * self.sizes[-1][0] * self.sizes[-1][1], 1)
        initialise(self)

    def features(self, samples: Tensor) -> Tensor:
        """Return the coarsest maps, flattened to (N, F)."""
        maps = self.blocks[0](self.pixels(self.shuffle(samples)))
        for widen, block, size in zip(self.widen, self.blocks[1:], self.sizes[1:], strict=True):
            maps = block(widen(resample(maps, size)))
        features: Tensor = self.rectify(maps).flatten(1)
        return features


def resample(maps: Tensor, size: Size) -> Tensor:
    """Return maps at another size, bilinear: transposed convolutions leave a checkerboard (Huang et al. 2025)."""
    return F.interpolate(maps, size=size, mode="bilinear", align_corners=False)


def initialise(network: nn.Module) -> None:
    """Set weights that keep the variance of the signal, and every residual branch to zero."""
    for layer in network.modules():
        if isinstance(layer, nn.Linear | nn.Conv2d):
            nn.init.normal_(layer.weight, 0.0, scale_for_leaky_relu(layer.weight[0].numel()))
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    for layer in network.modules():
        if isinstance(layer, ResidualBlock):
            nn.init.zeros_(layer.last.weight)


def start_quiet(fine: nn.Conv2d, pixels: nn.Conv2d, patch: int) -> None:
    """Make the first pictures smooth and faint: what starts loud is told from the data at once, and stays behind.

    All places of a block get the same weights (Aitken et al. 2017, ICNR), and the last layer a tenth of the usual.
    """
    with torch.no_grad():
        fine.weight.copy_(fine.weight[:: patch**2].repeat_interleave(patch**2, dim=0))
        pixels.weight.mul_(0.1)


FAMILY = Family(
    "residual",
    lambda plan: ResidualGenerator(plan.shape, plan.noise, plan.width, plan.patch),
    lambda plan: ResidualCritic(plan.shape, plan.width, plan.patch),
    width=16,
)
