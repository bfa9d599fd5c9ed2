"""A convolutional pair for signals of any length, (N, D) or (N, C, 1, L), whose neighbours belong together."""

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gansmith.core.batch import GeneratorInput
from gansmith.networks.dcgan import channels as widths
from gansmith.networks.family import Family
from gansmith.networks.layers.score_head import Critic
from gansmith.networks.layers.style import Style, leaky_relu

STRIDE, REACH = 4, 9  # steps of the ladder (as WaveGAN's: Donahue et al. 2019) and taps of its convolutions
BLOCK = 4  # numbers in a row that are worked on as channels of one place: four times less work for the same signal
FINE = 4  # channels at full length, where the seams between blocks are smoothed


def lengths(length: int, shortest: int = 4) -> list[int]:
    """Return counts of places from the finest down, for a signal's length: those of its blocks, then quarters.

    Each is rounded up, and quarters end before they fall below `shortest`: 4734 -> 1184, 296, 74, 19, 5.
    """
    found = [-(-length // BLOCK)]
    while (quarter := -(-found[-1] // STRIDE)) >= shortest:
        found.append(quarter)
    return found


class SignalGenerator(nn.Module):
    """Noise (N, noise) -> a coarse signal -> linear upsampling and convolutions -> signals (N, D) or (N, C, 1, L).

    width counts channels of the finest hidden signal. Resampled and not transposed: no comb in the spectrum. It starts
    quiet, as the residual generator does: smooth and faint, places of a block alike.
    """

    def __init__(self, shape: tuple[int, ...], noise: int, width: int, style: Style) -> None:
        super().__init__()
        self.shape, self.lengths = shape, lengths(shape[-1])[::-1]
        channels = _channels(shape)
        counts = widths(width, len(self.lengths))[::-1]
        self.coarse = (counts[0], self.lengths[0])
        self.project = nn.Linear(noise, counts[0] * self.lengths[0])
        self.normalise = nn.ModuleList(_normalise(count, style.normalise_generator) for count in counts)
        self.activate = style.activation()
        self.narrow = nn.ModuleList(nn.Conv1d(before, after, 1, bias=False) for before, after in pairwise(counts))
        self.refine = nn.ModuleList(_convolution(count, count) for count in counts[1:])
        self.fine = max(FINE, channels)
        self.blocks = _convolution(counts[-1], self.fine * BLOCK)
        self.values = _convolution(self.fine, channels)
        self.squash = nn.Tanh() if style.squash else nn.Identity()
        style.initialise(self, style.normalise_generator)
        with torch.no_grad():
            self.blocks.weight.copy_(self.blocks.weight[::BLOCK].repeat_interleave(BLOCK, dim=0))
            self.values.weight.mul_(0.1)

    def forward(self, given: GeneratorInput) -> Tensor:
        """Return signals (N, D) or (N, C, 1, L)."""
        maps = self.activate(self.normalise[0](self.project(given.noise).view(-1, *self.coarse)))
        levels = zip(self.narrow, self.refine, self.normalise[1:], self.lengths[1:], strict=True)
        for narrow, refine, normalise, length in levels:
            longer = F.interpolate(narrow(maps), size=length, mode="linear", align_corners=False)
            maps = self.activate(normalise(refine(longer)))
        full = self.blocks(maps).unflatten(1, (self.fine, BLOCK)).transpose(2, 3).flatten(2)  # a block in a row again
        signals: Tensor = self.squash(self.values(self.activate(full)))[..., : self.shape[-1]]
        return signals.reshape(-1, *self.shape)


class SignalCritic(Critic):
    """Signals (N, D) or (N, C, 1, L) -> strided convolutions -> one dense score (N,); zeros fill up the last block."""

    def __init__(self, shape: tuple[int, ...], width: int, style: Style) -> None:
        super().__init__()
        sizes = lengths(shape[-1])
        counts = widths(width, len(sizes))
        self.channels, self.missing = _channels(shape), sizes[0] * BLOCK - shape[-1]
        layers: list[nn.Module] = [_convolution(self.channels * BLOCK, counts[0]), leaky_relu()]
        for before, after in pairwise(counts):
            layers += [_convolution(before, after, STRIDE), _normalise(after, style.normalise_critic), leaky_relu()]
        self.layers = nn.Sequential(*layers, nn.Flatten())
        self.score = nn.Linear(counts[-1] * sizes[-1], 1)
        style.initialise(self, style.normalise_critic)

    def features(self, samples: Tensor) -> Tensor:
        """Return the coarsest signals, flattened to (N, F)."""
        blocks = F.pad(samples, (0, self.missing)).reshape(len(samples), self.channels, -1, BLOCK).transpose(2, 3)
        features: Tensor = self.layers(blocks.flatten(1, 2))
        return features


def _channels(shape: tuple[int, ...]) -> int:
    return 1 if len(shape) == 1 else shape[0]


def _convolution(before: int, after: int, stride: int = 1) -> nn.Conv1d:
    return nn.Conv1d(before, after, REACH, stride=stride, padding=REACH // 2)


def _normalise(count: int, wanted: bool) -> nn.Module:
    return nn.BatchNorm1d(count) if wanted else nn.Identity()


FAMILY = Family(
    "signal",
    lambda plan: SignalGenerator(plan.shape, plan.noise, plan.width, plan.style),
    lambda plan: SignalCritic(plan.shape, plan.width, plan.style),
    width=16,
    takes_images=False,
    takes_vectors=True,
    takes_channels=True,
    batch_norm=True,
)
