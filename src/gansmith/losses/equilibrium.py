"""BEGAN's balance of two reconstruction errors (Berthelot et al. 2017); L(v) = -s(v), x real, y = G(z) fake."""

from torch import Tensor

from gansmith.core.buffers import buffer_named
from gansmith.core.loss import term
from gansmith.core.match import Match
from gansmith.losses.adversarial import Adversarial

BALANCE = "balance"  # the critic's buffer that holds k


def _critic(match: Match) -> Tensor:
    on_real, on_fake = match.on_both
    return _balance(match) * on_fake.score - on_real.score


def _generator(match: Match) -> Tensor:
    return -match.on_fake.score


def _balance(match: Match) -> Tensor:
    return buffer_named(match.critic, BALANCE)


def _error_real(match: Match) -> Tensor:
    return -match.on_real.score


def _error_fake(match: Match) -> Tensor:
    return -match.on_fake.score


def equilibrium(gamma: float) -> Adversarial:
    """L(x) - k L(y) against L(y), where k keeps E L(y) = gamma E L(x) (section 3.3 and 3.4, equation 5).

    Gauges are both errors, k, and the convergence measure M = L(x) + |gamma L(x) - L(y)| (section 3.4.1).
    """

    def convergence(match: Match) -> Tensor:
        real, fake = match.means(_error_real(match), _error_fake(match)).unbind()
        return real + (gamma * real - fake).abs()

    return Adversarial(
        critic=term("equilibrium", _critic),
        generator=term("equilibrium", _generator),
        gauges={"L(x)": _error_real, "L(G(z))": _error_fake, "k": _balance, "M": convergence},
    )
