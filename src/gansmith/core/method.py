"""A GAN as data: networks to build, pairings, players and a schedule. One loop plays any of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from torch import Tensor, nn

from gansmith.core.loss import Loss
from gansmith.core.match import Match
from gansmith.core.optimizers import Optimizer
from gansmith.core.prior import Prior
from gansmith.core.schedule import Schedule

Networks = dict[str, nn.Module]
Gauge = Callable[[Match], Tensor]
Report = dict[str, Tensor]  # scalars of a turn or step by the name under which they are shown


class Played(NamedTuple):
    """A turn that has been played: the step it belongs to, its losses and gauges, equal on all ranks, its matches."""

    step: int
    report: Report
    matches: Sequence[Match] = ()


class Rule(Protocol):
    """Something done to networks after a player's step that is not a loss: a constraint, an average."""

    def prepare(self, networks: Networks) -> None:
        """Add what the rule keeps (an averaged copy, say) as a network, so that it is saved like any other."""
        ...

    def apply(self, networks: Networks, turn: Played) -> None:
        """Act on the networks after the owner's step, which ended that turn."""
        ...


@dataclass(frozen=True)
class Pairing:
    """Which generator faces which critic, fed by which prior.

    back names the generator that leads from this one's samples to its sources again; in a swapped pairing samples and
    sources trade places; history names a network through which fakes pass before a critic that moves looks at them.
    """

    prior: Prior
    generator: str = "generator"
    critic: str = "critic"
    back: str | None = None
    swapped: bool = False
    history: str | None = None


@dataclass(frozen=True)
class Player:
    """The networks a player owns, what it descends, how, and the rules after its step.

    gauges are watched and never descended: D(x), D(G(z)), the critic's estimate of the Wasserstein distance.
    """

    networks: tuple[str, ...]
    loss: Loss
    optimizer: Optimizer
    rules: tuple[Rule, ...] = ()
    gauges: Mapping[str, Gauge] = field(default_factory=dict)


@dataclass(frozen=True)
class Supervision:
    """How many labels of the data a method may know, None for all there are, balanced by class; the rest are unknown.

    share is the part of each batch drawn from the labelled samples, so that few labels are seen often; 0 draws all
    samples alike.
    """

    labels: int | None = None
    share: float = 0.0


@dataclass(frozen=True)
class Method:
    """All that distinguishes one GAN from another.

    networks maps a name to a function that builds it; batch_size counts real samples of one turn over all processes;
    sampler names the network that makes the samples a user gets, back_sampler the one that leads back to sources, where
    there is one. sources says whether samples are translated from pictures, each from the one that belongs to it
    ("paired"), or from any, drawn in an order of their own ("unpaired").
    """

    networks: Mapping[str, Callable[[], nn.Module]]
    pairings: tuple[Pairing, ...]
    players: Mapping[str, Player]
    schedule: Schedule
    batch_size: int
    sampler: str = "generator"
    supervision: Supervision = Supervision()
    back_sampler: str | None = None
    sources: Literal["none", "paired", "unpaired"] = "none"

    @property
    def prior(self) -> Prior:
        """The prior that feeds the sampler."""
        return self.pairings[0].prior
