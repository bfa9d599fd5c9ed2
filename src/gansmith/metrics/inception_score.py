"""What a classifier says of samples: the Inception score, and which modes they hit."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError
from gansmith.features.rows import Floats, Integers, rows
from gansmith.metrics.result import Estimate
from gansmith.metrics.standard_errors import mean_estimate


@dataclass(frozen=True)
class Modes:
    """The modes that samples hit.

    Attributes
    ----------
    hit : int
        Number of modes with at least one sample.
    modes : int
        Number of modes of the reference.
    reverse_kl : float
        KL(histogram of the samples || reference), in nats.
    floor : float
        The value of `reverse_kl` for perfect samples of a known reference: (K - 1) / (2 N) for K modes and N samples,
        to first order.
    """

    hit: int
    modes: int
    reverse_kl: float
    floor: float


def inception_score(probabilities: npt.ArrayLike, *, splits: int = 1) -> Estimate:
    """Return the Inception score, exp(mean KL(p(y|x) || p(y))), from the class probabilities of any classifier.

    The score of a perfect classifier is low by a factor of at most about 1 - (K - 1) / (2 N), for N samples per split.

    Parameters
    ----------
    probabilities : array_like, shape (N, K)
        Class probabilities p(y|x) of each sample; each row sums to 1.
    splits : int, default 1
        Number of consecutive parts to average the score over, from 1 to N.

    Returns
    -------
    Estimate
        Score, from 1 to K, and its standard error: the delta method's for one split, the error of the mean over parts
        for more. (Papers print the standard deviation of the parts instead.)

    Raises
    ------
    UsageError
        A row is not a probability distribution, or there are more splits than samples.

    References
    ----------
    Salimans et al. 2016, section 4, arXiv 1606.03498.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics import inception_score
    >>> round(inception_score(np.eye(4)).value, 6), inception_score(np.full((4, 2), 0.5)).value
    (4.0, 1.0)
    """
    values = _probabilities(probabilities)
    if not 1 <= splits <= len(values):
        raise UsageError(f"{len(values)} rows cannot be split into {splits} parts. Choose fewer splits.")
    if splits > 1:
        scores = [float(np.exp(_information(part).mean())) for part in np.array_split(values, splits)]
        return mean_estimate(np.array(scores))
    each = _information(values)
    score = float(np.exp(each.mean()))
    return Estimate(score, score * float(each.std() / np.sqrt(len(each))))


def mode_coverage(labels: npt.ArrayLike, reference: npt.ArrayLike) -> Modes:
    """Return how the predicted classes of generated samples spread over the modes of the data.

    This is the protocol for stacked MNIST.

    Parameters
    ----------
    labels : array_like of int, shape (N,)
        Predicted class of each sample, from 0 to K - 1.
    reference : array_like, shape (K,)
        Histogram of the data: counts or shares, at least 0 and not all 0.

    Returns
    -------
    Modes
        Number of modes hit, and the reverse KL in nats, which is infinite if a label occurs that the reference lacks.

    Raises
    ------
    UsageError
        A label is out of range, there are no labels, or the histogram is negative or empty.

    References
    ----------
    Metz et al. 2017, arXiv 1611.02163. Lin et al. 2018 (PacGAN), arXiv 1712.04086.

    Examples
    --------
    >>> from gansmith.metrics import mode_coverage
    >>> found = mode_coverage([0, 0, 1, 1], [1, 1, 1, 1])
    >>> found.hit, found.modes, round(found.reverse_kl, 4)
    (2, 4, 0.6931)
    """
    expected = np.asarray(reference, np.float64).ravel()
    if not (np.isfinite(expected).all() and (expected >= 0).all() and expected.sum() > 0):
        raise UsageError("The reference histogram needs counts or shares of at least 0, not all of them 0.")
    found = _labels(labels, len(expected))
    shares, expected = np.bincount(found, minlength=len(expected)) / len(found), expected / expected.sum()
    seen = shares > 0
    with np.errstate(divide="ignore"):
        divergence = float(np.sum(shares[seen] * np.log(shares[seen] / expected[seen])))
    modes = int((expected > 0).sum())
    return Modes(int((seen & (expected > 0)).sum()), modes, max(0.0, divergence), (modes - 1) / (2 * len(found)))


def _information(probabilities: Floats) -> Floats:
    """Return KL(p(y|x) || p(y)) of each row, in nats, with p(y) the rows' mean."""
    marginal = probabilities.mean(axis=0)
    ratio = np.divide(probabilities, marginal, out=np.ones_like(probabilities), where=probabilities > 0)
    return np.asarray((probabilities * np.log(ratio)).sum(axis=1), np.float64)


def _probabilities(probabilities: npt.ArrayLike) -> Floats:
    values = rows(probabilities, "the class probabilities")
    wrong = (values < 0).any(axis=1) | (np.abs(values.sum(axis=1) - 1) > 1e-4)  # room for a float32 softmax
    if wrong.any():
        raise UsageError(
            f"Row {wrong.argmax()} of the class probabilities is not a distribution: its sum is "
            f"{values[wrong.argmax()].sum():.6g} and its least value {values[wrong.argmax()].min():.6g}. "
            "Give a classifier's softmax, not its logits."
        )
    return np.asarray(values / values.sum(axis=1, keepdims=True), np.float64)


def _labels(labels: npt.ArrayLike, modes: int) -> Integers:
    values = np.asarray(labels).ravel()
    whole = values.astype(np.int64) if values.dtype.kind in "iub" else np.full(values.shape, -1)
    if not len(values) or whole.min() < 0 or whole.max() >= modes:
        raise UsageError(f"The labels need to be whole numbers from 0 to {modes - 1}, at least one of them.")
    return whole
