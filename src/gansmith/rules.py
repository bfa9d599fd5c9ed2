"""What is done to networks after a player's step and is not a loss: constraints and averages."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from gansmith.core.buffers import buffer_named
from gansmith.core.method import Networks, Played

SETTLED, STRIDE = 160, 16  # steps at which averages learn their statistics: all before the first, then one in so many


@dataclass(frozen=True)
class ClipWeights:
    """Keep every parameter of a network within [-bound, bound] (WGAN, algorithm 1, line 7)."""

    network: str
    bound: float

    def prepare(self, networks: Networks) -> None:
        """Keep nothing."""

    def apply(self, networks: Networks, turn: Played) -> None:
        """Clip in place."""
        parameters: list[Tensor] = list(networks[self.network].parameters())
        torch._foreach_clamp_min_(parameters, -self.bound)
        torch._foreach_clamp_max_(parameters, self.bound)


@dataclass(frozen=True)
class Average:
    """Keep an exponential moving average of a network as `<network>_average` (Yazici et al. 2019; Karras et al. 2018).

    The decay rises as (1 + step) / (10 + step) up to `decay`, so that a short run does not sample its initial weights.
    BatchNorm's statistics are the average's own, for those of the source fit other weights: every few turns it is fed
    what its source was fed. All other buffers are copied, and so are the statistics of what is not a generator.
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

    def apply(self, networks: Networks, turn: Played) -> None:
        """Move the average towards the network."""
        average, source = networks[self.name], networks[self.network]
        decay = min(self.decay, (1 + turn.step) / (10 + turn.step))
        torch._foreach_lerp_(list(average.parameters()), list(source.parameters()), 1.0 - decay)
        matches = [match for match in turn.matches if match.generator is source]
        own = list(_statistics(average)) if matches else []
        for (name, kept), fresh in zip(average.named_buffers(), source.buffers(), strict=True):
            if name not in own:
                kept.copy_(fresh)
        if own and (turn.step < SETTLED or turn.step % STRIDE == 0):
            average(matches[0].inputs)  # in training mode, which moves its statistics
            matches[0].draws.replicas.average([average.get_buffer(name) for name in own])


def _statistics(network: nn.Module) -> Iterator[str]:
    """Give the names of BatchNorm's buffers."""
    for place, layer in network.named_modules():
        if isinstance(layer, _BatchNorm):
            yield from (f"{place}.{name}" for name, _ in layer.named_buffers())


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

    def apply(self, networks: Networks, turn: Played) -> None:
        """Move k towards the wanted ratio of errors."""
        surplus = self.gamma * turn.report["L(x)"] - turn.report["L(G(z))"]
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

    def apply(self, networks: Networks, turn: Played) -> None:
        """Move the probability by the sign of r - target."""
        probability = buffer_named(networks[self.network], "probability")
        probability.add_(self.amount * (turn.report[self.lead] - self.target).sign()).clamp_(0.0, self.most)
