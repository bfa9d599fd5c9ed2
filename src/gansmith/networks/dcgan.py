"""DCGAN's convolutional pair (Radford et al. 2016) for any height, width and number of channels."""

from dataclasses import replace

from torch import Tensor, nn

from gansmith.core.batch import GeneratorInput
from gansmith.networks.family import Family
from gansmith.networks.layers.resize_conv import ResizeConv2d
from gansmith.networks.layers.score_head import Critic
from gansmith.networks.layers.style import Style, leaky_relu

Size = tuple[int, int]


def ladder(size: Size, smallest: int = 4) -> list[Size]:
    """Return sizes from the picture's down, each half the last rounded up, while both sides stay >= `smallest`.

    (64, 64) -> 64, 32, 16, 8, 4 and (69, 69) -> 69, 35, 18, 9, 5.
    """
    sizes = [size]
    while min(half := (-(-sizes[-1][0] // 2), -(-sizes[-1][1] // 2))) >= smallest:
        sizes.append(half)
    return sizes


def kernel(size: Size) -> Size:
    """Return the kernel that, with stride 2 and padding 1, joins `size` and its half: 4 for even sides, 3 for odd."""
    height, width = (4 - side % 2 for side in size)
    return height, width


def channels(width: int, levels: int, most: int = 8) -> list[int]:
    """Return channel counts from the finest level to the coarsest: doubling, up to `most` times the width."""
    return [width * min(2**level, most) for level in range(levels)]


class DCGANGenerator(nn.Module):
    """Noise (N, noise) -> a coarse map -> fractionally strided convolutions -> pictures (N, C, H, W).

    width counts channels of the finest hidden map. With patch = p all maps work at H / p x W / p, and the last one is
    shuffled into p x p blocks of pixels (Shi et al. 2016): p^2 times less work for the same picture. With resize, maps
    are enlarged by repetition before a 3x3 convolution, which leaves no checkerboard (Odena et al. 2016).
    """

    def __init__(
        self, shape: tuple[int, ...], noise: int, width: int, patch: int, style: Style, resize: bool = False
    ) -> None:
        super().__init__()
        colours, height, breadth = shape
        sizes = ladder((height // patch, breadth // patch))
        counts = channels(width, max(len(sizes) - 1, 1))
        self.coarse = (counts[-1], *sizes[-1])
        self.project = nn.Linear(noise, counts[-1] * sizes[-1][0] * sizes[-1][1])
        layers = [*normalise(counts[-1], style.normalise_generator), style.activation()]
        for below, above, size in zip(counts[:0:-1], counts[-2::-1], sizes[-2:0:-1], strict=True):
            layers.append(double(below, above, size, resize))
            layers += [*normalise(above, style.normalise_generator), style.activation()]
        layers.append(to_pixels(counts[0], colours * patch**2, sizes, resize))
        layers += [nn.PixelShuffle(patch)] if patch > 1 else []
        layers += [nn.Tanh()] if style.squash else []
        self.layers = nn.Sequential(*layers)
        style.initialise(self, style.normalise_generator)

    def forward(self, given: GeneratorInput) -> Tensor:
        """Return pictures (N, C, H, W)."""
        pictures: Tensor = self.layers(self.project(given.noise).view(-1, *self.coarse))
        return pictures


class DCGANCritic(Critic):
    """Pictures (N, C, H, W) -> strided convolutions -> one dense score (N,): no pooling, no hidden dense layer.

    BatchNorm, where the method asks for it, skips the first layer as in the paper.
    """

    def __init__(self, shape: tuple[int, ...], width: int, patch: int, style: Style) -> None:
        super().__init__()
        colours, height, breadth = shape
        sizes = ladder((height // patch, breadth // patch))
        counts = channels(width, max(len(sizes) - 1, 1))
        layers: list[nn.Module] = [nn.PixelUnshuffle(patch)] if patch > 1 else []
        before = colours * patch**2
        for level, count in enumerate(counts):
            layers.append(halve(before, count, sizes, level))
            layers += normalise(count, style.normalise_critic and level > 0)
            layers.append(leaky_relu())
            before = count
        self.layers = nn.Sequential(*layers, nn.Flatten())
        self.score = nn.Linear(before * sizes[-1][0] * sizes[-1][1], 1)
        style.initialise(self, style.normalise_critic)

    def features(self, samples: Tensor) -> Tensor:
        """Return the coarsest maps, flattened to (N, F)."""
        features: Tensor = self.layers(samples)
        return features


def halve(before: int, after: int, sizes: list[Size], level: int, bias: bool = True) -> nn.Module:
    """Return the critic's layer from a level of the ladder to the next; a picture too small to halve keeps its size."""
    if len(sizes) > 1:
        return nn.Conv2d(before, after, kernel(sizes[level]), stride=2, padding=1, bias=bias)
    return nn.Conv2d(before, after, 3, padding=1, bias=bias)


def double(before: int, after: int, size: Size, resize: bool = False, bias: bool = True) -> nn.Module:
    """Return the generator's layer to maps of `size`, from those of half of it."""
    if resize:
        return ResizeConv2d(before, after, size, bias=bias)
    return nn.ConvTranspose2d(before, after, kernel(size), stride=2, padding=1, bias=bias)


def to_pixels(before: int, after: int, sizes: list[Size], resize: bool = False) -> nn.Module:
    """Return the generator's last layer, the mirror of the critic's first."""
    if len(sizes) > 1:
        return double(before, after, sizes[0], resize)
    return nn.Conv2d(before, after, 3, padding=1)


def normalise(count: int, wanted: bool) -> list[nn.Module]:
    """Return BatchNorm of as many maps, or nothing."""
    return [nn.BatchNorm2d(count)] if wanted else []


FAMILY = Family(
    "dcgan",
    lambda plan: DCGANGenerator(plan.shape, plan.noise, plan.width, plan.patch, plan.style),
    lambda plan: DCGANCritic(plan.shape, plan.width, plan.patch, plan.style),
    width=64,
    batch_norm=True,
)
RESIZE = replace(
    FAMILY,
    name="resize",
    generator=lambda plan: DCGANGenerator(plan.shape, plan.noise, plan.width, plan.patch, plan.style, resize=True),
)
