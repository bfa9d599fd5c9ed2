"""What a translator is asked for beside fooling its critic: a source picture, b target, G: a -> b, F: b -> a."""

from torch import Tensor

from gansmith.core.loss import term
from gansmith.core.match import Match


def _distance(first: Tensor, second: Tensor) -> Tensor:
    return (first - second).abs().flatten(1).mean(1)


def _l1(match: Match) -> Tensor:
    return _distance(match.fake, match.real)


def _cycle(match: Match) -> Tensor:
    return _distance(match.cycled, match.source)


def _identity(match: Match) -> Tensor:
    return _distance(match.kept, match.real)


L1 = term("l1", _l1)
"""mean |b - G(a)| over a picture's values, in units of half its range (Isola et al. 2017, equation 3)."""

CYCLE = term("cycle", _cycle)
"""mean |F(G(a)) - a| of a pairing; the sum over both pairings is the paper's (Zhu et al. 2017, equation 2)."""

IDENTITY = term("identity", _identity)
"""mean |G(b) - b|: what is a target already stays (Zhu et al. 2017, section 5.2)."""
