"""Losses of a critic that classifies: real or fake, or which of two is real; D = sigmoid(s), x real, y = G(z) fake."""

import torch.nn.functional as F
from torch import Tensor

from gansmith.core.loss import term
from gansmith.core.match import Match
from gansmith.losses.game import PROBABILITIES, SCORES, Adversarial, critic_term, generator_term, score_gap
from gansmith.losses.same_shape import require_same_shape


def minimax_critic(real_score: Tensor, fake_score: Tensor) -> Tensor:
    """Return -log D(x) - log(1 - D(y)), the loss of the critic of the original GAN.

    Parameters
    ----------
    real_score : Tensor
        Scores (N, ...) of real samples before any sigmoid, unbounded.
    fake_score : Tensor
        Scores of as many fakes, in the same shape.

    Returns
    -------
    Tensor
        The loss of each pair, at least 0, in the shape of the scores; 2 ln 2 where D = 1/2. Take its mean.

    Raises
    ------
    UsageError
        If the shapes differ.

    References
    ----------
    Goodfellow et al. 2014, arXiv 1406.2661, equation 1.

    Examples
    --------
    >>> import torch
    >>> from gansmith import losses
    >>> losses.minimax_critic(torch.zeros(2), torch.zeros(2))
    tensor([1.3863, 1.3863])
    """
    require_same_shape(real_score=real_score, fake_score=fake_score)
    return F.softplus(-real_score) + F.softplus(fake_score)


def minimax_generator(fake_score: Tensor) -> Tensor:
    """Return log(1 - D(y)), the generator's loss of the minimax game, which has little slope where the critic wins.

    Parameters
    ----------
    fake_score : Tensor
        Scores (N, ...) of fakes before any sigmoid, unbounded.

    Returns
    -------
    Tensor
        The loss of each fake, at most 0, in the shape of the scores; -ln 2 where D = 1/2. Take its mean.

    References
    ----------
    Goodfellow et al. 2014, arXiv 1406.2661, equation 1.
    """
    return -F.softplus(fake_score)


def nonsaturating_critic(real_score: Tensor, fake_score: Tensor) -> Tensor:
    """Return -log D(x) - log(1 - D(y)): the critic of the non-saturating game is that of the minimax game.

    Parameters
    ----------
    real_score : Tensor
        Scores (N, ...) of real samples before any sigmoid, unbounded.
    fake_score : Tensor
        Scores of as many fakes, in the same shape.

    Returns
    -------
    Tensor
        The loss of each pair, at least 0, in the shape of the scores; 2 ln 2 where D = 1/2. Take its mean.

    Raises
    ------
    UsageError
        If the shapes differ.

    References
    ----------
    Goodfellow et al. 2014, arXiv 1406.2661, equation 1.
    """
    return minimax_critic(real_score, fake_score)


def nonsaturating_generator(fake_score: Tensor) -> Tensor:
    """Return -log D(y), the generator's usual loss against `nonsaturating_critic`.

    Parameters
    ----------
    fake_score : Tensor
        Scores (N, ...) of fakes before any sigmoid, unbounded.

    Returns
    -------
    Tensor
        The loss of each fake, at least 0, in the shape of the scores; ln 2 where D = 1/2. Take its mean.

    References
    ----------
    Goodfellow et al. 2014, arXiv 1406.2661, section 3.
    """
    return F.softplus(-fake_score)


def relativistic_critic(real_score: Tensor, fake_score: Tensor) -> Tensor:
    """Return softplus(s(y) - s(x)): the critic tells which of a pair is real.

    Parameters
    ----------
    real_score : Tensor
        Scores (N, ...) of real samples, unbounded.
    fake_score : Tensor
        Scores of as many fakes, in the same shape: real i is compared with fake i.

    Returns
    -------
    Tensor
        The loss of each pair, at least 0, in the shape of the scores; ln 2 where both score alike. Take its mean.

    Raises
    ------
    UsageError
        If the shapes differ.

    References
    ----------
    Jolicoeur-Martineau 2018, arXiv 1807.00734; Huang et al. 2025, arXiv 2501.05441 (R3GAN, with `r1_penalty` and
    `r2_penalty`).
    """
    require_same_shape(real_score=real_score, fake_score=fake_score)
    return F.softplus(fake_score - real_score)


def relativistic_generator(real_score: Tensor, fake_score: Tensor) -> Tensor:
    """Return softplus(s(x) - s(y)), the generator's loss against `relativistic_critic`.

    It is the non-saturating half of R3GAN's experiments, where the paper's equation 2 is minimax.

    Parameters
    ----------
    real_score : Tensor
        Scores (N, ...) of real samples, unbounded.
    fake_score : Tensor
        Scores of as many fakes, in the same shape: real i is compared with fake i.

    Returns
    -------
    Tensor
        The loss of each pair, at least 0, in the shape of the scores; ln 2 where both score alike. Take its mean.

    Raises
    ------
    UsageError
        If the shapes differ.

    References
    ----------
    Jolicoeur-Martineau 2018, arXiv 1807.00734; Huang et al. 2025, arXiv 2501.05441.
    """
    require_same_shape(real_score=real_score, fake_score=fake_score)
    return F.softplus(real_score - fake_score)


def _relativistic_on_both(match: Match) -> Tensor:
    return relativistic_generator(match.on_real.score, match.on_fake.score)


MINIMAX = Adversarial(
    critic=critic_term("minimax", minimax_critic),
    generator=generator_term("minimax", minimax_generator),
    gauges=PROBABILITIES,
)
NONSATURATING = Adversarial(
    critic=MINIMAX.critic,
    generator=generator_term("nonsaturating", nonsaturating_generator),
    gauges=PROBABILITIES,
)
RELATIVISTIC = Adversarial(
    critic=critic_term("relativistic", relativistic_critic),
    generator=term("relativistic", _relativistic_on_both),
    gauges={**SCORES, "score/gap": score_gap},
)
