"""What the two players want of each other's scores; s = score, D = sigmoid(s), x real, y = G(z) fake."""

from collections.abc import Mapping
from typing import NamedTuple

import torch.nn.functional as F
from torch import Tensor

from gansmith.core.loss import Loss, term
from gansmith.core.match import Match
from gansmith.core.method import Gauge


class Adversarial(NamedTuple):
    """A critic's loss, the generator's answer to it, and what is watched meanwhile."""

    critic: Loss
    generator: Loss
    gauges: Mapping[str, Gauge]


def _probability_real(match: Match) -> Tensor:
    return match.on_real.score.sigmoid()


def _probability_fake(match: Match) -> Tensor:
    return match.on_fake.score.sigmoid()


def _score_real(match: Match) -> Tensor:
    return match.on_real.score


def _score_fake(match: Match) -> Tensor:
    return match.on_fake.score


def _score_gap(match: Match) -> Tensor:
    return match.on_real.score.mean() - match.on_fake.score.mean()


def _minimax_critic(match: Match) -> Tensor:
    on_real, on_fake = match.on_both
    return F.softplus(-on_real.score) + F.softplus(on_fake.score)


def _minimax_generator(match: Match) -> Tensor:
    return -F.softplus(match.on_fake.score)


def _nonsaturating_generator(match: Match) -> Tensor:
    return F.softplus(-match.on_fake.score)


def _wasserstein_critic(match: Match) -> Tensor:
    on_real, on_fake = match.on_both
    return on_fake.score - on_real.score


def _wasserstein_generator(match: Match) -> Tensor:
    return -match.on_fake.score


def _least_squares_critic(match: Match) -> Tensor:
    on_real, on_fake = match.on_both
    return 0.5 * (on_real.score - 1.0).square() + 0.5 * on_fake.score.square()


def _least_squares_generator(match: Match) -> Tensor:
    return 0.5 * (match.on_fake.score - 1.0).square()


def _hinge_critic(match: Match) -> Tensor:
    on_real, on_fake = match.on_both
    return F.relu(1.0 - on_real.score) + F.relu(1.0 + on_fake.score)


def _relativistic_critic(match: Match) -> Tensor:
    on_real, on_fake = match.on_both
    return F.softplus(on_fake.score - on_real.score)


def _relativistic_generator(match: Match) -> Tensor:
    return F.softplus(match.on_real.score - match.on_fake.score)


_PROBABILITIES: dict[str, Gauge] = {"D(x)": _probability_real, "D(G(z))": _probability_fake}
_SCORES: dict[str, Gauge] = {"score/real": _score_real, "score/fake": _score_fake}

MINIMAX = Adversarial(
    critic=term("minimax", _minimax_critic),
    generator=term("minimax", _minimax_generator),
    gauges=_PROBABILITIES,
)
"""-log D(x) - log(1 - D(y)) against log(1 - D(y)) (Goodfellow et al. 2014, equation 1); 2 ln 2 at D = 1/2."""

NONSATURATING = Adversarial(
    critic=MINIMAX.critic,
    generator=term("nonsaturating", _nonsaturating_generator),
    gauges=_PROBABILITIES,
)
"""The same critic against -log D(y) (Goodfellow et al. 2014, section 3); ln 2 at D = 1/2."""

WASSERSTEIN = Adversarial(
    critic=term("wasserstein", _wasserstein_critic),
    generator=term("wasserstein", _wasserstein_generator),
    gauges={**_SCORES, "wasserstein": _score_gap},
)
"""s(y) - s(x) against -s(y) (Arjovsky et al. 2017, equations 2 and 3); the gap estimates K times the distance."""

LEAST_SQUARES = Adversarial(
    critic=term("least_squares", _least_squares_critic),
    generator=term("least_squares", _least_squares_generator),
    gauges=_SCORES,
)
"""(s(x) - b)^2 / 2 + (s(y) - a)^2 / 2 against (s(y) - c)^2 / 2, a = 0, b = c = 1 (Mao et al. 2017, equations 2 and 9).

At s = 1/2 both halves of the critic's are 1/8.
"""

HINGE = Adversarial(
    critic=term("hinge", _hinge_critic),
    generator=term("hinge", _wasserstein_generator),
    gauges={**_SCORES, "score/gap": _score_gap},
)
"""max(0, 1 - s(x)) + max(0, 1 + s(y)) against -s(y) (Lim and Ye 2017; Miyato et al. 2018, equations 16 and 17).

2 and 0 at s = 0; a sample beyond its margin no longer moves the critic.
"""

RELATIVISTIC = Adversarial(
    critic=term("relativistic", _relativistic_critic),
    generator=term("relativistic", _relativistic_generator),
    gauges={**_SCORES, "score/gap": _score_gap},
)
"""softplus(s(y) - s(x)) against softplus(s(x) - s(y)), pairwise (Jolicoeur-Martineau 2018; Huang et al. 2025).

The generator's half is the non-saturating one of R3GAN's experiments, where the paper's equation 2 is minimax.
"""
