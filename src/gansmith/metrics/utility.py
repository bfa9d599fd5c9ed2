"""What samples are good for: a classifier taught by them alone, tried on real ones."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError
from gansmith.features.classifier import cached_classifier, checked, train_classifier


@dataclass(frozen=True)
class Utility:
    """Accuracies on the same real test samples, of a classifier taught by generated samples and one by real ones."""

    synthetic: float
    real: float

    @property
    def ratio(self) -> float:
        """Accuracy after synthetic training over accuracy after real training; infinite where the latter is 0."""
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
    """Return accuracies on test samples after training on fakes, and after training on as many real samples.

    Train on synthetic, test on real (Esteban et al. 2017; the classification accuracy score of Ravuri and Vinyals
    2019). Samples are (N, C, H, W) or (N, D) in the same units, labels (N,) from 0, accuracies in [0, 1]. Both
    classifiers have one recipe, seed and epochs. Of more real samples than fakes as many are drawn by the seed; where
    there are fewer, all are taken. folder, where given, keeps the classifier taught by real samples. Raises UsageError
    for samples of different shapes, and as `train_classifier`.
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
