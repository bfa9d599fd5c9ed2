"""Losses of a critic whose score is a price: without a bound, or with a margin (hinge); x real, y = G(z) fake."""

import torch.nn.functional as F
from torch import Tensor

from gansmith.losses.game import SCORES, Adversarial, critic_term, generator_term, score_gap
from gansmith.losses.same_shape import require_same_shape


def wasserstein_critic(real_score: Tensor, fake_score: Tensor) -> Tensor:
    """Return s(y) - s(x), minus the gap that estimates K times the Wasserstein distance for a K-Lipschitz critic.

    Parameters
    ----------
    real_score : Tensor
        Scores (N, ...) of real samples, unbounded.
    fake_score : Tensor
        Scores of as many fakes, in the same shape.

    Returns
    -------
    Tensor
        The loss of each pair, unbounded, in the shape of the scores. Take its mean.

    Raises
    ------
    UsageError
        If the shapes differ.

    References
    ----------
    Arjovsky et al. 2017, arXiv 1701.07875, equations 2 and 3.

    Examples
    --------
    >>> import torch
    >>> from gansmith import losses
    >>> losses.wasserstein_critic(torch.tensor([3.0]), torch.tensor([1.0]))
    tensor([-2.])
    """
    require_same_shape(real_score=real_score, fake_score=fake_score)
    return fake_score - real_score


def wasserstein_generator(fake_score: Tensor) -> Tensor:
    """Return -s(y), the generator's loss against `wasserstein_critic`.

    Parameters
    ----------
    fake_score : Tensor
        Scores (N, ...) of fakes, unbounded.

    Returns
    -------
    Tensor
        The loss of each fake, unbounded, in the shape of the scores. Take its mean.

    References
    ----------
    Arjovsky et al. 2017, arXiv 1701.07875, algorithm 1.
    """
    return -fake_score


def hinge_critic(real_score: Tensor, fake_score: Tensor) -> Tensor:
    """Return max(0, 1 - s(x)) + max(0, 1 + s(y)): a sample beyond its margin no longer moves the critic.

    Parameters
    ----------
    real_score : Tensor
        Scores (N, ...) of real samples, unbounded.
    fake_score : Tensor
        Scores of as many fakes, in the same shape.

    Returns
    -------
    Tensor
        The loss of each pair, at least 0, in the shape of the scores; 2 where s = 0. Take its mean.

    Raises
    ------
    UsageError
        If the shapes differ.

    References
    ----------
    Lim and Ye 2017, arXiv 1705.02894; Miyato et al. 2018, arXiv 1802.05957, equation 16.

    Examples
    --------
    >>> import torch
    >>> from gansmith import losses
    >>> losses.hinge_critic(torch.tensor([0.0, 2.0]), torch.tensor([0.0, -2.0])).mean()
    tensor(1.)
    """
    require_same_shape(real_score=real_score, fake_score=fake_score)
    return F.relu(1.0 - real_score) + F.relu(1.0 + fake_score)


def hinge_generator(fake_score: Tensor) -> Tensor:
    """Return -s(y), the generator's loss against `hinge_critic`.

    Parameters
    ----------
    fake_score : Tensor
        Scores (N, ...) of fakes, unbounded.

    Returns
    -------
    Tensor
        The loss of each fake, unbounded, in the shape of the scores. Take its mean.

    References
    ----------
    Miyato et al. 2018, arXiv 1802.05957, equation 17.
    """
    return -fake_score


WASSERSTEIN = Adversarial(
    critic=critic_term("wasserstein", wasserstein_critic),
    generator=generator_term("wasserstein", wasserstein_generator),
    gauges={**SCORES, "wasserstein": score_gap},
)
HINGE = Adversarial(
    critic=critic_term("hinge", hinge_critic),
    generator=generator_term("hinge", hinge_generator),
    gauges={**SCORES, "score/gap": score_gap},
)
