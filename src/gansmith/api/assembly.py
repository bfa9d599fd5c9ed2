"""From settings and data to a game ready to play."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import Tensor

from gansmith.api.model import Card
from gansmith.api.settings import TrainSettings
from gansmith.core.game import Game
from gansmith.core.method import Method
from gansmith.core.replicas import Replicas
from gansmith.data.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.errors import UsageError
from gansmith.methods.table import find_recipe
from gansmith.training.stream import Rows, ShuffledStream

RESIDENT_BYTES = 4 * 2**30  # encoded data up to this size is kept as one tensor; more is encoded batch by batch


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

    def game(self, horizon: int) -> Game:
        """Return a game at step 0 whose ramps end at `horizon`."""
        return Game(self.method, seed=self.settings.seed, horizon=horizon, device=self.device, replicas=self.replicas)


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
    stream = ShuffledStream(
        _rows(dataset, codec),
        len(dataset.values),
        method.batch_size,
        seed=settings.seed,
        labels=dataset.labels,
        replicas=replicas,
    )
    return Assembly(settings, dataset, card, method, stream, device, replicas)


def _rows(dataset: Dataset, codec: Codec) -> Rows:
    """Return the lookup of encoded float32 samples by index."""
    if dataset.values.size * 4 > RESIDENT_BYTES:
        return lambda chosen: torch.from_numpy(codec.encode(dataset.values[chosen])).float()
    return partial(_look_up, torch.from_numpy(_encoded(dataset.values, codec)))


def _look_up(resident: Tensor, chosen: np.ndarray) -> Tensor:
    return resident[torch.from_numpy(chosen)]


def _encoded(values: np.ndarray, codec: Codec, rows: int = 4096) -> np.ndarray:
    """Encode in blocks, since the codec works in float64 and the tensor is float32."""
    encoded = np.empty((len(values), *codec.shape), np.float32)
    for first in range(0, len(values), rows):
        encoded[first : first + rows] = codec.encode(values[first : first + rows])
    return encoded
