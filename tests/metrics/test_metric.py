"""What a figure refuses."""

from dataclasses import replace

import pytest

from gansmith.errors import UsageError
from gansmith.metrics.result import MetricValue

FIGURE = MetricValue("fd", "pixels", 2.0, 100, "lower", floor=0.5)


def test_a_figure_carries_its_extractor_in_its_name() -> None:
    assert FIGURE.label == "fd[pixels]"


@pytest.mark.parametrize(
    ("better", "floor", "wins"), [("lower", None, False), ("higher", None, True), ("nearer", 4.0, True)]
)
def test_the_better_one_is_known_by_its_direction(better, floor, wins: bool) -> None:
    one = replace(FIGURE, value=3.0, better=better, floor=floor)
    assert one.better_than(replace(one, value=2.0)) == wins


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"features": "inception"}, r"fd\[pixels\] and fd\[inception\] are not the same figure"),
        ({"name": "kid"}, "not the same figure"),
        ({"n": 50}, "measured on 100 and on 50 rows"),
        ({"value": None, "note": "n = 40 is below 100"}, "left out: n = 40 is below 100"),
    ],
)
def test_what_cannot_be_compared_is_refused(change: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        FIGURE.better_than(replace(FIGURE, **change))


def test_a_number_is_not_left_out_without_a_reason() -> None:
    with pytest.raises(ValueError, match="neither a value nor the reason"):
        replace(FIGURE, value=None)
