"""What is evaluated: the samples of a run beside held-out data, or any two sets of samples."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.api.command_line import shown
from gansmith.api.data import MOVED, read, read_again, source_name
from gansmith.api.model import Model, Recipe, load
from gansmith.api.recorded import Recorded, read_run
from gansmith.api.settings import DataSettings, TrainSettings, data_settings
from gansmith.data.alike import alike
from gansmith.data.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.open import open_data
from gansmith.data.split import split
from gansmith.data.survey import missing_error, survey
from gansmith.errors import DataError, UsageError
from gansmith.evaluation.extractors import digest
from gansmith.methods.table import given_name
from gansmith.storage.places import possible
from gansmith.training.run_directory import RunDirectory

MOST = 5000  # rows of each set by default
MOST_VALUES = 50_000_000  # of each set by default: 400 MB
ENOUGH = 1000  # generated rows by default, where there are fewer held-out ones
ANOTHER_UNIT = 20  # how many times narrower or wider than the real ones samples are that come in other units
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Subject:
    """Equally scaled sets in [-1, 1], as networks see them: (N, D) or (N, C, H, W); train is None where not known.

    real_labels and train_labels are classes of those rows, -1 unknown, None where the data has none; asked those that
    generated samples were to have, where that was said. run is the run it belongs to and model a digest of the weights,
    None and empty for samples from elsewhere.
    """

    name: str
    against: str
    real: np.ndarray
    fake: np.ndarray
    train: np.ndarray | None
    real_labels: Labels | None
    train_labels: Labels | None
    asked: Labels | None
    columns: tuple[str, ...]
    notes: tuple[str, ...]
    run: Path | None = None
    model: str = ""
    settings: TrainSettings | None = None  # of that run
    verified: tuple[int, str] = (0, "")  # rows and hash of its data, as found now

    @property
    def known(self) -> tuple[np.ndarray, Labels | None]:
        """What features may be learnt from: the training rows, or the real ones where no others are known."""
        return (self.real, self.real_labels) if self.train is None else (self.train, self.train_labels)


def run_of(path: Path) -> Path:
    """Return the run directory that a run, one of its checkpoints or models belongs to; raises UsageError."""
    for place in (possible(path), path.parent, path.parent.parent):
        if path.is_dir() and (place / "config.json").is_file():
            return place
    raise UsageError(
        f"{path} is no run nor part of one, so its real data is not known. Name the run, or write samples with "
        "`gansmith generate` and compare two files: gansmith evaluate REAL FAKE."
    )


def fingerprint(model: Model) -> str:
    """Return a digest of a model's weights."""
    return digest(*(tensor.contiguous().numpy().tobytes() for tensor in model.network.state_dict().values()))


def of_run(
    path: Path, data: str | np.ndarray | None, count: int | None, seed: int, recipe: Recipe | None = None
) -> Subject:
    """Return samples of a run's model and held-out rows, or training rows where none were held out; `count` at most.

    Raises UsageError for what is no run, DataError where the data is not what the run was trained on.
    """
    run, model = run_of(path), load(path, recipe=recipe)
    dataset, known = _data_of(run, data, recipe)
    share, drift = known.settings.held_out, known.drift
    kept, held = split(len(dataset), share)
    wanted = count or _usual(model.card.codec.shape)
    seen = _chosen(kept, wanted, seed)
    real, train = (_chosen(held, wanted, seed), seen) if len(held) else (seen, None)
    many = count or min(wanted, max(len(real), ENOUGH))
    codec = model.card.codec
    labels = dataset.labels
    note = "Nothing was held out of training, so samples are measured against what they were trained on."
    if len(held):
        note = f"{len(held):,} of {len(dataset):,} samples were held out of training."
    return Subject(
        name=shown(path),
        against=f"{len(real):,} {'held-out' if len(held) else 'training'} samples of {shown(dataset.origin.path)}",
        real=codec.encode(dataset.values[real]),
        fake=codec.encode(_made(model, dataset, real, share, many, seed)),
        train=None if train is None else codec.encode(dataset.values[train]),
        real_labels=None if labels is None else labels[real],
        train_labels=None if labels is None or train is None else labels[train],
        asked=None if dataset.source is not None else model.labels(many),
        columns=dataset.origin.columns,
        notes=(note, *(f"Changed while it was trained: {change}." for change in drift)),
        run=run,
        model=fingerprint(model),
        settings=known.settings,
        verified=(len(dataset), dataset.sha256),
    )


def of_files(
    real: str | np.ndarray, fake: str | np.ndarray, reading: Mapping[str, Any], count: int | None, seed: int
) -> Subject:
    """Return two sets of samples from anywhere, scaled alike by the range of the real ones; `count` rows at most.

    reading is as for `train`, and of both sets. Of real rows there are up to twice as many, as one half gives the floor
    of the other. Raises UsageError where the sets differ in shape, DataError where one cannot be read.
    """
    settings = data_settings(source_name(real), reading)
    _refuse_sources(settings)
    first, codec = read(settings, real)
    second, notes = alike(first, _opened(fake, settings))
    second = _complete(second, codec)
    common = np.result_type(first.values.dtype, second.values.dtype)
    if common != first.values.dtype:  # so that generated values are neither cut off nor rounded to the real ones' type
        first = replace(first, values=first.values.astype(common))
        codec = Codec.fit(first, scale=settings.scale, fold=settings.fold, missing=settings.missing)
    wanted = count or _usual(codec.shape)
    rows, some = _chosen(np.arange(len(first)), 2 * wanted, seed), _chosen(np.arange(len(second)), wanted, seed)
    labels, asked = first.labels, _translated(second, first.class_names)
    return Subject(
        name=shown(second.origin.path),
        against=f"{len(rows):,} samples of {shown(first.origin.path)}",
        real=codec.encode(first.values[rows]),
        fake=codec.encode(second.values[some].astype(common)),
        train=None,
        real_labels=None if labels is None else labels[rows],
        train_labels=None,
        asked=None if asked is None else asked[some],
        columns=first.origin.columns,
        notes=notes + _remarks(codec, second.values[some]),
    )


def _data_of(run: Path, data: str | np.ndarray | None, recipe: Recipe | None) -> tuple[Dataset, Recorded]:
    """Return a run's data, which must be what it was trained on, and what the run wrote down."""
    known = read_run(RunDirectory(run), recipe=None if recipe is None else given_name(recipe))
    dataset, _ = read_again(known.settings.data, data, MOVED)
    if dataset.sha256 != known.data_sha256:
        raise DataError(
            f"{dataset.origin.path} is not what {run} was trained on: its SHA-256 begins with {dataset.sha256[:12]}, "
            f"the run's with {known.data_sha256[:12]}, so what was held out is not known. Name the old data with "
            "--data, or write samples and compare two files: gansmith evaluate REAL FAKE."
        )
    return dataset, known


def _usual(shape: tuple[int, ...]) -> int:
    return max(1, min(MOST, MOST_VALUES // prod(shape)))


def _chosen(places: Labels, most: int, seed: int) -> Labels:
    order = np.random.default_rng(seed).permutation(len(places))[:most]
    return np.sort(places[order])


def _made(model: Model, dataset: Dataset, real: Labels, share: float, most: int, seed: int) -> np.ndarray:
    """Return samples, or translations of the sources of the real rows, or of sources held out where none belong."""
    if dataset.source is None:
        return model.sample(most, seed=seed)
    if dataset.paired:
        return model.translate(dataset.source.values[real])
    kept, held = split(len(dataset.source), share)
    return model.translate(dataset.source.values[_chosen(held if len(held) else kept, most, seed)])


def _refuse_sources(settings: DataSettings) -> None:
    for name in ("pairs", "unpaired", "side_by_side", "derive", "source_variable"):
        if getattr(settings, name) is not None:
            raise UsageError(
                f"--{name.replace('_', '-')} is for translators. Two sets of samples are compared as they are: leave "
                "it out."
            )


def _opened(fake: str | np.ndarray, settings: DataSettings) -> Dataset:
    """Open generated samples the way real ones are read, or as they lie where that does not fit their format.

    Columns that real ones are read without may be missing, as from what a model trained without them writes.
    """
    try:
        return open_data(
            fake,
            variable=settings.variable,
            samples_axis=settings.samples_axis,
            label=settings.label,
            drop=settings.drop,
            lenient=True,
            size=settings.size,
        )
    except (DataError, UsageError):
        if (settings.variable, settings.samples_axis, settings.label) == (None, None, None):
            raise
        return open_data(fake, drop=settings.drop, lenient=True, size=settings.size)


def _complete(samples: Dataset, codec: Codec) -> Dataset:
    """Return the samples without those that the codec drops; raises DataError for missing values it refuses."""
    found = survey(samples.values)
    if found.missing and codec.missing == "drop":
        return samples.rows(codec.complete_rows(samples.values))
    if found.missing and codec.means is None:
        raise missing_error(samples, found)
    return samples


def _translated(samples: Dataset, names: tuple[str, ...]) -> Labels | None:
    """Return the labels of samples as numbers of the real classes, -1 for a class that these do not have."""
    if samples.labels is None or not names:
        return None
    numbers = np.array([names.index(name) if name in names else -1 for name in (*samples.class_names, "")], np.int64)
    return numbers[samples.labels]  # an unknown label, -1, is the last


def _remarks(codec: Codec, fake: np.ndarray) -> tuple[str, ...]:
    """Return what is to be said of the range of generated values."""
    scale, notes = codec.scale, []
    low, high = (scale.low, scale.high) if scale.per_feature else (scale.low.min(), scale.high.max())
    outside = float(np.mean((fake < low) | (fake > high)))
    if outside:
        ends = f"{scale.low.min():g} to {scale.high.max():g}"
        notes.append(f"{outside:.2%} of the generated values lie outside the range of the real ones ({ends}).")
    wide = float(scale.high.max()) - float(scale.low.min())
    found = float(np.nanmax(fake)) - float(np.nanmin(fake))
    if not wide / ANOTHER_UNIT <= found <= wide * ANOTHER_UNIT:
        notes.append(
            f"Generated values span {found:g} and real ones {wide:g}: are they in the same units? They are compared as "
            "they are."
        )
    return tuple(notes)
