"""Which conditions each sample is asked for: those that are named, and others as they go with them in the data."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from gansmith.core.prior import Prior
from gansmith.core.randomness import key
from gansmith.data.quantities import numbers_of
from gansmith.data.reader.library_errors import did_you_mean, shown
from gansmith.errors import UsageError, option
from gansmith.records.model_card import Card

Asked = Mapping[str, float | Sequence[float] | np.ndarray]
Floats = npt.NDArray[np.float64]
_FAR = 1e6  # standard deviations, beyond which no network computes anything


def asked_conditions(
    card: Card, prior: Prior, count: int, seed: int, labels: np.ndarray | None, condition: Asked | None
) -> Floats | None:
    """Return the conditions (count, K) to draw samples for, in units of the data; None where the model has none.

    What `condition` does not name is drawn as in the training data, given the classes (count,) and what it names.
    Raises UsageError for a condition that the model does not have, or that is not one or `count` of them.
    """
    told, quantities = card.conditions, card.origin.conditions
    if told is None or not prior.conditions:
        if condition:
            raise UsageError(
                f"{option('condition', ' '.join(map(shown, condition)))}: this model was trained without a "
                f"condition. Train with {option('method', 'cgan')} and {option('condition')}, or leave it out."
            )
        return None
    given, place = np.full((count, numbers_of(quantities)), np.nan), 0
    asked = dict(condition or {})
    for quantity in quantities:
        if quantity.name in asked:
            given[:, place : place + quantity.width] = _each(
                asked.pop(quantity.name), quantity.name, count, quantity.width
            )
        place += quantity.width
    if asked:
        names, name = [quantity.name for quantity in quantities], next(iter(asked))
        raise UsageError(
            f"{option('condition', shown(name))}: there is no such condition.{did_you_mean(name, names)} There "
            f"are: {', '.join(map(shown, names))}."
        )
    if (np.abs(told.encode(given)) > _FAR).any():
        raise UsageError(f"{option('condition')}: a value is more than {_FAR:,.0f} deviations from the data. Mend it.")
    return told.draw(count, key(seed, "conditions"), labels, given)


def beyond(card: Card, condition: Asked | None, values: Floats | None) -> list[str]:
    """Return what is to be said of asked conditions that lie outside the training data."""
    if not condition or card.conditions is None or values is None:
        return []
    return [f"{option('condition')}: {said}." for said in card.conditions.beyond(values, card.origin.conditions)]


def as_told(card: Card, values: Floats | None) -> Tensor | None:
    """Return conditions (count, K) as a generator is told them."""
    return None if values is None or card.conditions is None else torch.from_numpy(card.conditions.encode(values))


def _each(value: object, name: str, count: int, width: int) -> Floats:
    """Return one value, or one for each sample, as (count, width)."""
    try:
        array = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        raise UsageError(f"{option('condition', shown(name))}: {shown(value)!r} is no number. Give one.") from None
    shapes = {(): (1, 1), (width,): (1, width), (count, width): (count, width)}
    if width == 1:
        shapes |= {(count,): (count, 1)}
    if array.shape not in shapes or (array.shape == () and width > 1) or not np.isfinite(array).all():
        what = "a number" if width == 1 else f"{width} numbers"
        raise UsageError(
            f"{option('condition', shown(name))}: give {what}, or as many for each of the {count:,} samples, and not "
            f"{shown(value)!r}."
        )
    return np.broadcast_to(array.reshape(shapes[array.shape]), (count, width))
