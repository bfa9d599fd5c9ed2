"""Rows that are given in part, completed by what a model draws near them.

Of each row what is given is kept. The rest comes from a sample that has the same categories and the nearest numbers,
by rank, among many: one at random of the nearest few. It is the conditional distribution of the model but for that
distance (approximate Bayesian computation, as of Blum and Francois 2010, with the given values as summaries).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.data.chunks import Array
from gansmith.data.expressions.columns import Columns
from gansmith.data.given import Given
from gansmith.errors import DataError
from gansmith.models.given_words import Distances, Places
from gansmith.models.rejection import Draw, Labels, Requirements

POOL = 50_000  # samples among which the nearest are looked for
_POOLS = 10  # of them that are drawn for rows whose categories are rare
_BYTES = 32 << 20  # of a pool, at the most
NEAREST = 10  # of them, one of which completes a row
_FURTHER = 2000  # that are looked at where the nearest break a rule
_ENOUGH = 100  # samples of the same categories, below which more are drawn

Floats = npt.NDArray[np.float64]


@dataclass
class Pools:
    """Samples as they are needed, (P, 1 + D) each: the class, -1 for none, and the values of the columns."""

    draw: Draw
    asked: Requirements | None
    chunk: int
    width: int
    drawn: list[Floats] = field(default_factory=list)
    _sorted: dict[int, Floats] = field(default_factory=dict)

    def __getitem__(self, number: int) -> Floats:
        while len(self.drawn) <= number:
            size = -(-max(1, min(POOL, _BYTES // (8 * self.width))) // self.chunk) * self.chunk
            values, labels, _ = self.draw(len(self.drawn) * size, size)
            values = values if self.asked is None else self.asked.completed(values)
            classes = np.full(len(values), -1.0) if labels is None else labels.astype(np.float64)
            self.drawn.append(np.column_stack([classes, values.astype(np.float64)]))
        return self.drawn[number]

    def rank(self, place: int, values: Floats) -> Floats:
        """Return the shares (N,) of the first pool's values of a column that lie below values, ties halved."""
        if place not in self._sorted:
            known = self[0][:, place]
            self._sorted[place] = np.sort(known[~np.isnan(known)])
        column = self._sorted[place]
        below, upto = (np.searchsorted(column, values, side) for side in ("left", "right"))
        return np.asarray((below + upto) / (2 * max(1, len(column))))


@dataclass(frozen=True)
class Completed:
    """Samples (N * count, D) in the order of the rows, their classes, -1 for none, and how near their samples came."""

    samples: Array
    labels: Labels
    distances: Distances
    said: tuple[str, ...]


def complete(
    draw: Draw, given: Given, columns: Columns, asked: Requirements | None, *, count: int, seed: int, chunk: int
) -> Completed:
    """Return each given row completed `count` times, one after the other.

    Raises DataError for rows that no sample completes so that the requirements are met.
    """
    rows = np.column_stack([np.where(given.classes < 0, np.nan, given.classes), given.values])
    pools, made = Pools(draw, asked, chunk, rows.shape[1]), np.repeat(rows, count, axis=0)
    distances = Distances(given, columns)
    told = bool((given.classes >= 0).any()) or pools[0][0, 0] >= 0
    patterns, which = np.unique(~np.isnan(rows), axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        places = np.flatnonzero(which.ravel() == number)
        if pattern[0 if told else 1 :].all():
            _require_kept(given, rows, places, asked)
            continue
        named = pattern & np.array([True, *(column.is_named for column in columns.code.columns)])
        search = _Search(pools, np.flatnonzero(named), np.flatnonzero(pattern & ~named))
        for same, candidates, far in search.groups(rows[places]):
            distances.differing(places[same], far)
            for members, nearest, apart in search.neighbours(rows[places[same]], candidates, count):
                mine = places[same[members]]
                keep = _kept(rows[mine[0]], candidates[nearest], asked)
                if not len(keep):
                    everything, _ = search.nearest(rows[mine[:1]], candidates, _FURTHER)
                    keep = _kept(rows[mine[0]], candidates[everything[0]], asked)
                if not len(keep):
                    raise _none_fits(given, int(mine[0]), asked)
                random = np.random.default_rng([key(seed, "given"), int(mine[0])])
                wanted = len(mine) * count
                picked = random.choice(len(keep), wanted, replace=wanted > len(keep))
                at = (mine[:, None] * count + np.arange(count)).ravel()
                made[at] = keep[picked]
                distances.nearest(mine, apart, search.numbers)
    classes = np.where(np.isnan(made[:, 0]), -1, made[:, 0]).astype(np.int64)
    return Completed(
        made[:, 1:].astype(columns.dtype),
        classes,
        distances,
        distances.said(len(pools[0]), len(pools.drawn) * len(pools[0]), NEAREST),
    )


@dataclass(frozen=True)
class _Search:
    """How rows of one pattern are compared with samples: named columns are equal, numbers near by rank."""

    pools: Pools
    named: Places
    numbers: Places

    def groups(self, rows: Floats) -> Iterator[tuple[Places, Floats, int]]:
        """Yield rows of the same categories, the samples to compare them with, and how many categories differ."""
        distinct, which = np.unique(rows[:, self.named], axis=0, return_inverse=True)
        found = self._alike(distinct)
        for number, wanted in enumerate(distinct):
            members = np.flatnonzero(which.ravel() == number)
            candidates = found[number]
            if len(candidates):
                yield members, candidates, 0
                continue
            pool = self._whole(self.pools[0])
            if not len(pool):
                pool = self.pools[0]
            differing = (pool[:, self.named] != wanted).sum(axis=1)
            yield members, pool[differing == differing.min()], int(differing.min())

    def _alike(self, distinct: Floats) -> list[Floats]:
        """Return the samples that have each of some categories (K, C), of so many pools as all need."""
        found = [np.empty((0, self.pools.width))] * len(distinct)
        for number in range(_POOLS):
            lacking = [place for place, samples in enumerate(found) if len(samples) < _ENOUGH]
            if not lacking:
                break
            pool = self._whole(self.pools[number])
            both = np.concatenate([distinct[lacking], pool[:, self.named]])
            _, codes = np.unique(both, axis=0, return_inverse=True)
            wanted, codes = codes.ravel()[: len(lacking)], codes.ravel()[len(lacking) :]
            order = np.argsort(codes, kind="stable")
            first, last = (np.searchsorted(codes[order], wanted, side) for side in ("left", "right"))
            for place, low, high in zip(lacking, first, last, strict=True):
                found[place] = np.concatenate([found[place], pool[order[low:high]]])
        return found

    def _whole(self, pool: Floats) -> Floats:
        """Return the samples in which none of the given columns is missing."""
        return pool[~np.isnan(pool[:, [*self.named, *self.numbers]]).any(axis=1)]

    def neighbours(self, rows: Floats, candidates: Floats, count: int) -> Iterator[tuple[Places, Places, Floats]]:
        """Yield equal rows, their nearest samples, and how far the first of these is in each number, in ranks."""
        if not len(self.numbers):
            yield np.arange(len(rows)), np.arange(len(candidates)), np.empty(0)
            return
        _, first, which, times = np.unique(
            rows[:, self.numbers], axis=0, return_index=True, return_inverse=True, return_counts=True
        )
        nearest, apart = self.nearest(rows[first], candidates, max(NEAREST, 2 * count * int(times.max())))
        for number, often in enumerate(times):
            few = max(NEAREST, 2 * count * int(often))
            yield np.flatnonzero(which.ravel() == number), nearest[number, :few], apart[number]

    def nearest(self, rows: Floats, candidates: Floats, count: int) -> tuple[Places, Floats]:
        """Return the nearest samples (N, K) of rows, and how far the first is in each number (N, M), in ranks."""
        if not len(self.numbers):
            return np.tile(np.arange(len(candidates)), (len(rows), 1)), np.zeros((len(rows), 0))
        from scipy.spatial import cKDTree  # for many rows of few numbers sooner than `metrics.neighbours.nearest`

        def ranks(values: Floats) -> Floats:
            return np.column_stack([self.pools.rank(place, values[:, place]) for place in self.numbers])

        there, mine = ranks(candidates), ranks(rows)
        _, found = cKDTree(there).query(mine, k=list(range(1, min(count, len(there)) + 1)))
        return np.asarray(found, np.int64), np.abs(there[found[:, 0]] - mine)


def _kept(row: Floats, samples: Floats, asked: Requirements | None) -> Floats:
    """Return samples with the given values of a row in place of theirs, those that meet the requirements."""
    known = ~np.isnan(row)
    mixed = samples.copy()
    mixed[:, known] = row[known]
    if asked is None:
        return mixed
    mixed[:, 1:] = asked.completed(mixed[:, 1:])
    mixed[:, known] = row[known]
    return mixed[asked.met(mixed[:, 1:]).all(axis=0)]


def _require_kept(given: Given, rows: Floats, places: Places, asked: Requirements | None) -> None:
    """Raise DataError where rows in which all is given do not meet the requirements."""
    for row in places if asked is not None else ():
        if not len(_kept(rows[row], rows[row : row + 1], asked)):
            raise _none_fits(given, int(row), asked)


def _none_fits(given: Given, row: int, asked: Requirements | None) -> DataError:
    named = "" if asked is None else ", ".join(repr(one.text[:60]) for one in asked.asked)
    return DataError(
        f"{given.where}, row {row}: no sample completes it so that {named} holds. Correct the given values, or give "
        "fewer of them."
    )
