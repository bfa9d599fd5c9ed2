"""Rows of a generator that are kept by chance, so that categories come as often as in the data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
_NEAR = 0.015  # shares that are nearer to those of the data than this need nothing
_ROUNDS, _TURNS = (5, 50), 5000  # of raking: the fewest and most, and the most of all columns between them
_SETTLED = 1e-3  # by what a logarithm still changes where raking has settled
_MOST = 5.0  # rows that are drawn for each that is kept, on average
_LEAST = 0.01  # the chance of any row


@dataclass(frozen=True, eq=False)
class Keeping:
    """What each part of a column adds to the logarithm of a row's chance (K,), for the columns that matter."""

    added: Mapping[int, Floats] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether any row is left out."""
        return bool(self.added)

    def chances(self, places: Mapping[int, Places]) -> Floats:
        """Return the chance (N,) by which each row is kept, of the part (N,) in which a column's value lies."""
        chances: Floats = np.exp(np.clip(_logarithms(self.added, places), np.log(_LEAST), 0.0))
        return chances


def keeping(places: Mapping[int, Places], shares: Sequence[Floats]) -> Keeping:
    """Return by which chances the rows of a generator come in the shares (K,) of the data, in every column.

    places are the parts (N,) in which its values lie, column by column. Columns whose shares stay near add nothing. The
    weights are those of raking (Deming and Stephan, 1940), which changes the joint distribution least; they are cut
    where more than five rows would be drawn for each that is kept.
    """
    added, weights = dict[int, Floats](), np.ones(len(places[0]))

    def apart(column: int) -> float:
        found = np.bincount(places[column], weights, len(shares[column]))
        return float(np.abs(found / found.sum() - shares[column]).max())

    while off := [column for column in places if column not in added and apart(column) > _NEAR]:
        added |= {column: np.zeros(len(shares[column])) for column in off}
        weights = _raked(added, weights, places, shares)
    if added:
        first = next(iter(added.values()))
        first -= _certain(_logarithms(added, places))
    return Keeping(added)


def _raked(
    added: Mapping[int, Floats], weights: Floats, places: Mapping[int, Places], shares: Sequence[Floats]
) -> Floats:
    """Add to the factors of columns until all have their shares, or it does not help, and return the weights (N,)."""
    for _ in range(max(_ROUNDS[0], min(_ROUNDS[1], _TURNS // len(added)))):
        most = 0.0
        for column, one in added.items():
            found = np.bincount(places[column], weights, len(one))
            change = np.log(np.maximum(shares[column], 1e-12) / np.maximum(found / found.sum(), 1e-12))
            change[found <= 0] = 0.0
            one += change
            weights = weights * np.exp(change)[places[column]]
            weights /= weights.max()
            most = max(most, float(np.abs(change).max()))
        if most < _SETTLED:
            break
    return weights


def _logarithms(added: Mapping[int, Floats], places: Mapping[int, Places]) -> Floats:
    """Return the logarithms (N,) of the weights of rows; there is a column that adds something."""
    return np.asarray(np.sum([one[places[column]] for column, one in added.items()], axis=0))


def _certain(logarithms: Floats) -> float:
    """Return the logarithm of the weight from which on rows are sure to be kept: the greatest, if that keeps enough."""
    low, high = float(logarithms.min()), float(logarithms.max())

    def enough(certain: float) -> bool:
        return bool(np.exp(np.minimum(logarithms - certain, 0.0)).mean() * _MOST >= 1)

    if enough(high):
        return high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if enough(middle) else (low, middle)
    return low
