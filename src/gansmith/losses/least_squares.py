"""Losses of a critic that predicts 1 for real and 0 for fake by least squares; x real, y = G(z) fake."""

from torch import Tensor

from gansmith.losses.game import SCORES, Adversarial, critic_term, generator_term
from gansmith.losses.same_shape import require_same_shape


def least_squares_critic(real_score: Tensor, fake_score: Tensor) -> Tensor:
    """Return (s(x) - 1)^2 / 2 + s(y)^2 / 2: the critic predicts 1 for real and 0 for fake.

    Parameters
    ----------
    real_score : Tensor
        Scores (N, ...) of real samples, unbounded.
    fake_score : Tensor
        Scores of as many fakes, in the same shape.

    Returns
    -------
    Tensor
        The loss of each pair, at least 0, in the shape of the scores; 1/4 where s = 1/2. Take its mean.

    Raises
    ------
    UsageError
        If the shapes differ.

    References
    ----------
    Mao et al. 2017, arXiv 1611.04076, equations 2 and 9 with a = 0 and b = c = 1.
    """
    require_same_shape(real_score=real_score, fake_score=fake_score)
    return 0.5 * (real_score - 1.0).square() + 0.5 * fake_score.square()


def least_squares_generator(fake_score: Tensor) -> Tensor:
    """Return (s(y) - 1)^2 / 2, the generator's loss against `least_squares_critic`.

    Parameters
    ----------
    fake_score : Tensor
        Scores (N, ...) of fakes, unbounded.

    Returns
    -------
    Tensor
        The loss of each fake, at least 0, in the shape of the scores. Take its mean.

    References
    ----------
    Mao et al. 2017, arXiv 1611.04076, equation 9.
    """
    return 0.5 * (fake_score - 1.0).square()


LEAST_SQUARES = Adversarial(
    critic=critic_term("least_squares", least_squares_critic),
    generator=generator_term("least_squares", least_squares_generator),
    gauges=SCORES,
)
