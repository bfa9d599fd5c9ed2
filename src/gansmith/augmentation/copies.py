"""Which generated samples are copies: nearer to a training sample than training samples are to one another."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from gansmith.augmentation.encoded import Floats
from gansmith.core.randomness import key
from gansmith.metrics.neighbours import nearest

USUAL = 0.01  # share of real samples that are nearer to another one than a generated sample may be
_MOST = 3000  # samples of a class whose nearest neighbours are searched


@dataclass(frozen=True, eq=False)
class Originals:
    """The real samples (N, D) that generated ones must not repeat, with their classes (N,), -1 unknown."""

    rows: Floats
    labels: npt.NDArray[np.int64]

    def limit(self, label: int) -> float:
        """Return the distance to a real sample below which a generated sample of a class is a copy.

        It is the distance of the class's real samples to the nearest other real sample that 99 % of them exceed. Where
        many real samples are equal it is 0, and copies are those that equal a real sample in every value.
        """
        if label not in self._limits:
            own = np.flatnonzero(self.labels == label)
            own = np.random.default_rng(key(0, "copies", label)).permutation(own)[:_MOST]
            distances, indices = nearest(self.rows[own], self.rows, min(2, len(self.rows)))
            itself = indices == own[:, None]
            others = np.where(itself, np.inf, distances).min(axis=1)
            self._limits[label] = float(np.quantile(others, USUAL, method="lower")) if len(own) else 0.0
        return self._limits[label]

    def copied(self, rows: Floats, labels: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Return which generated samples (M, D) of classes (M,) are copies."""
        distances = nearest(rows, self.rows, 1)[0][:, 0]
        limits = np.array([self.limit(int(label)) for label in labels])
        return np.asarray((distances == 0) | (distances < limits))

    @cached_property
    def _limits(self) -> dict[int, float]:
        return {}
