"""A game of two players as the two losses of a method, made of functions of scores; D = sigmoid(s), s = score."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from torch import Tensor

from gansmith.core.loss import Loss, term
from gansmith.core.match import Match
from gansmith.core.method import Gauge

OfBoth = Callable[[Tensor, Tensor], Tensor]  # of the scores of reals and of fakes
OfFakes = Callable[[Tensor], Tensor]
NOTHING = Loss()
NO_GAUGES: Mapping[str, Gauge] = {}


class Adversarial(NamedTuple):
    """A critic's loss, the generator's answer to it, and what is watched meanwhile."""

    critic: Loss
    generator: Loss
    gauges: Mapping[str, Gauge]

    def with_terms(
        self, *, critic: Loss = NOTHING, generator: Loss = NOTHING, gauges: Mapping[str, Gauge] = NO_GAUGES
    ) -> "Adversarial":
        """Return the game with terms added to either loss, such as a penalty, and with more to be watched."""
        return Adversarial(self.critic + critic, self.generator + generator, {**self.gauges, **gauges})


def critic_term(name: str, of: OfBoth) -> Loss:
    """Return the term of a function of real and fake scores, judged in one pass where that is allowed."""

    def on_both(match: Match) -> Tensor:
        on_real, on_fake = match.on_both
        return of(on_real.score, on_fake.score)

    return term(name, on_both)


def generator_term(name: str, of: OfFakes) -> Loss:
    """Return the term of a function of fake scores."""
    return term(name, lambda match: of(match.on_fake.score))


def _probability_real(match: Match) -> Tensor:
    return match.on_real.score.sigmoid()


def _probability_fake(match: Match) -> Tensor:
    return match.on_fake.score.sigmoid()


def _score_real(match: Match) -> Tensor:
    return match.on_real.score


def _score_fake(match: Match) -> Tensor:
    return match.on_fake.score


def score_gap(match: Match) -> Tensor:
    """Return how far () the mean score of reals is above that of fakes."""
    return match.on_real.score.mean() - match.on_fake.score.mean()


PROBABILITIES: dict[str, Gauge] = {"D(x)": _probability_real, "D(G(z))": _probability_fake}
SCORES: dict[str, Gauge] = {"score/real": _score_real, "score/fake": _score_fake}
