"""Which generated samples are copies: nearer to a training sample than training samples are to one another."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from gansmith.augmentation.encoded import Floats
from gansmith.core.randomness import key
from gansmith.features.rows import different
from gansmith.metrics.neighbours import nearest

USUAL = 0.01  # share of real samples that are nearer to another one than a generated sample may be
CLOSE = 0.5  # of the distance from a real sample to its own nearest, within which a copy of it lies
ALL_BUT_EQUAL = 0.01  # of the median distance to the nearest, within which a sample is one with its last digits changed
_MOST = 3000  # samples of a class whose nearest neighbours are searched


@dataclass(frozen=True, eq=False)
class Originals:
    """The real samples (N, D) that generated ones must not repeat, with their classes (N,), -1 unknown.

    Distances between real samples are those of different ones: samples that repeat would allow nothing to be near.
    """

    rows: Floats
    labels: npt.NDArray[np.int64]

    def limit(self, label: int) -> float:
        """Return the distance to the nearest other real sample that 99 % of the real samples of a class exceed.

        At least a hundredth of the median one: few samples that are all but equal do not lower it further.
        """
        if label not in self._limits:
            own = np.flatnonzero(self.labels == label)
            own = np.random.default_rng(key(0, "copies", label)).permutation(own)[:_MOST]
            apart = self._own(own)
            usual, middle = np.quantile(apart, [USUAL, 0.5], method="lower") if len(own) else (0.0, 0.0)
            self._limits[label] = float(max(usual, ALL_BUT_EQUAL * middle))
        return self._limits[label]

    def copied(self, rows: Floats, labels: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Return which generated samples (M, D) of classes (M,) are copies.

        A copy equals a real sample in every value, or is nearer to one than 99 % of the real samples of its class are
        to the nearest other one, and nearer than half the distance from that real sample to its own nearest. The second
        condition is for many dimensions, in which a blurred sample is nearer to all real samples than these are to one
        another, and copies none.
        """
        if not len(rows):
            return np.zeros(0, bool)
        distances, places = nearest(rows, self.rows, 1)
        distances, places = distances[:, 0], places[:, 0]
        near = distances < np.array([self.limit(int(label)) for label in labels])
        if near.any():
            near[near] = distances[near] < CLOSE * self._own(places[near])
        return np.asarray(near | (distances == 0))

    def _own(self, places: npt.NDArray[np.int64]) -> Floats:
        """Return the distance from real samples to the nearest different one, infinite where there is none."""
        distances, _ = nearest(self.rows[places], self._different, min(2, len(self._different)))
        return np.asarray(np.where(distances > 0, distances, np.inf).min(axis=1), np.float64)

    @cached_property
    def _different(self) -> Floats:
        return different(self.rows)

    @cached_property
    def _limits(self) -> dict[int, float]:
        return {}
