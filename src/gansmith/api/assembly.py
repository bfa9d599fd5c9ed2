"""From settings and data to a game ready to play."""

from dataclasses import dataclass

import torch

from gansmith.api.model import Card
from gansmith.api.settings import TrainSettings
from gansmith.core.compute import Compute
from gansmith.core.game import Game
from gansmith.core.method import Method
from gansmith.core.replicas import Replicas
from gansmith.data.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.rows import stored_rows
from gansmith.errors import UsageError
from gansmith.methods.table import find_recipe
from gansmith.training.stream import ShuffledStream, look_up


@dataclass(frozen=True)
class Assembly:
    """All that a run plays with; `game(horizon)` makes a fresh game."""

    settings: TrainSettings
    dataset: Dataset
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
    )
    method = find_recipe(settings.method)(card.spec, **settings.hyper)
    if method.batch_size % replicas.size:
        raise UsageError(
            f"--batch-size {method.batch_size} cannot be shared by {replicas.size} processes; "
            f"choose a multiple of {replicas.size}."
        )
    rows = stored_rows(dataset.values, codec)
    stream = ShuffledStream(
        look_up(rows.values, rows.affine),
        len(dataset.values),
        method.batch_size,
        seed=settings.seed,
        labels=dataset.labels,
        replicas=replicas,
    )
    return Assembly(settings, dataset, card, method, stream, device, replicas, rows.values.nbytes)
