"""Files that native libraries parse, read in a process of their own: a crash there is a DataError here."""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from fcntl import F_DUPFD_CLOEXEC, fcntl
from pathlib import Path
from typing import Any

from gansmith import errors
from gansmith.data.choose import Choices
from gansmith.data.dataset import Dataset
from gansmith.data.trouble import require
from gansmith.data.wire import Closed, close, receive, send, unpack
from gansmith.errors import DataError, GansmithError

# Nothing is imported by the reader that was not to be had here, and nothing from the current folder before the rest:
# files of data may lie there, and a file called scipy.py among them.
_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from gansmith.data.reader_process import serve; serve(int(sys.argv[2]), int(sys.argv[3]))"
)
_ENVIRONMENT = ("TMPDIR", "LOCAL_WORLD_SIZE")  # of what the reader has to know, what may change here
_LEAST_SECONDS, _SECONDS_A_BYTE, _WAITING = 20.0, 1e-6, 10  # computing; waiting for disks may take ten times as long
_LOWEST = 3  # descriptors below are standard input, output and error, even where they are closed


class _Reader:
    """A process that reads for this one, over a socket; it ends when this one does."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        lifeline, kept = os.pipe()
        passed = [fcntl(end, F_DUPFD_CLOEXEC, _LOWEST) for end in (theirs.fileno(), lifeline)]
        self.owner, self._channel, self._kept = os.getpid(), ours, kept
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter
                [sys.executable, "-P", "-W", "ignore", "-c", _START, json.dumps(_path()), *map(str, passed)],
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
        """Return the answer and the descriptors that come with it. Raises Closed where the process ended instead."""
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
            os.close(self._kept)  # ends it at once, whatever it does
        if self.owner != os.getpid():
            return 0
        return self._process.wait()


_reader: _Reader | None = None
_lock = threading.Lock()


def read_apart(kind: str, path: str, choices: Choices) -> Dataset:
    """Read a file of one of the kinds of `reader_process`, in that process.

    Raises what the reader raises; DataError where the file ends it, or takes more time or memory than is good.
    """
    if kind in ("csv", "tsv", "parquet"):
        require("pyarrow", "table", f"Reading {path}")
    size = Path(path).stat().st_size
    computing = _LEAST_SECONDS + size * _SECONDS_A_BYTE
    request = {
        "kind": kind,
        "path": path,
        "what": f"a .{kind} file",
        "choices": asdict(choices),
        "folder": _here(),
        "environment": {name: os.environ.get(name) for name in _ENVIRONMENT},
        "computing": computing,
        "waiting": _WAITING * computing,
    }
    with _lock:
        answer, descriptors = _ask(request)
    try:
        return _result(answer, descriptors, path)
    finally:
        close(descriptors)


@atexit.register
def end_reader() -> None:
    """End the process that reads, where there is one."""
    global _reader
    ended, _reader = _reader, None
    if ended is not None:
        ended.end()


def _ask(request: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
    global _reader
    fresh = _reader is None or _reader.owner != os.getpid()
    if fresh:
        _reader = _Reader() if _reader is None else _replaced(_reader)
    reader = _reader
    assert reader is not None  # noqa: S101
    try:
        return reader.ask(request)
    except Closed:
        _reader, code = None, reader.end()
        if code == 0 and not fresh:  # it had nothing to do for a while, and ended
            return _ask(request)
        raise _death(request, code) from None
    except BaseException:
        _reader = None
        reader.end()
        raise


def _replaced(other: _Reader) -> _Reader:
    """Return a reader of this process's own, a fork of the one that started the other."""
    other.end()
    return _Reader()


def _result(answer: dict[str, Any], descriptors: list[int], path: str) -> Dataset:
    if "error" in answer:
        kind = getattr(errors, str(answer["error"]), DataError)
        raise (kind if issubclass(kind, GansmithError) else DataError)(str(answer.get("text")))
    try:
        return unpack(answer["dataset"], descriptors)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{path} could not be read: its reader answered with {error}. Copy it again.") from error


def _death(request: dict[str, Any], code: int) -> DataError:
    """Return what to say of a reader that ended with this exit code."""
    path, what = request["path"], request["what"]
    if code in (-signal.SIGPROF, -signal.SIGALRM):
        return DataError(
            f"{path} cannot be read as {what}: its {request['computing']:,.0f} seconds of computing ran out. The file "
            "is damaged or made to do harm; of a good one, save the array as .npy."
        )
    if code == -signal.SIGKILL:
        return DataError(
            f"{path} cannot be read as {what}: its reader was killed, as happens where memory runs out. Use a "
            "smaller file, or save the array as .npy."
        )
    if code >= 0:
        return DataError(
            f"{path} could not be read: its reader, {sys.executable}, ended with exit code {code}. Try "
            f"`{sys.executable} -c 'import gansmith'`, and save the array as .npy if that works."
        )
    return DataError(
        f"{path} cannot be read as {what}: the library that reads it crashed ({signal.Signals(-code).name}). The file "
        "is damaged, made to do harm, or beyond the memory there is: copy or export it again, or save it as .npy."
    )


def _here() -> str:
    try:
        return str(Path.cwd())
    except OSError:  # it has been deleted
        return "/"


def _path() -> list[str]:
    """Return where modules are looked for, the current folder last."""
    here = _here()
    places = [os.path.abspath(place) for place in sys.path]  # noqa: PTH100 - "" is the current folder
    root = str(Path(errors.__file__).resolve().parents[1])
    kept = [place for place in places if place != here]
    return [*kept, *(place for place in (root, here) if place not in kept)]
