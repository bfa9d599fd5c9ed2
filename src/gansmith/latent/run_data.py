"""The data of a run: samples to invert by their numbers, and the training samples beside which they are judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.config.command_line import shown
from gansmith.data.dataset import Dataset
from gansmith.data.expressions.columns import Columns
from gansmith.data.formats.read import open_data
from gansmith.data.given import read_given
from gansmith.data.load import MOVED, Source
from gansmith.data.same_categories import labels_among
from gansmith.data.split import split
from gansmith.errors import DataError, UsageError, option
from gansmith.latent.inversion import Targets
from gansmith.latent.nearness import Errors, Known
from gansmith.methods.registry import given_name
from gansmith.models.load import Recipe
from gansmith.models.model import Model
from gansmith.models.rows_like import read_as_trained
from gansmith.records.data_places import read_of_run
from gansmith.records.directory import RunDirectory, run_around
from gansmith.records.run_record import read_run

MOST_TRAINING = 200_000  # training samples that are compared


@dataclass(frozen=True)
class RunData:
    """The data of a run, and which of its samples the run was trained on.

    notes: what is to be said of the data; assumed: what is to be said of which samples count as training samples.
    """

    dataset: Dataset
    trained: np.ndarray
    notes: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()

    def known(self, model: Model) -> Known:
        """Return the training samples; raises DataError where the data is not of the model's shape."""
        self._require_shape(model)
        rows, notes = self.trained[:MOST_TRAINING], (*self.notes, *self.assumed)
        if len(rows) < len(self.trained):
            notes += (f"the nearest is sought among the first {len(rows):,} of {len(self.trained):,} training samples",)
        return Known(self.dataset.values[rows], Errors.of(model), notes)

    def _require_shape(self, model: Model) -> None:
        wanted = model.card.codec.scale.low.shape
        if self.dataset.sample_shape != wanted:
            raise DataError(
                f"{self.dataset.origin.path}: samples have shape {self.dataset.sample_shape}; the model was made for "
                f"{wanted}. Name the data of the run with {option('data')}."
            )

    def targets(self, numbers: Sequence[int], model: Model) -> Targets:
        """Return samples by their numbers in the data, from 0; raises DataError for data of another shape."""
        self._require_shape(model)
        wrong = [number for number in numbers if not 0 <= number < len(self.dataset)]
        if wrong:
            raise UsageError(
                f"Sample {wrong[0]}: {shown(self.dataset.origin.path)} has samples 0 to {len(self.dataset) - 1:,}."
            )
        rows = np.array(numbers, np.int64)
        labels, conditions = self.dataset.labels, self.dataset.conditions
        return Targets(
            self.dataset.values[rows],
            None if labels is None else labels[rows],
            None if conditions is None else conditions[rows],
        )

    def seen(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """Return what is to be said of the samples that the run was trained on, for inversions."""
        seen = [number for number in numbers if number in set(self.trained.tolist())]
        few = ", ".join(map(str, seen[:10])) + (" and more" if len(seen) > 10 else "")
        which = f"sample{'s' * (len(seen) > 1)} {few}"
        return (f"the model was trained on {which}: the nearest is another training sample",) if seen else ()


def data_of_run(path: Path | None, model: Model, data: Source | None, recipe: Recipe | None) -> RunData | None:
    """Return the data of the run that a place belongs to; None for a model alone, unless its data is named.

    Data of a model alone is read as its card tells. Raises DataError where the data cannot be read.
    """
    run = None if path is None else run_around(path)
    if run is None:
        if data is None:
            return None
        missing = model.card.codec.missing
        dataset = read_as_trained(model.card, data, {"missing": missing} if missing in ("mean", "drop") else {})
        note = "nothing is known of which samples the model was trained on: all of the data counts as training samples"
        return RunData(dataset, np.arange(len(dataset)), assumed=(note,))
    known = read_run(RunDirectory(run), recipe=None if recipe is None else given_name(recipe))
    dataset, _ = read_of_run(RunDirectory(run), known.settings.data, data, known.data_sha256, MOVED)
    trained, _ = split(len(dataset), known.settings.validation_fraction)
    notes: tuple[str, ...] = ()
    if dataset.sha256 != known.data_sha256:
        notes = (f"{shown(dataset.origin.path)} is not what {run} was trained on; it is taken as it is",)
    return RunData(dataset, trained, notes)


def targets_of_file(
    source: Any, model: Model, count: int, variable: str | None = None, more: str = ""
) -> tuple[Targets, tuple[str, ...]]:
    """Return the first samples of a file, a folder or an array, read as samples of the model, and what is to be said.

    Labels that name classes of the model are kept. more: how to have more samples. Raises DataError for samples
    of another shape or type.
    """
    origin, names = model.card.origin, model.card.class_names[: model.prior.classes]
    if model.card.codec.table is not None and origin.schema:
        given = read_given(source, Columns.of(model.card.codec, origin, "given"), origin, names)
        values = given.values.astype(model.card.codec.dtype) if model.card.codec.dtype.kind == "f" else given.values
        labels, notes = (given.classes if names else None), given.notes
    elif isinstance(source, np.ndarray) and source.shape[1:] == model.card.codec.scale.low.shape:
        values, labels, notes = source, None, ()
    else:
        dataset = _opened(source, model, variable)
        values, labels, notes = dataset.values, labels_among(dataset, names), dataset.notes
    values = _fitting(values, model, source)
    if len(values) > count:
        notes += (f"the first {count:,} of {len(values):,} samples are taken{more}",)
    return Targets(values[:count], None if labels is None else labels[:count]), notes


def _fitting(values: np.ndarray, model: Model, source: Any) -> np.ndarray:
    """Return samples in the type of the model where nothing is lost by it; raises DataError for what does not fit."""
    codec = model.card.codec
    with np.errstate(invalid="ignore"):
        converted = values.astype(codec.dtype)
    values = converted if np.array_equal(converted, values, equal_nan=values.dtype.kind == "f") else values
    try:
        codec.encode(values[:1])
    except DataError as error:
        where = f"{shown(source)}: " if isinstance(source, str | Path) else ""
        raise DataError(f"{where}{error}") from None
    return values


def _opened(source: Any, model: Model, variable: str | None) -> Dataset:
    """Open samples, by the axes of the training data where they do not fit without."""
    dataset = open_data(source, variable=variable, fewest=1)
    axes = model.card.origin.details.get("axes")
    if dataset.sample_shape != model.card.codec.scale.low.shape and axes:
        return open_data(source, variable=variable, fewest=1, axes=str(axes))
    return dataset
