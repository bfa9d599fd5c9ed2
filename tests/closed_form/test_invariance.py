"""What a picture's kind and that of the moved one tell of each other, where the answer is known."""

import math

import pytest
import torch
from torch import Tensor, nn
from toy_matches import Fixed

from gansmith.core.batch import Batch, Condition, CriticOutput
from gansmith.core.match import Match
from gansmith.core.prior import Normal
from gansmith.core.randomness import Draws
from gansmith.losses.invariance import SHIFT, invariance, joint, moved, mutual_information


def told(before: Tensor, after: Tensor) -> Tensor:
    return mutual_information(joint(before, after))


def sure(kinds: list[int], options: int) -> Tensor:
    return 100.0 * torch.eye(options, dtype=torch.float64)[kinds]


def draws(seed: int = 0) -> Draws:
    return Draws(seed, ("invariance",), dtype=torch.float64)


def discs(count: int, side: int = 28) -> Tensor:
    """Pictures of a grey disc in the middle of nothing, which is -1."""
    place = torch.linspace(-1, 1, side, dtype=torch.float64)
    inside = (place[:, None] ** 2 + place**2) < 0.25
    return torch.where(inside, 0.5, -1.0).to(torch.float64).expand(count, 1, side, side)


def test_the_same_sure_kinds_in_equal_shares_tell_ln_k() -> None:
    kinds = sure([0, 1, 2, 3] * 5, 4)
    torch.testing.assert_close(told(kinds, kinds), torch.tensor(math.log(4), dtype=torch.float64))


def test_it_is_of_the_kinds_and_not_of_their_names() -> None:
    before, after = sure([0, 1, 2] * 4, 3), sure([1, 0, 2] * 4, 3)
    torch.testing.assert_close(told(before, after), torch.tensor(math.log(3), dtype=torch.float64))


@pytest.mark.parametrize(("before", "after"), [([0, 0, 1, 1] * 3, [0, 1] * 6), ([2] * 12, [2] * 12)])
def test_kinds_that_do_not_hang_together_tell_nothing(before: list[int], after: list[int]) -> None:
    assert told(sure(before, 3), sure(after, 3)).abs() < 1e-9


def test_one_that_is_not_sure_tells_nothing() -> None:
    assert told(torch.zeros(8, 5), torch.zeros(8, 5)).abs() < 1e-6


def test_a_tenth_of_mistakes_is_a_symmetric_channel() -> None:
    before, after = sure([0] * 10 + [1] * 10, 2), sure([0] * 9 + [1] * 10 + [0], 2)
    lost = -(0.9 * math.log(0.9) + 0.1 * math.log(0.1))
    torch.testing.assert_close(
        told(before, after), torch.tensor(math.log(2) - lost, dtype=torch.float64), atol=1e-9, rtol=0
    )


def test_its_gradient_is_finite_where_a_kind_is_never_used() -> None:
    before = sure([0, 1] * 4, 3).requires_grad_()
    told(before, before).backward()
    assert before.grad is not None
    assert before.grad.isfinite().all()


def test_moves_are_small_and_their_own_for_every_picture() -> None:
    pictures = discs(64)
    after = moved(pictures, draws())
    assert after.shape == pictures.shape
    assert after.dtype == pictures.dtype
    assert after.min() >= -1.0
    assert after.max() <= 0.5
    weight = after + 1.0
    place = torch.linspace(-1, 1, 28, dtype=torch.float64)
    centre = (weight * place).sum((1, 2, 3)) / weight.sum((1, 2, 3))
    assert centre.abs().max() < 2 * SHIFT  # a shift is stretched and leans with the picture
    assert centre.std() > SHIFT / 4
    assert len(after.flatten(1).unique(dim=0)) == 64


def test_a_move_is_a_function_of_the_draws() -> None:
    pictures = discs(4)
    torch.testing.assert_close(moved(pictures, draws()), moved(pictures, draws()), rtol=0, atol=0)
    assert not torch.equal(moved(pictures, draws()), moved(pictures, draws(1)))


def test_what_comes_in_is_the_border_drawn_out() -> None:
    blank = torch.full((5, 3, 9, 12), 0.25, dtype=torch.float64)
    torch.testing.assert_close(moved(blank, draws()), blank)


class ByBrightness(nn.Module):
    """A critic that sorts pictures into dark and bright, which no small move changes, or by a corner."""

    def __init__(self, corner: bool) -> None:
        super().__init__()
        self.sharpness, self.corner = nn.Parameter(torch.tensor(50.0, dtype=torch.float64)), corner

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        level = samples[:, 0, 4, 4] if self.corner else samples.mean((1, 2, 3))
        return CriticOutput(level, class_logits=self.sharpness * torch.stack([level, -level], 1))


def loss_of(critic: nn.Module, real: Tensor) -> Tensor:
    match = Match(Fixed(real), critic, Normal(1), Batch(real), draws())
    loss, named = invariance(lambda said: [said.class_logits] if said.class_logits is not None else [])(match)
    assert set(named) == {"invariance"}
    return loss


def test_a_kind_that_moves_do_not_change_pays_least() -> None:
    bright = torch.tensor([1.0, -1.0] * 16, dtype=torch.float64).view(-1, 1, 1, 1)
    flat = (0.8 * bright).expand(-1, 1, 9, 9)
    assert loss_of(ByBrightness(corner=False), flat) < -0.99 * math.log(2)
    texture = torch.randn(32, 1, 9, 9, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    by_a_corner = loss_of(ByBrightness(corner=True), texture)
    assert by_a_corner > -0.6 * math.log(2)
    by_a_corner.backward()


def test_it_is_one_number_for_the_batch() -> None:
    assert not invariance(lambda said: []).terms[0][1].batch_independent
