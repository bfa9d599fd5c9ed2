"""BEGAN's balance of two reconstruction errors (Berthelot et al. 2017); L(v) = -s(v), x real, y = G(z) fake."""

from torch import Tensor

from gansmith.core.buffers import buffer_named
from gansmith.core.loss import term
from gansmith.core.match import Match
from gansmith.losses.game import Adversarial
from gansmith.losses.same_shape import require_same_shape

BALANCE = "balance"  # the critic's buffer that holds k


def began_critic(real_error: Tensor, fake_error: Tensor, balance: float | Tensor) -> Tensor:
    """Return L(x) - k L(y), the loss of a critic that is an autoencoder.

    After each step, k moves by rate (gamma L(x) - L(y)), the mean errors of the batch, and is kept in [0, 1]; the
    paper's rate is 0.001 and gamma, the wanted ratio of both errors, is from 0.3 to 0.7.

    Parameters
    ----------
    real_error : Tensor
        Reconstruction errors (N,) of real samples, at least 0.
    fake_error : Tensor
        Reconstruction errors of as many fakes, in the same shape.
    balance : float or Tensor
        k, in [0, 1], 0 at the start.

    Returns
    -------
    Tensor
        The loss of each pair, in the shape of the errors. Take its mean.

    Raises
    ------
    UsageError
        If the shapes differ.

    References
    ----------
    Berthelot et al. 2017, arXiv 1703.10717, sections 3.3 and 3.4, equation 5.
    """
    require_same_shape(real_error=real_error, fake_error=fake_error)
    return real_error - balance * fake_error


def began_generator(fake_error: Tensor) -> Tensor:
    """Return L(y), the generator's loss against `began_critic`.

    Parameters
    ----------
    fake_error : Tensor
        Reconstruction errors (N,) of fakes, at least 0.

    Returns
    -------
    Tensor
        The same errors. Take their mean.

    References
    ----------
    Berthelot et al. 2017, arXiv 1703.10717, equation 5.
    """
    return fake_error


def began_convergence(real_error: Tensor, fake_error: Tensor, gamma: float) -> Tensor:
    """Return the convergence measure M = L(x) + |gamma L(x) - L(y)|; the lower, the further training has come.

    Parameters
    ----------
    real_error : Tensor
        Mean reconstruction error () of real samples, at least 0.
    fake_error : Tensor
        Mean reconstruction error () of fakes, at least 0.
    gamma : float
        The wanted ratio of the error of fakes to that of reals, in (0, 1].

    Returns
    -------
    Tensor
        M (), at least 0.

    References
    ----------
    Berthelot et al. 2017, arXiv 1703.10717, section 3.4.1.

    Examples
    --------
    >>> import torch
    >>> from gansmith import losses
    >>> losses.began_convergence(torch.tensor(1.0), torch.tensor(0.25), gamma=0.5)
    tensor(1.2500)
    """
    return real_error + (gamma * real_error - fake_error).abs()


def _critic(match: Match) -> Tensor:
    on_real, on_fake = match.on_both
    return began_critic(-on_real.score, -on_fake.score, _balance(match))


def _generator(match: Match) -> Tensor:
    return began_generator(_error_fake(match))


def _balance(match: Match) -> Tensor:
    return buffer_named(match.critic, BALANCE)


def _error_real(match: Match) -> Tensor:
    return -match.on_real.score


def _error_fake(match: Match) -> Tensor:
    return -match.on_fake.score


def equilibrium(gamma: float) -> Adversarial:
    """Return BEGAN's game, where k keeps E L(y) = gamma E L(x); gauges are both errors, k and the measure M."""

    def convergence(match: Match) -> Tensor:
        real, fake = match.means(_error_real(match), _error_fake(match)).unbind()
        return began_convergence(real, fake, gamma)

    return Adversarial(
        critic=term("equilibrium", _critic),
        generator=term("equilibrium", _generator),
        gauges={"L(x)": _error_real, "L(G(z))": _error_fake, "k": _balance, "M": convergence},
    )
