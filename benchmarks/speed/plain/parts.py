"""What more than one plain loop needs: pictures as floats, random batches, the gradient penalty, the average."""

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

Array = npt.NDArray[np.generic]


def pictures(data: Array) -> Tensor:
    """Return uint8 pictures (N, H, W) or (N, H, W, C) as float32 (N, C, H, W) in [-1, 1]."""
    maps = torch.from_numpy(data).unsqueeze(1) if data.ndim == 3 else torch.from_numpy(data).permute(0, 3, 1, 2)
    return maps.float().div(127.5).sub(1.0).contiguous()


def random_batch(data: Tensor, count: int) -> Tensor:
    """Return `count` random rows."""
    return data[torch.randint(len(data), (count,))]


def gradient_penalty(critic: nn.Module, real: Tensor, fake: Tensor) -> Tensor:
    """Return the mean of (|slope| - 1)^2 at random points between real samples and fakes."""
    mix = torch.rand(len(real), *(1,) * (real.ndim - 1))
    between = (mix * real + (1 - mix) * fake).requires_grad_()
    (slope,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
    excess: Tensor = torch.linalg.vector_norm(slope.flatten(1), dim=1) - 1
    return (excess**2).mean()


@torch.no_grad()
def move_average(average: nn.Module, network: nn.Module, decay: float = 0.999) -> None:
    """Move the averaged weights towards the network's, and copy its statistics."""
    for weight, newest in zip(average.parameters(), network.parameters(), strict=True):
        weight.lerp_(newest, 1 - decay)
    for statistic, latest in zip(average.buffers(), network.buffers(), strict=True):
        statistic.copy_(latest)
