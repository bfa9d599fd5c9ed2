"""What an estimator's `sample` asks a model for: how many, of which classes or conditions."""

from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.models.model import Model
from gansmith.sklearn.given import CONDITION, numbered
from gansmith.sklearn.mishaps import UnfitData, UnfitOption

Rows = npt.NDArray[Any]


def is_told(model: Model) -> bool:
    """Whether a generator is told a class or a condition."""
    return bool(model.prior.classes or model.prior.conditions)


def count_of(n_samples: Any, y: Any) -> int:
    """Return how many samples are asked for; raises ValueError where y is of another number or shape."""
    if np.ndim(y) > 1:
        raise UnfitData(f"y has {np.ndim(y)} dimensions. Give one class or number for all samples, or one for each.")
    many = None if y is None or np.ndim(y) == 0 else len(y)
    count = n_samples if n_samples is not None else many or 1
    if not isinstance(count, int | np.integer) or isinstance(count, bool) or count < 1:
        raise UnfitOption(f"n_samples={str(count)[:60]}: give a whole number of at least 1.")
    if many not in (None, count):
        raise UnfitData(f"y holds {many} values, and {count} samples are asked for. Give one for each, or one for all.")
    return int(count)


def drawn(
    model: Model, classes: Rows | None, count: int, y: Any, seed: int, *, wanted: bool = False
) -> tuple[Rows, Rows | None]:
    """Return samples (count, ...), and the class or condition of each (count,), None where there is none.

    classes: names of the model's classes. y: one class or number for all, or for each; None for classes in the shares
    of the data. Raises ValueError where y is given, or wanted back, and the generator is told nothing.
    """
    if not is_told(model):
        if y is not None or wanted:
            raise UnfitOption(
                f"y: {model.card.method} draws no class on demand. Fit method='cgan' or 'acgan' with classes in y."
            )
        return model.sample(count, seed=seed), None
    if model.prior.conditions:
        asked = None if y is None else {CONDITION: _each(np.asarray(y, np.float64), count)}
        found = model.draw(count, seed=seed, condition=asked)
        return found.samples, None if found.conditions is None else found.conditions[:, 0]
    names = np.arange(model.prior.classes) if classes is None else classes
    if y is None:
        found = model.draw(count, seed=seed, label="as-data")
    else:
        asked_for = numbered(_each(np.asarray(y), count), names, np.ones(count, np.bool_))
        found = model.draw(count, seed=seed, labels=asked_for)
    return found.samples, None if found.labels is None else names[found.labels]


def _each(values: Rows, count: int) -> Rows:
    """Return one value for each sample."""
    return np.broadcast_to(values.reshape(-1), count)
