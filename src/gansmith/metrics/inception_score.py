"""What a classifier says of samples: the Inception score, and which modes they hit."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError
from gansmith.features.rows import Floats, Integers, rows
from gansmith.metrics.result import Estimate


@dataclass(frozen=True)
class Modes:
    """Which of the modes samples hit; reverse_kl is KL(their histogram || the reference), in nats.

    floor is what perfect samples of a known reference have, (K - 1) / (2 N) for K modes and N samples, to first order.
    """

    hit: int
    modes: int
    reverse_kl: float
    floor: float


def inception_score(probabilities: npt.ArrayLike, *, splits: int = 1) -> Estimate:
    """Return exp(mean KL(p(y|x) || p(y))) of class probabilities (N, K), from 1 to K, and its standard error.

    Salimans et al. 2016, section 4, with any classifier in the place of Inception. With one split the error is the
    delta method's; with more the score is the mean over consecutive parts, and the error that of this mean, where
    papers print the parts' standard deviation. Low by about (K - 1) / (2 N) of itself at most, N per part.
    Raises UsageError for rows that are no probabilities, or too few rows for the splits.
    """
    values = _probabilities(probabilities)
    if not 1 <= splits <= len(values):
        raise UsageError(f"{len(values)} rows cannot be split into {splits} parts. Choose fewer splits.")
    if splits > 1:
        scores = [float(np.exp(_information(part).mean())) for part in np.array_split(values, splits)]
        return Estimate(float(np.mean(scores)), float(np.std(scores, ddof=1) / np.sqrt(splits)))
    each = _information(values)
    score = float(np.exp(each.mean()))
    return Estimate(score, score * float(each.std() / np.sqrt(len(each))))


def mode_coverage(labels: npt.ArrayLike, reference: npt.ArrayLike) -> Modes:
    """Return how labels (N,) of samples, whole numbers from 0, spread over the K modes of a reference histogram (K,).

    The protocol of Metz et al. 2017 and Lin et al. 2018 (PacGAN) on stacked MNIST. reference holds counts or shares;
    reverse_kl is infinite where a sample has a label that the reference has not. Raises UsageError for labels outside
    0 to K - 1, none, or a histogram that is negative or empty.
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
