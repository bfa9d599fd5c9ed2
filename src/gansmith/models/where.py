"""Samples of a model that meet conditions of any columns, and the rules that the model was trained with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gansmith.core.prior import Prior
from gansmith.core.randomness import key
from gansmith.core.sampling import chunk_of, labels_of, sample
from gansmith.core.shares import labels_in_shares
from gansmith.data.expressions.columns import Columns
from gansmith.data.expressions.parse import conditions
from gansmith.data.expressions.possible import require_possible
from gansmith.data.given import Given
from gansmith.errors import UsageError, option
from gansmith.models.classes import AS_DATA, asked_labels
from gansmith.models.given import complete
from gansmith.models.rejection import Accepted, Labels, Requirements, accepted
from gansmith.records.model_card import Card

PERIOD = 1 << 16  # samples after which classes in the shares of the data come in the same order again
Texts = str | Sequence[str]


@dataclass(frozen=True)
class Drawn:
    """Samples, and what they were chosen from.

    Attributes
    ----------
    samples : array, shape (N, ...)
        The samples.
    labels : array of int64, shape (N,), or None
        Class of each; None if the generator is not conditioned on classes.
    said : tuple of str
        In words, what the samples were chosen from; empty for all that were drawn.
    facts : dict
        The same as numbers: how many were drawn, and how many of them meet the conditions.
    """

    samples: np.ndarray
    labels: Labels | None
    said: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A model's samples as a stream: how they are drawn but for their number."""

    card: Card
    network: nn.Module
    prior: Prior
    decode: Callable[[np.ndarray], np.ndarray]
    seed: int
    code: Sequence[float] | None
    truncation: float

    def draw(self, first: int, count: int, label: int | Tensor | None) -> tuple[np.ndarray, Labels | None]:
        """Return samples from `first` on, and their classes; label is as of `core.sampling.sample`."""
        encoded = sample(
            self.network,
            self.prior,
            count,
            key(self.seed, "model"),
            label=label,
            code=self.code,
            truncation=self.truncation,
            first=first,
        )
        begin = 0 if isinstance(label, Tensor) else first
        classes = labels_of(self.prior, count, label, first=begin)
        return self.decode(encoded.numpy()), None if classes is None else classes.numpy()


def requirements(card: Card, where: Texts = (), rule: Texts = ()) -> Requirements | None:
    """Return all conditions that samples have to meet: the model's rules, more rules, and conditions.

    None where there are none. Raises UsageError for conditions that are not understood, or that no sample can meet.
    """
    more = [rule] if isinstance(rule, str) else list(rule)
    if not (card.rules or where or more):
        return None
    columns = Columns.of(card.codec, card.origin, "where" if where else "rule")
    rules = conditions(dict.fromkeys([*card.rules, *more]), columns, "rule")
    asked = (*rules, *conditions(where, columns, "where"))
    require_possible(asked, columns)
    return Requirements(asked, columns)


def chosen(
    source: Source, count: int, asked: Requirements, *, label: str | int | None, labels: Tensor | None, tries: int
) -> Drawn:
    """Return the first `count` samples of a stream that meet the requirements.

    labels (count,) are the classes of all samples, each then the next of its class that meets them. Without, classes
    come as `label` says, or in turn, in what is drawn.
    """
    if tries < 1:
        raise UsageError(f"{option('tries', tries)}: draw at least one sample for each that is wanted.")
    find = partial(accepted, asked=asked, chunk=chunk_of(source.network), tries=tries)
    if labels is None:
        found = find(partial(_drawn, source, _labels(source, label)), count)
        return _described(found.samples, found.labels, [found], asked)
    parts = {
        which: find(partial(source.draw, label=which), int((labels == which).sum()))
        for which in np.unique(labels.numpy()).tolist()
    }
    first = next(iter(parts.values())).samples
    samples = np.empty((count, *first.shape[1:]), first.dtype)
    for which, part in parts.items():
        samples[(labels == which).numpy()] = part.samples
    return _described(samples, labels.numpy(), list(parts.values()), asked)


def _labels(source: Source, label: str | int | None) -> int | Tensor | None:
    """Return the class of all that is drawn, or of a period of it; None for all in turn."""
    if label == AS_DATA:
        asked_labels(source.card, source.prior.classes, 1, label)  # which refuses models without shares
        counts = source.card.class_counts[: source.prior.classes]
        return torch.from_numpy(labels_in_shares(counts, PERIOD))
    return asked_labels(source.card, source.prior.classes, 1, label)


def _drawn(source: Source, label: int | Tensor | None, first: int, count: int) -> tuple[np.ndarray, Labels | None]:
    if isinstance(label, Tensor):
        label = label[torch.arange(first, first + count) % len(label)]
    return source.draw(first, count, label)


def _described(samples: np.ndarray, labels: Labels | None, parts: Sequence[Accepted], asked: Requirements) -> Drawn:
    """Return samples with what is to be said of the parts that they were found in."""
    each = tuple(sum(counts) for counts in zip(*(part.each for part in parts), strict=True))
    total = Accepted(samples, labels, sum(part.drawn for part in parts), sum(part.met for part in parts), each)
    met = {"all": total.met, "each": {one.text: count for one, count in zip(asked.asked, each, strict=True)}}
    return Drawn(samples, labels, (asked.said(total),), {"drawn": total.drawn, "meeting": met})


def completed(
    source: Source, given: Given, count: int, asked: Requirements | None, *, label: str | int | None
) -> Drawn:
    """Return given rows, each completed `count` times by the nearest samples; label is as of what is drawn."""
    if count < 1:
        raise UsageError(f"{option('count', count)}: complete each row at least once.")
    columns = Columns.of(source.card.codec, source.card.origin, "given")
    draw = partial(_drawn, source, _labels(source, label))
    found = complete(draw, given, columns, asked, count=count, seed=source.seed, chunk=chunk_of(source.network))
    labels = found.labels if source.prior.classes else None
    return Drawn(found.samples, labels, found.said, found.distances.to_json())
