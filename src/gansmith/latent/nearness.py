"""How far inverted samples are from the real ones, beside the nearest training sample and the mean of all."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from gansmith.data.codec.measured import Measured
from gansmith.models.model import Model

Floats = npt.NDArray[np.float64]
_BLOCK = 1 << 22  # values of training samples that are compared at once
_CANDIDATES = 8  # nearest training samples, the first of which is taken that is not the sample itself


@dataclass(frozen=True)
class Errors:
    """Root mean squares of differences of samples, in the unit that all their values share.

    That is the unit of the data, or where columns or features have ranges of their own half of these ranges.
    """

    measured: Measured
    is_own: bool

    @classmethod
    def of(cls, model: Model) -> "Errors":
        """Return the errors of a model's samples."""
        codec = model.card.codec
        measured = Measured.of(codec, model.card.origin.columns)
        return cls(measured, codec.table is None and not codec.scale.per_feature)

    @property
    def unit(self) -> str:
        """The unit of the errors."""
        return "units of the data" if self.is_own else "half the range of each value"

    def between(self, samples: np.ndarray, others: np.ndarray) -> Floats:
        """Return the error (N,) of other samples (N, ...)."""
        return _root_mean_squares(self.numbers(samples) - self.numbers(others))

    def numbers(self, samples: np.ndarray) -> Floats:
        """Return samples (N, ...) as numbers (N, K) in the unit of the errors."""
        values = samples if self.is_own else self.measured.encode(samples, clip=False)
        return values.reshape(len(values), -1).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Known:
    """Training samples (M, ...) in the units of the data, and what is to be said of them."""

    samples: np.ndarray
    errors: Errors
    notes: tuple[str, ...] = ()

    def nearest(self, targets: np.ndarray) -> np.ndarray:
        """Return for each target (N, ...) the training sample nearest to it that differs from it."""
        # not `metrics.neighbours.nearest`, since all the data in float64 may not fit the memory
        wanted = self.errors.numbers(targets)
        step = max(1, _BLOCK // max(wanted.shape[1], 1))
        squares, places = np.empty((len(wanted), 0)), np.empty((len(wanted), 0), np.int64)
        for first in range(0, len(self.samples), step):
            block = self.errors.numbers(self.samples[first : first + step])
            apart = np.square(wanted).sum(1)[:, np.newaxis] - 2 * wanted @ block.T + np.square(block).sum(1)
            here = np.broadcast_to(np.arange(first, first + len(block)), apart.shape)
            squares, places = np.hstack([squares, apart]), np.hstack([places, here])
            order = np.argsort(squares, axis=1, kind="stable")[:, :_CANDIDATES]
            squares = np.take_along_axis(squares, order, axis=1)
            places = np.take_along_axis(places, order, axis=1)
        return np.stack([self._first_other(target, row) for target, row in zip(targets, places, strict=True)])

    def _first_other(self, target: np.ndarray, places: npt.NDArray[np.int64]) -> np.ndarray:
        """Return the first of some training samples that is not the target itself, and of copies alone the first."""
        others = (self.samples[place] for place in places)
        found: np.ndarray = next(
            (one for one in others if not np.array_equal(one, target, equal_nan=True)), self.samples[places[0]]
        )
        return found

    @cached_property
    def _mean(self) -> Floats:
        step = max(1, _BLOCK // max(int(np.prod(self.samples.shape[1:])), 1))
        parts = [
            self.errors.numbers(self.samples[first : first + step]).sum(0)
            for first in range(0, len(self.samples), step)
        ]
        return np.asarray(np.sum(parts, axis=0) / len(self.samples))

    def mean_errors(self, targets: np.ndarray) -> Floats:
        """Return the error (N,) of the mean of the training samples."""
        return _root_mean_squares(self.errors.numbers(targets) - self._mean)


def _root_mean_squares(differences: Floats) -> Floats:
    return np.asarray(np.sqrt(np.square(differences).mean(axis=1)))
