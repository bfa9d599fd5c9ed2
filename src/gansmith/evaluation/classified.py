"""Features and classes by a classifier taught by the data's own labels."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError
from gansmith.evaluation.classifier import Classifier, cached_classifier
from gansmith.evaluation.samples import Floats

FEWEST = 10  # labelled samples of a class, from where it can be taught


@dataclass(frozen=True)
class ClassifierFeatures:
    """The penultimate layer's activations (N, 128) of a classifier; its name carries a digest of the weights."""

    classifier: Classifier

    @classmethod
    def taught(cls, samples: npt.ArrayLike, labels: npt.ArrayLike, folder: str | Path) -> "ClassifierFeatures":
        """Return the extractor taught by samples (N, ...) with labels (N,), -1 unknown, or kept in `folder` before.

        Raises UsageError where fewer than two classes have FEWEST labelled samples.
        """
        known = np.asarray(labels) >= 0
        counts = np.bincount(np.asarray(labels)[known]) if known.any() else np.zeros(0, np.int64)
        if (counts >= FEWEST).sum() < 2:
            raise UsageError(
                f"--features classifier needs two classes of {FEWEST} labelled samples or more; there are "
                f"{(counts >= FEWEST).sum()}. Name the labels with --label when training, or choose other features."
            )
        return cls(cached_classifier(np.asarray(samples)[known], np.asarray(labels)[known], folder, seed=0))

    @property
    def name(self) -> str:
        return f"classifier-{self.classifier.digest}"

    def __call__(self, samples: npt.ArrayLike) -> Floats:
        return self.classifier.features(samples)
