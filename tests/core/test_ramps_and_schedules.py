"""Ramps are functions of progress, schedules of the step; neither remembers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gansmith.core.ramp import at, cosine, scaled
from gansmith.core.schedule import Turn, alternate

NUMBER = st.floats(-100, 100)
PROGRESS = st.floats(0, 1)


@given(NUMBER, NUMBER)
def test_a_cosine_joins_its_ends_through_their_mean(start: float, end: float) -> None:
    ramp = cosine(start, end)
    assert at(ramp, 0.0) == pytest.approx(start, abs=1e-12)
    assert at(ramp, 0.5) == pytest.approx((start + end) / 2, abs=1e-12)
    assert at(ramp, 1.0) == pytest.approx(end, abs=1e-12)


@given(NUMBER, NUMBER, PROGRESS, PROGRESS)
def test_a_cosine_is_monotone(start: float, end: float, one: float, other: float) -> None:
    ramp, (early, late) = cosine(start, end), sorted((one, other))
    step = at(ramp, late) - at(ramp, early)
    assert step * (end - start) >= -1e-9


@given(NUMBER, NUMBER, st.floats(-10, 10))
def test_beyond_its_ends_a_cosine_stays(start: float, end: float, progress: float) -> None:
    ramp = cosine(start, end)
    assert at(ramp, progress) == at(ramp, min(max(progress, 0.0), 1.0))


def test_equal_ends_make_a_plain_number() -> None:
    assert cosine(0.3, 0.3) == 0.3


@given(NUMBER, NUMBER, NUMBER, PROGRESS)
def test_scaling_commutes_with_reading(start: float, end: float, factor: float, progress: float) -> None:
    for number in (start, cosine(start, end)):
        assert at(scaled(number, factor), progress) == factor * at(number, progress)


def critic_turns(schedule: object, step: int) -> int:
    assert callable(schedule)
    *critics, last = schedule(step)
    assert last == Turn("generator", fresh_batch=False)
    assert set(critics) == {Turn("critic")}
    return len(critics)


@given(st.integers(1, 9), st.integers(0, 10**6))
def test_alternation_without_warm_up_is_the_same_in_every_step(critic: int, step: int) -> None:
    assert critic_turns(alternate(critic), step) == critic


def test_the_warm_up_of_wgan_is_the_original() -> None:
    """The reference code: 100 critic steps if step < 25 or step % 500 == 0, else 5."""
    schedule = alternate(5, warm_up=25, warm_up_critic=100, warm_up_every=500)
    for step in range(2002):
        assert critic_turns(schedule, step) == (100 if step < 25 or step % 500 == 0 else 5)


def test_a_warm_up_may_never_return() -> None:
    schedule = alternate(2, warm_up=3, warm_up_critic=7)
    assert [critic_turns(schedule, step) for step in (0, 1, 2, 3, 4, 500, 1000)] == [7, 7, 7, 2, 2, 2, 2]
