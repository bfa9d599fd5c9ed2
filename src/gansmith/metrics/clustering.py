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
    """A mapping of categories to classes, which is fitted on one set and applied to another.

    Attributes
    ----------
    classes : array of int64, shape (K,)
        The class of each category; -1 for a category without a class.
    """

    classes: Whole

    def predict(self, categories: npt.ArrayLike) -> Whole:
        """Return the class of each sample by its category.

        Parameters
        ----------
        categories : array_like of int, shape (N,)
            The category of each sample, from 0 to K - 1.

        Returns
        -------
        array of int64, shape (N,)
            The class of each sample, -1 where its category has none.
        """
        return np.asarray(self.classes[np.asarray(categories, np.int64)])

    def accuracy(self, categories: npt.ArrayLike, labels: npt.ArrayLike) -> float:
        """Return the share of samples whose category maps to their label.

        Parameters
        ----------
        categories : array_like of int, shape (N,)
            The category of each sample, from 0 to K - 1.
        labels : array_like of int, shape (N,)
            The label of each sample. A category without a class is always wrong.

        Returns
        -------
        float
            Accuracy, from 0 to 1.

        Raises
        ------
        UsageError
            The lengths differ, or there are no samples.
        """
        predicted, wanted = self.predict(categories), np.asarray(labels)
        if wanted.shape != predicted.shape or not len(wanted):
            raise UsageError(
                f"labels: shape {wanted.shape} does not fit {len(predicted)} categories. Give one for each."
            )
        return float((predicted == wanted).mean())


def confusion(categories: npt.ArrayLike, labels: npt.ArrayLike, options: int, classes: int) -> Whole:
    """Return how many samples of each category have each label.

    Parameters
    ----------
    categories : array_like of int, shape (N,)
        The category of each sample, from 0 to `options` - 1.
    labels : array_like of int, shape (N,)
        The label of each sample, from 0 to `classes` - 1.
    options : int
        Number of categories.
    classes : int
        Number of classes.

    Returns
    -------
    array of int64, shape (options, classes)
        Number of samples with category k and label c, at [k, c].

    Raises
    ------
    UsageError
        The lengths differ, or a number is out of range.

    Examples
    --------
    >>> from gansmith.metrics import confusion
    >>> confusion([0, 1, 1], [0, 1, 0], options=2, classes=2)
    array([[1, 0],
           [1, 1]])
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
    """Return the one-to-one assignment of categories to classes with the most correct samples.

    This assignment gives the accuracy of unsupervised classification.

    Parameters
    ----------
    counts : array of int64, shape (K, C)
        Number of samples of each category and class, as `confusion` returns it.

    Returns
    -------
    Assignment
        The class of each category. If there are more categories than classes, the remaining ones get no class.

    References
    ----------
    Kuhn 1955, "The Hungarian method for the assignment problem".

    Examples
    --------
    >>> from gansmith.metrics import confusion, hungarian
    >>> categories, labels = [0, 0, 1, 1], [1, 1, 0, 1]
    >>> assignment = hungarian(confusion(categories, labels, options=2, classes=2))
    >>> assignment.classes
    array([1, 0])
    >>> assignment.accuracy(categories, labels)
    0.75
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
