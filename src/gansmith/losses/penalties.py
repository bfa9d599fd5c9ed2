"""Penalties on the slope of the critic; g(u) is the gradient of its score by its input at u."""

from collections.abc import Callable

import torch
from torch import Tensor

from gansmith.core.loss import Loss, term
from gansmith.core.match import Match
from gansmith.core.points import between, near, slope
from gansmith.losses.same_shape import require_same_shape

Critic = Callable[[Tensor], Tensor]


def slope_penalty(critic: Critic, points: Tensor, *, center: float = 1.0) -> Tensor:
    """Return (|g(u)| - c)^2 at the given points u.

    Parameters
    ----------
    critic : callable
        A function or module from samples (N, *shape) to scores (N, ...); several scores of a sample are summed.
    points : Tensor
        Points (N, *shape). No gradient reaches what they were made of.
    center : float, default 1
        c, the norm that is wanted; 0 gives the zero-centred penalty.

    Returns
    -------
    Tensor
        The penalty of each point (N,), at least 0, differentiable by the critic's parameters. Weight its mean.

    References
    ----------
    Gulrajani et al. 2017, arXiv 1704.00028, equation 3; Thanh-Tung et al. 2019, arXiv 1902.03984 (zero-centred).
    """
    return _distance(_slope_at(critic, points), center)


def gradient_penalty(
    critic: Critic, real: Tensor, fake: Tensor, *, at: Tensor | None = None, center: float = 1.0
) -> Tensor:
    """Return (|g(u)| - 1)^2 at a random point u between each real sample and its fake, the penalty of WGAN-GP.

    Parameters
    ----------
    critic : callable
        A function or module from samples (N, *shape) to scores (N, ...); several scores of a sample are summed.
    real : Tensor
        Real samples (N, *shape).
    fake : Tensor
        As many fakes, in the same shape. No gradient reaches their generator.
    at : Tensor, optional
        Where u lies (N,), from 0, the fake, to 1, the real sample. By default it is drawn from U(0, 1) by torch's
        default generator, one number per sample.
    center : float, default 1
        The norm that is wanted; 0 gives the zero-centred penalty.

    Returns
    -------
    Tensor
        The penalty of each pair (N,), at least 0. Weight its mean; the paper's weight is 10.

    Raises
    ------
    UsageError
        If the shapes of real and fake differ.

    References
    ----------
    Gulrajani et al. 2017, arXiv 1704.00028, equation 3; Thanh-Tung et al. 2019, arXiv 1902.03984 (zero-centred).

    Examples
    --------
    >>> import torch
    >>> from gansmith import losses
    >>> losses.gradient_penalty(lambda samples: 3.0 * samples[:, 0], torch.ones(2, 5), torch.zeros(2, 5))
    tensor([4., 4.])
    """
    require_same_shape(real=real, fake=fake)
    mix = _one_each(real) if at is None else at.to(real).view(-1, *(1 for _ in real.shape[1:]))
    return slope_penalty(critic, between(real, fake, mix), center=center)


def dragan_penalty(critic: Critic, real: Tensor, *, center: float = 1.0) -> Tensor:
    """Return (|g(u)| - 1)^2 at u = x + a (standard deviation / 2) v, near each real sample x.

    a, one number per sample, and v, one per value, are drawn from U(0, 1) by torch's default generator; the standard
    deviation is that of all values of the batch. This is the perturbation of the authors' code; the paper's algorithm
    has normal noise of a constant standard deviation.

    Parameters
    ----------
    critic : callable
        A function or module from samples (N, *shape) to scores (N, ...); several scores of a sample are summed.
    real : Tensor
        Real samples (N, *shape).
    center : float, default 1
        The norm that is wanted; 0 gives the zero-centred penalty.

    Returns
    -------
    Tensor
        The penalty of each sample (N,), at least 0. Weight its mean; the paper's weight is 10.

    References
    ----------
    Kodali et al. 2017, arXiv 1705.07215.
    """
    mix, direction = _one_each(real), torch.rand_like(real)
    return slope_penalty(critic, near(real, real.mean(), real.square().mean(), mix, direction), center=center)


def r1_penalty(critic: Critic, real: Tensor) -> Tensor:
    """Return |g(x)|^2 on real samples.

    Parameters
    ----------
    critic : callable
        A function or module from samples (N, *shape) to scores (N, ...); several scores of a sample are summed.
    real : Tensor
        Real samples (N, *shape).

    Returns
    -------
    Tensor
        The penalty of each sample (N,), at least 0. Weight its mean; the paper's weight is gamma / 2.

    References
    ----------
    Mescheder et al. 2018, arXiv 1801.04406, equation 9.

    Examples
    --------
    >>> import torch
    >>> from gansmith import losses
    >>> losses.r1_penalty(lambda samples: 3.0 * samples[:, 0], torch.ones(2, 5))
    tensor([9., 9.])
    """
    return _squared(_slope_at(critic, real))


def r2_penalty(critic: Critic, fake: Tensor) -> Tensor:
    """Return |g(y)|^2 on fakes.

    Parameters
    ----------
    critic : callable
        A function or module from samples (N, *shape) to scores (N, ...); several scores of a sample are summed.
    fake : Tensor
        Fakes (N, *shape). No gradient reaches their generator.

    Returns
    -------
    Tensor
        The penalty of each fake (N,), at least 0. Weight its mean; the paper's weight is gamma / 2.

    References
    ----------
    Mescheder et al. 2018, arXiv 1801.04406, equation 10.
    """
    return _squared(_slope_at(critic, fake))


def _slope_at(critic: Critic, points: Tensor) -> Tensor:
    with torch.enable_grad():
        inputs = points.detach().requires_grad_()
        return slope(critic(inputs), inputs)


def _one_each(samples: Tensor) -> Tensor:
    """Return draws of U(0, 1), one per sample, that can be multiplied with the samples."""
    return torch.rand(len(samples), *(1 for _ in samples.shape[1:]), dtype=samples.dtype, device=samples.device)


def _squared(gradient: Tensor) -> Tensor:
    return gradient.square().sum(1)


def _distance(gradient: Tensor, center: float = 1.0) -> Tensor:
    # vector_norm has a zero gradient at zero; the square root of a sum would turn a dead critic into NaN
    excess: Tensor = torch.linalg.vector_norm(gradient, dim=1) - center
    return excess.square()


def _on_real(match: Match) -> Tensor:
    return _squared(match.slope("real"))


def _on_fake(match: Match) -> Tensor:
    return _squared(match.slope("fake"))


def _between(match: Match) -> Tensor:
    return _distance(match.slope("between"))


def _near(match: Match) -> Tensor:
    return _distance(match.slope("near"))


R1: Loss = term("r1", _on_real, slopes=("real",))
R2: Loss = term("r2", _on_fake, slopes=("fake",))
GRADIENT_PENALTY: Loss = term("gradient_penalty", _between, slopes=("between",))
DATA_PENALTY: Loss = term("data_penalty", _near, slopes=("near",), batch_independent=False)
