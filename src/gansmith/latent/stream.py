"""The points of the samples that a model draws for a seed, by their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from gansmith.core.randomness import key
from gansmith.core.sampling import chunk_inputs, chunk_of
from gansmith.errors import UsageError, option
from gansmith.latent.latents import Latents, joined, of_input, require_noise
from gansmith.models.classes import AS_DATA, BALANCED
from gansmith.models.conditions import Asked, as_told
from gansmith.models.model import Model

MOST = 1 << 20  # the number of a sample in the stream of a seed


class Points(NamedTuple):
    """Points of the stream of a seed, and the samples (N, ...) that `Model.drawn` makes of them."""

    latents: Latents
    samples: np.ndarray


def points(
    model: Model,
    numbers: Sequence[int],
    seed: int,
    label: str | int | None = None,
    condition: Asked | None = None,
) -> Points:
    """Return the points of samples by their numbers in the stream of a seed, and the samples.

    They are those of `model.sample` for this seed, label and condition, before rules or chance leave any out.
    Raises UsageError for a number that is out of range, a translator, and classes in shares of the data.
    """
    stream = _Stream.of(model, numbers, seed, label, condition)
    drawn = {chunk: stream.samples(chunk) for chunk in stream.chunks(numbers)}
    return Points(stream.latents(numbers), np.stack([drawn[chunk][place] for chunk, place in stream.places(numbers)]))


def latents_of(
    model: Model,
    numbers: Sequence[int],
    seed: int,
    label: str | int | None = None,
    condition: Asked | None = None,
) -> Latents:
    """Return the points alone, without computing samples; see `points`."""
    return _Stream.of(model, numbers, seed, label, condition).latents(numbers)


@dataclass(frozen=True)
class _Stream:
    """The stream of a seed, in chunks drawn together: with one class or all in turn, and conditions (N, K) or none."""

    model: Model
    seed: int
    size: int
    label: int | None
    conditions: np.ndarray | None

    @classmethod
    def of(
        cls, model: Model, numbers: Sequence[int], seed: int, label: str | int | None, condition: Asked | None
    ) -> "_Stream":
        require_noise(model)
        wrong = next((number for number in numbers if not 0 <= number < MOST), None)
        if wrong is not None:
            raise UsageError(f"Sample number {wrong}: give numbers from 0 to {MOST - 1:,}.")
        if label in (BALANCED, AS_DATA) and label not in model.card.class_names[: model.prior.classes]:
            raise UsageError(f"{option('label', label)}: name one class for all points, or leave it out.")
        chosen = None if label is None else model.label_index(label)
        size = chunk_of(model.network)
        told = model.conditions(max(numbers) + size, seed=seed, label=label, condition=condition)
        return cls(model, seed, size, chosen, told)

    def places(self, numbers: Sequence[int]) -> list[tuple[int, int]]:
        return [divmod(number, self.size) for number in numbers]

    def chunks(self, numbers: Sequence[int]) -> list[int]:
        return sorted({number // self.size for number in numbers})

    def latents(self, numbers: Sequence[int]) -> Latents:
        found = {
            chunk: _inputs(self.model, self.seed, chunk, self.label, self._told(chunk))
            for chunk in self.chunks(numbers)
        }
        return joined([found[chunk].at([place]) for chunk, place in self.places(numbers)])

    def samples(self, chunk: int) -> np.ndarray:
        return self.model.drawn(self.size, self.seed, self.label, self._told(chunk), first=chunk * self.size)

    def _told(self, chunk: int) -> np.ndarray | None:
        if self.conditions is None:
            return None
        return _padded(self.conditions[chunk * self.size : (chunk + 1) * self.size], self.size)


def _padded(values: np.ndarray, size: int) -> np.ndarray:
    return np.concatenate([values, np.repeat(values[-1:], size - len(values), axis=0)])


def _inputs(model: Model, seed: int, chunk: int, label: int | None, values: np.ndarray | None) -> Latents:
    size, classes = chunk_of(model.network), model.prior.classes
    labels = None
    if classes:
        every = torch.arange(chunk * size, (chunk + 1) * size) % classes
        labels = every if label is None else torch.full((size,), label)
    parameter, numbers = next(model.network.parameters()), as_told(model.card, values)
    if model.prior.conditions:
        numbers = torch.zeros(size, model.prior.conditions) if numbers is None else numbers
        numbers = numbers.to(parameter)
    where = key(seed, "model")
    given = chunk_inputs(model.network, model.prior, where, chunk, labels=labels, numbers=numbers)
    return of_input(given, classes)
