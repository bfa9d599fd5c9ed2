"""Values of two columns that go together in samples and never in the data, though each occurs."""

from typing import NamedTuple

import numpy as np

from gansmith.evaluation.judgement.evidence import CHANCE, more_often
from gansmith.evaluation.judgement.finding import Finding
from gansmith.evaluation.judgement.numbers import said
from gansmith.evaluation.judgement.sets import Sets
from gansmith.features.rows import Floats, Integers

_FEW_VALUES, _MOST = 20, 40  # distinct ones of a column that is looked at, and columns
_WORTH = 0.02  # share of samples more than of real rows


class _Codes(NamedTuple):
    """A column as places (n,) among its values; -1 where samples hold another."""

    column: int
    values: Floats
    reference: Integers
    peer: Integers
    fake: Integers


class _Pair(NamedTuple):
    chance: float
    one: _Codes
    other: _Codes


def combinations(sets: Sets) -> Finding | None:
    """Find the pair of columns whose samples join values that are unseen together, more often than new real rows do."""
    codes = [code for place in range(sets.width) if (code := _codes(sets, place)) is not None][:_MOST]
    pairs = [_Pair(_chance(one, other), one, other) for at, one in enumerate(codes) for other in codes[at + 1 :]]
    if not pairs:
        return None
    worst = min(pairs, key=lambda pair: pair.chance)
    return _said(sets, worst) if worst.chance * len(pairs) < CHANCE else None


def _codes(sets: Sets, place: int) -> _Codes | None:
    values = np.unique(sets.real[:, place])
    if not 2 <= len(values) <= _FEW_VALUES:
        return None
    near, found = 1e-6 * float(np.ptp(values)), []
    for part in sets.flat:
        here = np.abs(part[:, place, None] - values)
        found.append(np.where(here.min(axis=1) <= near, here.argmin(axis=1), -1).astype(np.int64))
    return _Codes(place, values, *found)


def _unseen(one: _Codes, other: _Codes) -> tuple[Integers, list[np.ndarray[tuple[int], np.dtype[np.bool_]]]]:
    """Return cells of samples, and which peers and samples hold a pair of values that the reference does not."""
    width = len(other.values)
    cells = [a * width + b for a, b in zip(one[2:], other[2:], strict=True)]
    seen = np.bincount(cells[0], minlength=len(one.values) * width) > 0
    known = (one.fake >= 0) & (other.fake >= 0)
    return cells[2], [~seen[cells[1]], known & ~seen[np.where(known, cells[2], 0)]]


def _chance(one: _Codes, other: _Codes) -> float:
    peer, fake = _unseen(one, other)[1]
    return more_often(peer, fake) if fake.mean() - peer.mean() > _WORTH else 1.0


def _said(sets: Sets, pair: _Pair) -> Finding:
    one, other = pair.one, pair.other
    cells, (_, odd) = _unseen(one, other)
    cell, count = np.unique(cells[odd], return_counts=True)
    first, second = divmod(int(cell[count.argmax()]), len(other.values))
    line = (
        f"{sets.name_of(one.column)} and {sets.name_of(other.column)} hold values in {odd.mean():.0%} of its samples "
        f"that do not go together in the data, such as {said(float(one.values[first]))} with "
        f"{said(float(other.values[second]))}"
    )
    return Finding("dependence", "fair", line, weight=2.8)
