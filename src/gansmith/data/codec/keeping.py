"""Rows of a generator that are kept by chance, so that categories come as often as in the data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
_NEAR = 0.015  # shares that are nearer to those of the data than this need nothing
_ROUNDS = 100  # of raking, which settles much sooner for one column
_MOST = 5.0  # rows that are drawn for each that is kept, on average
_LEAST = 0.01  # the chance of any row


@dataclass(frozen=True, eq=False)
class Keeping:
    """By which factor (K,) each part of a column changes the chance of a row, for the columns that have factors."""

    factors: Mapping[int, Floats] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether any row is left out."""
        return bool(self.factors)

    def chances(self, places: Mapping[int, Places]) -> Floats:
        """Return the chance (N,) by which each row is kept, of the part (N,) in which a column's value lies."""
        return np.clip(_weights(self.factors, places), _LEAST, 1.0)


def keeping(places: Mapping[int, Places], shares: Sequence[Floats]) -> Keeping:
    """Return the factors by which the rows of a generator come in the shares (K,) of the data, in every column.

    places are the parts (N,) in which its values lie, column by column. Columns whose shares stay near have no factors.
    The weights are those of raking (Deming and Stephan, 1940), which changes the joint distribution least; they are
    cut where more than five rows would be drawn for each that is kept.
    """
    factors = dict[int, Floats]()
    while off := _off(factors, places, shares):
        factors |= {column: np.ones(len(shares[column])) for column in off}
        for _ in range(_ROUNDS):
            for column, factor in factors.items():
                found = _found(places[column], len(factor), _weights(factors, places))
                factor *= np.where(found > 0, shares[column] / np.maximum(found, 1e-300), 1.0)
    if factors:
        first = next(iter(factors.values()))
        first /= _greatest(_weights(factors, places))
    return Keeping(factors)


def _off(factors: Mapping[int, Floats], places: Mapping[int, Places], shares: Sequence[Floats]) -> list[int]:
    """Return the columns that have no factors, and by those of the others come in shares that are not near."""
    weights = _weights(factors, places) if factors else None
    return [
        column
        for column, wanted in enumerate(shares)
        if column not in factors and np.abs(_found(places[column], len(wanted), weights) - wanted).max() > _NEAR
    ]


def _greatest(weights: Floats) -> float:
    """Return the weight from which on rows are certain to be kept: the greatest, or the one that keeps enough rows."""
    low, high = 0.0, float(weights.max())
    if np.mean(weights) * _MOST >= high:
        return high
    for _ in range(60):
        middle = (low + high) / 2
        enough = np.minimum(weights / middle, 1.0).mean() * _MOST >= 1
        low, high = (middle, high) if enough else (low, middle)
    return low


def _weights(factors: Mapping[int, Floats], places: Mapping[int, Places]) -> Floats:
    """Return the weights (N,) of rows; there is a column with factors."""
    weights = [one[places[column]] for column, one in factors.items()]
    return np.asarray(np.prod(weights, axis=0))


def _found(place: Places, count: int, weights: Floats | None = None) -> Floats:
    """Return the shares (count,) of parts among rows of such weights."""
    found = np.bincount(place, weights, count)
    return np.asarray(found / found.sum())
