"""The first signal asks, the second interrupt insists, and nothing stays installed."""

import os
import signal
import threading
import time

import pytest

from gansmith.training.signals import StopFlag

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
