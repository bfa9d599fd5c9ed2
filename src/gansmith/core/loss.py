"""A loss is a weighted sum of terms, closed under + and *: adversarial, penalty, information, whatever comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import Tensor

from gansmith.core.ramp import Number, at, scaled

if TYPE_CHECKING:
    from gansmith.core.match import Match


@dataclass(frozen=True)
class Term:
    """One addend: a function of a match, giving (N,) values, one per sample, or a scalar for the whole batch.

    slopes names what the term differentiates the critic by ("real", "fake"), so that the match makes those inputs
    differentiable before the critic sees them, and only then.
    """

    name: str
    of: Callable[[Match], Tensor]
    slopes: frozenset[str] = frozenset()
    batch_independent: bool = True


@dataclass(frozen=True)
class Loss:
    """Weighted terms; `a + b` joins, `number * a` scales, where a number may be a ramp over the run."""

    terms: tuple[tuple[Number, Term], ...] = ()

    def __add__(self, other: Loss) -> Loss:
        return Loss(self.terms + other.terms)

    def __mul__(self, weight: Number) -> Loss:
        return Loss(tuple((_product(weight, own), term) for own, term in self.terms))

    __rmul__ = __mul__

    @property
    def slopes(self) -> frozenset[str]:
        """What any term differentiates the critic by."""
        return frozenset().union(*(term.slopes for _, term in self.terms))

    def __call__(self, match: Match, progress: float = 0.0) -> tuple[Tensor, dict[str, Tensor]]:
        """Return the scalar to descend and every term's unweighted mean by name; of no terms, a zero without slope."""
        if not self.terms:
            return match.real.new_zeros(()).requires_grad_(), {}
        means = [(weight, term.name, term.of(match).mean()) for weight, term in self.terms]
        total = sum((at(weight, progress) * mean for weight, _, mean in means[1:]), start=_first(means, progress))
        return total, {name: mean.detach() for _, name, mean in means}


def term(
    name: str, of: Callable[[Match], Tensor], *, slopes: Iterable[str] = (), batch_independent: bool = True
) -> Loss:
    """Return the loss that consists of one term of weight 1."""
    return Loss(((1.0, Term(name, of, frozenset(slopes), batch_independent)),))


def _first(means: list[tuple[Number, str, Tensor]], progress: float) -> Tensor:
    weight, _, mean = means[0]
    factor = at(weight, progress)
    return mean if factor == 1.0 else factor * mean


def _product(outer: Number, inner: Number) -> Number:
    if not callable(outer):
        return scaled(inner, outer)
    if not callable(inner):
        return scaled(outer, inner)
    return lambda progress: outer(progress) * inner(progress)
