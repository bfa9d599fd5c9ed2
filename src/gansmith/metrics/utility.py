"""The utility of generated samples: accuracy on real samples of a classifier that is trained on generated ones."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError
from gansmith.features.classifier import cached_classifier, checked, train_classifier


@dataclass(frozen=True)
class Utility:
    """Accuracies of two classifiers on the same real test samples.

    Attributes
    ----------
    synthetic : float
        Accuracy after training on generated samples, from 0 to 1.
    real : float
        Accuracy after training on real samples, from 0 to 1.
    """

    synthetic: float
    real: float

    @property
    def ratio(self) -> float:
        """Accuracy after training on generated samples over that on real ones; infinite if the latter is 0."""
        return self.synthetic / self.real if self.real else float("inf")


def train_on_synthetic(
    fake: npt.ArrayLike,
    fake_labels: npt.ArrayLike,
    real: npt.ArrayLike,
    real_labels: npt.ArrayLike,
    test: npt.ArrayLike,
    test_labels: npt.ArrayLike,
    *,
    seed: int,
    epochs: int | None = None,
    folder: str | Path | None = None,
) -> Utility:
    """Return the accuracy on real test samples after training on generated samples, and after training on real ones.

    This is "train on synthetic, test on real" (TSTR), or the classification accuracy score. Both classifiers have the
    same architecture, seed and number of epochs. From more real than generated samples, as many are drawn; from fewer,
    all are used.

    Parameters
    ----------
    fake : array_like, shape (N, C, H, W) or (N, D)
        Generated samples.
    fake_labels : array_like of int, shape (N,)
        Their classes, from 0.
    real : array_like, shape (M, C, H, W) or (M, D)
        Real training samples, in the same units.
    real_labels : array_like of int, shape (M,)
        Their classes, from 0.
    test : array_like, shape (K, C, H, W) or (K, D)
        Real test samples.
    test_labels : array_like of int, shape (K,)
        Their classes, from 0.
    seed : int
        Seed of the initial weights, of the order of samples, and of the choice of real samples.
    epochs : int, optional
        Number of epochs. By default it follows from the number of samples.
    folder : str or Path, optional
        Directory in which the classifier trained on real samples is cached.

    Returns
    -------
    Utility
        Both accuracies, from 0 to 1, and their ratio.

    Raises
    ------
    UsageError
        The samples have different shapes, or a classifier cannot be trained on them.

    References
    ----------
    Esteban, Hyland and Rätsch 2017, arXiv 1706.02633. Ravuri and Vinyals 2019, arXiv 1905.10887.
    """
    fakes, told = checked(fake, fake_labels)
    reals, known = checked(real, real_labels)
    tests, wanted = np.asarray(test), np.asarray(test_labels)
    for name, array in (("fake", fakes), ("test", tests)):
        if array.shape[1:] != reals.shape[1:]:
            raise UsageError(f"{name}: shape {array.shape[1:]} where real samples have {reals.shape[1:]}. Reshape one.")
    if len(reals) > len(fakes):
        chosen = np.random.default_rng(seed).permutation(len(reals))[: len(fakes)]
        reals, known = reals[chosen], known[chosen]
    by_fakes = train_classifier(fakes, told, seed=seed, epochs=epochs)
    if folder is None:
        by_reals = train_classifier(reals, known, seed=seed, epochs=epochs)
    else:
        by_reals = cached_classifier(reals, known, folder, seed=seed, epochs=epochs)
    return Utility(by_fakes.accuracy(tests, wanted), by_reals.accuracy(tests, wanted))
