"""The process in which the libraries run that parse files in native code: what kills them does not kill the command.

It reads file after file for the process that started it, until that one ends or asks for nothing for a while. A file
gets so much computing time and so much memory; the system ends the process where it takes more, whatever it is doing.
"""

import fcntl
import os
import resource
import signal
import socket
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from gansmith.data.formats.registry import FORMATS
from gansmith.data.formats.variables import Choices
from gansmith.data.reader.library_errors import reading
from gansmith.data.reader.messages import Closed, receive, send
from gansmith.data.reader.wire import pack
from gansmith.data.storage.memory import expect, limit_memory
from gansmith.data.storage.store import hand_over
from gansmith.errors import GansmithError, flags_spoken

_IDLE = 20.0  # seconds without a request after which the process ends, to leave its memory to the training


def serve(kind: str, channel_descriptor: str, lifeline_descriptor: str) -> None:
    """Answer requests on a socket until it is closed; end at once where the other end of the lifeline is closed.

    The library for one kind of file is imported ahead.
    """
    lifeline = int(lifeline_descriptor)
    for number in (signal.SIGIO, signal.SIGALRM, signal.SIGPROF):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limit_memory()
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)  # its end raises SIGIO
    channel = socket.socket(fileno=int(channel_descriptor))
    channel.settimeout(_IDLE)
    with suppress(ImportError):
        import_module(str(FORMATS[kind].library))
    with suppress(Closed, OSError):
        while True:
            request, _ = receive(channel)
            _answer(channel, request)


def _answer(channel: socket.socket, request: dict[str, Any]) -> None:
    hand_over()
    for number, seconds in ((signal.ITIMER_PROF, request["computing"]), (signal.ITIMER_REAL, request["waiting"])):
        signal.setitimer(number, seconds)
    try:
        with flags_spoken(request["flags"]), reading(request["path"], request["what"]):
            document, files = _read(request)
            answer: dict[str, Any] = {"dataset": document}
    except GansmithError as error:
        answer, files = {"error": type(error).__name__, "text": str(error)}, []
    for timer in (signal.ITIMER_PROF, signal.ITIMER_REAL):
        signal.setitimer(timer, 0)
    send(channel, answer, [file.fileno() for file in files])


def _read(request: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    os.chdir(request["folder"])
    for name, value in request["environment"].items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    if str(FORMATS[request["kind"]].library).startswith(("pyarrow", "openpyxl")):
        import pyarrow

        pyarrow.set_memory_pool(pyarrow.system_memory_pool())  # the others take a gigabyte ahead, against the limit
    path = request["path"]
    expect(2 * Path(path).stat().st_size)
    return pack(FORMATS[request["kind"]].reader(path, Choices.from_json(request["choices"])))
