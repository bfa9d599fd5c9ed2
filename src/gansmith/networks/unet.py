"""pix2pix's U-Net (Isola et al. 2017; Ronneberger et al. 2015): what goes down is handed across on the way up."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gansmith.core.batch import GeneratorInput
from gansmith.networks.dcgan import channels, ladder
from gansmith.networks.layers.dropout import SampleDropout
from gansmith.networks.layers.instance_norm import InstanceNorm, as_published
from gansmith.networks.layers.resize_conv import ResizeConv2d
from gansmith.networks.layers.style import leaky_relu

DROPPED = 3  # innermost levels on the way up that drop half of their maps (Isola et al. 2017, appendix 6.1.1)


class UNetGenerator(nn.Module):
    """Source pictures (N, C', H, W) -> target pictures (N, C, H, W) in [-1, 1], of any size.

    width counts channels of the finest maps; there are as many levels as halve the size it is built for down to 2.
    Differs from the paper: instance normalisation, the source itself is handed across to the last layer, and
    resize-convolutions, which leave no checkerboard. The finest maps are not normalised, as in the paper: brightness
    would be lost. Dropout, which is the paper's noise, is off when samples are made: one source,
    one picture.
    """

    def __init__(self, source: tuple[int, ...], colours: int, width: int) -> None:
        super().__init__()
        levels = max(len(ladder((source[1], source[2]), smallest=2)) - 1, 1)
        counts = channels(width, levels)
        before = [source[0], *counts[:-1]]
        self.down = nn.ModuleList(
            Down(*pair, normalise=0 < level < levels - 1) for level, pair in enumerate(zip(before, counts, strict=True))
        )
        below = [*(2 * count for count in counts[:-1]), counts[-1]]
        above = [width, *counts[:-1]]
        self.up = nn.ModuleList(
            Up(*pair, normalise=level > 0, drop=level >= max(levels - DROPPED, 1))
            for level, pair in enumerate(zip(below, above, strict=True))
        )
        self.pixels = nn.Conv2d(width + source[0], colours, 3, padding=1)
        as_published(self)

    def forward(self, given: GeneratorInput) -> Tensor:
        """Return target pictures of the size of the sources."""
        assert given.condition.image is not None  # noqa: S101
        maps, passed = given.condition.image, []
        for down in self.down:
            passed.append(maps)
            maps = down(maps)
        for level in range(len(self.up) - 1, -1, -1):
            maps = self.up[level](maps, passed[level].shape[2:])
            maps = torch.cat([maps, passed[level]], 1)
        pictures: Tensor = torch.tanh(self.pixels(maps))
        return pictures


class Down(nn.Module):
    """Maps -> a strided convolution that halves them, sides rounded up -> normalisation -> LeakyReLU."""

    def __init__(self, before: int, after: int, normalise: bool) -> None:
        super().__init__()
        self.convolve = nn.Conv2d(before, after, 4, stride=2, padding=1, bias=not normalise)
        self.normalise = InstanceNorm(after) if normalise else nn.Identity()
        self.rectify = leaky_relu()

    def forward(self, maps: Tensor) -> Tensor:
        """Return maps of half the size."""
        halved: Tensor = self.rectify(self.normalise(self.convolve(even(maps))))
        return halved


class Up(nn.Module):
    """Maps -> doubled and convolved, cropped to a size -> normalisation -> dropout where wanted -> ReLU."""

    def __init__(self, before: int, after: int, normalise: bool, drop: bool) -> None:
        super().__init__()
        self.convolve = ResizeConv2d(before, after, bias=not normalise)
        self.normalise = InstanceNorm(after) if normalise else nn.Identity()
        self.drop = SampleDropout(0.5) if drop else nn.Identity()

    def forward(self, maps: Tensor, size: torch.Size) -> Tensor:
        """Return maps of the size."""
        doubled = self.convolve(maps)[..., : size[0], : size[1]]
        return F.relu(self.drop(self.normalise(doubled)))


def even(maps: Tensor) -> Tensor:
    """Return maps of even sides, the last row and column repeated where they are odd."""
    height, width = maps.shape[2:]
    return F.pad(maps, (0, width % 2, 0, height % 2), mode="replicate") if height % 2 or width % 2 else maps
