"""From settings and data to a game ready to play."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from gansmith.config.settings import TrainSettings
from gansmith.core.compute import Compute
from gansmith.core.game import Game
from gansmith.core.method import Method
from gansmith.core.replicas import Replicas
from gansmith.data.codec.codec import Codec
from gansmith.data.codec.conditions import ConditionCodec
from gansmith.data.dataset import Dataset
from gansmith.data.few_labels import few_labels
from gansmith.data.split import Places, apart, split
from gansmith.data.storage.samples import stored_rows
from gansmith.errors import UsageError, option
from gansmith.methods.modify import modified
from gansmith.methods.registry import find_recipe
from gansmith.records.model_card import Card, unplaced
from gansmith.training.stream import Rows, ShuffledStream, Sources, look_up

FEWEST = 2  # samples that are trained on


@dataclass(frozen=True)
class ValidationSet:
    """Encoded samples that the players never see, the sources that belong to them where there are any, and classes.

    labels are int64 (N,), -1 unknown, None where the data has none; numbers (N, K) their conditions, likewise.
    """

    real: Tensor
    source: Tensor | None
    labels: Places | None
    numbers: Tensor | None = None


@dataclass(frozen=True)
class Assembly:
    """All that a run plays with; `game(horizon)` makes a fresh game."""

    settings: TrainSettings
    card: Card
    method: Method
    stream: ShuffledStream
    device: torch.device
    replicas: Replicas
    resident_bytes: int
    held: Places
    held_labels: Places | None
    look_up: Rows
    sources: Sources | None
    held_numbers: npt.NDArray[np.float32] | None = None

    def validation_set(self, most: int, *, test: bool = False) -> ValidationSet | None:
        """Return at most so many of the samples held out, evenly spaced; None where there are none.

        With test, they are those that validation leaves out.
        """
        part = apart(len(self.held), self.settings.test_fraction)[test]
        if not len(part):
            return None
        places = part[np.linspace(0, len(part) - 1, min(most, len(part))).astype(int)]  # data is often in order
        chosen, sources = self.held[places], self.sources
        labels = None if self.held_labels is None else self.held_labels[places]
        numbers = None if self.held_numbers is None else torch.from_numpy(self.held_numbers[places])
        if sources is None:
            return ValidationSet(self.look_up(chosen), None, labels, numbers)
        kept, held = split(
            sources.count, self.settings.validation_fraction
        )  # where they are pairs, those of the samples
        leaving = held if len(held) else kept
        return ValidationSet(self.look_up(chosen), sources.rows(leaving[places % len(leaving)]), labels)

    def seen(self, most: int) -> Tensor:
        """Return at most so many of the samples trained on, encoded, evenly spaced."""
        kept, _ = split(self.stream.count + len(self.held), self.settings.validation_fraction)
        return self.look_up(kept[np.linspace(0, len(kept) - 1, min(most, len(kept))).astype(int)])

    def game(self, horizon: int) -> Game:
        """Return a game at step 0 whose ramps end at `horizon`."""
        return Game(
            self.method,
            seed=self.settings.seed,
            horizon=horizon,
            device=self.device,
            replicas=self.replicas,
            compute=Compute(self.settings.precision, self.settings.compile),
        )


def assemble(
    settings: TrainSettings,
    dataset: Dataset,
    codec: Codec,
    device: torch.device,
    replicas: Replicas,
    conditions: ConditionCodec | None = None,
) -> Assembly:
    """Build the method for the data's shape and the stream of its batches.

    conditions: the codec of the data's conditions, where it was fitted to other data before.
    """
    kept, held = _parts(len(dataset), settings.validation_fraction)
    card = _card(settings, dataset, codec, kept)
    card = card if conditions is None else replace(card, conditions=conditions)
    recipe = partial(find_recipe(settings.method), **settings.hyper)
    method = modified(recipe, card.spec, settings.pack, settings.augment)
    _require_told(card, method)
    _require_shared(method.batch_size, replicas.size, settings.pack)
    replicas, few = replace(replicas, block=settings.pack), method.supervision
    sources = _sources(dataset, card, method)
    labels, unseen = (None if dataset.labels is None else dataset.labels[part] for part in (kept, held))
    numbers, apart = (_numbers(dataset, card, part) for part in (kept, held))
    if labels is not None and few.labels is not None:
        labels = few_labels(labels, few.labels, dataset.class_names, settings.seed)
    stored = stored_rows(dataset.values, codec)
    rows = look_up(stored.values, stored.affine)
    stream = ShuffledStream(
        lambda chosen: rows(kept[chosen]),
        len(kept),
        method.batch_size,
        seed=settings.seed,
        labels=labels,
        numbers=numbers,
        labelled_share=few.share,
        sources=_kept(sources, settings.validation_fraction),
        replicas=replicas,
    )
    size = stored.values.nbytes
    return Assembly(settings, card, method, stream, device, replicas, size, held, unseen, rows, sources, apart)


def _parts(samples: int, share: float) -> tuple[Places, Places]:
    """Return the places of samples to train on and of those held out; raises UsageError where too few are left."""
    kept, held = split(samples, share)
    if len(kept) < FEWEST:
        raise UsageError(
            f"{option('validation_fraction', share)}: of {samples:,} samples {len(kept):,} would be left to train on, "
            f"and {FEWEST} are needed. Hold out a smaller share."
        )
    return kept, held


def _require_shared(batch_size: int, processes: int, pack: int) -> None:
    """Raise UsageError for batches that processes cannot share in whole packs."""
    if batch_size % (processes * pack):
        packs = f" in packs of {pack}" if pack > 1 else ""
        raise UsageError(
            f"{option('batch_size', batch_size)} cannot be shared by {processes} processes{packs}; choose a multiple "
            f"of {processes * pack}."
        )


def _card(settings: TrainSettings, dataset: Dataset, codec: Codec, kept: Places) -> Card:
    """Return what the model will be, by the data and by those of its samples that are trained on."""
    labels, classes, source = None, len(dataset.class_names), dataset.source
    if dataset.labels is not None:
        labels = dataset.labels[kept]
    return Card(
        method=settings.method,
        hyper=settings.hyper,
        shape=codec.shape,
        classes=classes,
        codec=codec,
        origin=unplaced(dataset.origin),
        class_names=dataset.class_names,
        source=None if source is None else Codec.fit(source, scale=settings.data.scale, missing=settings.data.missing),
        paired=dataset.paired,
        recipe=settings.recipe,
        class_counts=_counts(labels, classes),
        conditions=None
        if dataset.conditions is None
        else ConditionCodec.fit(dataset.conditions[kept], labels, classes),
        rules=settings.data.rule,
    )


def _require_told(card: Card, method: Method) -> None:
    """Raise UsageError where the data has conditions and the method has no use for them."""
    if card.conditions is not None and not method.prior.conditions:
        names = " ".join(quantity.name for quantity in card.origin.conditions)
        raise UsageError(
            f"{option('condition', names)}: {option('method', card.method)} tells its networks no such numbers. Use "
            f"{option('method', 'cgan')}, or leave the condition out."
        )


def _numbers(dataset: Dataset, card: Card, places: Places) -> npt.NDArray[np.float32] | None:
    """Return the conditions of samples, standardised."""
    if dataset.conditions is None or card.conditions is None:
        return None
    return card.conditions.encode(dataset.conditions[places])


def _counts(labels: Places | None, classes: int) -> tuple[int, ...]:
    """Return how many samples of each class there are; those of unknown class count nowhere."""
    return () if labels is None else tuple(np.bincount(labels[labels >= 0], minlength=classes).tolist())


def _kept(sources: Sources | None, share: float) -> Sources | None:
    """Return the sources that are trained on: in pairs those of the samples trained on, which are as many."""
    if sources is None:
        return None
    kept, _ = split(sources.count, share)
    if not len(kept):
        raise UsageError(
            f"{option('validation_fraction', share)}: of {sources.count:,} sources none would be left. Hold out less."
        )
    return replace(sources, rows=lambda chosen: sources.rows(kept[chosen]), count=len(kept))


def _sources(dataset: Dataset, card: Card, method: Method) -> Sources | None:
    """Return the stream's sources; raises UsageError where the method has no use for those there are."""
    if dataset.source is None or card.source is None:
        return None
    if method.sources == "none":
        raise UsageError(
            f"{option('method', card.method)} makes samples from noise, so it has no use for sources. Leave them "
            f"out, or use "
            f"{option('method', 'pix2pix')} (pairs) or cyclegan (unpaired)."
        )
    rows = stored_rows(dataset.source.values, card.source)
    return Sources(look_up(rows.values, rows.affine), len(dataset.source), paired=method.sources == "paired")
