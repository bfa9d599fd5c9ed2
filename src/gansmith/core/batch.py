"""What crosses the border between data and networks, each shape written once, here."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import torch
from torch import Tensor


class Condition(NamedTuple):
    """What both networks are told about a sample.

    label: (N,) int64, -1 where unknown. image: (N, C, H, W) in [-1, 1].
    """

    label: Tensor | None = None
    image: Tensor | None = None


class Batch(NamedTuple):
    """Real samples, (N, D) or (N, C, H, W) in [-1, 1], and what is known about them."""

    real: Tensor
    condition: Condition = Condition()


class GeneratorInput(NamedTuple):
    """What a generator starts from: noise (N, Z), code (N, M), and the condition."""

    noise: Tensor
    code: Tensor | None = None
    condition: Condition = Condition()


class CriticOutput(NamedTuple):
    """What a critic says: score (N, ...), unbounded; class_logits (N, K); code_params (N, M')."""

    score: Tensor
    class_logits: Tensor | None = None
    code_params: Tensor | None = None


@dataclass(frozen=True)
class DataSpec:
    """What networks are built for: the shape of one sample, (D,) or (C, H, W), and the number of classes."""

    shape: tuple[int, ...]
    classes: int = 0

    @property
    def is_image(self) -> bool:
        """True for (C, H, W)."""
        return len(self.shape) == 3


class Stream(Protocol):
    """Batches as a function of their index; nothing is remembered, so nothing is lost on resume."""

    def at(self, index: int) -> Batch:
        """Return this rank's share of global batch `index`."""
        ...


def to_device(batch: Batch, device: torch.device) -> Batch:
    """Move a batch, without waiting where the device allows it."""
    label, image = (part if part is None else part.to(device, non_blocking=True) for part in batch.condition)
    return Batch(batch.real.to(device, non_blocking=True), Condition(label, image))
