"""Features by a classifier taught by the data's own labels, and what samples that bear such labels can teach."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError, option
from gansmith.features.classifier import Classifier, cached_classifier
from gansmith.features.rows import Floats
from gansmith.metrics.result import MetricValue
from gansmith.metrics.standard_errors import share_error
from gansmith.metrics.utility import train_on_synthetic

Labelled = tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]
"""Samples (N, C, H, W) or (N, D) with their classes (N,), -1 where unknown."""

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
                f"{option('features', 'classifier')} needs two classes of {FEWEST} labelled samples or more; there are "
                f"{(counts >= FEWEST).sum()}. Name the labels with {option('label')} when training, or choose "
                f"other features."
            )
        return cls(cached_classifier(np.asarray(samples)[known], np.asarray(labels)[known], folder, seed=0))

    @property
    def name(self) -> str:
        return f"classifier-{self.classifier.digest}"

    def __call__(self, samples: npt.ArrayLike) -> Floats:
        return self.classifier.features(samples)


def measure_utility(
    fake: Labelled, real: Labelled, test: Labelled, *, features: str, folder: str | Path, seed: int
) -> MetricValue:
    """Return tstr, the accuracy on real test samples of a classifier taught by samples with the labels asked for.

    Its floor is that of a classifier taught by as many `real` ones, which `folder` keeps; its error is that of a share
    of the test samples. Left out where either has fewer than two classes of FEWEST samples, or tests are fewer.
    """
    fakes, reals, tests = (_known(*part) for part in (fake, real, test))
    for name, part in (("generated", fakes), ("real", reals), ("test", tests)):
        counts = np.bincount(part[1])
        if (counts >= FEWEST).sum() < 2:
            note = f"fewer than two classes have {FEWEST} {name} samples or more"
            return MetricValue("tstr", features, None, len(fakes[0]), "higher", note=note)
    found = train_on_synthetic(*fakes, *reals, *tests, seed=seed, folder=folder)
    error = share_error(found.synthetic, len(tests[0]))
    note = f"accuracy on {len(tests[0]):,} real samples after training on generated ones; the floor, on as many real"
    value, floor, n = found.synthetic, found.real, len(fakes[0])
    return MetricValue("tstr", features, value, n, "higher", standard_error=error, floor=floor, note=note)


def _known(samples: npt.NDArray[np.float64], labels: npt.NDArray[np.int64]) -> Labelled:
    return samples[labels >= 0], labels[labels >= 0]
