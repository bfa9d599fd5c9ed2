"""The accuracy of a classifier on labels that it did not learn from, beside that of its supervised baseline."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.data.dataset import Dataset
from gansmith.data.split import split
from gansmith.metrics.standard_errors import share_error
from gansmith.runs.setup import Assembly

Labels = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Accuracy:
    """Accuracy on labelled samples, and that of the supervised baseline where it is known.

    Attributes
    ----------
    value : float
        Share of the samples whose class is predicted, from 0 to 1.
    error : float
        Standard error of the share.
    baseline : float or None
        The same of the baseline: the same network, trained on the labelled samples alone, for as many steps.
    difference_error : float or None
        Standard error of the difference between both.
    samples : int
        Number of labelled samples.
    where : str
        What the samples are.
    """

    value: float
    error: float
    baseline: float | None
    difference_error: float | None
    samples: int
    where: str

    @property
    def is_ahead(self) -> bool | None:
        """Whether the classifier is better than the baseline by more than two standard errors; None without one."""
        if self.baseline is None or self.difference_error is None:
            return None
        return self.value - self.baseline > 2 * self.difference_error


def unknown_labels(assembly: Assembly, dataset: Dataset) -> tuple[Labels, str]:
    """Return places of samples whose labels there are and the run did not know, and what they are."""
    kept, held = split(len(dataset), assembly.settings.validation_fraction)
    labels, seen = dataset.labels, assembly.stream.labels
    if labels is None or seen is None:
        return np.empty(0, np.int64), ""
    if len(known := held[labels[held] >= 0]):
        return known, "labels of the validation set"
    hidden = kept[(labels[kept] >= 0) & (seen.numpy() < 0)]
    return hidden, "labels withheld from training (the run saw these samples without them)"


def accuracy_of(probability: Shares, labels: Labels, baseline: Shares | None, where: str) -> Accuracy | None:
    """Return the accuracy of probabilities (N, K) on labels (N,), -1 unknown; None where none is known."""
    known = labels >= 0
    if not known.any():
        return None
    right = (probability.argmax(1) == labels)[known].astype(np.float64)
    count, value = len(right), float(right.mean())
    error = max(share_error(value, count), 0.5 / count)
    if baseline is None:
        return Accuracy(value, error, None, None, count, where)
    other = (baseline.argmax(1) == labels)[known].astype(np.float64)
    spread = max(float((right - other).std() / np.sqrt(count)), 0.5 / count)
    return Accuracy(value, error, float(other.mean()), spread, count, where)
