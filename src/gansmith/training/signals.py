"""The wish to stop: a flag that the loop reads between steps, so that no step is ever torn; elsewhere, an exception."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Self

from gansmith.storage.leftovers import give_up

_EXIT_CODES = {signal.SIGINT: 130, signal.SIGTERM: 75, signal.SIGUSR1: 75, signal.SIGHUP: 75}
_PATIENCE = 0.005  # seconds until it is seen again whether an import has ended
_AGAIN = 0.02  # seconds until it is seen whether Stopped has been lost on its way
_LONGEST = 10.0  # seconds that an import is waited for
Handler = Callable[[int, FrameType | None], None]


class Stopped(BaseException):
    """A signal ended a command; no library takes it for an error of its own. Its text, if any, says what is kept."""


@contextmanager
def kept(text: str) -> Iterator[None]:
    """Let a signal in the block say what is kept and how it goes on, in place of what a command says that kept nothing.

    text: a sentence without its full stop.
    """
    try:
        yield
    except Stopped as stopped:
        raise Stopped(str(stopped) or text) from None


class _Handlers:
    """Handlers of signals for as long as a block lasts; none of a signal that is ignored, as SIGHUP under nohup."""

    def __init__(self) -> None:
        self.reason = ""
        self.exit_code = 0
        self._interrupts = 0
        self._former: dict[signal.Signals, signal._HANDLER] = {}

    @property
    def requested(self) -> bool:
        """True once a signal has come."""
        return bool(self.reason)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for number, handler in self._former.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)  # None: installed by C code
        self._former.clear()

    def _install(self, numbers: Iterable[signal.Signals], handler: Handler) -> None:
        if threading.current_thread() is threading.main_thread():
            for number in numbers:
                self._former[number] = signal.signal(number, handler)

    def _note(self, number: int) -> None:
        """Take the first signal for the reason; a second interrupt raises KeyboardInterrupt at once."""
        received = signal.Signals(number)
        self._interrupts += received is signal.SIGINT
        if self._interrupts > 1:
            raise KeyboardInterrupt
        if not self.requested:
            self.exit_code = _EXIT_CODES[received]
            self.reason = received.name


class StopFlag(_Handlers):
    """While the block lasts, SIGINT, SIGTERM, SIGHUP and SIGUSR1 set `requested`; only in the main thread.

    The first signal decides `reason` (its name) and `exit_code`: 130 for SIGINT, 75 ("try again later") for the others.
    A second SIGINT raises KeyboardInterrupt at once. SIGHUP stays ignored where it is, as under nohup.
    """

    def __enter__(self) -> Self:
        ignored = [signal.SIGHUP] if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else []
        self._install(_EXIT_CODES.keys() - ignored, lambda number, frame: self._note(number))
        return self


class StopAtOnce(_Handlers):
    """While the block lasts, the first of `StopFlag`'s signals raises Stopped in it, so that what is open is tidied up.

    An import is not torn, as libraries do not survive that: Stopped waits until it ends. Whoever lets no exception out,
    as a finalizer or a library that makes of it an error of its own, is no end: Stopped is raised again as long as
    nobody handles it. Further signals do not disturb the tidying, but a second SIGINT ends the process at once. Signals
    that are ignored stay so. SIGALRM serves to wait.

    settled: set it where the command is over, before the block is; nothing is raised from then on.
    """

    def __enter__(self) -> Self:
        self.settled, self._outermost, self._waited = False, sys._getframe(1).f_code, 0.0
        heard = [number for number in _EXIT_CODES if signal.getsignal(number) is not signal.SIG_IGN]
        self._install(heard, self._stop)
        self._install([signal.SIGALRM], self._look_again)
        self._unraisable = sys.unraisablehook
        if self._former:
            sys.unraisablehook = self._swallowed
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.settled = True
        if sys.unraisablehook == self._swallowed:
            sys.unraisablehook = self._unraisable
        if self._former:
            signal.setitimer(signal.ITIMER_REAL, 0)
        super().__exit__(kind, error, traceback)

    def ignore(self) -> None:
        """Let the signals pass unheard from now on, after the block too."""
        for number in self._former:
            signal.signal(number, signal.SIG_IGN)
        self._former.clear()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        try:
            self._note(number)
        except KeyboardInterrupt:
            give_up()
            os.write(2, b"gansmith: Stopped at once.\n")
            os._exit(self.exit_code)
        self._look_again(number, frame)

    def _look_again(self, number: int, frame: FrameType | None) -> None:
        if not self.requested or self.settled:
            return
        if _is_handled():
            signal.setitimer(signal.ITIMER_REAL, _AGAIN)
        elif self._is_importing(frame):
            self._waited += _PATIENCE
            if self._waited > _LONGEST:
                os.write(2, f"gansmith: Stopped by {self.reason}, in the midst of an import.\n".encode())
                os._exit(self.exit_code)
            signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
        else:
            signal.setitimer(signal.ITIMER_REAL, _AGAIN)
            raise Stopped

    def _swallowed(self, ignored: "sys.UnraisableHookArgs") -> None:
        """Say nothing of Stopped in the midst of a finalizer, which lets nothing out: it is raised again after it."""
        if ignored.exc_type is not Stopped:
            self._unraisable(ignored)

    def _is_importing(self, frame: FrameType | None) -> bool:
        while frame is not None and frame.f_code is not self._outermost:
            if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
                return True
            frame = frame.f_back
        return False


def _is_handled() -> bool:
    """Whether what is done now is done because of Stopped: by a `finally`, or whoever caught it."""
    error = sys.exception()
    while error is not None and not isinstance(error, Stopped):
        error = error.__context__
    return error is not None
