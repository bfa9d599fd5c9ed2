"""A budget in minutes becomes whole steps, warm-up included."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from small_games import small_method, snapshot, stream

from gansmith.core.game import Game
from gansmith.core.schedule import Schedule, alternate
from gansmith.runs.budget import seconds_of, seconds_per_turn, steps_within

COSTS = {"critic": 0.5, "generator": 0.25}  # dyadic, so that sums are exact
SCHEDULES = st.builds(
    alternate,
    st.integers(1, 5),
    warm_up=st.integers(0, 5),
    warm_up_critic=st.integers(1, 20),
    warm_up_every=st.integers(0, 7),
)


@given(SCHEDULES, st.floats(0, 200))
def test_as_many_whole_steps_as_fit_but_at_least_one(schedule: Schedule, seconds: float) -> None:
    steps = steps_within(schedule, seconds, COSTS)
    assert steps == 1 or seconds_of(schedule, steps, COSTS) <= seconds
    assert seconds_of(schedule, steps + 1, COSTS) > seconds


@given(SCHEDULES, st.integers(1, 100))
def test_the_seconds_of_some_steps_fit_just_those(schedule: Schedule, steps: int) -> None:
    assert steps_within(schedule, seconds_of(schedule, steps, COSTS), COSTS) == steps


def test_the_warm_up_of_wgan_is_paid_for() -> None:
    """25 steps of 100 critic turns, then 5 a step, and 100 again in step 500."""
    schedule = alternate(5, warm_up=25, warm_up_critic=100, warm_up_every=500)
    warm, usual = 100 * 0.5 + 0.25, 5 * 0.5 + 0.25
    assert seconds_of(schedule, 25, COSTS) == 25 * warm
    assert seconds_of(schedule, 501, COSTS) == 26 * warm + 475 * usual
    assert steps_within(schedule, 26 * warm + 475 * usual, COSTS) == 501
    assert steps_within(schedule, 2 * warm + 1.0, COSTS) == 2


@pytest.mark.parametrize("seconds", [0.0, -5.0, 0.1])
def test_one_step_is_the_least(seconds: float) -> None:
    assert steps_within(alternate(), seconds, COSTS) == 1


def test_turns_are_timed_in_a_spare_game() -> None:
    method = small_method("wgan-gp", "vector")
    games: list[Game] = []

    def make_game() -> Game:
        games.append(Game(method))
        return games[-1]

    real, before = Game(method), torch.get_rng_state()
    untouched = snapshot(real)
    measured = seconds_per_turn(make_game, stream(method, "vector"), runs=2)
    assert measured.keys() == method.players.keys()
    assert all(seconds > 0 for seconds in measured.values())
    assert len(games) == 1
    assert snapshot(real) == untouched
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("steps", [9_999, 10_000, 10_001, 25_000, 10_000_000])
def test_long_runs_are_judged_without_counting_every_step(steps: int) -> None:
    assert seconds_of(alternate(), steps, COSTS) == 0.75 * steps
    assert steps_within(alternate(), 0.75 * steps, COSTS) == steps


def test_a_warm_up_that_returns_is_paid_for_in_long_runs_too() -> None:
    """In 100,000 steps WGAN warms up 25 times at the start and then, after step 0, in 199 more."""
    schedule = alternate(5, warm_up=25, warm_up_critic=100, warm_up_every=500)
    warm, usual = 100 * 0.5 + 0.25, 5 * 0.5 + 0.25
    expected = (25 + 199) * warm + (100_000 - 25 - 199) * usual
    assert seconds_of(schedule, 100_000, COSTS) == pytest.approx(expected)
