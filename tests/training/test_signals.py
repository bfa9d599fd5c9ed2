"""The first signal asks, the second interrupt insists, and nothing stays installed."""

import os
import signal
import sys
import threading
import time
from contextlib import suppress

import pytest

from gansmith.training.signals import StopAtOnce, StopFlag, Stopped, kept

ASKING = [(signal.SIGINT, 130), (signal.SIGTERM, 75), (signal.SIGUSR1, 75), (signal.SIGHUP, 75)]


def send(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)
    time.sleep(0.01)  # a handler runs between two bytecodes, at once


@pytest.mark.parametrize(("number", "code"), ASKING)
def test_a_signal_sets_the_flag_and_no_more(number: signal.Signals, code: int) -> None:
    former = signal.getsignal(number)
    with StopFlag() as stop:
        assert not stop.requested
        assert (stop.reason, stop.exit_code) == ("", 0)
        send(number)
        assert stop.requested
        assert (stop.reason, stop.exit_code) == (number.name, code)
    assert stop.requested
    assert signal.getsignal(number) == former


def test_second_interrupt_stops_at_once_and_handlers_are_restored() -> None:
    former = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), StopFlag() as stop:  # noqa: PT012
        send(signal.SIGINT)
        assert stop.requested
        send(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) == former


def test_the_first_reason_stays_and_terms_never_interrupt() -> None:
    """The launcher forwards SIGTERM, even twice, to ranks that the terminal has sent SIGINT already."""
    with StopFlag() as stop:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
            send(number)
        assert (stop.reason, stop.exit_code) == ("SIGTERM", 75)


def test_outside_the_main_thread_it_is_a_flag_that_never_rises() -> None:
    former = [signal.getsignal(number) for number, _ in ASKING]
    seen: list[object] = []

    def run() -> None:
        with StopFlag() as stop:
            seen.extend([signal.getsignal(number) for number, _ in ASKING])
            seen.append(stop.requested)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [*former, False]


def test_it_nests() -> None:
    with StopFlag() as outer:
        with StopFlag() as inner:
            send(signal.SIGUSR1)
        assert inner.requested
        assert not outer.requested
        send(signal.SIGUSR1)
        assert outer.requested


class Finalized:
    def __del__(self) -> None:
        send(signal.SIGTERM)


def test_a_signal_in_a_finalizer_which_lets_no_exception_out_stops_after_it() -> None:
    hook = sys.unraisablehook
    with pytest.raises(Stopped), StopAtOnce() as stop:  # noqa: PT012
        del (ended := {"here": Finalized()})["here"]
        assert not ended
        assert stop.requested
        time.sleep(5)
        raise AssertionError("nothing stopped it")
    assert sys.unraisablehook is hook
    assert stop.exit_code == 75


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_other_exceptions_of_finalizers_are_said_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __del__(self) -> None:
            raise OSError("a finalizer fails")

    seen: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda ignored: seen.append(ignored.exc_value))
    with StopAtOnce() as stop:
        del {"here": Broken()}["here"]
    assert [str(one) for one in seen] == ["a finalizer fails"]
    assert not stop.requested


def test_a_stop_that_somebody_lets_out_as_nothing_is_raised_again() -> None:
    with pytest.raises(Stopped), StopAtOnce():  # noqa: PT012
        with suppress(BaseException):  # as a library in another language does
            send(signal.SIGTERM)
        time.sleep(5)
        raise AssertionError("nothing stopped it")


def test_tidying_is_not_disturbed_by_the_stop_that_made_it_necessary() -> None:
    tidied = []
    with pytest.raises(Stopped), StopAtOnce():  # noqa: PT012
        try:
            send(signal.SIGTERM)
        finally:
            time.sleep(0.1)
            try:
                raise OSError("while it tidies up")
            except OSError:
                time.sleep(0.1)
            tidied.append("all")
    assert tidied == ["all"]


def test_nothing_is_raised_once_the_command_is_over() -> None:
    with StopAtOnce() as stop:
        stop.settled = True
        send(signal.SIGTERM)
        time.sleep(0.1)
    assert (stop.reason, stop.exit_code) == ("SIGTERM", 75)


def test_a_stop_says_what_is_kept_by_the_innermost_block_that_knows() -> None:
    with (
        pytest.raises(Stopped, match="the run is kept"),
        StopAtOnce(),
        kept("a file is kept"),
        kept("the run is kept"),
    ):
        send(signal.SIGTERM)
