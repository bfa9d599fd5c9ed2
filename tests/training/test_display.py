"""The display suits where it leads, says what matters, and never stops a run."""

import io
import re
import sys

import pytest
from toy_terminal import Terminal

from gansmith.training.callbacks.display import LiveDisplay, PlainLines, Silent, display_for

REPORT = {
    "loss/critic": -1.2345,
    "loss/generator": 0.5,
    "score/real": 3.0,
    "score/fake": -2.0,
    "gradient/critic": 9.0,
    "speed/images_per_second": 12345.6,
    "images": 320.0,
}


class ClosedPipe(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_display_suits_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert isinstance(display_for(False, Terminal(), 10, "x"), LiveDisplay)
    assert isinstance(display_for(False, io.StringIO(), 10, "x"), PlainLines)
    assert isinstance(display_for(True, Terminal(), 10, "x"), Silent)
    monkeypatch.setenv("TERM", "dumb")
    assert isinstance(display_for(False, Terminal(), 10, "x"), PlainLines)


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_what_the_data_makes_worth_saying_comes_first(stream: io.StringIO) -> None:
    display = display_for(False, stream, 10, "runs/1", ["only 40 samples", "two are alike"])
    display(1, REPORT)
    display.close()
    first, second, *_ = stream.getvalue().splitlines()
    assert (first, second) == ("runs/1: note: only 40 samples.", "runs/1: note: two are alike.")


def test_nothing_is_said_of_the_data_when_quiet() -> None:
    stream = io.StringIO()
    display_for(True, stream, 10, "runs/1", ["only 40 samples"])
    assert not stream.getvalue()


def test_a_pipe_gets_the_first_report_one_every_ten_seconds_and_the_last() -> None:
    stream, clock = io.StringIO(), Clock()
    lines = PlainLines(1000, "gan on ring", stream, clock=clock)
    for step in range(10, 260, 10):
        clock.now += 1
        lines(step, REPORT)
    lines.close()
    lines.close()
    said = stream.getvalue().splitlines()
    assert [int(line.split("step ")[1].split()[0]) for line in said] == [10, 110, 210, 250]
    assert said[0] == (
        "gan on ring: step 10 of 1,000  critic loss -1.23  generator loss 0.5  score real 3  score fake -2  "
        "samples/s 12,346  0:01 gone"
    )
    assert said[1].endswith("0:11 gone, 1:29 left")
    assert "\x1b" not in stream.getvalue()


def test_without_a_number_of_steps_no_time_left_is_invented() -> None:
    stream, clock = io.StringIO(), Clock()
    lines = PlainLines(None, "x", stream, clock=clock)
    lines(10, {})
    clock.now += 3700
    lines(20, {})
    assert stream.getvalue().splitlines() == ["x: step 10  0:00 gone", "x: step 20  1:01:40 gone"]


def test_a_resumed_run_counts_its_own_pace() -> None:
    stream, clock = io.StringIO(), Clock()
    lines = PlainLines(2000, "x", stream, clock=clock)
    for step in (1000, 1010):
        clock.now += 10
        lines(step, {})
    assert stream.getvalue().splitlines()[-1].endswith("0:20 gone, 16:30 left")


def test_a_reader_who_leaves_does_not_stop_the_run() -> None:
    lines = PlainLines(10, "x", ClosedPipe())
    lines(1, REPORT)
    lines.close()
    closed = io.StringIO()
    lines = PlainLines(10, "x", closed)
    closed.close()
    lines(1, REPORT)
    lines.close()


def test_the_live_display_shows_the_last_report_and_gives_the_terminal_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    stream, clock = Terminal(), Clock()
    display = LiveDisplay(1000, "wgan-gp on planets", stream, clock=clock)
    display.close()
    assert stream.getvalue() == ""
    display(10, REPORT)
    sys.stdout.write('{"json": true}\n')
    drawn = stream.getvalue()
    display(20, REPORT)
    assert stream.getvalue() == drawn  # too soon
    clock.now += 60
    display(310, REPORT | {"loss/critic": float("nan")})
    display(320, REPORT | {"loss/critic": 7.0})
    display.close()
    final = stream.getvalue()[len(drawn) :]
    assert "nan" in final  # it was time for this one
    lines = final.rsplit("wgan-gp on planets", 1)[1].splitlines()
    assert "step 320 of 1,000" in lines[1]
    assert "1:00 gone, 2:" in lines[1]
    assert lines[2].split() == ["critic", "loss", "generator", "loss", "score", "real", "score", "fake", "samples/s"]
    assert lines[3].split() == ["7", "0.5", "3", "-2", "12,346"]
    assert all(len(re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", line).rstrip()) <= 80 for line in lines)
    assert stream.getvalue().endswith("\x1b[?25h")
    assert capsys.readouterr().out == '{"json": true}\n'


def test_silence_says_nothing_anywhere(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for quiet, silent in ((True, True), (False, False)):
        stream = Terminal()
        display = display_for(quiet, stream, 10, "runs/1", ["only 40 samples"])
        for step in (1, 2):
            display(step, REPORT)
        display.close()
        assert (stream.getvalue() == "") is silent
        assert capsys.readouterr() == ("", "")
