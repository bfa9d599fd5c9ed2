"""Where the program starts: `gansmith`, and `python -m gansmith`, which is how torchrun starts it."""

import os
import signal
import sys
from pathlib import Path
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1)


def start() -> int:
    """Run the command of this process's words, and return its exit code."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end_at_once)  # until the command line hears them, which has to be imported first
    here = _current()
    elsewhere = [place for place in sys.path if place and Path(place) != here]
    sys.path[:] = [*elsewhere, *(place for place in sys.path if place not in elsewhere)]  # data may lie here: a json.py
    from gansmith.cli import main

    return main()


def _end_at_once(number: int, frame: FrameType | None) -> None:
    """End before anything has begun, with the exit code of the signal."""
    os.write(2, b"gansmith: Stopped at once.\n")
    os._exit(130 if number == signal.SIGINT else 75)


def _current() -> Path | None:
    """Return the current folder, None where it has been deleted, which commands say in their own words."""
    try:
        return Path.cwd()
    except OSError:
        return None


if __name__ == "__main__":
    sys.exit(start())
