"""A contest counts ticks wherever they are cut, compares round by round, and holds all but one still."""

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.speed.contest import Score, Spread, Timing, compete, start
from benchmarks.speed.contestant import Contestant, ContestantError, Ticks, Window, rate, reason
from benchmarks.speed.processes import family, own_seconds

LOOP = "import os, time\nwhile True:\n    time.sleep({pause})\n    os.write(1, b'{marker}')"
PARENT = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', {child!r}])"


def looping(name: str, pause: float, marker: str = ".") -> Contestant:
    """Return a contestant that only sleeps."""
    return Contestant(name, (sys.executable, "-c", LOOP.format(pause=pause, marker=marker)), marker.encode())


def score(*rates: float) -> Score:
    """Return the score of windows with these rates."""
    return Score(tuple(Window(value, 3, 1.0, 0.0) for value in rates), 1.0)


@given(st.lists(st.integers(1, 9)), st.sampled_from([b".", b"[Epoch"]), st.integers(0, 30))
def test_every_marker_is_counted_once_wherever_the_stream_is_cut(cuts: list[int], marker: bytes, count: int) -> None:
    stream, ticks, found = (marker + b" 1/2]\n") * count, Ticks(marker), 0
    for cut in cuts:
        found += ticks.count(stream[:cut])
        stream = stream[cut:]
    assert found + ticks.count(stream) == count


def test_the_rate_is_of_whole_iterations() -> None:
    assert rate([5.0, 5.5, 6.0, 7.0]) == pytest.approx(3 / 2.0)


def test_ratios_are_of_rounds_and_not_of_medians() -> None:
    drifting, steady = score(2.0, 4.0, 10.0), score(1.0, 4.0, 2.0)
    assert drifting.over(steady) == Spread(2.0, 1.0, 5.0)


def test_a_contest_finds_the_faster_and_leaves_out_who_does_not_start() -> None:
    broken = Contestant("broken", (sys.executable, "-c", "raise ValueError('no such layer')"))
    line_up = [looping("slow", 0.06, "[Epoch"), broken, looping("fast", 0.02)]
    outcome = compete(line_up, Timing(rounds=2, seconds=0.2, warm_up=0.0))
    assert outcome["fast"].over(outcome["slow"]).low > 1.5
    assert outcome.absent == {"broken": "broken ended: ValueError: no such layer"}
    assert outcome.notes[0] == outcome.absent["broken"]
    with pytest.raises(ContestantError, match="no such layer"):
        outcome["broken"]


def test_who_is_held_uses_no_processor_nor_do_its_children() -> None:
    busy = "import os\nwhile True:\n    sum(range(10_000)); os.write(1, b'.')"
    with start(Contestant("parent", (sys.executable, "-c", PARENT.format(child=busy)))) as running:
        running.ticks(0.05)
        pid = running.process.pid
        assert len(family(pid)) == 2
        running.hold()
        used = own_seconds(pid)
        assert used > 0
        running.ticks(0.2, fewest=0)
        assert own_seconds(pid) == used
        assert running.window(0.05).iterations >= 3
        child = family(pid)[1]
    used = own_seconds(child)
    time.sleep(0.1)
    assert own_seconds(child) == used


def test_the_reason_is_the_error_and_not_what_follows_it() -> None:
    assert reason("Traceback\nValueError: a\n-----\nremoved frames") == "ValueError: a"
    assert reason("killed\n\n") == "killed"
    assert reason("") == "it said nothing"
