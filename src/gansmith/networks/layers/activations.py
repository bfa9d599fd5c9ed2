"""Activations whose mask is a constant to autograd."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class LeakyReLU(nn.Module):
    """max(x, slope x), with the gradients of torch's own, bit for bit, and less work behind a gradient penalty.

    The second derivative is zero almost everywhere, but torch's rule still walks back from the penalty through the
    whole forward pass, carrying zeros. Here the backward pass sees only which side of zero each value fell on.
    """

    def __init__(self, slope: float = 0.2) -> None:
        super().__init__()
        self.slope = slope

    def forward(self, values: Tensor) -> Tensor:
        """Return activations of the same shape."""
        if not (torch.is_grad_enabled() and values.requires_grad):
            return F.leaky_relu(values, self.slope)
        activated: Tensor = _Rectify.apply(values, self.slope)  # type: ignore[no-untyped-call]
        return activated

    def extra_repr(self) -> str:
        """Return the slope, as nn.LeakyReLU shows it."""
        return f"{self.slope}"


class _Rectify(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, values: Tensor, slope: float) -> Tensor:
        activated = F.leaky_relu(values, slope)
        ctx.save_for_backward(activated)  # has the sign of the values
        ctx.slope = slope
        return activated

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (activated,) = ctx.saved_tensors
        return torch.ops.aten.leaky_relu_backward(gradients[0], activated.detach(), ctx.slope, False), None
