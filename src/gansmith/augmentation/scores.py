"""Scores of a classifier that count each class alike, and differences between classifiers with their error."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]
_TWO_SIDED = 0.975  # of Student's t, for an interval of 95 %


@dataclass(frozen=True)
class Scores:
    """Mean class accuracy and macro F1, from 0 to 1.

    Attributes
    ----------
    accuracy : float
        Mean over classes of the share of their samples that are recognised, also called balanced accuracy.
    f1 : float
        Mean over classes of the harmonic mean of precision and recall.
    """

    accuracy: float
    f1: float


def scores(wanted: Labels, predicted: Labels) -> Scores:
    """Return the scores of predicted classes (N,) beside the true ones, over the classes that there truly are."""
    recalls, f1s = [], []
    for label in np.unique(wanted):
        true, said = wanted == label, predicted == label
        hits = float((true & said).sum())
        recalls.append(hits / true.sum())
        f1s.append(2 * hits / (true.sum() + said.sum()))
    return Scores(float(np.mean(recalls)), float(np.mean(f1s)))


def step_of(labels: Labels) -> float:
    """Return by how much the mean class accuracy of classes (N,) moves with one sample of the rarest."""
    counts = np.unique(labels, return_counts=True)[1]
    return float(1 / (len(counts) * counts.min()))


@dataclass(frozen=True)
class Difference:
    """A mean difference over repeated splits, with its standard error and half the width of its 95 % interval.

    Attributes
    ----------
    mean : float
        Mean of the paired differences.
    standard_error : float
        Its standard error; NaN for one split.
    half_width : float
        Half the width of the 95 % interval; infinite for one split.
    """

    mean: float
    standard_error: float
    half_width: float

    @property
    def is_gain(self) -> bool:
        """Whether the whole interval lies above 0."""
        return self.mean - self.half_width > 0

    @property
    def is_loss(self) -> bool:
        """Whether the whole interval lies below 0."""
        return self.mean + self.half_width < 0


def difference(first: npt.ArrayLike, second: npt.ArrayLike, test_share: float, step: float = 0.0) -> Difference:
    """Return the mean of paired differences (R,) over R random splits, first minus second.

    Training parts of the splits overlap, so the variance is multiplied by 1 / R + test / training size in place of
    1 / R (Nadeau and Bengio 2003, "Inference for the generalization error", Machine Learning 52). The interval is that
    of Student's t with R - 1 degrees of freedom. Scores of few test samples move in steps, and differences that are
    equal by chance are no certainty: their standard deviation counts as half a `step` at least.
    """
    from scipy.stats import t

    values = np.subtract(first, second).astype(np.float64)
    if len(values) < 2:
        return Difference(float(values.mean()), math.nan, math.inf)
    factor = 1 / len(values) + test_share / (1 - test_share)
    error = math.sqrt(factor) * max(float(values.std(ddof=1)), step / 2)
    return Difference(float(values.mean()), error, float(t.ppf(_TWO_SIDED, len(values) - 1)) * error)
