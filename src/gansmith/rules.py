"""What is done to networks after a player's step and is not a loss: constraints and averages."""

from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import Tensor

from gansmith.core.buffers import buffer_named
from gansmith.core.method import Networks, Report


@dataclass(frozen=True)
class ClipWeights:
    """Keep every parameter of a network within [-bound, bound] (WGAN, algorithm 1, line 7)."""

    network: str
    bound: float

    def prepare(self, networks: Networks) -> None:
        """Keep nothing."""

    def apply(self, networks: Networks, step: int, report: Report) -> None:
        """Clip in place."""
        parameters: list[Tensor] = list(networks[self.network].parameters())
        torch._foreach_clamp_min_(parameters, -self.bound)
        torch._foreach_clamp_max_(parameters, self.bound)


@dataclass(frozen=True)
class Average:
    """Keep an exponential moving average of a network as `<network>_average` (Yazici et al. 2019; Karras et al. 2018).

    The decay rises as (1 + step) / (10 + step) up to `decay`, so that a short run does not sample its initial weights.
    Buffers (BatchNorm's statistics) are copied.
    """

    network: str
    decay: float

    @property
    def name(self) -> str:
        """The averaged network's name."""
        return f"{self.network}_average"

    def prepare(self, networks: Networks) -> None:
        """Add the average, equal to the network at the start."""
        networks[self.name] = deepcopy(networks[self.network])

    def apply(self, networks: Networks, step: int, report: Report) -> None:
        """Move the average towards the network."""
        average, source = networks[self.name], networks[self.network]
        decay = min(self.decay, (1 + step) / (10 + step))
        torch._foreach_lerp_(list(average.parameters()), list(source.parameters()), 1.0 - decay)
        for kept, fresh in zip(average.buffers(), source.buffers(), strict=True):
            kept.copy_(fresh)


@dataclass(frozen=True)
class Equilibrium:
    """Move BEGAN's k, the critic's buffer `balance`: k + rate (gamma L(x) - L(G(z))), kept in [0, 1].

    Berthelot et al. 2017, equation 5, with both errors as the critic's turn reports them.
    """

    network: str
    gamma: float
    rate: float

    def prepare(self, networks: Networks) -> None:
        """Keep nothing: k is the critic's own."""

    def apply(self, networks: Networks, step: int, report: Report) -> None:
        """Move k towards the wanted ratio of errors."""
        surplus = self.gamma * report["L(x)"] - report["L(G(z))"]
        buffer_named(networks[self.network], "balance").add_(self.rate * surplus).clamp_(0.0, 1.0)


@dataclass(frozen=True)
class Adapt:
    """Move the probability of augmentation, the critic's buffer `probability`, until the critic's lead r is `target`.

    By `amount` a turn towards more where the critic has the data by heart, towards less where it has not, and kept in
    [0, most]: beyond 0.8 augmentations leak into the samples (Karras et al. 2020, sections 2.2 and 3).
    """

    network: str
    lead: str
    amount: float
    target: float = 0.6
    most: float = 0.8

    def prepare(self, networks: Networks) -> None:
        """Keep nothing: the probability is the critic's own."""

    def apply(self, networks: Networks, step: int, report: Report) -> None:
        """Move the probability by the sign of r - target."""
        probability = buffer_named(networks[self.network], "probability")
        probability.add_(self.amount * (report[self.lead] - self.target).sign()).clamp_(0.0, self.most)
