"""Randomness as a function of (seed, purpose, step), never of history: a checkpoint has no state of it to forget."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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


@contextmanager
def undisturbed(device: torch.device | None = None) -> Iterator[None]:
    """Give the caller's random state back after the block: of the CPU, and of the device where it has its own."""
    devices = [device] if device is not None and device.type == "cuda" else []
    with torch.random.fork_rng(devices=devices):
        yield


def seed_default(seed: int, device: torch.device | None = None) -> None:
    """Seed the default generators of the CPU and of a device, and of no other, which torch.manual_seed does too."""
    torch.default_generator.manual_seed(seed)
    if device is not None and device.type == "cuda":
        torch.cuda.default_generators[device.index or 0].manual_seed(seed)


class SampleNoise:
    """What a layer draws for each sample by itself, as dropout does: that of the global batch, shared by the processes.

    One process draws from the default generator, as torch's own layers do. Of several, each draws for all of them from
    a generator that begins alike everywhere in every turn, and takes the rows of its own samples.
    """

    def __init__(self) -> None:
        self.pack = 1  # samples in a row of what the layer sees
        self._replicas = Replicas()
        self._generator: torch.Generator | None = None

    def begin(self, replicas: Replicas, shared: torch.Generator) -> None:
        """Begin a turn of several processes."""
        self._replicas, self._generator = replace(replicas, block=max(replicas.block // self.pack, 1)), shared

    def rows(self, draw: Callable[[int, torch.Generator | None], Tensor], count: int) -> Tensor:
        """Return the rows of this process's `count` samples of what `draw` draws for so many samples."""
        return self._replicas.share(draw(count * self._replicas.size, self._generator))

    @property
    def alone(self) -> bool:
        """Whether there is one process, and torch's own layers draw the same."""
        return self._replicas.size == 1


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

    def seed_layers(self, noises: Iterable[SampleNoise] = ()) -> None:
        """Seed the default generator that layers draw from; ranks differ, as their samples do, but for `noises`."""
        seed_default(key(self.seed, *self.place, "layers", self.replicas.rank), self.device)
        if self.replicas.size > 1:
            shared = torch.Generator(self.device).manual_seed(key(self.seed, *self.place, "layers", 0))
            for noise in noises:
                noise.begin(self.replicas, shared)

    def _generator(self, purpose: str) -> torch.Generator:
        return generator(self.seed, *self.place, purpose)
