"""BEGAN's loss where both reconstruction errors are known."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from toy_matches import Linear, toy_match

from gansmith.core.match import Match
from gansmith.losses.equilibrium import equilibrium

ERRORS = st.lists(st.floats(0, 5), min_size=3, max_size=3).map(lambda e: torch.tensor(e, dtype=torch.float64))
UNIT = st.floats(0, 1)


def errors_match(real: torch.Tensor, fake: torch.Tensor, k: float) -> Match:
    """Return a match in which samples are one number each, and the error is that number."""
    critic = Linear(-torch.ones(1, dtype=torch.float64))
    critic.register_buffer("balance", torch.tensor(k, dtype=torch.float64))
    return toy_match(critic, real.view(-1, 1), fake.view(-1, 1))


@given(ERRORS, ERRORS, UNIT, UNIT)
def test_both_losses_and_the_measure_are_those_of_the_paper(
    real: torch.Tensor, fake: torch.Tensor, k: float, gamma: float
) -> None:
    game, match = equilibrium(gamma), errors_match(real, fake, k)
    on_real, on_fake = real.mean().item(), fake.mean().item()
    close = {"rel": 1e-9, "abs": 1e-12}
    assert game.critic(match)[0].item() == pytest.approx(on_real - k * on_fake, **close)
    assert game.generator(match)[0].item() == pytest.approx(on_fake, **close)
    gauges = {name: gauge(match).mean().item() for name, gauge in game.gauges.items()}
    assert gauges == {
        "L(x)": pytest.approx(on_real, **close),
        "L(G(z))": pytest.approx(on_fake, **close),
        "k": pytest.approx(k),
        "M": pytest.approx(on_real + abs(gamma * on_real - on_fake), **close),
    }


@given(ERRORS, UNIT)
def test_in_equilibrium_the_measure_is_the_error_of_the_data(real: torch.Tensor, gamma: float) -> None:
    match = errors_match(real, gamma * real, 0.3)
    assert equilibrium(gamma).gauges["M"](match).item() == pytest.approx(real.mean().item(), rel=1e-9, abs=1e-12)
