"""Coverage of a mixture, where the answer is known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gansmith.metrics.mixture import coverage

CENTRES = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0], [10.0, 10.0]])


def drawn(modes: list[int], seed: int = 0, deviation: float = 0.1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return CENTRES[modes] + deviation * rng.standard_normal((len(modes), 2))


def test_perfect_samples_reach_the_known_ceiling_and_floor() -> None:
    found = coverage(drawn([0, 1, 2, 3] * 5000), CENTRES, 0.1)
    assert (found.captured, found.modes) == (4, 4)
    assert found.high_quality == pytest.approx(1 - math.exp(-4.5), abs=0.003)
    assert found.reverse_kl == 0.0
    assert found.spread == pytest.approx(1.0, abs=0.05)


@given(st.integers(1, 4))
def test_evenly_covering_some_modes_costs_the_logarithm_of_their_share(count: int) -> None:
    found = coverage(drawn(list(range(count)) * 300), CENTRES, 0.1)
    assert found.captured == count
    assert found.reverse_kl == pytest.approx(math.log(4 / count))


def test_samples_between_the_modes_are_of_no_quality() -> None:
    found = coverage(np.full((10, 2), 5.0), CENTRES, 0.1)
    assert (found.captured, found.high_quality) == (0, 0.0)
    assert math.isnan(found.spread)


@given(st.floats(0.1, 1.0))
def test_modes_that_are_too_narrow_show_in_the_spread(share: float) -> None:
    found = coverage(drawn([0, 1, 2, 3] * 2000, deviation=0.1 * share), CENTRES, 0.1)
    assert found.spread == pytest.approx(share, rel=0.05)


def test_nothing_depends_on_the_order_of_samples_or_modes() -> None:
    samples = drawn([0, 0, 1, 2] * 50)
    one = coverage(samples, CENTRES, 0.1)
    other = coverage(samples[::-1], CENTRES[::-1], 0.1)
    assert (one.captured, one.high_quality) == (other.captured, other.high_quality)
    assert one.reverse_kl == pytest.approx(other.reverse_kl)
    assert one.spread == pytest.approx(other.spread)
