"""Features of a convolutional network that was never trained: texture and strokes of any pictures."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from gansmith.core.randomness import generator
from gansmith.features.extractors import checked_range, digest, pictures, unit_range
from gansmith.features.rows import Floats

_WIDTHS = (32, 64, 128)  # maps of each level, at half the side of the one before
Maps = TypeVar("Maps", Tensor, Floats)
_CHUNK = 32  # pictures that pass through at once, few enough to stay in the processor's cache
_COARSEST = 4  # the least side that is halved once more
_SIDE = 32  # pixels: pictures of twice as many or more are first averaged over squares, down to fewer


@dataclass(frozen=True)
class RandomConvolutions:
    """Mean and deviation over the picture of each map at each level, (N, 2 * sum of maps), float64.

    Random filters tell distributions of pictures apart without favouring what a trained network was taught to see
    (as in Saxe et al. 2011); they are not tuned to what people see either. The weights are a function of the seed.
    """

    name: str
    low: float
    high: float
    filters: tuple[Tensor, ...]

    @classmethod
    def of(cls, channels: int, low: float, high: float, *, seed: int = 0) -> "RandomConvolutions":
        """Return the extractor for pictures of `channels` channels with values from low to high."""
        checked_range(low, high)
        filters, inputs = [], channels
        for level, width in enumerate(_WIDTHS):
            drawn = torch.randn(width, inputs, 3, 3, generator=generator(seed, "random convolution", level))
            filters.append(drawn * (2 / (9 * inputs)) ** 0.5)
            inputs = width
        marks = [tensor.numpy().tobytes() for tensor in filters]
        return cls(f"random-conv-{digest(f'{low} {high}'.encode(), *marks)}", low, high, tuple(filters))

    def __call__(self, samples: npt.ArrayLike) -> Floats:
        """Return the features; raises UsageError for what is no picture of as many channels."""
        images = pictures(samples, self.filters[0].shape[1])
        with torch.inference_mode():
            chunks = (images[at : at + _CHUNK] for at in range(0, len(images), _CHUNK))
            parts = [self._passed(torch.from_numpy(unit_range(part, self.low, self.high))) for part in chunks]
        return np.concatenate(parts).astype(np.float64)

    def _passed(self, maps: Tensor) -> npt.NDArray[np.float32]:
        found, factor = [], min(maps.shape[2:]) // _SIDE
        if factor > 1:
            maps = F.avg_pool2d(maps, factor)
        for kernel in self.filters:
            maps = F.relu(F.conv2d(maps, kernel, padding=1))
            found += _moments(maps)
            if min(maps.shape[2:]) >= _COARSEST:
                maps = halved(maps)
        return np.asarray(torch.cat(found, dim=1).numpy(), np.float32)


def halved(maps: Maps) -> Maps:
    """Return means over squares of two by two; a sum of strided views, many times faster than torch's pooling."""
    height, width = (side // 2 * 2 for side in maps.shape[2:])
    rows = maps[:, :, 0:height:2, :width] + maps[:, :, 1:height:2, :width]
    return (rows[..., ::2] + rows[..., 1::2]) * 0.25


def _moments(maps: Tensor) -> list[Tensor]:
    """Return mean and deviation (n, K) of each map; by the norm, as torch's own deviation is many times slower."""
    mean = maps.mean(dim=(2, 3))
    apart = torch.linalg.vector_norm(maps - mean[:, :, None, None], dim=(2, 3))
    return [mean, apart / (maps.shape[2] * maps.shape[3]) ** 0.5]
