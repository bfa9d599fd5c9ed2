"""What critics make of labels; l = class logits (N, K), y = label, -1 where unknown, x real, G(z) fake."""

import torch
import torch.nn.functional as F
from torch import Tensor

from gansmith.core.loss import Loss, term
from gansmith.core.match import Match
from gansmith.core.method import Gauge


def class_cross_entropy(logits: Tensor, label: Tensor) -> Tensor:
    """Return -log softmax(l)_y, and 0 where the label is unknown.

    Parameters
    ----------
    logits : Tensor
        Class logits (N, K), unbounded.
    label : Tensor
        Classes (N,), int64 in [0, K), -1 where unknown.

    Returns
    -------
    Tensor
        The loss of each sample (N,) in nats, at least 0. Divide its sum by the number of known labels.

    References
    ----------
    Odena et al. 2017, arXiv 1610.09585, equation 3; Salimans et al. 2016, arXiv 1606.03498, section 5.

    Examples
    --------
    >>> import torch
    >>> from gansmith import losses
    >>> losses.class_cross_entropy(torch.zeros(2, 10), torch.tensor([3, -1]))
    tensor([2.3026, 0.0000])
    """
    return F.cross_entropy(logits, label, ignore_index=-1, reduction="none")


def feature_matching(real_features: Tensor, fake_features: Tensor) -> Tensor:
    """Return |E f(x) - E f(y)|^2, the squared distance of the mean features of reals and fakes.

    Parameters
    ----------
    real_features : Tensor
        Features (N, F) of real samples, from a hidden layer of the critic.
    fake_features : Tensor
        Features (M, F) of fakes.

    Returns
    -------
    Tensor
        The loss () of the batch, at least 0, to be descended by the generator.

    References
    ----------
    Salimans et al. 2016, arXiv 1606.03498, section 3.1.

    Examples
    --------
    >>> import torch
    >>> from gansmith import losses
    >>> losses.feature_matching(torch.ones(4, 3), torch.zeros(6, 3))
    tensor(3.)
    """
    return _squared_length(_mean_difference(real_features, fake_features))


def _mean_difference(real_features: Tensor, fake_features: Tensor) -> Tensor:
    return real_features.mean(0) - fake_features.mean(0)


def _squared_length(difference: Tensor) -> Tensor:
    return difference.square().sum()


def _cross_entropy(logits: Tensor | None, label: Tensor | None) -> Tensor:
    assert logits is not None and label is not None, "the critic has no class logits, or the batch no labels"  # noqa: S101, PT018
    return class_cross_entropy(logits, label)


def _on_real(match: Match) -> Tensor:
    label = match.batch.condition.label
    return _cross_entropy(match.on_real.class_logits, label) / _share_known(match, label)


def _share_known(match: Match, label: Tensor | None) -> Tensor:
    """Return the share () of the global batch whose label is known, not quite 0 where none is."""
    assert label is not None  # noqa: S101
    known = (label >= 0).to(match.real.dtype)
    return match.means(known)[0].clamp(min=torch.finfo(known.dtype).tiny)


def _on_fake(match: Match) -> Tensor:
    return _cross_entropy(match.on_fake.class_logits, match.inputs.condition.label)


def _feature_matching(match: Match) -> Tensor:
    on_real, on_fake = match.on_real.features, match.on_fake.features
    assert on_real is not None and on_fake is not None  # noqa: S101, PT018 - every Critic has them
    return _squared_length(match.pooled(_mean_difference(on_real, on_fake)))


def _accuracy(match: Match) -> Tensor:
    logits, label = match.on_real.class_logits, match.batch.condition.label
    assert logits is not None and label is not None  # noqa: S101, PT018
    return (logits.argmax(1) == label).to(match.real.dtype) / _share_known(match, label)


CLASSES_OF_REAL: Loss = term("classes/real", _on_real, batch_independent=False)
"""-log p(y | x) on real samples, a mean over those whose label is known, however few of the batch they are.

With the score log sum_k exp l_k, it is the cross-entropy over K + 1 classes, the fakes' logit 0, but for the
softplus(-score) of the adversarial loss: -log p(y | x, K + 1) = -log p(y | x, K) + softplus(-score).
"""

CLASSES_OF_FAKE: Loss = term("classes/fake", _on_fake)
"""-log p(y | G(z, y)), y the class the generator was told (Odena et al. 2017, equation 3)."""

FEATURE_MATCHING: Loss = term("feature_matching", _feature_matching, batch_independent=False)
"""`feature_matching` with the features that the score reads."""

ACCURACY: dict[str, Gauge] = {"classes/accuracy": _accuracy}
"""Share of the batch's labelled real samples whose largest logit is their class's; 0 in a batch without labels."""
