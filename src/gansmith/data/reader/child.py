"""The process that reads for this one: started where there is none, ended with this one, or by a file it reads.

Little is imported here, so that it can be started before all else.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from fcntl import F_DUPFD_CLOEXEC, fcntl
from pathlib import Path
from typing import Any

from gansmith import errors
from gansmith.data.formats.registry import FORMATS, format_of
from gansmith.data.reader.messages import Closed, close, receive, send

# Nothing is imported by the reader that was not to be had here, and nothing from the current folder before the rest:
# files of data may lie there, and a file called scipy.py among them.
_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from gansmith.data.reader.process import serve; serve(*sys.argv[2:])"
)
STOPPED = -signal.SIGSTOP  # the exit code of a reader that had to be killed since it did not answer
_MARGIN = 5.0  # seconds beyond those it has, in which a reader ends by itself
_AS_IDLE = (0, -signal.SIGKILL, -signal.SIGIO)  # exit codes of one that no file ended: SIGIO ends it as it ends idle
_LOWEST = 3  # descriptors below are standard input, output and error, even where they are closed
_READING_COMMANDS = ("data", "train", "evaluate", "compare", "detect", "classify")


class Died(Exception):
    """The reader ended in the midst of a file, with this exit code: negative where a signal ended it."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Reader:
    """A process that reads for this one, over a socket; it ends when this one does."""

    def __init__(self, kind: str) -> None:
        ours, theirs = socket.socketpair()
        lifeline, kept = os.pipe()
        passed = [fcntl(end, F_DUPFD_CLOEXEC, _LOWEST) for end in (theirs.fileno(), lifeline)]
        self._owner, self._channel, self._kept = os.getpid(), ours, kept
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter
                [
                    sys.executable,
                    "-P",
                    "-W",
                    "ignore",
                    "-c",
                    _START,
                    json.dumps(import_path()),
                    kind,
                    *map(str, passed),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=passed,
                start_new_session=True,  # Ctrl-C is for this process, which then ends the reader
            )
        except BaseException:
            ours.close()
            os.close(kept)
            raise
        finally:
            theirs.close()
            close([lifeline, *passed])

    def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
        """Return the answer and the descriptors that come with it. Raises Closed where the process ended instead.

        It ends itself where the time is over that the request gives; one that is stopped cannot, and is ended here.
        """
        self._channel.settimeout(request["waiting"] + _MARGIN)
        try:
            send(self._channel, request, [])
        except OSError as error:
            raise Closed from error
        return receive(self._channel)

    def end(self) -> int:
        """End the process and return its exit code, negative where a signal had ended it before."""
        with suppress(OSError):
            self._channel.close()
        with suppress(OSError):
            os.close(self._kept)  # ends it at once, whatever it does, unless it is stopped
        if self._owner != os.getpid():
            return 0
        try:
            return self._process.wait(_MARGIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return STOPPED

    def is_ours_and_alive(self) -> bool:
        """Whether this process started it, and not one that this is a fork of, and it has not ended."""
        return self._owner == os.getpid() and self._process.poll() is None


_reader: Reader | None = None
_lock = threading.Lock()


def ask(kind: str, request: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
    """Return the reader's answer about a file of this kind, and the descriptors that come with it.

    Raises Died where the reader ended instead.
    """
    with _lock:
        return _ask(kind, request)


def warm_up(tokens: Sequence[str]) -> None:
    """Start the reader while the command that will need it still imports what it needs itself."""
    global _reader
    files = (token for token in tokens[1:] if "." in token and os.path.isfile(token))  # noqa: PTH113 - never raises
    kinds = (format_of(Path(file)) for file in files)
    kind = next((kind for kind in kinds if kind is not None and FORMATS[kind].library is not None), None)
    if kind is not None and tokens[0] in _READING_COMMANDS:
        with _lock, suppress(OSError):
            _reader = _reader or Reader(kind)


@atexit.register
def end_reader() -> None:
    """End the process that reads, where there is one."""
    global _reader
    ended, _reader = _reader, None
    if ended is not None:
        ended.end()


def _ask(kind: str, request: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
    global _reader
    if _reader is not None and not _reader.is_ours_and_alive():
        end_reader()
    fresh = _reader is None
    reader = _reader = _reader or Reader(kind)
    try:
        return reader.ask(request)
    except Closed:
        _reader, code = None, reader.end()
        if code in _AS_IDLE and not fresh:  # it ended for want of work, or was killed, perhaps before
            return _ask(kind, request)
        raise Died(code) from None
    except BaseException:
        _reader = None
        reader.end()
        raise


def here() -> str:
    """Return the current folder, where there still is one."""
    try:
        return str(Path.cwd())
    except OSError:  # it has been deleted
        return "/"


def import_path() -> list[str]:
    """Return where modules are looked for, the current folder last."""
    folder = here()
    places = [os.path.join(folder, place) for place in sys.path]  # noqa: PTH118 - "" is the current folder
    places = [os.path.normpath(place) for place in places]
    root = str(Path(errors.__file__).resolve().parents[1])
    kept = [place for place in places if place != folder]
    return [*kept, *(place for place in (root, folder) if place not in kept)]
