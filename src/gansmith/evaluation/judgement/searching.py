"""The nearest real row of each sample among very many, in all columns, under moves, or in most columns."""

from collections.abc import Iterator
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.features.rows import Floats, Integers

AXES = 64  # directions along which rows are sought where they have more columns
_CANDIDATES = 3  # of which the nearest is found in all columns
_BLOCK = 1 << 21  # distances held at once: 16 MB
_AT_ONCE = 1 << 17  # values of rows looked at at once, few enough to stay in the processor's cache
WINDOW = 32  # pixels each way of a picture that moves are looked at in
BARELY = 1e-6  # of a column's deviation: values are equal that are as near


_Singles = npt.NDArray[np.float32]
_Float = TypeVar("_Float", np.float32, np.float64)


class Search(Protocol):
    """Real rows (A, D), and a way to find those nearest to others."""

    rows: Floats

    def nearest(self, queries: Floats, leave: Integers) -> tuple[Floats, Integers]:
        """Return distances and places (n,) of the rows nearest to queries (n, D) but for the places left out (n, k)."""


class Values:
    """Search by Euclidean distance: along random axes, the best few then in all columns.

    Random axes keep distances to about a tenth (Johnson and Lindenstrauss 1984), and what is equal stays equal.
    """

    def __init__(self, rows: Floats, seed: int) -> None:
        self.rows = rows
        wide = rows.shape[1] > AXES
        rng = np.random.default_rng(key(seed, "axes"))
        self._axes = rng.normal(size=(rows.shape[1], AXES)) / np.sqrt(AXES) if wide else None
        middle = rows.mean(axis=0)
        self._middle = middle if self._axes is None else middle @ self._axes
        self.places = self.along(rows)
        self._sizes = np.square(self.places).sum(axis=1)

    def along(self, points: Floats) -> Floats:
        """Return points (n, D) along the axes they are sought by, about the middle of the rows."""
        sought: Floats = (points if self._axes is None else points @ self._axes) - self._middle
        return sought

    def nearest(self, queries: Floats, leave: Integers) -> tuple[Floats, Integers]:
        """Return distances and places (n,) of the rows nearest to queries (n, D), but for the places left out."""
        distances, places = np.empty(len(queries)), np.empty(len(queries), np.int64)
        sought = self.along(queries)
        step = max(1, _BLOCK // len(self.rows))
        for first in range(0, len(queries), step):
            part = slice(first, first + step)
            squares = sought[part] @ (-2 * self.places.T)
            squares += self._sizes
            distances[part], places[part] = self._best(squares, queries[part], leave[part])
        return distances, places

    def _best(self, squares: Floats, queries: Floats, leave: Integers) -> tuple[Floats, Integers]:
        within = np.arange(len(queries))
        squares[within[:, None], leave] = np.inf
        found, where = np.full(len(queries), np.inf), np.zeros(len(queries), np.int64)
        for _ in range(min(_CANDIDATES, len(self.rows) - leave.shape[1])):
            place = squares.argmin(axis=1)
            squares[within, place] = np.inf
            exact = _apart(queries, self.rows, place)
            nearer = exact < found
            found, where = np.where(nearer, exact, found), np.where(nearer, place, where)
        return found, where


def _apart(queries: Floats, rows: Floats, places: Integers) -> Floats:
    """Return the distance (n,) of each query (n, D) from the row at its place."""
    found, step = np.empty(len(queries)), max(1, _AT_ONCE // rows.shape[1])
    for first in range(0, len(queries), step):
        part = slice(first, first + step)
        found[part] = np.linalg.norm(queries[part] - rows[places[part]], axis=1)
    return found


class Moved:
    """Search by the least distance over moves of the sample: by a few places, and pictures mirrored as well.

    Pictures that are in place are turned by quarters, square ones, or upside down, and mirrored so, too. Rows are
    (A, D) of the shape (..., T) or (C, H, W); what a move brings in at the edges is left out. Under each move the
    nearest row is sought along random axes, in float32; of the few best moves the distance is then that of all values.
    """

    def __init__(self, rows: Floats, shape: tuple[int, ...], most: int, seed: int) -> None:
        self.rows = rows
        self._shape, self._most = shape, most
        self._picture = len(shape) == 3
        self._centre = float(rows.mean())
        self._unit = max(float(rows.max()) - self._centre, self._centre - float(rows.min())) or 1.0
        self._inside = self._inner(rows.reshape(-1, *shape), 0, 0)
        values = self._single(self._inside).reshape(len(rows), -1)
        width, rng = values.shape[1], np.random.default_rng(key(seed, "axes"))
        axes = rng.normal(size=(width, AXES)) / np.sqrt(AXES) if width > AXES else np.eye(width)
        self._axes = axes.astype(np.float32)
        places = values @ self._axes
        self._middle = places.mean(axis=0)
        self._places = places - self._middle
        self._sizes = np.square(self._places).sum(axis=1)

    def nearest(self, queries: Floats, leave: Integers) -> tuple[Floats, Integers]:
        """Return distances and places (n,) of the rows nearest to queries (n, D) under any move."""
        pictures = queries.reshape(-1, *self._shape)
        likely = [self._likely(move, leave) for move in self._moves(self._single(pictures))]
        squares, places = np.stack([part[0] for part in likely]), np.stack([part[1] for part in likely])
        best = np.argsort(squares, axis=0, kind="stable")[: 2 * _CANDIDATES]
        found, where = np.full(len(queries), np.inf), np.zeros(len(queries), np.int64)
        for at, move in enumerate(self._moves(pictures)):
            few = np.flatnonzero((best == at).any(axis=0))
            apart = np.square(move[few] - self._inside[places[at, few]])
            exact = np.sqrt(apart.sum(axis=tuple(range(1, apart.ndim))))
            nearer = exact < found[few]
            found[few], where[few] = np.where(nearer, exact, found[few]), np.where(nearer, places[at, few], where[few])
        return found, where

    def _single(self, values: Floats) -> _Singles:
        """Return values in float32, about the middle of the rows and in units of what is farthest from it."""
        with np.errstate(over="ignore"):
            return np.asarray((values - self._centre) / self._unit, np.float32)

    def _likely(self, move: _Singles, leave: Integers) -> tuple[_Singles, Integers]:
        """Return squared distances along the axes and places (n,) of the nearest rows to moved ones (n, ...)."""
        sought = move.reshape(len(move), -1) @ self._axes - self._middle
        squares = sought @ (-2 * self._places.T)
        squares += self._sizes
        within = np.arange(len(sought))
        squares[within[:, None], leave] = np.inf
        places = squares.argmin(axis=1)
        return squares[within, places] + np.square(sought).sum(axis=1), places

    def _moves(self, pictures: npt.NDArray[_Float]) -> Iterator[npt.NDArray[_Float]]:
        """Yield views of the middles of pictures (n, C, H, W), or of signals (n, T), under each move."""
        by = range(-self._most, self._most + 1)
        if not self._picture:
            yield from (self._inner(pictures, 0, right) for right in by)
            return
        for picture in (pictures, pictures[..., ::-1]):
            yield from (self._inner(picture, down, right) for down in by for right in by)
            quarters = (1, 2, 3) if self._shape[1] == self._shape[2] else (2,)
            yield from (self._inner(np.rot90(picture, turns, (-2, -1)), 0, 0) for turns in quarters)

    def _inner(self, values: npt.NDArray[_Float], down: int, right: int) -> npt.NDArray[_Float]:
        """Return the middle of signals (n, T), of pictures a window, so many places further down and right."""
        edge = self._most
        if not self._picture:
            return values[..., edge + right : values.shape[-1] - edge + right]
        spans = []
        for size, by in zip(self._shape[1:], (down, right), strict=True):
            length = min(WINDOW, size - 2 * edge)
            first = (size - length) // 2 + by
            spans.append(slice(first, first + length))
        return values[:, :, spans[0], spans[1]]


class Columns:
    """Search by the columns that are not equal, each counted by how seldom two rows agree in it: -log of the share."""

    def __init__(self, rows: Floats, seed: int) -> None:
        self.rows = rows
        rng = np.random.default_rng(key(seed, "columns"))
        some = rng.permutation(rows.shape[1])[:AXES]
        scale = rows.std(axis=0)[some]
        varies = scale > 0
        self._some, self._scale = some[varies], scale[varies]
        self._codes = self._coded(rows)
        agree = [float(np.square(np.unique(c, return_counts=True)[1] / len(c)).sum()) for c in self._codes.T]
        self._weights = -np.log(np.array(agree))

    @property
    def narrow(self) -> bool:
        """Whether there are too few columns for most of them to be told from all."""
        return len(self._some) < 4

    def _coded(self, rows: Floats) -> Floats:
        codes: Floats = np.rint(rows[:, self._some] / (BARELY * self._scale))
        return codes

    def nearest(self, queries: Floats, leave: Integers) -> tuple[Floats, Integers]:
        """Return weights of unequal columns and places (n,) of the rows with the least, but for the places left out."""
        apart = np.zeros((len(queries), len(self.rows)), np.float32)
        codes = self._coded(queries)
        for column, weight in enumerate(self._weights):
            apart += np.float32(weight) * (codes[:, column, None] != self._codes[:, column])
        within = np.arange(len(queries))
        apart[within[:, None], leave] = np.inf
        places = apart.argmin(axis=1)
        return apart[within, places].astype(np.float64), places
