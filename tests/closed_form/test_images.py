"""Translators' terms in closed form: on linear generators every distance can be said beforehand."""

import pytest
import torch
from torch import Tensor, nn

from gansmith.core.batch import Batch, Condition, GeneratorInput
from gansmith.core.loss import Loss, Term
from gansmith.core.match import Match
from gansmith.core.prior import Normal
from gansmith.core.randomness import Draws
from gansmith.losses.images import CYCLE, IDENTITY, L1

SOURCE, TARGET = 0.25, 0.75


class Scaled(nn.Module):
    """G(a) = factor a."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = nn.Parameter(torch.tensor(factor, dtype=torch.float64))

    def forward(self, given: GeneratorInput) -> Tensor:
        assert given.condition.image is not None
        return self.factor * given.condition.image


def only(loss: Loss) -> Term:
    """Return the one term of a loss."""
    ((_, part),) = loss.terms
    return part


def match(there: float, back: float | None = None) -> Match:
    whole = torch.ones(3, 2, 4, 5, dtype=torch.float64)
    batch = Batch(TARGET * whole, Condition(image=SOURCE * whole))
    draws = Draws(0, ("closed",), dtype=torch.float64)
    way_back = None if back is None else Scaled(back)
    return Match(Scaled(there), nn.Identity(), Normal(0), batch, draws, back=way_back)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (L1, abs(TARGET - 2.0 * SOURCE)),
        (CYCLE, abs(2.0 * 0.4 * SOURCE - SOURCE)),
        (IDENTITY, abs(2.0 * TARGET - TARGET)),
    ],
    ids=["l1", "cycle", "identity"],
)
def test_distances_under_a_generator_that_doubles(term: Loss, expected: float) -> None:
    values = only(term).of(match(2.0, back=0.4))
    torch.testing.assert_close(values, torch.full((3,), expected, dtype=torch.float64))


@pytest.mark.parametrize("factor", [0.5, 2.0, 4.0])
def test_inverse_generators_leave_no_cycle_distance(factor: float) -> None:
    assert only(CYCLE).of(match(factor, back=1 / factor)).abs().max() == 0


def test_the_cycle_teaches_both_generators() -> None:
    played = match(3.0, back=0.5)
    only(CYCLE).of(played).sum().backward()
    assert played.back is not None
    assert all(parameter.grad is not None for net in (played.generator, played.back) for parameter in net.parameters())


def test_a_pairing_without_a_way_back_says_so() -> None:
    with pytest.raises(ValueError, match="no way back"):
        only(CYCLE).of(match(2.0))


def test_a_batch_without_sources_says_so() -> None:
    bare = Match(Scaled(1.0), nn.Identity(), Normal(0), Batch(torch.zeros(2, 1, 4, 4)), Draws(0, ("closed",)))
    with pytest.raises(ValueError, match="no source"):
        _ = bare.source


def test_swapping_twice_changes_nothing() -> None:
    batch = Batch(torch.zeros(2, 1, 4, 4), Condition(torch.tensor([0, 1]), torch.ones(2, 3, 4, 4)))
    swapped = batch.swapped()
    assert swapped.real is batch.condition.image
    assert swapped.condition.image is batch.real
    again = swapped.swapped()
    assert again.real is batch.real
    assert again.condition.label is batch.condition.label
