"""How sure a difference must be before it is said: many are looked at, and a real set must pass them all."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gansmith.evaluation.judgement.finding import Finding
from gansmith.metrics.result import MetricValue

SURE = 4.5  # standard errors: about 100 comparisons of two real sets exceed it once in 1,500 judgements

LIKELY = 3.0  # where it is known that something is wrong, and only asked what
CHANCE = 1e-5  # the same as a p-value, of all that one exact test looks at


class Evidence(NamedTuple):
    """What one measurement found, and the figures it stands on."""

    findings: list[Finding]
    figures: list[MetricValue]


class Difference(NamedTuple):
    """The mean of samples minus that of reals, its standard error, and both means."""

    gap: float
    error: float
    real: float
    fake: float

    def sure(self, level: float = SURE) -> bool:
        """Whether it is more than so many standard errors."""
        return abs(self.gap) > level * self.error


def difference(real: npt.NDArray[np.float64], fake: npt.NDArray[np.float64]) -> Difference:
    """Return the difference in mean of one number of each real (N,) and of each generated row (M,)."""
    means = float(real.mean()), float(fake.mean())
    variances = (float(part.var(ddof=1)) / len(part) if len(part) > 1 else math.inf for part in (real, fake))
    return Difference(means[1] - means[0], math.sqrt(sum(variances)), *means)


def more_often(real: npt.NDArray[np.bool_], fake: npt.NDArray[np.bool_]) -> float:
    """Return the chance that so many of the rows that hold are samples, were they spread at random: Fisher's test."""
    from scipy.stats import hypergeom

    of_both = int(real.sum() + fake.sum())
    return float(hypergeom.sf(int(fake.sum()) - 1, len(real) + len(fake), of_both, len(fake)))
