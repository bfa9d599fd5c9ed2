"""Classifier two-sample tests: can anything tell samples from data?"""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.features.rows import Floats, pair
from gansmith.metrics.neighbours import nearest_within
from gansmith.metrics.roc import area_under_curve
from gansmith.metrics.standard_errors import share_error

LEAST_ROWS = 20
"""The fewest rows of each set a classifier is trained and tested on."""


@dataclass(frozen=True)
class Told:
    """The result of a classifier two-sample test.

    Attributes
    ----------
    accuracy : float
        Accuracy on samples the classifier was not trained on; 0.5 if it cannot tell the sets apart.
    standard_error : float
        Standard error of the accuracy over the tested samples.
    auc : float
        Area under the ROC curve, from 0 to 1.
    p_value : float
        Probability that guessing reaches this accuracy.
    tested : int
        Number of tested samples.
    """

    accuracy: float
    standard_error: float
    auc: float
    p_value: float
    tested: int


@dataclass(frozen=True)
class Neighbours:
    """How often the nearest neighbour of a sample is of its own set, in a two-sample test.

    All shares are near 0.5 for good samples. A high share of generated and a low share of real samples is a sign of
    mode collapse: generated samples lie close to each other, and real samples next to them. Both shares well below 0.5
    are a sign of memorised data.

    Attributes
    ----------
    real : float
        Share among real samples, from 0 to 1.
    fake : float
        Share among generated samples, from 0 to 1.
    both : float
        Mean of `real` and `fake`.
    p_value : float
        Probability that random labels bring `real` or `fake` as far from its expected value, in either direction. The
        two may cancel in `both`.
    """

    real: float
    fake: float
    both: float
    p_value: float


def logistic_test(real: npt.ArrayLike, fake: npt.ArrayLike, *, seed: int) -> Told:
    """Test how well a logistic regression tells generated samples from real ones.

    The classifier is trained on a random half of each set and tested on the other half, with equally many samples of
    each set. Features are standardised by the training half.

    Parameters
    ----------
    real : array_like, shape (N, D)
        At least 20 real samples.
    fake : array_like, shape (M, D)
        At least 20 generated samples.
    seed : int
        Seed of the choice of samples and of the halves.

    Returns
    -------
    Told
        Accuracy, its standard error, AUC, and the exact binomial p-value.

    Raises
    ------
    UsageError
        A set has fewer than 20 samples or NaN, or the sets have different widths.

    References
    ----------
    Lopez-Paz and Oquab 2017, "Revisiting classifier two-sample tests", section 3, arXiv 1610.06545.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics import logistic_test
    >>> real = np.random.default_rng(0).normal(size=(40, 2))
    >>> logistic_test(real, real + 20, seed=0).accuracy
    1.0
    """
    from sklearn.linear_model import LogisticRegression

    return _told(real, fake, LogisticRegression(max_iter=200), seed)


def perceptron_test(real: npt.ArrayLike, fake: npt.ArrayLike, *, seed: int) -> Told:
    """Test how well a perceptron with one hidden layer of 64 units tells generated samples from real ones.

    The protocol is that of `logistic_test`. The perceptron finds differences that a linear classifier cannot see. The
    paper has 20 units.

    Parameters
    ----------
    real : array_like, shape (N, D)
        At least 20 real samples.
    fake : array_like, shape (M, D)
        At least 20 generated samples.
    seed : int
        Seed of the choice of samples, of the halves and of the initial weights.

    Returns
    -------
    Told
        Accuracy, its standard error, AUC, and the exact binomial p-value.

    Raises
    ------
    UsageError
        A set has fewer than 20 samples or NaN, or the sets have different widths.

    References
    ----------
    Lopez-Paz and Oquab 2017, "Revisiting classifier two-sample tests", section 3, arXiv 1610.06545.
    """
    from sklearn.neural_network import MLPClassifier

    # a seed of scikit-learn has 32 bits
    model = MLPClassifier((64,), max_iter=60, alpha=1e-3, random_state=key(seed, "perceptron") % 2**32)
    return _told(real, fake, model, seed)


def neighbour_test(real: npt.ArrayLike, fake: npt.ArrayLike, *, permutations: int = 999, seed: int) -> Neighbours:
    """Test how often the nearest neighbour of a sample is of its own set (leave-one-out 1-NN), for each set.

    Equally many samples of each set are compared. The neighbours stay the same when labels are drawn anew, so the
    p-value is exact and cheap.

    Parameters
    ----------
    real : array_like, shape (N, D)
        At least two real samples.
    fake : array_like, shape (M, D)
        At least two generated samples.
    permutations : int, default 999
        Number of random relabellings.
    seed : int
        Seed of the choice of samples, of the relabellings, and of the order of samples at equal distance.

    Returns
    -------
    Neighbours
        Share of samples whose nearest neighbour is of their own set, for each set and for both, and the p-value.

    Raises
    ------
    UsageError
        A set has fewer than two samples or NaN, or the sets have different widths.

    References
    ----------
    Lopez-Paz and Oquab 2017, arXiv 1610.06545. Xu et al. 2018, section 3.1, for the shares of each set, arXiv
    1806.07755.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics import neighbour_test
    >>> real = np.random.default_rng(0).normal(size=(40, 2))
    >>> found = neighbour_test(real, real + 20, permutations=99, seed=0)
    >>> found.real, found.fake, found.p_value
    (1.0, 1.0, 0.01)
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
        standard_error=share_error(accuracy, tested),
        auc=area_under_curve(scores[labels[1] == 1], scores[labels[1] == 0]),
        p_value=float(binom.sf(right - 1, tested, 0.5)),
        tested=tested,
    )


def _equally_many(real: Floats, fake: Floats, seed: int) -> tuple[Floats, Floats]:
    """Return as many rows of either set, in random order."""
    rng = np.random.default_rng(key(seed, "rows"))
    count = min(len(real), len(fake))
    return real[rng.permutation(len(real))[:count]], fake[rng.permutation(len(fake))[:count]]
