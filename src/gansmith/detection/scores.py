"""Scores of samples: how probably each is generated, and which are not guessed at."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """Scores of samples, in their order.

    Attributes
    ----------
    probability : array of float64, shape (N,)
        Probability that the sample is generated, NaN for samples that are unlike all that the detector was trained on.
    distance : array of float64, shape (N,)
        Distance from the training data; beyond 1 a sample is unlike. NaN for samples with missing values.
    unlike : array of bool, shape (N,)
        Whether the sample is refused, because it is unlike the training data or has missing values.
    prior : float
        Share of generated samples that the probabilities assume.
    notes : tuple of str
        What was changed or left out as the samples were read.
    """

    probability: Floats
    distance: Floats
    unlike: npt.NDArray[np.bool_]
    prior: float
    notes: tuple[str, ...] = ()

    @property
    def verdicts(self) -> list[str]:
        """The verdict on each sample: "generated" from a probability of 0.5 on, "real", or "unlike"."""
        return [
            "unlike" if refused else "generated" if share >= 0.5 else "real"
            for refused, share in zip(self.unlike, self.probability, strict=True)
        ]

    def to_json(self) -> dict[str, Any]:
        """Return how many samples have which verdict, and each sample's probability and distance.

        Returns
        -------
        dict
            JSON values.
        """
        verdicts = self.verdicts
        counts = {name: verdicts.count(name) for name in ("generated", "real", "unlike")}
        numbers = {
            name: [float(value) if np.isfinite(value) else None for value in getattr(self, name)]
            for name in ("probability", "distance")
        }
        return {"samples": len(verdicts), **counts, "prior": self.prior, **numbers, "notes": list(self.notes)}
