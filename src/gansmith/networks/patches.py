"""PatchGAN: a critic that judges each of overlapping patches by itself (Isola et al. 2017, section 3.2.2)."""

import torch
from torch import Tensor, nn

from gansmith.core.batch import Condition, CriticOutput
from gansmith.networks.layers.instance_norm import InstanceNorm, as_published
from gansmith.networks.layers.style import leaky_relu
from gansmith.networks.unet import even

SMALL = 96  # the shorter side below which patches of 34 x 34 are seen, and from which on of 70 x 70 as published


class PatchCritic(nn.Module):
    """Pictures (N, C, H, W) -> scores (N, 1, h, w), one for each patch.

    conditional joins the condition's picture to the sample, so that the pair is judged. Strided convolutions, two or
    from SMALL on three, double the channels from `width`; two more look at patches without halving.
    """

    def __init__(self, shape: tuple[int, ...], source: tuple[int, ...], width: int, *, conditional: bool) -> None:
        super().__init__()
        self.conditional = conditional
        strided = 2 if min(shape[1:]) < SMALL else 3
        count = shape[0] + (source[0] if conditional else 0)
        self.shrink = nn.ModuleList()
        for level in range(strided):
            self.shrink.append(Judge(count, width * 2**level, 2, normalise=level > 0))
            count = width * 2**level
        self.look = Judge(count, 2 * count, 1, normalise=True)
        self.score = nn.Conv2d(2 * count, 1, 3, padding=1)
        as_published(self)

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        """Return the scores, unbounded."""
        maps = samples
        if self.conditional:
            assert condition.image is not None  # noqa: S101
            maps = torch.cat([condition.image, samples], 1)
        for shrink in self.shrink:
            maps = shrink(even(maps))
        return CriticOutput(self.score(self.look(maps)))


class Judge(nn.Module):
    """Maps -> convolution -> normalisation where wanted -> LeakyReLU."""

    def __init__(self, before: int, after: int, stride: int, normalise: bool) -> None:
        super().__init__()
        kernel = 4 if stride == 2 else 3
        self.convolve = nn.Conv2d(before, after, kernel, stride=stride, padding=1, bias=not normalise)
        self.normalise = InstanceNorm(after) if normalise else nn.Identity()
        self.rectify = leaky_relu()

    def forward(self, maps: Tensor) -> Tensor:
        """Return the maps after the layer."""
        judged: Tensor = self.rectify(self.normalise(self.convolve(maps)))
        return judged
