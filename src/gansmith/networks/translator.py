"""CycleGAN's generator: residual blocks between halvings and doublings (Zhu et al. 2017; Johnson et al. 2016)."""

import torch.nn.functional as F
from torch import Tensor, nn

from gansmith.core.batch import GeneratorInput
from gansmith.networks.layers.instance_norm import InstanceNorm, as_published
from gansmith.networks.layers.resize_conv import ResizeConv2d
from gansmith.networks.unet import even

BLOCKS = 6  # the paper's for pictures of 128 x 128 (Zhu et al. 2017, section 4)


class Translator(nn.Module):
    """Source pictures (N, C', H, W) -> target pictures (N, C, H, W) in [-1, 1], of any size from 8 x 8 on.

    Differs from the paper: resize-convolutions on the way up, which leave no checkerboard.
    """

    def __init__(self, source: tuple[int, ...], colours: int, width: int, blocks: int = BLOCKS) -> None:
        super().__init__()
        self.enter = Layer(nn.Conv2d(source[0], width, 7, bias=False), width, 3)
        self.shrink = nn.ModuleList(
            Layer(nn.Conv2d(width * k, width * 2 * k, 4, stride=2, bias=False), width * 2 * k, 1) for k in (1, 2)
        )
        self.blocks = nn.Sequential(*(Block(4 * width) for _ in range(blocks)))
        self.enlarge = nn.ModuleList(
            Layer(ResizeConv2d(width * 2 * k, width * k, bias=False), width * k, 0) for k in (2, 1)
        )
        self.leave = nn.Conv2d(width, colours, 7)
        as_published(self)

    def forward(self, given: GeneratorInput) -> Tensor:
        """Return target pictures of the size of the sources."""
        assert given.condition.image is not None  # noqa: S101
        maps, sizes = self.enter(given.condition.image), []
        for shrink in self.shrink:
            sizes.append(maps.shape[2:])
            maps = shrink(even(maps))
        maps = self.blocks(maps)
        for enlarge, (height, width) in zip(self.enlarge, reversed(sizes), strict=True):
            maps = enlarge(maps)[..., :height, :width]
        pictures: Tensor = self.leave(reflected(maps, 3)).tanh()
        return pictures


class Layer(nn.Module):
    """Maps -> mirrored at the border -> convolution -> normalisation -> ReLU."""

    def __init__(self, convolve: nn.Module, channels: int, border: int) -> None:
        super().__init__()
        self.convolve, self.normalise, self.border = convolve, InstanceNorm(channels), border

    def forward(self, maps: Tensor) -> Tensor:
        """Return the maps after the layer."""
        return F.relu(self.normalise(self.convolve(reflected(maps, self.border))))


class Block(nn.Module):
    """x + f(x), f two 3x3 convolutions, each normalised, with a ReLU between them."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = Layer(nn.Conv2d(channels, channels, 3, bias=False), channels, 1)
        self.last, self.normalise = nn.Conv2d(channels, channels, 3, bias=False), InstanceNorm(channels)

    def forward(self, maps: Tensor) -> Tensor:
        """Return maps of the same shape."""
        branch: Tensor = self.normalise(self.last(reflected(self.first(maps), 1)))
        return maps + branch


def reflected(maps: Tensor, border: int) -> Tensor:
    """Return maps with a border of so many mirrored places on every side."""
    return F.pad(maps, (border,) * 4, mode="reflect") if border else maps
