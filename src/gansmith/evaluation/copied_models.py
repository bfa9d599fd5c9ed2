"""Samples of a model that lies apart from its run, beside data that is named for it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.config.command_line import shown
from gansmith.data.dataset import Dataset
from gansmith.data.formats.registry import FORMATS, format_of
from gansmith.data.load import Source, read, source_name
from gansmith.data.options import DataSettings, data_settings
from gansmith.errors import DataError, UsageError, option
from gansmith.evaluation.sample_sets import (
    ENOUGH,
    SampleSets,
    asked_classes,
    asked_conditions,
    asked_notes,
    chosen_rows,
    conditioned,
    fingerprint,
    made_for,
    other_rows,
    usual_count,
)
from gansmith.models.load import Recipe, load
from gansmith.models.model import Model
from gansmith.storage.places import possible

_APART = (
    "The model lies apart from its run, so it is not known which of the data it was trained on: samples are measured "
    "against all of it, and what was learned by heart is not told from what was learned."
)


def is_copy(path: Path) -> bool:
    """Whether a path is a model or checkpoint that belongs to no run."""
    places = (possible(path), path.parent, path.parent.parent)
    return path.is_dir() and not any((place / "config.json").is_file() for place in places)


def of_copy(
    path: Path, data: Source, reading: Mapping[str, Any], count: int | None, seed: int, recipe: Recipe | None = None
) -> SampleSets:
    """Return samples of a model and rows of the data named for it, `count` at most.

    reading: how to read the data, as for `train`; what is not said is as the model's data was read, as far as it knows.
    Raises DataError where samples of the data are not of the model's shape, UsageError for paired data that is missing.
    """
    model = load(path, recipe=recipe)
    settings = data_settings(source_name(data), {**_as_trained(model, data, reading), **reading})
    dataset, _ = read(settings, data)
    _require_fitting(model, dataset, settings)
    codec, labels, every = model.card.codec, dataset.labels, np.arange(len(dataset))
    wanted = count or usual_count(codec.shape)
    real = chosen_rows(every, wanted, seed)
    many = count or min(wanted, max(len(real), ENOUGH))
    asked, told = asked_classes(model, dataset, real, many), asked_conditions(model, dataset, real, many)
    return SampleSets(
        name=shown(path),
        against=f"{len(real):,} samples of {shown(dataset.origin.path)}",
        real=codec.encode(dataset.values[real]),
        fake=codec.encode(made_for(model, dataset, real, 0.0, many, seed, asked, told)),
        train=None,
        real_labels=None if labels is None else labels[real],
        train_labels=None,
        asked=asked,
        codec=codec,
        columns=dataset.origin.columns,
        class_names=dataset.class_names,
        notes=(_APART, *asked_notes(model, asked, told)),
        model=fingerprint(model),
        translated=dataset.source is not None and dataset.paired,
        others=codec.encode(dataset.values[other_rows(every, real, codec.shape, seed)]),
        conditions=conditioned(dataset, real, None, told),
    )


def _as_trained(model: Model, data: Source, reading: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variable, label and conditions that the model's data had, where this is the same kind of file."""
    origin = model.card.origin
    kind = format_of(Path(data)) if isinstance(data, str | Path) else None
    if kind is None or kind != origin.format:
        return {}
    told = tuple(quantity.name for quantity in origin.conditions)
    known: dict[str, Any] = {"variable": origin.variable, "label": origin.label, "condition": told}
    return {name: value for name, value in known.items() if value and name in FORMATS[kind].options}


def _require_fitting(model: Model, dataset: Dataset, settings: DataSettings) -> None:
    trained, found, where = model.card.codec.scale.low.shape, dataset.sample_shape, dataset.origin.path
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
    if settings.missing == "error" and model.card.codec.missing != "error" and dataset.survey.missing:
        raise UsageError(
            f"{where} has missing values. Give {option('missing', model.card.codec.missing)}, as in training."
        )
