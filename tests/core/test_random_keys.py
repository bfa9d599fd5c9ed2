"""Randomness is a function of seed, place and purpose, and the same for any number of processes."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from small_games import bits

from gansmith.core.batch import Condition
from gansmith.core.prior import Normal
from gansmith.core.randomness import Draws, generator, key
from gansmith.core.replicas import Replicas

PARTS = st.lists(
    st.one_of(st.integers(), st.text(st.characters(codec="utf-8", exclude_characters="\x1f"))), max_size=4
).map(tuple)
SIZES = st.integers(1, 4)


@given(PARTS, PARTS)
def test_keys_differ_exactly_where_their_parts_do(one: tuple[int | str, ...], other: tuple[int | str, ...]) -> None:
    same = tuple(map(str, one)) == tuple(map(str, other))
    if one and other:
        assert (key(*one) == key(*other)) == same
    assert 0 <= key(*one) < 2**63


def test_parts_do_not_run_together() -> None:
    assert len({key("ab", "c"), key("a", "bc"), key("abc"), key("ab", "c", "")}) == 4


def test_keys_do_not_depend_on_the_process() -> None:
    """Unlike hash(), which is salted: a resumed run must find the same noise."""
    assert key(0, "noise") == 8991745984374595890


def test_a_generator_starts_anew_each_time() -> None:
    assert torch.equal(torch.rand(3, generator=generator(1, "a")), torch.rand(3, generator=generator(1, "a")))


@given(st.integers(0, 2**63), st.integers(0, 10**9))
def test_draws_depend_on_seed_place_and_purpose_and_on_nothing_else(seed: int, step: int) -> None:
    draws, before = Draws(seed, (step, 0)), torch.get_rng_state()
    first = draws.normal("noise", 3, 2)
    draws.uniform("other", 5)
    torch.rand(1)
    assert torch.equal(draws.normal("noise", 3, 2), first)
    for other in (Draws(seed + 1, (step, 0)), Draws(seed, (step + 1, 0)), Draws(seed, (step, 1))):
        assert not torch.equal(other.normal("noise", 3, 2), first)
    assert not torch.equal(draws.normal("mix", 3, 2), first)
    torch.set_rng_state(before)


@given(SIZES, st.integers(1, 5), st.sampled_from([torch.float32, torch.float64]))
def test_the_ranks_noise_interleaves_to_that_of_one_process(size: int, share: int, dtype: torch.dtype) -> None:
    for kind in ("normal", "uniform"):
        whole = getattr(Draws(1, (2,), dtype=dtype), kind)("noise", size * share, 3, 2)
        assert whole.shape == (size * share, 3, 2)
        assert whole.dtype == dtype
        for rank in range(size):
            part = getattr(Draws(1, (2,), Replicas(rank, size), dtype=dtype), kind)("noise", share, 3, 2)
            assert bits(part) == bits(whole[rank::size])


def test_draws_have_the_distribution_they_name() -> None:
    draws = Draws(0, (0,))
    normal, uniform = draws.normal("n", 20_000), draws.uniform("u", 20_000)
    assert normal.mean().item() == pytest.approx(0.0, abs=0.03)
    assert normal.std().item() == pytest.approx(1.0, abs=0.03)
    assert uniform.min() >= 0
    assert uniform.max() < 1
    assert uniform.mean().item() == pytest.approx(0.5, abs=0.01)


def test_the_layers_seed_is_a_function_of_the_place_and_differs_between_ranks() -> None:
    with torch.random.fork_rng(devices=[]):
        seen = []
        for rank, step in ((0, 0), (0, 0), (1, 0), (0, 1)):
            Draws(0, (step,), Replicas(rank, 2)).seed_layers()
            seen.append(torch.rand(1).item())
    assert seen[0] == seen[1]
    assert len(set(seen)) == 3


def test_the_prior_draws_noise_and_passes_the_condition_on() -> None:
    condition = Condition(label=torch.tensor([1, 2, 0]))
    given = Normal(7).draw(Draws(0, (0,)), 3, condition)
    assert given.noise.shape == (3, 7)
    assert given.condition is condition
