"""Samples of a model that meet conditions of any columns, and the rules that the model was trained with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from gansmith.core.sampling import chunk_of, labels_of
from gansmith.core.shares import labels_in_shares
from gansmith.data.expressions.columns import Columns
from gansmith.data.expressions.parse import conditions
from gansmith.data.expressions.possible import require_possible
from gansmith.data.given import Given
from gansmith.errors import UsageError, option, remark
from gansmith.models.calibration import uniform
from gansmith.models.classes import AS_DATA, asked_labels, namesake
from gansmith.models.conditions import asked_conditions
from gansmith.models.given import complete
from gansmith.models.rejection import Accepted, Labels, Parts, Requirements, accepted, joined
from gansmith.models.request import Request, Texts
from gansmith.records.model_card import Card

if TYPE_CHECKING:
    from gansmith.models.model import Model

PERIOD = 1 << 16  # samples after which classes in the shares of the data come in the same order again


@dataclass(frozen=True)
class Drawn:
    """Samples, and what they were chosen from.

    Attributes
    ----------
    samples : array, shape (N, ...)
        The samples.
    labels : array of int64, shape (N,), or None
        Class of each; None if the generator is not conditioned on classes.
    conditions : array of float64, shape (N, K), or None
        Conditions of each; None if the generator has none.
    said : tuple of str
        In words, what the samples were chosen from; empty for all that were drawn.
    facts : dict
        The same as numbers: how many were drawn, and how many of them meet what is asked.
    """

    samples: np.ndarray
    labels: Labels | None
    conditions: np.ndarray | None = None
    said: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A model's samples as a stream, as they are requested.

    label is the class of all, or a tensor of classes that come again after its end, or None for all in turn.
    """

    model: "Model"
    request: Request

    @classmethod
    def of(cls, model: "Model", request: Request) -> "Source":
        """Return the stream; raises UsageError for a model that translates, and for what is out of range."""
        card = model.card
        if card.source is not None:
            raise UsageError(
                f"This model ({card.method}) makes pictures of pictures, not of noise. "
                "Use: gansmith translate RUN INPUT -o OUT."
            )
        request.require_possible()
        if said := namesake(card.class_names[: model.prior.classes], request.label):
            remark(said)
        return cls(model, request)

    def keeping(self, asked: Requirements | None) -> Requirements | None:
        """Return the requirements with that of rows that are kept by chance, where the model's calibration has any."""
        table = self.model._calibrated.table if self.request.calibrate else None
        if table is None or not table.keeping:
            return asked
        columns = Columns.of(self.model.card.codec, self.model.card.origin, "calibrate")

        def keep(first: int, samples: np.ndarray) -> npt.NDArray[np.bool_]:
            return uniform(self.request.seed, first, len(samples)) < table.chances(samples)

        return replace(asked or Requirements((), columns), keep=keep, shares=tuple(table.keeping.added))

    def draw(self, first: int, count: int, label: int | Tensor | None) -> Drawn:
        """Return samples from `first` on."""
        conditions = self.conditions(first, count, label)
        if isinstance(label, Tensor):
            label = label[torch.arange(first, first + count) % len(label)]
        asked = self.request
        samples = self.model.drawn(
            count,
            asked.seed,
            label,
            conditions,
            code=asked.code,
            truncation=asked.truncation,
            calibrate=asked.calibrate,
            first=first,
        )
        return Drawn(samples, self._classes(first, count, label), conditions)

    def conditions(self, first: int, count: int, label: int | Tensor | None) -> np.ndarray | None:
        """Return the conditions of samples from `first` on, None for a model of none."""
        model, seed, condition = self.model, self.request.seed, self.request.condition
        if model.card.conditions is None:
            return asked_conditions(model.card, model.prior, count, seed, None, condition)
        total = first + count
        if isinstance(label, Tensor):
            label = label[torch.arange(total) % len(label)]
        found = asked_conditions(model.card, model.prior, total, seed, self._classes(0, total, label), condition)
        return None if found is None else found[first:]

    def _classes(self, first: int, count: int, label: int | Tensor | None) -> Labels | None:
        found = labels_of(self.model.prior, count, label, first=0 if isinstance(label, Tensor) else first)
        return None if found is None else found.numpy()


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


def chosen(source: Source, count: int, asked: Requirements, *, labels: Tensor | None) -> Drawn:
    """Return the first `count` samples of a stream that meet the requirements.

    labels (count,) are the classes of all samples, each then the next of its class that meets them. Without, classes
    come as the request's `label` says, or in turn, in what is drawn.
    """
    tries = source.request.tries
    if tries < 1:
        raise UsageError(f"{option('tries', tries)}: draw at least one sample for each that is wanted.")
    find = partial(accepted, asked=asked, chunk=chunk_of(source.model.network), tries=tries)
    if labels is None:
        return _described([find(partial(_parts, source, _labels(source)), count)], asked)
    classes = np.unique(labels.numpy()).tolist()
    parts = [find(partial(_parts, source, which), int((labels == which).sum())) for which in classes]
    found = _described(parts, asked)
    order = np.argsort(np.argsort(labels.numpy(), kind="stable"))  # the parts lie one after the other
    conditions = None if found.conditions is None else found.conditions[order]
    return replace(found, samples=found.samples[order], labels=labels.numpy(), conditions=conditions)


def _labels(source: Source) -> int | Tensor | None:
    """Return the class of all that is drawn, or of a period of it; None for all in turn."""
    card, classes, label = source.model.card, source.model.prior.classes, source.request.label
    number = asked_labels(card, classes, 1, label)
    if label != AS_DATA:
        return number
    counts = card.class_counts[:classes]
    return torch.from_numpy(labels_in_shares(counts, PERIOD))


def _parts(source: Source, label: int | Tensor | None, first: int, count: int) -> Parts:
    made = source.draw(first, count, label)
    return made.samples, made.labels, made.conditions


def _described(found: Sequence[Accepted], asked: Requirements) -> Drawn:
    """Return samples of all parts, with what is to be said of them."""
    each = tuple(sum(counts) for counts in zip(*(part.each for part in found), strict=True))
    samples, labels, conditions = (joined([part.parts[place] for part in found]) for place in range(3))
    assert samples is not None  # noqa: S101
    drawn, met = sum(part.drawn for part in found), sum(part.met for part in found)
    kept = sum(part.kept for part in found)
    total = Accepted((samples, labels, conditions), drawn, kept, met, each)
    meeting = {"all": met, "each": {one.text: count for one, count in zip(asked.asked, each, strict=True)}}
    facts = {"drawn": drawn} | ({} if asked.keep is None else {"kept": kept}) | {"meeting": meeting}
    return Drawn(samples, labels, conditions, asked.said(total), facts)


def completed(source: Source, given: Given, count: int, asked: Requirements | None) -> Drawn:
    """Return given rows, each completed `count` times by the nearest samples."""
    if count < 1:
        raise UsageError(f"{option('count', count)}: complete each row at least once.")
    model, draw = source.model, partial(_parts, source, _labels(source))
    columns, chunk = Columns.of(model.card.codec, model.card.origin, "given"), chunk_of(model.network)
    found = complete(draw, given, columns, asked, count=count, seed=source.request.seed, chunk=chunk)
    labels = found.labels if model.prior.classes else None
    return Drawn(found.samples, labels, None, found.said, found.distances.to_json())
