"""The slope penalties on critics whose slope is known."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from toy_matches import Linear, toy_match

from gansmith.core.batch import Condition, CriticOutput
from gansmith.core.loss import Loss
from gansmith.core.points import slope
from gansmith.losses.penalties import DATA_PENALTY, GRADIENT_PENALTY, R1, R2

SHAPES = st.sampled_from([(1,), (6,), (1, 2, 3), (3, 4, 5)])
SEEDS = st.integers(0, 2**32)
FLAT: list[tuple[Loss, tuple[str, ...]]] = [
    (GRADIENT_PENALTY, ("between",)),
    (DATA_PENALTY, ("near",)),
    (R1, ("real",)),
    (R2, ("fake",)),
]


def normal(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def per_sample(loss: Loss, critic: nn.Module, real: Tensor, fake: Tensor) -> Tensor:
    return loss.terms[0][1].of(toy_match(critic, real, fake, *loss.slopes))


@given(SHAPES, SEEDS, st.floats(0, 5))
def test_a_linear_critic_has_slope_w_everywhere(shape: tuple[int, ...], seed: int, scale: float) -> None:
    real, fake = normal(seed, 4, *shape), normal(seed + 1, 4, *shape)
    weight = scale * normal(seed + 2, int(torch.Size(shape).numel()))
    squared = weight.square().sum()
    from_one = (squared.sqrt() - 1).square()
    for loss, expected in ((GRADIENT_PENALTY, from_one), (DATA_PENALTY, from_one), (R1, squared), (R2, squared)):
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


@given(SHAPES, SEEDS)
def test_near_is_above_each_real_by_at_most_half_a_deviation(shape: tuple[int, ...], seed: int) -> None:
    real = normal(seed, 50, *shape)
    critic = Linear(torch.ones(torch.Size(shape).numel(), dtype=torch.float64))
    DATA_PENALTY.terms[0][1].of(toy_match(critic, real, real, "near", seed=seed))
    (near,) = critic.asked
    reach = (near.detach() - real) / (0.5 * real.std(correction=0))
    assert ((reach >= 0) & (reach <= 1)).all()
    assert len(set(reach.flatten().tolist())) == real.numel()
    assert reach.mean() == pytest.approx(0.25, abs=0.2)  # a and u are 1/2 on average


def test_reals_that_are_all_equal_have_nothing_near() -> None:
    real = torch.full((4, 3), 0.7, dtype=torch.float64)
    assert torch.allclose(toy_match(Linear(normal(0, 3)), real, real).near, real, atol=1e-7)


class Pairs(nn.Module):
    """A critic that judges two samples at a time, by w . (a, b)."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight)

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        return CriticOutput(samples.reshape(len(samples) // 2, -1) @ self.weight)


def test_the_slope_of_a_score_that_samples_share_is_by_all_of_them() -> None:
    weight = normal(0, 6)
    match = toy_match(Pairs(weight), normal(1, 4, 3), normal(2, 4, 3), "real")
    torch.testing.assert_close(match.slope("real"), weight.expand(2, 6))
    torch.testing.assert_close(R1.terms[0][1].of(match), weight.square().sum().expand(2))


@pytest.mark.parametrize(("loss", "slopes"), FLAT)
def test_a_dead_critic_gives_no_nan(loss: Loss, slopes: tuple[str, ...]) -> None:
    assert loss.slopes == frozenset(slopes)
    critic = Linear(torch.zeros(3, dtype=torch.float64))
    values = per_sample(loss, critic, normal(0, 4, 3), normal(1, 4, 3))
    assert torch.equal(values, torch.full((4,), 0.0 if loss in (R1, R2) else 1.0, dtype=torch.float64))
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
