"""The processes that train one game together: who am I, how many are we, and where gradients meet."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import torch
import torch.distributed as dist
from torch import Tensor


@dataclass(frozen=True)
class Replicas:
    """This process's rank among `size` processes; `Replicas()` is a process on its own.

    No DistributedDataParallel: it does not support double backward (pytorch#47562, #63929) and hides when gradients
    meet. Gradients are flattened and averaged after the one `backward` of a turn.
    """

    rank: int = 0
    size: int = 1

    def share(self, whole: Tensor) -> Tensor:
        """Return every size-th row of a global batch, starting at this rank."""
        return whole[self.rank :: self.size] if self.size > 1 else whole

    def gather(self, share: Tensor) -> Tensor:
        """Return the global batch of which every rank holds a `share`: what `share` takes apart, joined again."""
        if self.size == 1:
            return share
        parts = [torch.empty_like(share, memory_format=torch.contiguous_format) for _ in range(self.size)]
        dist.all_gather(parts, share.contiguous())
        return torch.stack(parts, 1).flatten(0, 1)

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

    def any(self, flag: bool) -> bool:
        """Tell whether any rank raised its flag, so that all leave the loop after the same step."""
        if self.size == 1:
            return flag
        raised = torch.tensor([float(flag)])
        dist.all_reduce(raised, op=dist.ReduceOp.MAX)
        return bool(raised.item() > 0)

    def agree(self, value: float) -> float:
        """Return rank 0's value on every rank."""
        if self.size == 1:
            return value
        shared = torch.tensor([value], dtype=torch.float64)
        dist.broadcast(shared, src=0)
        return float(shared.item())
