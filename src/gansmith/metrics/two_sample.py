"""Classifier two-sample tests: can anything tell samples from data?"""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.features.rows import Floats, pair
from gansmith.metrics.neighbours import nearest_within

LEAST_ROWS = 20
"""The fewest rows of each set a classifier is trained and tested on."""


@dataclass(frozen=True)
class Told:
    """How well a classifier tells samples from data it has not seen, 0.5 being not at all.

    standard_error is that of the accuracy over the `tested` rows; p_value is the chance that a guesser does as well.
    """

    accuracy: float
    standard_error: float
    auc: float
    p_value: float
    tested: int


@dataclass(frozen=True)
class Neighbours:
    """The share of rows whose nearest neighbour, itself left out, is of their own set: of reals, of samples, of both.

    All are near 0.5 for good samples. fake high and real low tells of collapse: samples lie close to each other, and
    reals beside them. Both well below 0.5 tell of memorised data. p_value is the chance that random labels bring one of
    the halves so far from what they give on average, either way: the halves may cancel in `both`.
    """

    real: float
    fake: float
    both: float
    p_value: float


def logistic_test(real: npt.ArrayLike, fake: npt.ArrayLike, *, seed: int) -> Told:
    """Return how well a logistic regression tells samples (M, D) from real ones (N, D).

    Lopez-Paz and Oquab 2017, section 3: trained on a random half of each set, tested on the other, on as many rows of
    either. The p-value is the exact binomial one. Features are standardised by the training half. Raises UsageError
    for fewer than LEAST_ROWS rows.
    """
    from sklearn.linear_model import LogisticRegression

    return _told(real, fake, LogisticRegression(max_iter=200), seed)


def perceptron_test(real: npt.ArrayLike, fake: npt.ArrayLike, *, seed: int) -> Told:
    """Return how well a perceptron with one hidden layer of 64 tells samples (M, D) from real ones (N, D).

    As `logistic_test`; it sees what a linear classifier cannot. 20 units are the paper's.
    """
    from sklearn.neural_network import MLPClassifier

    # a seed of scikit-learn has 32 bits
    model = MLPClassifier((64,), max_iter=60, alpha=1e-3, random_state=key(seed, "perceptron") % 2**32)
    return _told(real, fake, model, seed)


def neighbour_test(real: npt.ArrayLike, fake: npt.ArrayLike, *, permutations: int = 999, seed: int) -> Neighbours:
    """Return the leave-one-out accuracy of the nearest neighbour among samples (M, D) and real ones (N, D), by halves.

    Lopez-Paz and Oquab 2017; Xu et al. 2018, section 3.1, for the halves. As many rows of either set are compared, by
    a seeded choice. The neighbours stay as they are when the labels are drawn anew, so that the p-value is exact and
    cheap. Rows at equal distance count in random order. Raises UsageError for fewer than two rows of a set.
    """
    first, second = _equally_many(*pair(real, fake, least=2), seed)
    rng = np.random.default_rng(key(seed, "neighbours"))
    order = rng.permutation(2 * len(first))
    is_real = order < len(first)
    _, indices = nearest_within(np.concatenate([first, second])[order], 1)
    nearest = indices[:, 0]
    found = _agreement(is_real, nearest)
    expected = (len(first) - 1) / (2 * len(first) - 1)
    draws = np.array([_agreement(rng.permutation(is_real), nearest) for _ in range(permutations)])
    reached = np.abs(draws - expected).max(axis=1) >= np.abs(found - expected).max() - 1e-12
    return Neighbours(
        real=float(found[0]),
        fake=float(found[1]),
        both=float(found.mean()),
        p_value=float((1 + reached.sum()) / (permutations + 1)),
    )


def _agreement(is_real: npt.NDArray[np.bool_], nearest: npt.NDArray[np.int64]) -> Floats:
    """Return the shares of reals and of samples whose nearest row is of their own set."""
    own = is_real == is_real[nearest]
    return np.array([own[is_real].mean(), own[~is_real].mean()])


def _told(real: npt.ArrayLike, fake: npt.ArrayLike, model: Any, seed: int) -> Told:
    from scipy.stats import binom
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.metrics import roc_auc_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    first, second = _equally_many(*pair(real, fake, least=LEAST_ROWS), seed)
    half = len(first) // 2
    samples = [np.concatenate([first[part], second[part]]) for part in (slice(half), slice(half, None))]
    labels = [np.repeat([0, 1], len(part) // 2) for part in samples]
    classifier = make_pipeline(StandardScaler(), model)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # stopping early costs power, not validity
        classifier.fit(samples[0], labels[0])
    scores = classifier.predict_proba(samples[1])[:, 1]
    right, tested = int(((scores > 0.5) == labels[1]).sum()), len(labels[1])
    accuracy = right / tested
    return Told(
        accuracy=accuracy,
        standard_error=float(np.sqrt(accuracy * (1 - accuracy) / tested)),
        auc=float(roc_auc_score(labels[1], scores)),
        p_value=float(binom.sf(right - 1, tested, 0.5)),
        tested=tested,
    )


def _equally_many(real: Floats, fake: Floats, seed: int) -> tuple[Floats, Floats]:
    """Return as many rows of either set, in random order."""
    rng = np.random.default_rng(key(seed, "rows"))
    count = min(len(real), len(fake))
    return real[rng.permutation(len(real))[:count]], fake[rng.permutation(len(fake))[:count]]
