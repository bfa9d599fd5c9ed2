"""One run, one owner: a lock that the kernel gives back when its owner dies, however it dies."""

import contextlib
import fcntl
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from gansmith.errors import UsageError, option
from gansmith.storage.atomic import json_bytes, read_bounded, writing
from gansmith.storage.json_text import parsed
from gansmith.storage.plain import open_plain


class RunLock:
    """Own the run in `directory` while the block lasts; readers never need this.

    Raises UsageError naming the owner where another process owns it, DataError where the lock is a link; the lock of a
    dead process is taken over.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.path = directory / "run.lock"
        self._file: int | None = None

    def __enter__(self) -> Self:
        with writing(self.path):
            file = open_plain(self.path, os.O_RDWR | os.O_CREAT)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._sign(file)
            except BlockingIOError:
                os.close(file)
                raise UsageError(self._in_use()) from None
            except OSError:
                os.close(file)
                raise
        self._file = file
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # The file stays: to delete it would let a third process lock a new file while a second still waits on this one.
        if self._file is not None:
            with contextlib.suppress(OSError):  # what is written there means nothing once it is not locked
                os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None

    def _sign(self, file: int) -> None:
        started = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        os.ftruncate(file, 0)
        os.write(file, json_bytes({"pid": os.getpid(), "host": socket.gethostname(), "started": started}))

    def _in_use(self) -> str:
        try:
            owner = parsed(read_bounded(self.path))
            who = f"process {owner['pid']} on {owner['host']}, since {owner['started']}"
            stop = f"stop it with `kill {owner['pid']}` on {owner['host']} (it saves first)"
        except (OSError, ValueError, KeyError, TypeError):  # it has not signed yet, or is damaged
            who, stop = "another process", "stop it"
        return (
            f"{self.directory} is being trained by {who}. Wait until it ends, {stop}, or choose another "
            f"{option('out')}."
        )
