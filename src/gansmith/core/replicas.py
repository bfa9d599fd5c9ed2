"""The processes that train one game together: who am I, how many are we, and where gradients meet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from typing import Any, TypeVar

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor
from torch.autograd import Function

Rows = TypeVar("Rows", Tensor, np.ndarray)


@dataclass(frozen=True)
class Replicas:
    """This process's rank among `size` processes; `Replicas()` is a process on its own.

    No DistributedDataParallel: it does not support double backward (pytorch#47562, #63929) and hides when gradients
    meet. Gradients are flattened and averaged after the one `backward` of a turn. Rows of a batch stay together by
    `block`, as the samples of a pack do.
    """

    rank: int = 0
    size: int = 1
    block: int = 1

    def share(self, whole: Rows) -> Rows:
        """Return every size-th block of rows of a global batch, starting at this rank."""
        if self.size == 1:
            return whole
        if self.block == 1:
            return whole[self.rank :: self.size]
        blocks = whole.reshape(-1, self.size, self.block, *whole.shape[1:])[:, self.rank]
        return blocks.reshape(-1, *whole.shape[1:])

    def gather(self, share: Tensor) -> Tensor:
        """Return the global batch of which every rank holds a `share`: what `share` takes apart, joined again."""
        if self.size == 1:
            return share
        blocks = share.contiguous().view(-1, self.block, *share.shape[1:])
        parts = [torch.empty_like(blocks) for _ in range(self.size)]
        dist.all_gather(parts, blocks)
        return torch.stack(parts, 1).flatten(0, 2)

    def average(self, tensors: Iterable[Tensor]) -> None:
        """Replace floating-point tensors in place by their mean over all ranks."""
        if self.size == 1:
            return
        floating = sorted((t for t in tensors if t.is_floating_point()), key=lambda t: str(t.dtype))
        for _, group in groupby(floating, key=lambda t: t.dtype):
            members = list(group)
            flat = torch.cat([t.reshape(-1) for t in members])
            dist.all_reduce(flat)
            flat /= self.size
            for tensor, mean in zip(members, torch.split(flat, [t.numel() for t in members]), strict=True):
                tensor.copy_(mean.view_as(tensor))

    def mean(self, own: Tensor) -> Tensor:
        """Return the mean over all ranks of a tensor, differentiable as often as wished; alone, the tensor itself.

        Where a loss is a function of such means, the average over ranks of its gradients is that of the global batch.
        All ranks have to ask, and to differentiate, in the same order.
        """
        if self.size == 1:
            return own
        mean: Tensor = _Mean.apply(own, self.size)  # type: ignore[no-untyped-call]
        return mean

    def most(self, value: int) -> int:
        """Return the greatest of all ranks' values, so that all act upon the same."""
        if self.size == 1:
            return value
        shared = torch.tensor([value])
        dist.all_reduce(shared, op=dist.ReduceOp.MAX)
        return int(shared.item())

    def agree(self, value: float) -> float:
        """Return rank 0's value on every rank."""
        if self.size == 1:
            return value
        shared = torch.tensor([value], dtype=torch.float64)
        dist.broadcast(shared, src=0)
        return float(shared.item())

    def differing(self, tensors: Mapping[str, Tensor]) -> str | None:
        """Return the name of the first tensor that is not the same on all ranks, bit for bit; None where all are."""
        if self.size == 1 or not tensors:
            return None
        own = torch.tensor([_digest(tensor) for tensor in tensors.values()])
        every = [torch.empty_like(own) for _ in range(self.size)]
        dist.all_gather(every, own)
        same = (torch.stack(every) == every[0]).all(0)
        return None if same.all() else list(tensors)[int(same.long().argmin())]


class _Mean(Function):
    """The mean over ranks. It is its own adjoint under an average over ranks, so it may be differentiated again."""

    @staticmethod
    def forward(ctx: Any, own: Tensor, size: int) -> Tensor:
        """Return the mean."""
        ctx.size = size
        shared = own.detach().clone(memory_format=torch.contiguous_format)
        dist.all_reduce(shared)
        return shared / size

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        """Return the mean of what ranks want of it."""
        (gradient,) = gradients
        mean: Tensor = _Mean.apply(gradient, ctx.size)  # type: ignore[no-untyped-call]
        return mean, None


def _digest(tensor: Tensor) -> int:
    """Return 63 bits that name a tensor's bytes."""
    flat = tensor.detach().cpu().contiguous().view(-1)
    held: Any = flat.view(torch.uint8).numpy() if len(flat) else b""
    return int.from_bytes(blake2b(held, digest_size=8).digest(), "little") >> 1
