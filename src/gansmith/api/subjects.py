"""What is evaluated: the samples of a run beside held-out data, or any two sets of samples."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gansmith.api.data import read
from gansmith.api.model import Model, load
from gansmith.api.settings import TrainSettings
from gansmith.data.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.open import open_data
from gansmith.data.split import split
from gansmith.errors import UsageError
from gansmith.storage.atomic import read_json

MOST = 5000  # rows of each set by default


@dataclass(frozen=True)
class Subject:
    """Equally scaled sets in [-1, 1], as networks see them: (N, D) or (N, C, H, W); train is None where not known.

    labels are those of the training rows, or of the real ones where no others are known; asked those that generated
    samples were to have, where the model was told.
    """

    name: str
    against: str
    real: np.ndarray
    fake: np.ndarray
    train: np.ndarray | None
    labels: np.ndarray | None  # -1 unknown
    asked: np.ndarray | None
    columns: tuple[str, ...]
    notes: tuple[str, ...]


def run_of(path: Path) -> Path:
    """Return the run directory that a run, one of its checkpoints or models belongs to; raises UsageError."""
    for place in (path, path.parent, path.parent.parent):
        if (place / "config.json").is_file():
            return place
    raise UsageError(
        f"{path} is no run nor part of one, so its real data is not known. Name the run, or write samples with "
        "`gansmith generate` and compare two files: gansmith evaluate REAL FAKE."
    )


def of_run(path: Path, data: str | np.ndarray | None, count: int | None, seed: int) -> Subject:
    """Return as many samples of a run's model as there are held-out rows, at most `count`, beside them."""
    run, model = run_of(path), load(path)
    settings = TrainSettings.model_validate(read_json(run / "config.json"))
    dataset, _ = read(settings.data, data)
    kept, held = split(len(dataset), settings.held_out)
    notes = [f"{len(held):,} of {len(dataset):,} samples were held out of training."]
    if not len(held):
        notes = ["Nothing was held out of training, so samples are measured against what they were trained on."]
    wanted = count or MOST
    real = _chosen(held if len(held) else kept, wanted, seed)
    train = _chosen(kept, max(wanted, len(real)), seed) if len(held) else None
    codec = model.card.codec
    return Subject(
        name=str(path),
        against=f"{len(real):,} {'held-out' if len(held) else 'training'} samples of {dataset.origin.path}",
        real=_encoded(codec, dataset, real),
        fake=codec.encode(_made(model, dataset, real, wanted, seed)),
        train=None if train is None else _encoded(codec, dataset, train),
        labels=None if dataset.labels is None else dataset.labels[real if train is None else train],
        asked=None if dataset.source is not None else model.labels(wanted),
        columns=dataset.origin.columns,
        notes=tuple(notes),
    )


def of_files(real: str | np.ndarray, fake: str | np.ndarray, count: int | None, seed: int) -> Subject:
    """Return two sets of samples from anywhere, scaled alike by the range of the real ones.

    Raises UsageError where they differ in shape.
    """
    first, second = open_data(real), open_data(fake)
    if first.sample_shape != second.sample_shape:
        raise UsageError(
            f"{first.origin.path} holds samples of shape {first.sample_shape} and {second.origin.path} of "
            f"{second.sample_shape}. Give two sets of the same kind."
        )
    codec = Codec.fit(first)
    wanted = count or MOST
    rows = [_chosen(np.arange(len(d)), many, seed) for d, many in ((first, 2 * wanted), (second, wanted))]
    low, high = codec.scale.low.min(), codec.scale.high.max()
    outside = float(np.mean((second.values < low) | (second.values > high)))
    notes = (f"{outside:.1%} of the generated values lie outside the range of the real ones, {low:g} to {high:g}.",)
    return Subject(
        name=second.origin.path,
        against=f"{len(rows[0]):,} samples of {first.origin.path}",
        real=_encoded(codec, first, rows[0]),
        fake=codec.encode(second.values[rows[1]].astype(codec.dtype)),
        train=None,
        labels=first.labels if first.labels is None else first.labels[rows[0]],
        asked=None,
        columns=first.origin.columns,
        notes=notes if outside else (),
    )


def _chosen(places: np.ndarray, most: int, seed: int) -> np.ndarray:
    order = np.random.default_rng(seed).permutation(len(places))[:most]
    return np.sort(places[order])


def _encoded(codec: Codec, dataset: Dataset, places: np.ndarray) -> np.ndarray:
    return codec.encode(dataset.values[places])


def _made(model: Model, dataset: Dataset, real: np.ndarray, most: int, seed: int) -> np.ndarray:
    """Return samples, as many as asked for, or the translations of the sources that belong to the real rows."""
    if dataset.source is None:
        return model.sample(most, seed=seed)
    return model.translate(dataset.source.values[real % len(dataset.source)])
