"""The ways of treating rare classes that are compared: none, four plain ones, and generated samples."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gansmith.augmentation.classifiers import Classifies, Labels
from gansmith.augmentation.encoded import Encoding, Floats
from gansmith.augmentation.scores import Scores, scores
from gansmith.augmentation.smote import has_smote, smote_inputs
from gansmith.core.randomness import key
from gansmith.data.chunks import Array

NONE, WEIGHTS, REPEATED, SMOTE, THRESHOLD, GAN = (
    "none",
    "class weights",
    "oversampling",
    "SMOTE",
    "moved threshold",
    "GAN",
)
PLAIN = (NONE, WEIGHTS, REPEATED, SMOTE, THRESHOLD)


@dataclass(frozen=True, eq=False)
class Part:
    """Real samples in the units of the data, and their classes."""

    values: Array
    labels: Labels


@dataclass(frozen=True, eq=False)
class Trial:
    """One split: training and test samples, how a classifier takes them, and how many samples classes lack."""

    train: Part
    test: Part
    encoding: Encoding
    wanted: Mapping[int, int]
    classes: int
    classifier: Classifies
    seed: int

    def plain(self) -> dict[str, Scores]:
        """Return the scores of the ways that need no generator; SMOTE needs imbalanced-learn."""
        inputs, labels = self.encoding.inputs(self.train.values), self.train.labels
        alone = self._probabilities(inputs, labels)
        shares = np.bincount(labels, minlength=self.classes) / len(labels)
        found = {
            NONE: self._scores(alone),
            THRESHOLD: self._scores(alone / np.where(shares > 0, shares, 1.0)),
            WEIGHTS: self._scores(self._probabilities(inputs, labels, balanced_weights(labels))),
        }
        places = repeated(labels, self.wanted, self.seed)
        found[REPEATED] = self._scores(self._probabilities(inputs[places], labels[places]))
        if has_smote():
            made = smote_inputs(self.train.values, labels, self.wanted, self.encoding, key(self.seed, "SMOTE"))
            found[SMOTE] = self.joined(*made)
        return found

    def filled(self, values: Array, labels: Labels) -> Scores:
        """Return the scores with samples in the units of the data beside the real ones."""
        return self.joined(self.encoding.inputs(values), labels)

    def joined(self, inputs: Floats, labels: Labels) -> Scores:
        """Return the scores with samples, as a classifier takes them, beside the real ones."""
        every = np.concatenate([self.encoding.inputs(self.train.values), inputs])
        return self._scores(self._probabilities(every, np.concatenate([self.train.labels, labels])))

    def _probabilities(self, inputs: Floats, labels: Labels, weights: Floats | None = None) -> Floats:
        others = self.encoding.inputs(self.test.values)
        told = np.ones(len(labels)) if weights is None else weights
        return self.classifier(inputs, labels, told, others, classes=self.classes, seed=self.seed)

    def _scores(self, probabilities: Floats) -> Scores:
        return scores(self.test.labels, np.asarray(probabilities.argmax(axis=1), np.int64))


def balanced_weights(labels: Labels) -> Floats:
    """Return a weight for each sample by which all classes weigh the same, 1 on average."""
    counts = np.bincount(labels)
    weights: Floats = len(labels) / (np.count_nonzero(counts) * counts[labels])
    return weights


def repeated(labels: Labels, wanted: Mapping[int, int], seed: int) -> Labels:
    """Return the places of all samples, and after them as many of each class as are wanted, at random."""
    rng = np.random.default_rng(key(seed, "oversampling"))
    more = [rng.choice(np.flatnonzero(labels == label), count) for label, count in wanted.items()]
    return np.concatenate([np.arange(len(labels)), *more])
