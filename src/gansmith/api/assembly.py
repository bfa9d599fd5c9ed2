"""From settings and data to a game ready to play."""

from dataclasses import dataclass
from functools import partial

import torch

from gansmith.api.card import Card
from gansmith.api.settings import TrainSettings
from gansmith.core.compute import Compute
from gansmith.core.game import Game
from gansmith.core.method import Method
from gansmith.core.replicas import Replicas
from gansmith.data.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.few import few_labels
from gansmith.data.rows import stored_rows
from gansmith.errors import UsageError
from gansmith.methods.modify import modified
from gansmith.methods.table import find_recipe
from gansmith.training.stream import ShuffledStream, Sources, look_up


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
    settings: TrainSettings, dataset: Dataset, codec: Codec, device: torch.device, replicas: Replicas
) -> Assembly:
    """Build the method for the data's shape and the stream of its batches."""
    card = Card(
        method=settings.method,
        hyper=settings.hyper,
        shape=codec.shape,
        classes=len(dataset.class_names),
        codec=codec,
        origin=dataset.origin,
        class_names=dataset.class_names,
        source=None if dataset.source is None else Codec.fit(dataset.source, scale=settings.data.scale),
        paired=dataset.paired,
    )
    recipe = partial(find_recipe(settings.method), **settings.hyper)
    method = modified(recipe, card.spec, settings.pack, settings.augment)
    if method.batch_size % (replicas.size * settings.pack):
        packs = f" in packs of {settings.pack}" if settings.pack > 1 else ""
        raise UsageError(
            f"--batch-size {method.batch_size} cannot be shared by {replicas.size} processes{packs}; "
            f"choose a multiple of {replicas.size * settings.pack}."
        )
    sources = _sources(dataset, card, method)
    labels, few = dataset.labels, method.supervision
    if labels is not None and few.labels is not None:
        labels = few_labels(labels, few.labels, dataset.class_names, settings.seed)
    rows = stored_rows(dataset.values, codec)
    stream = ShuffledStream(
        look_up(rows.values, rows.affine),
        len(dataset.values),
        method.batch_size,
        seed=settings.seed,
        labels=labels,
        labelled_share=few.share,
        sources=sources,
        replicas=replicas,
    )
    return Assembly(settings, card, method, stream, device, replicas, rows.values.nbytes)


def _sources(dataset: Dataset, card: Card, method: Method) -> Sources | None:
    """Return the stream's sources; raises UsageError where the method has no use for those there are."""
    if dataset.source is None or card.source is None:
        return None
    if method.sources == "none":
        raise UsageError(
            f"--method {card.method} makes samples from noise, so it has no use for sources. Leave them out, or use "
            "--method pix2pix (pairs) or cyclegan (none needed)."
        )
    rows = stored_rows(dataset.source.values, card.source)
    return Sources(look_up(rows.values, rows.affine), len(dataset.source), paired=method.sources == "paired")
