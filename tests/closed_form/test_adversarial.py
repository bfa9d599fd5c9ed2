"""The adversarial losses where their values and gradients are known."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from toy_matches import scores_match

from gansmith.core.loss import Loss
from gansmith.losses.adversarial import (
    HINGE,
    LEAST_SQUARES,
    MINIMAX,
    NONSATURATING,
    RELATIVISTIC,
    WASSERSTEIN,
    Adversarial,
)

LN2 = math.log(2.0)
SCORES = st.lists(st.floats(-20, 20), min_size=1, max_size=5).map(lambda s: torch.tensor(s, dtype=torch.float64))
SHIFT = st.floats(-5, 5)


def value(loss: Loss, real: torch.Tensor, fake: torch.Tensor) -> float:
    return loss(scores_match(real, fake))[0].item()


@pytest.mark.parametrize(
    ("family", "critic", "generator"),
    [
        pytest.param(MINIMAX, 2 * LN2, -LN2, id="minimax"),
        pytest.param(NONSATURATING, 2 * LN2, LN2, id="nonsaturating"),
        pytest.param(WASSERSTEIN, 0.0, 0.0, id="wasserstein"),
        pytest.param(LEAST_SQUARES, 0.5, 0.5, id="least_squares"),
        pytest.param(HINGE, 2.0, 0.0, id="hinge"),
        pytest.param(RELATIVISTIC, LN2, LN2, id="relativistic"),
    ],
)
def test_the_losses_of_a_critic_that_cannot_tell(family: Adversarial, critic: float, generator: float) -> None:
    zero = torch.zeros(4, dtype=torch.float64)
    assert value(family.critic, zero, zero) == pytest.approx(critic, abs=1e-15)
    assert value(family.generator, zero, zero) == pytest.approx(generator, abs=1e-15)


@given(SCORES, SCORES)
def test_minimax_is_the_log_likelihood_of_the_paper(real: torch.Tensor, fake: torch.Tensor) -> None:
    on_real, on_fake = real.sigmoid(), fake.sigmoid()
    count = min(len(real), len(fake))
    on_real, on_fake = on_real[:count], on_fake[:count]
    expected = -(on_real.log() + (1 - on_fake).log()).mean().item()
    assert value(MINIMAX.critic, real[:count], fake[:count]) == pytest.approx(expected, rel=1e-6)
    assert value(MINIMAX.generator, real[:count], fake[:count]) == pytest.approx(
        (1 - on_fake).log().mean().item(), 1e-6
    )
    assert value(NONSATURATING.generator, real, fake) == pytest.approx(-fake.sigmoid().log().mean().item(), rel=1e-6)


@given(SCORES)
def test_the_minimax_generator_starves_where_the_critic_wins(fake: torch.Tensor) -> None:
    """By the score, minimax pulls with sigmoid(s), which dies as s falls; nonsaturating with 1 - sigmoid(s)."""
    for loss, expected in (
        (MINIMAX.generator, -fake.sigmoid()),
        (NONSATURATING.generator, -(1 - fake.sigmoid())),
        (WASSERSTEIN.generator, -torch.ones_like(fake)),
        (HINGE.generator, -torch.ones_like(fake)),
        (LEAST_SQUARES.generator, fake - 1),
    ):
        match = scores_match(torch.zeros_like(fake), fake)
        match.fake.requires_grad_()
        (gradient,) = torch.autograd.grad(loss(match)[0] * len(fake), match.fake)
        torch.testing.assert_close(gradient.squeeze(1), expected, rtol=1e-12, atol=1e-12)


@given(SCORES, SHIFT)
def test_comparing_losses_ignore_a_common_shift_of_the_scores(real: torch.Tensor, shift: float) -> None:
    fake = real.flip(0) * 0.5
    for loss in (WASSERSTEIN.critic, RELATIVISTIC.critic, RELATIVISTIC.generator):
        assert value(loss, real + shift, fake + shift) == pytest.approx(value(loss, real, fake), rel=1e-9, abs=1e-9)


@given(SCORES)
def test_relativistic_players_see_one_game_from_two_sides(real: torch.Tensor) -> None:
    fake = real.flip(0) - 1.0
    assert value(RELATIVISTIC.critic, real, fake) == value(RELATIVISTIC.generator, fake, real)
    gap = (real - fake).mean().item()
    assert value(RELATIVISTIC.generator, real, fake) - value(RELATIVISTIC.critic, real, fake) == pytest.approx(gap)


@given(SCORES)
def test_least_squares_are_distances_from_the_targets_of_the_paper(real: torch.Tensor) -> None:
    fake = real.flip(0) * 0.7
    expected = 0.5 * ((real - 1) ** 2).mean() + 0.5 * (fake**2).mean()
    assert value(LEAST_SQUARES.critic, real, fake) == pytest.approx(expected.item())
    assert value(LEAST_SQUARES.generator, real, fake) == pytest.approx(0.5 * ((fake - 1) ** 2).mean().item())
    half = torch.full_like(real, 0.5)
    assert value(LEAST_SQUARES.critic, half, half) == 0.25


@given(SCORES)
def test_the_hinge_is_wasserstein_within_the_margins_and_still_beyond_them(real: torch.Tensor) -> None:
    inside, fake = real / 20, real.flip(0) / 20
    gap = value(WASSERSTEIN.critic, inside, fake)
    assert value(HINGE.critic, inside, fake) == pytest.approx(2 + gap, rel=1e-9, abs=1e-9)
    assert value(HINGE.critic, 1 + real.abs(), -1 - real.abs()) == 0.0
    assert value(HINGE.generator, real, fake) == value(WASSERSTEIN.generator, real, fake)


@given(SCORES)
def test_wasserstein_is_the_gap_that_its_gauge_shows(real: torch.Tensor) -> None:
    fake = real * 0.3 - 0.1
    gap = (real.mean() - fake.mean()).item()
    assert value(WASSERSTEIN.critic, real, fake) == pytest.approx(-gap, rel=1e-9, abs=1e-9)
    assert WASSERSTEIN.gauges["wasserstein"](scores_match(real, fake)).item() == pytest.approx(gap, rel=1e-9, abs=1e-9)
    assert value(WASSERSTEIN.generator, real, fake) == pytest.approx(-fake.mean().item())


def test_the_gauges_of_the_classifier_are_probabilities() -> None:
    match = scores_match(torch.tensor([0.0, 2.0]), torch.tensor([-1.0, 3.0]))
    torch.testing.assert_close(NONSATURATING.gauges["D(x)"](match), torch.tensor([0.5, 1 / (1 + math.exp(-2))]))
    torch.testing.assert_close(
        NONSATURATING.gauges["D(G(z))"](match), torch.tensor([1 / (1 + math.e), 1 / (1 + math.exp(-3))])
    )


@pytest.mark.parametrize("family", [MINIMAX, NONSATURATING, WASSERSTEIN, LEAST_SQUARES, HINGE, RELATIVISTIC])
def test_huge_scores_overflow_nowhere(family: Adversarial) -> None:
    extreme = torch.tensor([-1e4, 1e4])
    for loss in (family.critic, family.generator):
        assert math.isfinite(value(loss, extreme, extreme.flip(0)))
