"""The first signal asks, the second interrupt insists, and nothing stays installed."""

import os
import signal
import sys
import threading
import time

import pytest

from gansmith.training.signals import StopAtOnce, StopFlag, Stopped

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
