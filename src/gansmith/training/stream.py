"""Batches as a function of (seed, index): shuffled epochs laid end to end, strided over ranks."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from gansmith.core.batch import Batch, Condition
from gansmith.core.randomness import key
from gansmith.core.replicas import Replicas

Rows = Callable[[np.ndarray], Tensor]


def look_up(values: np.ndarray, affine: tuple[np.ndarray, np.ndarray] | None) -> Rows:
    """Return the lookup in float32 samples (N, *shape), or in integers that become (value - middle) / half.

    NumPy gathers rows, also of a mapped file, several times faster than torch's indexing does.
    """
    if affine is None:
        return lambda chosen: torch.from_numpy(values[chosen])
    middle, half = map(torch.from_numpy, affine)
    return lambda chosen: torch.from_numpy(values[chosen]).float().sub_(middle).div_(half)


@dataclass(frozen=True)
class Sources:
    """The pictures that samples are translated from: rows as of samples, and whether each sample has one of its own."""

    rows: Rows
    count: int
    paired: bool


class Order:
    """Places 0 to count - 1 once per epoch, in an order that is a function of (seed, purpose, epoch)."""

    def __init__(self, count: int, seed: int, purpose: str) -> None:
        self.count, self.seed, self.purpose = count, seed, purpose
        self._epoch = lru_cache(maxsize=2)(self._shuffle)

    def at(self, first: int, last: int) -> np.ndarray:
        """Return places [first, last) of the endless sequence of epochs."""
        epochs = range(first // self.count, (last - 1) // self.count + 1)
        starts = (epoch * self.count for epoch in epochs)
        parts = [self._epoch(e)[max(first - start, 0) : last - start] for e, start in zip(epochs, starts, strict=True)]
        return np.concatenate(parts)

    def _shuffle(self, epoch: int) -> np.ndarray:
        bits = np.random.Philox(key=key(self.seed, self.purpose, epoch))
        return np.random.Generator(bits).permutation(self.count)


class ShuffledStream:
    """Every sample once per epoch, in an order that is a function of (seed, epoch).

    rows maps int64 indices (N,) to encoded samples (N, *shape); batch_size counts samples over all processes, which
    share it by turns, so the global batch is the same for any number of processes. The last `labelled_share` of each
    batch, one sample at least, goes through the labelled samples alone, in epochs of its own. Sources that are not
    paired go through epochs of their own too. numbers (N, K), float32, are what samples are conditioned on.
    """

    def __init__(
        self,
        rows: Rows,
        count: int,
        batch_size: int,
        *,
        seed: int,
        labels: np.ndarray | None = None,
        numbers: np.ndarray | None = None,
        labelled_share: float = 0.0,
        sources: Sources | None = None,
        replicas: Replicas | None = None,
    ) -> None:
        self.rows, self.count, self.batch_size, self.seed = rows, count, batch_size, seed
        self.labels = None if labels is None else torch.from_numpy(labels)
        self.numbers = None if numbers is None else torch.from_numpy(numbers)
        self.replicas = replicas or Replicas()
        self._order = Order(count, seed, "order")
        self._known = np.flatnonzero(labels >= 0) if labels is not None and labelled_share else np.empty(0, np.int64)
        self._taught = max(round(labelled_share * batch_size), 1) if len(self._known) else 0
        self._teaching = Order(len(self._known), seed, "labelled")
        self._sources = sources
        self._leaving = Order(sources.count, seed, "source") if sources else None

    def at(self, index: int) -> Batch:
        """Return this rank's share of global batch `index`."""
        chosen = self.replicas.share(self._chosen(index))
        places = torch.from_numpy(chosen)
        label = None if self.labels is None else self.labels[places]
        numbers = None if self.numbers is None else self.numbers[places]
        return Batch(self.rows(chosen), Condition(label, self._source(index, chosen), numbers))

    def indices(self, first: int, last: int) -> np.ndarray:
        """Return the data indices at places [first, last) of the endless sequence of epochs."""
        return self._order.at(first, last)

    def _source(self, index: int, chosen: np.ndarray) -> Tensor | None:
        if self._sources is None or self._leaving is None:
            return None
        if self._sources.paired:
            return self._sources.rows(chosen)
        leaving = self._leaving.at(index * self.batch_size, (index + 1) * self.batch_size)
        return self._sources.rows(self.replicas.share(leaving))

    def _chosen(self, index: int) -> np.ndarray:
        free, taught = self.batch_size - self._taught, self._taught
        drawn = [self.indices(index * free, (index + 1) * free)] if free else []
        known = [self._known[self._teaching.at(index * taught, (index + 1) * taught)]] if taught else []
        return np.concatenate(drawn + known)
