"""Categories that were found without labels, held against labels: which is which, how often, and which merge."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError

Whole = npt.NDArray[np.int64]

NONE = -1  # the class of a category that has none
SHARE = 0.2  # of a category's samples that makes a second class worth naming


@dataclass(frozen=True)
class Assignment:
    """The class (K,) that each category stands for, -1 for none: fitted on one set, applied to another."""

    classes: Whole

    def predict(self, categories: npt.ArrayLike) -> Whole:
        """Return the class (N,) of each sample by its category."""
        return np.asarray(self.classes[np.asarray(categories, np.int64)])

    def accuracy(self, categories: npt.ArrayLike, labels: npt.ArrayLike) -> float:
        """Return the share of samples whose category stands for their label; a category of no class is always wrong."""
        predicted, wanted = self.predict(categories), np.asarray(labels)
        if wanted.shape != predicted.shape or not len(wanted):
            raise UsageError(
                f"labels: shape {wanted.shape} does not fit {len(predicted)} categories. Give one for each."
            )
        return float((predicted == wanted).mean())


def confusion(categories: npt.ArrayLike, labels: npt.ArrayLike, options: int, classes: int) -> Whole:
    """Return counts (options, classes): how many samples of category k have label c.

    categories and labels are (N,) whole numbers below `options` and `classes`. Raises UsageError for other lengths or
    numbers out of range.
    """
    rows, columns = np.asarray(categories), np.asarray(labels)
    if rows.shape != columns.shape or rows.ndim != 1:
        raise UsageError(f"labels: shape {columns.shape} does not fit categories of {rows.shape}. Give one for each.")
    for name, numbers, most in (("categories", rows, options), ("labels", columns, classes)):
        if len(numbers) and not (numbers.min() >= 0 and numbers.max() < most):
            raise UsageError(f"{name}: from {numbers.min()} to {numbers.max()}, where 0 to {most - 1} is meant.")
    cells = rows.astype(np.int64) * classes + columns
    return np.bincount(cells, minlength=options * classes).reshape(options, classes)


def hungarian(counts: Whole) -> Assignment:
    """Return the assignment one to one with the most samples right, of counts (K, C) as `confusion` gives them.

    The accuracy of unsupervised classification (Kuhn 1955 for the method). With more categories than classes, those
    left over stand for none.
    """
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(counts, maximize=True)
    classes = np.full(len(counts), NONE, np.int64)
    classes[rows] = columns
    return Assignment(classes)


def majority(counts: Whole) -> Assignment:
    """Return the assignment of each category to its most frequent label, many to one; an empty one stands for none."""
    return Assignment(np.where(counts.sum(1) > 0, counts.argmax(1), NONE))


def merged(counts: Whole, names: Sequence[str]) -> str:
    """Return the sentence that names the classes which share a category: those of a fifth of its samples or more."""
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    told = [_mixed(category, row, names) for category, row in enumerate(shares) if (row >= SHARE).sum() > 1]
    return f"{'; '.join(told)}." if told else f"No category is a second class to {SHARE:.0%} or more."


def _mixed(category: int, shares: npt.NDArray[np.float64], names: Sequence[str]) -> str:
    order = [place for place in np.argsort(-shares, kind="stable") if shares[place] >= SHARE]
    *most, last = [f"{names[place]} ({shares[place]:.0%})" for place in order]
    return f"category {category} merges {', '.join(most)} and {last}"
