"""The slope penalties on critics whose slope is known."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from toy_matches import Linear, toy_match

from gansmith.core.batch import Condition, CriticOutput
from gansmith.core.loss import Loss
from gansmith.core.match import slope
from gansmith.losses.penalties import GRADIENT_PENALTY, R1, R2

SHAPES = st.sampled_from([(1,), (6,), (1, 2, 3), (3, 4, 5)])
SEEDS = st.integers(0, 2**32)
FLAT: list[tuple[Loss, tuple[str, ...]]] = [(GRADIENT_PENALTY, ("between",)), (R1, ("real",)), (R2, ("fake",))]


def normal(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def per_sample(loss: Loss, critic: nn.Module, real: Tensor, fake: Tensor) -> Tensor:
    return loss.terms[0][1].of(toy_match(critic, real, fake, *loss.slopes))


@given(SHAPES, SEEDS, st.floats(0, 5))
def test_a_linear_critic_has_slope_w_everywhere(shape: tuple[int, ...], seed: int, scale: float) -> None:
    real, fake = normal(seed, 4, *shape), normal(seed + 1, 4, *shape)
    weight = scale * normal(seed + 2, int(torch.Size(shape).numel()))
    squared = weight.square().sum()
    for loss, expected in ((GRADIENT_PENALTY, (squared.sqrt() - 1).square()), (R1, squared), (R2, squared)):
        values = per_sample(loss, Linear(weight), real, fake)
        torch.testing.assert_close(values, expected.expand(4), rtol=1e-12, atol=1e-12)


@given(SEEDS)
def test_their_gradients_by_a_linear_critics_weights_are_known(seed: int) -> None:
    """By w, (|w| - 1)^2 gives 2 (|w| - 1) w / |w|, and |w|^2 gives 2 w."""
    real, fake, weight = normal(seed, 4, 3), normal(seed + 1, 4, 3), normal(seed + 2, 3)
    length = torch.linalg.vector_norm(weight)
    for loss, expected in ((GRADIENT_PENALTY, 2 * (length - 1) * weight / length), (R1, 2 * weight), (R2, 2 * weight)):
        critic = Linear(weight)
        per_sample(loss, critic, real, fake).mean().backward()  # type: ignore[no-untyped-call]
        torch.testing.assert_close(critic.weight.grad, expected, rtol=1e-12, atol=1e-12)


class Square(nn.Module):
    """A critic with score a |x|^2 / 2, whose slope at x is a |x|."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = nn.Parameter(torch.tensor(factor, dtype=torch.float64))

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        return CriticOutput(self.factor * samples.flatten(1).square().sum(1) / 2)


@given(SEEDS)
def test_each_penalty_looks_where_it_should(seed: int) -> None:
    real, fake = normal(seed, 4, 3), normal(seed + 1, 4, 3)
    torch.testing.assert_close(per_sample(R1, Square(2.0), real, fake), 4 * real.square().sum(1))
    torch.testing.assert_close(per_sample(R2, Square(2.0), real, fake), 4 * fake.square().sum(1))
    same = per_sample(GRADIENT_PENALTY, Square(2.0), real, real)
    torch.testing.assert_close(same, (2 * torch.linalg.vector_norm(real, dim=1) - 1).square())


@given(SHAPES, SEEDS)
def test_the_interpolate_is_one_mix_per_sample_not_per_pixel(shape: tuple[int, ...], seed: int) -> None:
    real, fake = normal(seed, 5, *shape), normal(seed + 1, 5, *shape)
    critic = Linear(torch.ones(torch.Size(shape).numel(), dtype=torch.float64))
    GRADIENT_PENALTY.terms[0][1].of(toy_match(critic, real, fake, "between", seed=seed))
    (between,) = critic.asked
    along, span = (between - fake).flatten(1), (real - fake).flatten(1)
    mix = (along * span).sum(1) / span.square().sum(1)
    torch.testing.assert_close(along, mix[:, None] * span, rtol=1e-9, atol=1e-9)
    assert ((mix >= 0) & (mix <= 1)).all()
    assert len(set(mix.tolist())) == 5


@pytest.mark.parametrize(("loss", "slopes"), FLAT)
def test_a_dead_critic_gives_no_nan(loss: Loss, slopes: tuple[str, ...]) -> None:
    assert loss.slopes == frozenset(slopes)
    critic = Linear(torch.zeros(3, dtype=torch.float64))
    values = per_sample(loss, critic, normal(0, 4, 3), normal(1, 4, 3))
    assert torch.equal(values, torch.full((4,), 1.0 if loss is GRADIENT_PENALTY else 0.0, dtype=torch.float64))
    values.mean().backward()  # type: ignore[no-untyped-call]
    assert critic.weight.grad is not None
    assert torch.isfinite(critic.weight.grad).all()


def test_a_patch_critics_scores_are_summed() -> None:
    samples = normal(0, 4, 3).requires_grad_()
    assert torch.equal(slope(2 * samples, samples), torch.full((4, 3), 2.0, dtype=torch.float64))


def test_penalties_cost_no_second_look_at_what_was_scored() -> None:
    critic = Linear(normal(0, 3))
    match = toy_match(critic, normal(1, 4, 3), normal(2, 4, 3), "real", "fake")
    (R1 + R2)(match)
    assert (match.on_real.score.shape, match.on_fake.score.shape) == ((4,), (4,))
    assert len(critic.asked) == 2
