"""ER_split: how often a generated sample lies where real samples of another class do."""

from dataclasses import dataclass

import numpy as np

from gansmith.augmentation.classifiers import Labels
from gansmith.augmentation.encoded import Floats
from gansmith.core.randomness import key
from gansmith.metrics.neighbours import nearest
from gansmith.metrics.standard_errors import wilson

LIMIT = 0.10  # of the upper bound, below which resample-audit calls a generator valid
_MOST = 2000  # generated samples that are looked at


@dataclass(frozen=True)
class Validity:
    """ER_split of generated samples, with its 95 % Wilson bounds, and of real samples beside it.

    Attributes
    ----------
    error_rate : float
        Share of generated samples whose nearest real sample, of those the generator never saw, has another class: the
        mean over splits.
    low : float
        Lower bound, for as many samples as one split has.
    high : float
        Upper bound.
    real : float
        The same share of the real samples of these classes that the generator was trained on.
    """

    error_rate: float
    low: float
    high: float
    real: float

    @property
    def is_valid(self) -> bool:
        """Whether the upper bound is below 0.10."""
        return self.high < LIMIT


def error_rate(rows: Floats, labels: Labels, others: Floats, true: Labels, seed: int) -> float:
    """Return the share of samples (N, D) whose nearest of the others (M, D) has another class; NaN without samples.

    Of generated samples, and others that their generator never saw, it is ER_split: Hassanat, Tarawneh and Altarawneh
    2026, arXiv 2607.20787, there for two classes and with the distance of Hassanat, here Euclidean.
    """
    if not len(rows):
        return float("nan")
    chosen = np.random.default_rng(key(seed, "validity")).permutation(len(rows))[:_MOST]
    _, places = nearest(rows[chosen], others, 1)
    return float((true[places[:, 0]] != labels[chosen]).mean())


def validity(rates: list[float], real: list[float], count: int) -> Validity:
    """Return the means over splits, with bounds for `count` samples."""
    share = float(np.mean(rates))
    return Validity(share, *wilson(share, min(count, _MOST)), float(np.mean(real)))
