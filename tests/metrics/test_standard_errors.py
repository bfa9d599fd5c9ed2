"""Standard errors of means and shares against their closed forms."""

import math

import numpy as np
import pytest

from gansmith.metrics.standard_errors import mean_estimate, share_difference_error, share_error, wilson


@pytest.mark.parametrize(("hits", "count"), [(0, 10), (3, 10), (50, 100), (100, 100)])
def test_wilson_bounds_solve_their_equation(hits: int, count: int) -> None:
    share = hits / count
    for bound in wilson(share, count):
        if 0 < bound < 1:
            assert abs(share - bound) == pytest.approx(1.959964 * math.sqrt(bound * (1 - bound) / count), rel=1e-6)


def test_the_error_of_a_share_is_that_of_a_mean_of_zeros_and_ones() -> None:
    hits = np.arange(1000) < 300
    found = mean_estimate(hits)
    assert found.value == 0.3
    assert share_error(0.3, 1000) == pytest.approx(found.standard_error, rel=1e-3)
    assert math.isnan(mean_estimate(hits[:1]).standard_error)


def test_the_difference_of_two_shares_is_never_certain() -> None:
    errors = share_difference_error([0.0, 0.5, 1.0], 100, [50, 100, 400])
    assert errors[1] == pytest.approx(math.hypot(share_error(0.5, 100), share_error(0.5, 100)))
    assert errors[[0, 2]] == pytest.approx([math.sqrt(0.005 * 0.03), math.sqrt(0.00125 * 0.0125)])
