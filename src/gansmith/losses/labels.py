"""What critics make of labels; l = class logits (N, K), y = label, -1 where unknown, x real, G(z) fake."""

import torch
import torch.nn.functional as F
from torch import Tensor

from gansmith.core.loss import Loss, term
from gansmith.core.match import Match
from gansmith.core.method import Gauge


def cross_entropy(logits: Tensor | None, label: Tensor | None) -> Tensor:
    """Return -log softmax(l)_y (N,), in nats and at least 0; 0 where the label is unknown."""
    assert logits is not None and label is not None, "the critic has no class logits, or the batch no labels"  # noqa: S101, PT018
    return F.cross_entropy(logits, label, ignore_index=-1, reduction="none")


def _on_real(match: Match) -> Tensor:
    label = match.batch.condition.label
    return cross_entropy(match.on_real.class_logits, label) / _share_known(match, label)


def _share_known(match: Match, label: Tensor | None) -> Tensor:
    """Return the share () of the global batch whose label is known, not quite 0 where none is."""
    assert label is not None  # noqa: S101
    known = (label >= 0).to(match.real.dtype)
    return match.means(known)[0].clamp(min=torch.finfo(known.dtype).tiny)


def _on_fake(match: Match) -> Tensor:
    return cross_entropy(match.on_fake.class_logits, match.inputs.condition.label)


def _feature_matching(match: Match) -> Tensor:
    on_real, on_fake = match.on_real.features, match.on_fake.features
    assert on_real is not None and on_fake is not None  # noqa: S101, PT018 - every Critic has them
    return match.pooled(on_real.mean(0) - on_fake.mean(0)).square().sum()


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
"""|E f(x) - E f(G(z))|^2, f the features that the score reads (Salimans et al. 2016, section 3.1)."""

ACCURACY: dict[str, Gauge] = {"classes/accuracy": _accuracy}
"""Share of the batch's labelled real samples whose largest logit is their class's; 0 in a batch without labels."""
