"""What crosses the border between data and networks, each shape written once, here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

import torch
from torch import Tensor


class Condition(NamedTuple):
    """What both networks are told about a sample.

    label: (N,) int64, -1 where unknown, or for a generator under `JoinedInput` also shares (N, classes). image:
    (N, C, H, W) in [-1, 1]. numbers: (N, K), standardised.
    """

    label: Tensor | None = None
    image: Tensor | None = None
    numbers: Tensor | None = None


class Batch(NamedTuple):
    """Real samples, (N, D) or (N, C, H, W) in [-1, 1], and what is known about them."""

    real: Tensor
    condition: Condition = Condition()

    def swapped(self) -> "Batch":
        """Return the batch in which the condition's pictures are the real ones and these are the condition."""
        if self.condition.image is None:
            raise ValueError("there are no pictures to trade places with")
        return Batch(self.condition.image, self.condition._replace(image=self.real))


class GeneratorInput(NamedTuple):
    """What a generator starts from: noise (N, Z), code (N, M), the condition, and chances.

    chance: (N, E) uniform in (0, 1), by which categories are drawn; only for tables that have some.
    """

    noise: Tensor
    code: Tensor | None = None
    condition: Condition = Condition()
    chance: Tensor | None = None


class CriticOutput(NamedTuple):
    """What a critic says: score (N, ...), unbounded; class_logits (N, K); code_params (N, M'); features (N, F)."""

    score: Tensor
    class_logits: Tensor | None = None
    code_params: Tensor | None = None
    features: Tensor | None = None


@dataclass(frozen=True)
class DataSpec:
    """What networks are built for: the shape of one sample, (D,) or (C, H, W), and the number of classes.

    conditions counts the numbers that samples are conditioned on beside the class.
    source is the shape (C', H, W) of the pictures that samples are translated from, () where there are none; paired
    says that each sample has a source of its own; piled, that values pile up at the ends of [-1, 1], as paper and ink
    do; signals, that samples are values in a row whose neighbours belong together, (D,), or (C, 1, L) of C channels.
    blocks are the widths of a table's encoded columns, in their order: 1 is a number, more are the categories of one,
    of which one is 1 and the others 0; () for all that is no table.
    """

    shape: tuple[int, ...]
    classes: int = 0
    source: tuple[int, ...] = ()
    paired: bool = False
    piled: bool = False
    signals: bool = False
    blocks: tuple[int, ...] = ()
    conditions: int = 0

    @property
    def chances(self) -> int:
        """How many categories there are in all columns together."""
        return sum(width for width in self.blocks if width > 1)

    @property
    def is_image(self) -> bool:
        """True for (C, H, W)."""
        return len(self.shape) == 3


class Stream(Protocol):
    """Batches as a function of their index; nothing is remembered, so nothing is lost on resume."""

    def at(self, index: int) -> Batch:
        """Return this rank's share of global batch `index`."""
        ...


Part = TypeVar("Part", Batch, Tensor, Condition, GeneratorInput)


def joined(parts: Sequence[Part]) -> Part:
    """Return conditions, generator inputs or tensors laid end to end; what is None in the first stays None."""
    return _joined(parts)  # type: ignore[no-any-return]


def _joined(parts: Sequence[Any]) -> Any:
    first = parts[0]
    if first is None or isinstance(first, Tensor):
        return None if first is None else torch.cat(list(parts))
    return type(first)(*(_joined(fields) for fields in zip(*parts, strict=True)))


def to_device(batch: Batch, device: torch.device, *, channels_last: bool = False) -> Batch:
    """Move a batch, without waiting where the device allows it; pictures are laid out channels last if so wanted."""

    def moved(part: Tensor | None) -> Tensor | None:
        if part is None:
            return None
        there = part.to(device, non_blocking=True)
        return there.contiguous(memory_format=torch.channels_last) if channels_last and there.ndim == 4 else there

    real = moved(batch.real)
    assert real is not None  # noqa: S101
    return Batch(real, Condition(*map(moved, batch.condition)))
