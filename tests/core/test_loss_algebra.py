"""Losses are closed under + and *: an algebra, with ramps for numbers."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from small_games import bits, each_case, small_method, stream
from toy_matches import Linear, scores_match, toy_match

from gansmith.core.game import Game
from gansmith.core.loss import Loss, term
from gansmith.core.ramp import Number, at, cosine

MATCH = scores_match(torch.tensor([1.0, 2.0], dtype=torch.float64), torch.tensor([-3.0, 0.5], dtype=torch.float64))
REAL = term("real", lambda match: match.on_real.score, slopes=("real",))
FAKE = term("fake", lambda match: match.on_fake.score.exp(), slopes=("fake",))
WHOLE = term("whole", lambda match: match.on_fake.score.std(), batch_independent=False)

CONSTANTS = st.floats(-4, 4).map(lambda number: round(number, 3))
NUMBERS = st.one_of(CONSTANTS, st.builds(cosine, CONSTANTS, CONSTANTS))
LOSSES = st.recursive(
    st.sampled_from([REAL, FAKE, WHOLE, Loss()]),
    lambda inner: st.one_of(st.builds(lambda a, b: a + b, inner, inner), st.builds(lambda w, a: w * a, NUMBERS, inner)),
    max_leaves=5,
)
PROGRESS = st.floats(0, 1)


def value(loss: Loss, progress: float) -> float:
    return loss(MATCH, progress)[0].item()


def near(expected: float) -> object:
    return pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(LOSSES, LOSSES, PROGRESS)
def test_a_sum_is_the_sum_of_values(a: Loss, b: Loss, progress: float) -> None:
    assert value(a + b, progress) == near(value(a, progress) + value(b, progress))
    assert value(b + a, progress) == near(value(a + b, progress))


@given(LOSSES, LOSSES, LOSSES)
def test_addition_is_associative_with_a_neutral_element(a: Loss, b: Loss, c: Loss) -> None:
    assert (a + b) + c == a + (b + c)
    assert Loss() + a == a + Loss() == a


@given(NUMBERS, LOSSES, PROGRESS)
def test_a_weight_multiplies_the_value_at_that_progress(weight: Number, a: Loss, progress: float) -> None:
    assert value(weight * a, progress) == near(at(weight, progress) * value(a, progress))
    assert value(a * weight, progress) == value(weight * a, progress)


@given(NUMBERS, NUMBERS, LOSSES, PROGRESS)
def test_weights_compose_in_any_order(outer: Number, inner: Number, a: Loss, progress: float) -> None:
    expected = at(outer, progress) * at(inner, progress) * value(a, progress)
    assert value(outer * (inner * a), progress) == near(expected)
    assert value(inner * (outer * a), progress) == near(expected)


@given(NUMBERS, LOSSES, LOSSES, PROGRESS)
def test_weights_distribute_over_sums(weight: Number, a: Loss, b: Loss, progress: float) -> None:
    assert value(weight * (a + b), progress) == near(value(weight * a + weight * b, progress))


@given(NUMBERS, LOSSES, LOSSES)
def test_slopes_survive_every_operation(weight: Number, a: Loss, b: Loss) -> None:
    assert (weight * (a + b)).slopes == a.slopes | b.slopes
    assert Loss().slopes == frozenset()


def test_terms_are_reported_without_their_weights() -> None:
    total, terms = (REAL + 10 * FAKE + 0.5 * WHOLE)(MATCH)
    expected = {name: loss(MATCH)[0].item() for name, loss in (("real", REAL), ("fake", FAKE), ("whole", WHOLE))}
    assert {name: mean.item() for name, mean in terms.items()} == expected
    assert total.item() == near(expected["real"] + 10 * expected["fake"] + 0.5 * expected["whole"])
    assert [one.batch_independent for _, one in (REAL + WHOLE).terms] == [True, False]


def test_the_empty_loss_is_a_zero_that_can_be_descended_and_asks_nothing() -> None:
    critic = Linear(torch.ones(1, dtype=torch.float64))
    total, terms = Loss()(toy_match(critic, torch.zeros(2, 1, dtype=torch.float64), torch.ones(2, 1)))
    total.backward(inputs=[critic.weight])  # type: ignore[no-untyped-call]
    assert (total.item(), total.dtype, total.shape, terms) == (0.0, torch.float64, (), {})
    assert critic.weight.grad is None
    assert critic.asked == []


@each_case
def test_a_player_that_wants_nothing_plays_and_stays(name: str, spec: str) -> None:
    method = small_method(name, spec)
    players = {**method.players, "generator": replace(method.players["generator"], loss=Loss())}
    game = Game(replace(method, players=players), seed=1)
    before = {key: bits(tensor) for key, tensor in game.parameters(players["generator"]).items()}
    reports = [game.advance(stream(method, spec)) for _ in range(2)]
    assert {key: bits(tensor) for key, tensor in game.parameters(players["generator"]).items()} == before
    assert all(report["loss/generator"] == report["gradient/generator"] == 0 for report in reports)
    assert all(report["gradient/critic"] > 0 for report in reports)


def test_a_match_makes_only_what_a_loss_reads() -> None:
    critic = Linear(torch.ones(1))
    match = toy_match(critic, torch.zeros(2, 1), torch.ones(2, 1))
    FAKE(match)
    (asked,) = critic.asked
    assert torch.equal(asked, torch.ones(2, 1))
