"""The rules after a step: weights stay within their bound, averages follow their closed form."""

from dataclasses import dataclass
from typing import cast

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from gansmith.core.match import Match
from gansmith.core.method import Networks, Played
from gansmith.core.randomness import Draws
from gansmith.networks.wrappers.augmentation import Augmented
from gansmith.networks.wrappers.packing import Packed
from gansmith.rules import SETTLED, STRIDE, Adapt, Average, ClipWeights, Equilibrium


def network(value: float) -> nn.Module:
    module = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3)).double()
    for parameter in module.parameters():
        nn.init.constant_(parameter, value)
    return module.requires_grad_(False)


@given(st.integers(0, 1000), st.floats(1e-3, 5))
def test_clipping_bounds_every_weight_and_changes_no_other(seed: int, bound: float) -> None:
    critic = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 1)).double().requires_grad_(False)
    for parameter in critic.parameters():
        parameter.copy_(torch.randn(parameter.shape, generator=torch.Generator().manual_seed(seed)))
    before = [parameter.clone() for parameter in critic.parameters()]
    rule, networks = ClipWeights("critic", bound), {"critic": critic, "generator": network(9.0)}
    rule.prepare(networks)
    rule.apply(networks, Played(0, {}))
    assert networks.keys() == {"critic", "generator"}
    for parameter, old in zip(critic.parameters(), before, strict=True):
        assert torch.equal(parameter, old.clamp(-bound, bound))
    assert all((parameter == 9.0).all() for parameter in networks["generator"].parameters())


def test_an_average_starts_as_a_copy_that_shares_nothing() -> None:
    networks: Networks = {"generator": network(2.0)}
    Average("generator", 0.9).prepare(networks)
    assert networks.keys() == {"generator", "generator_average"}
    nn.init.zeros_(next(networks["generator"].parameters()))
    assert (next(networks["generator_average"].parameters()) == 2.0).all()


@given(st.floats(0.0, 0.9999), st.integers(1, 40))
def test_an_average_of_a_constant_approaches_it_by_the_product_of_decays(decay: float, steps: int) -> None:
    """From 1 towards 3: a_n = 3 - 2 prod d_i, with d_i = min(decay, (1 + i) / (10 + i))."""
    networks: Networks = {"generator": network(1.0)}
    rule = Average("generator", decay)
    rule.prepare(networks)
    for parameter in networks["generator"].parameters():
        parameter.fill_(3.0)
    product = 1.0
    for step in range(steps):
        rule.apply(networks, Played(step, {}))
        product *= min(decay, (1 + step) / (10 + step))
    for parameter in networks[rule.name].parameters():
        torch.testing.assert_close(parameter, torch.full_like(parameter, 3.0 - 2.0 * product), rtol=1e-12, atol=1e-12)
    assert all((parameter == 3.0).all() for parameter in networks["generator"].parameters())


@pytest.mark.parametrize(("step", "decay"), [(0, 0.1), (8, 0.5), (980, 981 / 990), (8_990, 0.999), (10**6, 0.999)])
def test_the_decay_rises_with_the_step_up_to_its_limit(step: int, decay: float) -> None:
    networks: Networks = {"generator": network(0.0)}
    rule = Average("generator", 0.999)
    rule.prepare(networks)
    for parameter in networks["generator"].parameters():
        parameter.fill_(1.0)
    rule.apply(networks, Played(step, {}))
    assert next(networks[rule.name].parameters()).flatten()[0].item() == pytest.approx(1.0 - decay, abs=1e-12)


@dataclass
class Fed:
    """A match, as far as an average looks at it."""

    generator: nn.Module
    inputs: torch.Tensor
    draws: Draws = Draws(0, ())  # noqa: RUF009 - frozen


@pytest.mark.parametrize("first", [0, 1000])
def test_an_average_has_statistics_of_its_own_weights(first: int) -> None:
    """Fed x, the layer a_n x moves its running mean m to 0.9 m + 0.1 a_n mean(x), at every step or one in STRIDE."""
    networks: Networks = {"generator": network(3.0)}
    rule, fed = Average("generator", 0.9), torch.arange(8, dtype=torch.float64).view(4, 2)
    rule.prepare(networks)
    for parameter in networks["generator"].parameters():
        parameter.fill_(1.0)
    mean = torch.zeros(3, dtype=torch.float64)
    linear = cast(nn.Sequential, networks[rule.name])[0]
    match = cast(Match, Fed(networks["generator"], fed))
    for step in range(first, first + 2 * STRIDE):
        rule.apply(networks, Played(step, {}, (match,)))
        if step < SETTLED or step % STRIDE == 0:
            mean = 0.9 * mean + 0.1 * linear(fed).mean(0)
    torch.testing.assert_close(networks[rule.name].get_buffer("1.running_mean"), mean, rtol=1e-12, atol=1e-12)
    assert networks["generator"].get_buffer("1.num_batches_tracked").item() == 0


def test_an_average_of_no_generator_copies_buffers() -> None:
    networks: Networks = {"generator": network(1.0)}
    rule = Average("generator", 0.9)
    rule.prepare(networks)
    networks["generator"].train()(torch.ones(4, 2, dtype=torch.float64))
    rule.apply(networks, Played(0, {}))
    source, average = (dict(networks[name].named_buffers()) for name in ("generator", rule.name))
    assert source["1.num_batches_tracked"].item() == 1
    assert all(torch.equal(source[name], average[name]) for name in source)


class Balanced(nn.Module):
    """A network with BEGAN's k."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("balance", torch.zeros((), dtype=torch.float64))


ERRORS = st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), min_size=1, max_size=10)


@given(ERRORS, st.floats(0, 1), st.floats(0, 1))
def test_began_moves_k_by_what_is_missing_of_the_wanted_ratio(
    errors: list[tuple[float, float]], gamma: float, rate: float
) -> None:
    """k_(t+1) = min(max(k_t + rate (gamma L(x) - L(G(z))), 0), 1), wherever in the critic k lies."""
    inner = Balanced()
    networks: Networks = {"critic": Packed(Augmented(inner, 0.0), 1)}
    rule, k = Equilibrium("critic", gamma, rate), 0.0
    rule.prepare(networks)
    for step, (real, fake) in enumerate(errors):
        report = {"L(x)": torch.tensor(real).double(), "L(G(z))": torch.tensor(fake).double()}
        rule.apply(networks, Played(step, report))
        k = min(max(k + rate * (gamma * real - fake), 0.0), 1.0)
        assert inner.get_buffer("balance").item() == pytest.approx(k, abs=1e-6)


def test_k_is_looked_for_in_vain_where_there_is_none() -> None:
    report = {"L(x)": torch.zeros(()), "L(G(z))": torch.zeros(())}
    with pytest.raises(LookupError, match="Sequential has no buffer named 'balance'"):
        Equilibrium("critic", 0.5, 0.1).apply({"critic": network(0.0)}, Played(0, report))


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=20))
def test_the_probability_of_augmentation_follows_the_critics_lead(leads: list[float]) -> None:
    networks: Networks = {"critic": Augmented(nn.Identity(), 0.0)}
    rule, expected = Adapt("critic", "lead", amount=0.1), 0.0
    rule.prepare(networks)
    for step, lead in enumerate(leads):
        rule.apply(networks, Played(step, {"lead": torch.tensor(lead, dtype=torch.float64)}))
        step_up = (lead > 0.6) - (lead < 0.6)
        expected = min(max(expected + 0.1 * step_up, 0.0), 0.8)
        assert networks["critic"].get_buffer("probability").item() == pytest.approx(expected, abs=1e-6)
