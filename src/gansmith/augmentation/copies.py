"""Which generated samples are copies: nearer to a training sample than training samples are to one another."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from gansmith.augmentation.encoded import Floats
from gansmith.core.randomness import key
from gansmith.metrics.neighbours import nearest

USUAL = 0.01  # share of real samples that are nearer to another one than a generated sample may be
CLOSE = 0.5  # of the distance from a real sample to its own nearest, within which a copy of it lies
_MOST = 3000  # samples of a class whose nearest neighbours are searched


@dataclass(frozen=True, eq=False)
class Originals:
    """The real samples (N, D) that generated ones must not repeat, with their classes (N,), -1 unknown."""

    rows: Floats
    labels: npt.NDArray[np.int64]

    def limit(self, label: int) -> float:
        """Return the distance to the nearest other real sample that 99 % of the real samples of a class exceed."""
        if label not in self._limits:
            own = np.flatnonzero(self.labels == label)
            own = np.random.default_rng(key(0, "copies", label)).permutation(own)[:_MOST]
            found = np.quantile(self._own(own), USUAL, method="lower") if len(own) else 0.0
            self._limits[label] = float(found)
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
        """Return the distance from real samples to the nearest other one, infinite where there is none."""
        distances, indices = nearest(self.rows[places], self.rows, min(2, len(self.rows)))
        itself = indices == places[:, None]
        return np.asarray(np.where(itself, np.inf, distances).min(axis=1), np.float64)

    @cached_property
    def _limits(self) -> dict[int, float]:
        return {}
