"""Samples of a model to compare with real rows: which classes and conditions they are asked for, and the samples."""

import numpy as np
import torch

from gansmith.config.command_line import shown
from gansmith.core.shares import labels_in_shares
from gansmith.data.dataset import Dataset
from gansmith.data.quantities import names_of
from gansmith.data.split import split
from gansmith.evaluation.judgement.sets import Conditioned
from gansmith.evaluation.rows import Labels, chosen_rows
from gansmith.models.model import Model

_NAMED = 10  # classes of which a note gives the numbers


def asked_classes(model: Model, dataset: Dataset, real: Labels, many: int) -> Labels | None:
    """Return the classes to ask for, in the shares of the real rows; in turn where these are not known."""
    if dataset.source is not None:
        return None
    known = np.empty(0, np.int64) if dataset.labels is None else dataset.labels[real]
    if dataset.conditions is not None and model.prior.conditions and len(known):  # as these go with the classes
        of_real, turns = known[_in_turn(known, many)], np.arange(many) % max(model.prior.classes, 1)
        return np.where(of_real < 0, turns, of_real) if model.prior.classes else None
    known = known[(known >= 0) & (known < model.prior.classes)]
    return (
        labels_in_shares(np.bincount(known, minlength=model.prior.classes), many) if len(known) else model.labels(many)
    )


def asked_conditions(model: Model, dataset: Dataset, real: Labels, many: int) -> np.ndarray | None:
    """Return the conditions (many, K) to ask for: those of the real rows in turn, their means where missing."""
    told = model.card.conditions
    if dataset.conditions is None or told is None or not model.prior.conditions:
        return None
    found = dataset.conditions[real][_in_turn(real, many)]
    return np.where(np.isnan(found), told.mean, found)


def _in_turn(rows: Labels, many: int) -> Labels:
    """Return places of rows, evenly spaced where there are more than wanted, else over and over."""
    if many < len(rows):
        return np.linspace(0, len(rows) - 1, many).astype(np.int64)
    return np.arange(many) % len(rows)


def conditioned(dataset: Dataset, real: Labels, train: Labels | None, asked: np.ndarray | None) -> Conditioned | None:
    """Return the conditions of rows and samples; None where samples were asked for none."""
    if dataset.conditions is None or asked is None:
        return None
    trained = None if train is None else dataset.conditions[train]
    return Conditioned(names_of(dataset.origin.conditions), dataset.conditions[real], trained, asked)


def asked_notes(model: Model, asked: Labels | None, told: np.ndarray | None = None) -> tuple[str, ...]:
    """Return what is to be said of the classes and conditions asked for."""
    if told is not None:
        return ("Samples were asked for at the conditions of the real ones.",)
    if asked is None:
        return ()
    names, counts = model.card.class_names, np.bincount(asked, minlength=model.prior.classes)
    parts = [f"{count:,} of {shown(name)}" for name, count in zip(names, counts, strict=False)]
    rest = f" and {len(parts) - _NAMED} more classes" if len(parts) > _NAMED else ""
    return (f"Samples were asked for in the shares of the real ones' classes: {', '.join(parts[:_NAMED])}{rest}.",)


def made_for(
    model: Model,
    dataset: Dataset,
    real: Labels,
    share: float,
    most: int,
    seed: int,
    asked: Labels | None,
    told: np.ndarray | None = None,
) -> np.ndarray:
    """Return samples, or translations of the sources of the real rows, or of sources held out where none belong."""
    if dataset.source is None:
        if told is not None:
            return model.drawn(most, seed, None if asked is None else torch.from_numpy(asked), told)
        return model.sample(most, seed=seed, labels=asked)
    if dataset.paired:
        return model.translate(dataset.source.values[real])
    kept, held = split(len(dataset.source), share)
    return model.translate(dataset.source.values[chosen_rows(held if len(held) else kept, most, seed)])
