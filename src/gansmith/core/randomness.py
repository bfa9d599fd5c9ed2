"""Randomness as a function of (seed, purpose, step), never of history: a checkpoint has no state of it to forget."""

from dataclasses import dataclass, field
from hashlib import blake2b

import torch
from torch import Tensor

from gansmith.core.replicas import Replicas


def key(*parts: int | str) -> int:
    """Return a 63-bit seed that names its parts; different parts give independent seeds."""
    digest = blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1


def generator(*parts: int | str) -> torch.Generator:
    """Return a CPU generator seeded by its parts."""
    return torch.Generator().manual_seed(key(*parts))


@dataclass(frozen=True)
class Draws:
    """The random tensors of one turn, each drawn for the global batch and sliced by rank.

    Drawn on the CPU and then moved, so that noise does not depend on the device nor on the number of processes; the
    same seed on every rank would otherwise train every rank on the same noise.
    """

    seed: int
    place: tuple[int | str, ...]
    replicas: Replicas = field(default_factory=Replicas)
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    dtype: torch.dtype = torch.float32

    def normal(self, purpose: str, count: int, *shape: int) -> Tensor:
        """Return (count, *shape) draws of N(0, 1)."""
        whole = torch.randn(count * self.replicas.size, *shape, generator=self._generator(purpose), dtype=self.dtype)
        return self.replicas.share(whole).to(self.device, non_blocking=True)

    def uniform(self, purpose: str, count: int, *shape: int) -> Tensor:
        """Return (count, *shape) draws of U(0, 1)."""
        whole = torch.rand(count * self.replicas.size, *shape, generator=self._generator(purpose), dtype=self.dtype)
        return self.replicas.share(whole).to(self.device, non_blocking=True)

    def seed_layers(self) -> None:
        """Seed the default generator that dropout and noise layers draw from; ranks differ, as their samples do."""
        seed = key(self.seed, *self.place, "layers", self.replicas.rank)
        if self.device.type == "cpu":
            torch.default_generator.manual_seed(seed)  # torch.manual_seed also looks for GPUs: 2 ms in every turn
        else:
            torch.manual_seed(seed)

    def _generator(self, purpose: str) -> torch.Generator:
        return generator(self.seed, *self.place, purpose)
