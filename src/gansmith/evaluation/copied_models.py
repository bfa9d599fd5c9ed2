"""Samples of a model that lies apart from its run, beside data that is named for it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.config.command_line import shown
from gansmith.data.codec.measured import Measured
from gansmith.data.dataset import Dataset
from gansmith.data.load import Source
from gansmith.errors import DataError, UsageError, option
from gansmith.evaluation.rows import ENOUGH, Rows, chosen_rows, other_rows, usual_count
from gansmith.evaluation.sample_sets import SampleSets, of_model
from gansmith.models.load import Recipe, load
from gansmith.models.model import Model
from gansmith.models.rows_like import read_as_trained
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
    dataset = read_as_trained(model.card, data, reading)
    _require_fitting(model, dataset, reading.get("missing", "auto"))
    return dataset


def _require_fitting(model: Model, dataset: Dataset, missing: str) -> None:
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
    if missing in ("auto", "error") and model.card.codec.missing in ("mean", "drop") and dataset.survey.missing:
        raise UsageError(
            f"{where} has missing values. Give {option('missing', model.card.codec.missing)}, as in training."
        )
