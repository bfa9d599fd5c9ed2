"""What is evaluated: real beside generated samples, and those of a run beside its held-out data."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.config.command_line import shown
from gansmith.config.settings import TrainSettings
from gansmith.data.chunks import row_hashes
from gansmith.data.codec.codec import Codec
from gansmith.data.codec.measured import Measured
from gansmith.data.dataset import Dataset
from gansmith.data.formats.window_rows import channel_names
from gansmith.data.load import MOVED, Source
from gansmith.data.split import repeats_note, split
from gansmith.errors import DataError, UsageError, option
from gansmith.evaluation.asked_samples import asked_classes, asked_conditions, asked_notes, conditioned, made_for
from gansmith.evaluation.judgement.sets import Conditioned
from gansmith.evaluation.rows import ENOUGH, Labels, Rows, chosen_rows, other_rows, usual_count
from gansmith.evaluation.tables import Tables
from gansmith.features.extractors import digest
from gansmith.methods.registry import given_name
from gansmith.models.load import Recipe, load
from gansmith.models.model import Model
from gansmith.records.data_places import read_of_run
from gansmith.records.directory import RunDirectory, run_around
from gansmith.records.run_record import Recorded, read_run
from gansmith.storage.natures import nature_of
from gansmith.storage.places import possible


@dataclass(frozen=True)
class SampleSets:
    """Equally scaled sets in [-1, 1], as networks see them: (N, D) or (N, C, H, W); train is None where not known.

    Of samples from elsewhere, fake goes beyond [-1, 1] where its values go beyond those of the real ones.

    real_labels and train_labels are classes of those rows, -1 unknown, None where the data has none; asked those that
    generated samples were to have, where that was said. run is the run it belongs to and model a digest of the weights,
    None and empty for samples from elsewhere. codec, of the real data, leads back to its units.
    """

    name: str
    against: str
    real: np.ndarray
    fake: np.ndarray
    train: np.ndarray | None
    real_labels: Labels | None
    train_labels: Labels | None
    asked: Labels | None
    codec: Codec
    columns: tuple[str, ...]
    class_names: tuple[str, ...]
    notes: tuple[str, ...]
    run: Path | None = None
    model: str = ""
    settings: TrainSettings | None = None  # of that run
    foreign: tuple[str, ...] = ()  # classes of generated samples that the real ones do not have
    translated: bool = False  # whether each generated row was made from the source of a real one
    verified: tuple[int, str] = (0, "")  # rows and hash of its data, as found now
    others: np.ndarray | None = None  # further rows, of train or else of real, that samples may be copies of
    conditions: Conditioned | None = None  # of the rows above, where they have any
    steps: int = 0  # after which the model was taken
    channels: tuple[str, ...] = ()  # names of those of signals
    tables: Tables | None = None  # the same rows in the units of the data, where they are of tables

    @property
    def known(self) -> tuple[np.ndarray, Labels | None]:
        """What features may be learnt from: the training rows, or the real ones where no others are known."""
        return (self.real, self.real_labels) if self.train is None else (self.train, self.train_labels)


def run_of(path: Path, remedy: str | None = None) -> Path:
    """Return the run directory that a run, one of its checkpoints or models belongs to; raises UsageError.

    remedy: what to do where there is none, in place of that of `evaluate`.
    """
    if possible(path).is_dir() and (run := run_around(path)) is not None:
        return run
    if (nature := nature_of(path)) is not None and remedy is None and not nature.startswith("a model"):
        raise UsageError(f"{path} is {nature}, and no run. Name the run, or two files: gansmith evaluate REAL FAKE.")
    if remedy is not None:
        what = "no run nor part of one" if nature is None else f"{nature}, and no run nor part of one"
        raise UsageError(f"{path} is {what}. {remedy}")
    raise UsageError(
        f"{path} is no run nor part of one, so its real data is not known. Name the run, or for a model that was "
        f"copied alone its data with {option('data')}, or write samples with "
        "`gansmith generate` and compare two files: gansmith evaluate REAL FAKE."
    )


def fingerprint(model: Model) -> str:
    """Return a digest of a model's weights."""
    return digest(*(tensor.contiguous().numpy().tobytes() for tensor in model.network.state_dict().values()))


def of_run(path: Path, data: Source | None, count: int | None, seed: int, recipe: Recipe | None = None) -> SampleSets:
    """Return samples of a run's model and held-out rows, or training rows where none were held out; `count` at most.

    Raises UsageError for what is no run, DataError where the data is not what the run was trained on.
    """
    run, model = run_of(path), load(path, recipe=recipe)
    dataset, known = _data_of(run, data, recipe)
    share, drift = known.settings.validation_fraction, known.drift
    kept, held = split(len(dataset), share)
    measured = Measured.of(model.card.codec, dataset.origin.columns)
    wanted = count or usual_count(measured.codec.shape)
    seen = chosen_rows(kept, wanted, seed)
    real, train = (chosen_rows(held, wanted, seed), seen) if len(held) else (seen, None)
    note = "Nothing was held out of training, so samples are measured against what they were trained on."
    if len(held):
        note = f"{len(held):,} of {len(dataset):,} samples were held out of training."
    repeats = repeats_note(row_hashes(dataset.values), share)
    return of_model(
        model,
        dataset,
        Rows(real, train, other_rows(kept, seen, measured.codec.shape, seed)),
        count=count or min(wanted, max(len(real), ENOUGH)),
        seed=seed,
        share=share,
        name=str(Path(shown(run)) / path.relative_to(run)),
        against=f"{'held-out' if len(held) else 'training'} samples",
        notes=(
            note,
            *([f"{repeats}."] if repeats else []),
            *(f"Changed while it was trained: {change}." for change in drift),
        ),
        run=run,
        settings=known.settings,
        verified=(len(dataset), dataset.sha256),
    )


def of_model(
    model: Model,
    dataset: Dataset,
    rows: Rows,
    *,
    count: int,
    seed: int,
    share: float,
    against: str,
    notes: tuple[str, ...],
    **of_run: Any,
) -> SampleSets:
    """Return `count` samples of a model beside rows of its data, scaled by its codec.

    share: the fraction of the data that was held out of training. against: what the real rows are. of_run: further
    fields of the sets.
    """
    measured = Measured.of(model.card.codec, dataset.origin.columns)
    labels, train = dataset.labels, rows.train
    asked, told = asked_classes(model, dataset, rows.real, count), asked_conditions(model, dataset, rows.real, count)
    made = made_for(model, dataset, rows.real, share, count, seed, asked, told)
    table = model.card.codec.table
    return SampleSets(
        against=f"{len(rows.real):,} {against} of {shown(dataset.origin.path)}",
        real=measured.encode(dataset.values[rows.real]),
        fake=measured.encode(made),
        tables=Tables.of(
            None if table is None else table.columns,
            measured,
            dataset.values[rows.real],
            made,
            None if train is None else dataset.values[train],
        ),
        train=None if train is None else measured.encode(dataset.values[train]),
        real_labels=None if labels is None else labels[rows.real],
        train_labels=None if labels is None or train is None else labels[train],
        asked=asked,
        codec=measured.codec,
        columns=measured.names,
        channels=channel_names(dataset.origin),
        class_names=dataset.class_names,
        notes=(*notes[:1], *asked_notes(model, asked, told), *notes[1:]),
        model=fingerprint(model),
        steps=model.card.steps,
        translated=dataset.source is not None and dataset.paired,
        others=measured.encode(dataset.values[rows.others]),
        conditions=conditioned(dataset, rows.real, train, told),
        **of_run,
    )


def _data_of(run: Path, data: Source | None, recipe: Recipe | None) -> tuple[Dataset, Recorded]:
    """Return a run's data, which must be what it was trained on, and what the run wrote down."""
    known = read_run(RunDirectory(run), recipe=None if recipe is None else given_name(recipe))
    dataset, _ = read_of_run(RunDirectory(run), known.settings.data, data, known.data_sha256, MOVED)
    if dataset.sha256 != known.data_sha256:
        raise DataError(
            f"{dataset.origin.path} is not what {run} was trained on: its SHA-256 begins with {dataset.sha256[:12]}, "
            f"the run's with {known.data_sha256[:12]}, so what was held out is not known. Name the old data with "
            f"{option('data')}, or write samples and compare two files: gansmith evaluate REAL FAKE."
        )
    return dataset, known
