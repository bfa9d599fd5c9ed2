"""What rows that were made of a table disclose of the rows it was learnt from: nearness, copies, guessed values."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.errors import UsageError
from gansmith.features.rows import Floats, are_among, different
from gansmith.metrics.standard_errors import variance_of_mean

_MOST_COLUMNS = 40  # that are guessed
_NEIGHBOURS = 5  # generated rows by which a value is guessed
_CLOSE = 0.1  # of the ranks: a number is guessed right that is so near
_NEAR = 0.05  # share of held-out rows that are as near to a training row as what is called nearly a copy


@dataclass(frozen=True)
class Disclosure:
    """What generated rows disclose of training rows, beside what they disclose of rows that were held out.

    Distances are the mean over columns of the difference in ranks, or of 1 where categories differ: 0 of equal rows.
    Columns that are constant in the training rows disclose nothing and are left out; rows that repeat count once.

    Attributes
    ----------
    to_training, to_held_out : float
        Median distance of generated rows to the nearest of as many training rows and held-out rows.
    equal, equal_by_chance : float
        Share of generated rows, and of held-out ones, that equal a training row.
    near, near_by_chance : float
        Share of generated rows that are nearer to a training row than 95 % of the held-out rows are to one that differs
        from them, and share that are as near to one of as many held-out rows.
    guessed, guessed_held_out : float
        Share of the values of training rows, and of held-out ones, that are guessed from the generated rows which are
        nearest to them in all other columns.
    error : float
        Standard error of the difference of the two.
    unseen : float
        Share of the values of training rows that are guessed without looking at their other columns.
    rows : int
        Different rows of each real kind that were compared.
    columns : int
        Columns that were compared. Of one, nothing is guessed from the others.
    """

    to_training: float
    to_held_out: float
    equal: float
    equal_by_chance: float
    near: float
    near_by_chance: float
    guessed: float
    guessed_held_out: float
    error: float
    unseen: float
    rows: int
    columns: int

    @property
    def advantage(self) -> float:
        """How much more is guessed of training rows than of rows that were never seen."""
        return self.guessed - self.guessed_held_out


def disclosure(
    fake: npt.ArrayLike,
    train: npt.ArrayLike,
    held_out: npt.ArrayLike,
    named: Sequence[bool],
    *,
    seed: int,
    most: int = 500,
) -> Disclosure:
    """Return what generated rows of a table disclose of those it was learnt from.

    A value is guessed as somebody might who knows the rest of a row: of categories the most frequent among the five
    generated rows that are nearest in all other columns, of numbers their median, right where it is within a tenth of
    the ranks. What is guessed of rows that were never trained on follows from the law of the data; beyond it, single
    rows are disclosed.

    Parameters
    ----------
    fake, train, held_out : array_like, shape (N, D), (M, D) and (K, D)
        Rows of numbers, where a category is its number and NaN is missing.
    named : sequence of bool
        Which columns are categories.
    seed : int
        Seed of the choice of rows.
    most : int, default 500
        Rows of each real set, and half of the generated ones, at most.

    Returns
    -------
    Disclosure
        Distances, copies, and shares of values that are guessed.

    Raises
    ------
    UsageError
        All columns are constant, or a set has fewer than two different rows.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics.disclosure import disclosure
    >>> rng = np.random.default_rng(0)
    >>> train, held_out = rng.normal(size=(200, 4)), rng.normal(size=(200, 4))
    >>> copied = disclosure(train, train, held_out, [False] * 4, seed=0)
    >>> copied.equal, copied.equal_by_chance, copied.advantage > 0.5
    (1.0, 0.0, True)
    """
    rng = np.random.default_rng(key(seed, "disclosure"))
    made, seen, unseen = (np.asarray(part, np.float64) for part in (fake, train, held_out))
    equal, by_chance = _equal(made, seen), _equal(unseen, seen)
    varied = np.array([len(np.unique(column)) > 1 for column in seen.T])
    made, seen, unseen = made[:, varied], different(seen[:, varied]), different(unseen[:, varied])
    count = min(most, len(seen), len(unseen))
    if not varied.any() or count < 2:
        raise UsageError("The rows differ too little to tell what is disclosed: give two different ones of each set.")
    columns = _Columns(np.concatenate([seen, unseen]), np.asarray(named, np.bool_)[varied])
    made = made[rng.permutation(len(made))[: 2 * most]]
    seen, unseen = (part[rng.permutation(len(part))[:count]] for part in (seen, unseen))
    shown, known, other = (columns.ranked(part) for part in (made, seen, unseen))
    beside = [columns.distances(part, shown) for part in (known, other)]
    nearest = [part.min(axis=0) for part in beside]  # of each generated row
    limit = _near_limit(columns.distances(other, known))
    places = rng.permutation(columns.count)[:_MOST_COLUMNS]
    guessed, of_others, error, blind = _guessed((known, other), shown, beside, columns, places)
    medians = [float(np.median(part)) for part in nearest]
    near = [float((part < limit).mean()) for part in nearest]
    return Disclosure(
        *(medians[0], medians[1], equal, by_chance, near[0], near[1], guessed, of_others, error, blind),
        rows=count,
        columns=columns.count,
    )


def _near_limit(distances: Floats) -> float:
    """Return the distance (N, M) to the nearest row which differs that 95 % of N rows exceed."""
    differing = np.where(distances > 0, distances, np.inf).min(axis=1)
    return float(np.quantile(differing[np.isfinite(differing)], _NEAR)) if np.isfinite(differing).any() else 0.0


def _guessed(
    rows: tuple[Floats, Floats],
    shown: Floats,
    beside: Sequence[Floats],
    columns: "_Columns",
    places: npt.NDArray[np.int64],
) -> tuple[float, float, float, float]:
    """Return the shares of values of both sets that are guessed, the error of their difference, and that unseen."""
    shares = [_hits(part, shown, apart, columns, places).mean(axis=1) for part, apart in zip(rows, beside, strict=True)]
    error = float(np.sqrt(sum(map(variance_of_mean, shares))))
    blind = [columns.right(rows[0][:, at], _typical(shown[:, at], columns, at), at) for at in places]
    return float(shares[0].mean()), float(shares[1].mean()), error, float(np.mean(blind))


@dataclass(frozen=True)
class _Columns:
    """The columns of a table, with the values by which numbers are ranked."""

    rows: Floats
    named: npt.NDArray[np.bool_]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.named)

    def ranked(self, rows: Floats) -> Floats:
        """Return rows whose numbers are ranks from 0 to 1, linear between those of the table; missing values are -1."""
        found = np.empty(rows.shape)
        for place in range(self.count):
            known, column = self.rows[:, place], rows[:, place]
            if self.named[place]:
                found[:, place] = column
            else:
                values, counts = np.unique(known[np.isfinite(known)], return_counts=True)
                ranks = (np.cumsum(counts) - counts / 2) / max(counts.sum(), 1)
                found[:, place] = np.interp(column, values, ranks) if len(values) else 0.0
            found[np.isnan(column), place] = -1
        return found

    def apart(self, first: Floats, second: Floats, place: int) -> Floats:
        """Return the differences (A, B) of two sets (A,) and (B,) of values of a column, at most 1."""
        if self.named[place]:
            return np.asarray(first[:, None] != second, np.float64)
        gaps = (first[:, None] < 0) != (second < 0)
        return np.where(gaps, 1.0, np.abs(first[:, None] - second))

    def distances(self, first: Floats, second: Floats) -> Floats:
        """Return the mean differences (A, B) of two sets of rows."""
        total = np.zeros((len(first), len(second)))
        for place in range(self.count):
            total += self.apart(first[:, place], second[:, place], place)
        return total / self.count

    def right(self, values: Floats, guess: Floats | float, place: int) -> npt.NDArray[np.bool_]:
        """Return which guesses of values (A,) of a column are right."""
        if self.named[place]:
            return np.asarray(values == guess)
        return np.asarray((np.abs(values - guess) <= _CLOSE) & ((values < 0) == (np.asarray(guess) < 0)))


def _hits(
    rows: Floats, shown: Floats, apart: Floats, columns: _Columns, places: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Return which values (A, P) of rows are guessed from those shown; apart (A, B) are their distances."""
    few = min(_NEIGHBOURS, len(shown))
    found = np.empty((len(rows), len(places)), np.bool_)
    for number, place in enumerate(places):
        rest = columns.count * apart - columns.apart(rows[:, place], shown[:, place], int(place))
        nearest = np.argpartition(rest, few - 1, axis=1)[:, :few]
        held = shown[:, place][nearest]
        guess = _most_frequent(held) if columns.named[place] else np.median(held, axis=1)
        found[:, number] = columns.right(rows[:, place], guess, int(place))
    return found


def _most_frequent(held: Floats) -> Floats:
    """Return the most frequent of the values in each row (A, K)."""
    counts = (held[:, :, None] == held[:, None]).sum(axis=2)
    return np.asarray(held[np.arange(len(held)), counts.argmax(axis=1)])


def _typical(values: Floats, columns: _Columns, place: int) -> float:
    return float(_most_frequent(values[None])[0]) if columns.named[place] else float(np.median(values))


def _equal(rows: Floats, known: Floats) -> float:
    """Return the share of rows that equal one of those known."""
    return float(are_among(rows, known).mean()) if len(rows) else 0.0
