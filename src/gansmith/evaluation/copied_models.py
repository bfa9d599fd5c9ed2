"""Samples of a model that lies apart from its run, beside data that is named for it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.config.command_line import shown
from gansmith.data.codec.measured import Measured
from gansmith.data.dataset import Dataset
from gansmith.data.formats.axes import axes_of
from gansmith.data.formats.registry import FORMATS, format_of
from gansmith.data.load import Source, read, source_name
from gansmith.data.options import DataSettings, data_settings
from gansmith.errors import DataError, UsageError, option
from gansmith.evaluation.rows import ENOUGH, Rows, chosen_rows, other_rows, usual_count
from gansmith.evaluation.sample_sets import SampleSets, of_model
from gansmith.models.load import Recipe, load
from gansmith.models.model import Model
from gansmith.records.directory import run_around
from gansmith.storage.places import possible

_APART = (
    "The model lies apart from its run, so it is not known which of the data it was trained on: samples are measured "
    "against all of it, and what was learned by heart is not told from what was learned."
)


def is_copy(path: Path) -> bool:
    """Whether a path is a model or checkpoint that belongs to no run."""
    return possible(path).is_dir() and run_around(path) is None


def of_copy(
    path: Path, data: Source, reading: Mapping[str, Any], count: int | None, seed: int, recipe: Recipe | None = None
) -> SampleSets:
    """Return samples of a model and rows of the data named for it, `count` at most.

    reading: how to read the data, as for `train`; what is not said is as the model's data was read, as far as it knows.
    Raises DataError where samples of the data are not of the model's shape, UsageError for paired data that is missing.
    """
    model = load(path, recipe=recipe)
    dataset = data_of_copy(model, data, reading)
    measured, every = Measured.of(model.card.codec, dataset.origin.columns), np.arange(len(dataset))
    shape = measured.codec.shape
    wanted = count or usual_count(shape)
    real = chosen_rows(every, wanted, seed)
    return of_model(
        model,
        dataset,
        Rows(real, None, other_rows(every, real, shape, seed)),
        count=count or min(wanted, max(len(real), ENOUGH)),
        seed=seed,
        share=0.0,
        name=shown(path),
        against="samples",
        notes=(_APART,),
    )


def data_of_copy(model: Model, data: Source, reading: Mapping[str, Any]) -> Dataset:
    """Return the data named for a model, read as its training data was where `reading` does not say how.

    Raises DataError where samples are not of the model's shape, UsageError for paired data that is missing.
    """
    settings = data_settings(source_name(data), {**_as_trained(model, data), **reading})
    dataset = _read_alike(model, settings, data)
    _require_fitting(model, dataset, settings)
    return dataset


def _read_alike(model: Model, settings: DataSettings, data: Source) -> Dataset:
    """Read the data, its axes as they lay in training where nobody says it and the samples fit in no other way."""
    dataset, _ = read(settings, data)
    origin, stored = model.card.origin, dataset.origin.stored_shape
    unsaid = settings.axes is None and settings.samples_axis is None and settings.window is None
    if not unsaid or dataset.sample_shape == _shape(model) or not len(stored) == len(origin.stored_shape) > 2:
        return dataset
    other, _ = read(replace(settings, axes=axes_of(origin)), data)
    return other if other.sample_shape == _shape(model) else dataset


def _shape(model: Model) -> tuple[int, ...]:
    shape: tuple[int, ...] = model.card.codec.scale.low.shape
    return shape


def _as_trained(model: Model, data: Source) -> dict[str, Any]:
    """Return the variable, label and conditions that the model's data had, where this is the same kind of file."""
    origin = model.card.origin
    kind = format_of(Path(data)) if isinstance(data, str | Path) else None
    if kind is None or kind != origin.format:
        return {}
    told = tuple(quantity.name for quantity in origin.conditions)
    known: dict[str, Any] = {"variable": origin.variable, "label": origin.label, "condition": told}
    return {name: value for name, value in known.items() if value and name in FORMATS[kind].options}


def _require_fitting(model: Model, dataset: Dataset, settings: DataSettings) -> None:
    trained, found, where = _shape(model), dataset.sample_shape, dataset.origin.path
    if found != trained:
        same_kind = len(found) == len(trained) > 1
        size = "x".join(map(str, trained[:2]))
        remedy = (
            f"Read it at that size with {option('size', size)}."
            if same_kind
            else "Name the data that it was trained on."
        )
        raise DataError(f"{where} holds samples of shape {found}, and the model makes {trained}. {remedy}")
    if model.card.source is not None and dataset.source is None:
        raise UsageError(
            f"The model translates, and {where} has nothing to translate from. Say what: {option('pairs')}, "
            f"{option('unpaired')}, {option('side_by_side')} or {option('derive')}."
        )
    if (
        settings.missing in ("auto", "error")
        and model.card.codec.missing in ("mean", "drop")
        and dataset.survey.missing
    ):
        raise UsageError(
            f"{where} has missing values. Give {option('missing', model.card.codec.missing)}, as in training."
        )
