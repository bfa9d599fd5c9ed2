"""Dropout that is the same for any number of processes."""

import torch
from torch import Tensor, nn

from gansmith.core.randomness import SampleNoise


class SampleDropout(nn.Dropout):
    """torch's dropout; where several processes share a batch, the zeros are those that one would draw for all of it."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__(p)
        self.noise = SampleNoise()

    def forward(self, values: Tensor) -> Tensor:
        """Return values (N, ...), in training each of them 0 with probability p and otherwise 1 / (1 - p) times."""
        if self.noise.alone or not self.training:
            return super().forward(values)

        def draw(count: int, generator: torch.Generator | None) -> Tensor:
            shape, layout = (count, *values.shape[1:]), _layout(values)
            whole = torch.empty(shape, dtype=values.dtype, device=values.device, memory_format=layout)
            return whole.bernoulli_(1.0 - self.p, generator=generator)

        return values * self.noise.rows(draw, len(values)).div(1.0 - self.p)


def _layout(values: Tensor) -> torch.memory_format:
    last = values.ndim == 4 and values.is_contiguous(memory_format=torch.channels_last) and not values.is_contiguous()
    return torch.channels_last if last else torch.contiguous_format
