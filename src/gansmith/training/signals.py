"""The wish to stop, kept as a flag that the loop reads between steps, so that no step is ever torn."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Self

_EXIT_CODES = {signal.SIGINT: 130, signal.SIGTERM: 75, signal.SIGUSR1: 75}


class StopFlag:
    """While the block lasts, SIGINT, SIGTERM and SIGUSR1 set `requested`; outside the main thread nothing is installed.

    The first signal decides `reason` (its name) and `exit_code`: 130 for SIGINT, 75 ("try again later") for the others.
    A second SIGINT raises KeyboardInterrupt at once.
    """

    def __init__(self) -> None:
        self.reason = ""
        self.exit_code = 0
        self._interrupts = 0
        self._former: dict[signal.Signals, signal._HANDLER] = {}

    @property
    def requested(self) -> bool:
        """True once a signal has come."""
        return bool(self.reason)

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in _EXIT_CODES:
                self._former[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for number, handler in self._former.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)  # None: installed by C code
        self._former.clear()

    def _note(self, number: int, frame: FrameType | None) -> None:
        received = signal.Signals(number)
        self._interrupts += received is signal.SIGINT
        if self._interrupts > 1:
            raise KeyboardInterrupt
        if not self.requested:
            self.exit_code = _EXIT_CODES[received]
            self.reason = received.name
