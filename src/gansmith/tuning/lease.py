"""Who works on a trial: a lock that the kernel gives back, and a heartbeat for disks that do not share locks."""

import contextlib
import fcntl
import os
import socket
import time
from pathlib import Path
from tempfile import TemporaryFile
from typing import Self

from gansmith.storage.atomic import json_bytes, read_bounded, writing
from gansmith.storage.json_text import parsed
from gansmith.storage.plain import open_plain

BEAT = 5.0  # seconds between heartbeats
SILENT = 60.0  # seconds without one, after which the owner on another machine is dead


class Lease:
    """The sole right to work on what `path` stands for, while it is held and its heart beats.

    On one machine the lock alone decides: the kernel gives it back when its owner dies. Another machine's is taken over
    only if there also was no heartbeat for a minute, as some network disks do not share locks.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None
        self._beat = 0.0

    @property
    def is_held(self) -> bool:
        """Whether this process has it."""
        return self._file is not None

    def take(self) -> bool:
        """Take the lease, unless somebody alive has it; return whether it was taken."""
        with writing(self.path):
            file = open_plain(self.path, os.O_RDWR | os.O_CREAT)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                return False
            if self._lives_elsewhere():
                os.close(file)
                return False
            os.ftruncate(file, 0)
            os.write(file, json_bytes({"pid": os.getpid(), "host": socket.gethostname()}))
        self._file = file
        self.beat()
        return True

    def beat(self) -> None:
        """Say that the owner lives, if that was not said a moment ago."""
        if self._file is not None and time.monotonic() > self._beat + BEAT:
            self._beat = time.monotonic()
            with contextlib.suppress(OSError):
                os.utime(self._file)

    def give_back(self) -> None:
        """Let others have it."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_back()

    def _lives_elsewhere(self) -> bool:
        try:
            host = parsed(read_bounded(self.path))["host"]
        except (OSError, ValueError, KeyError, TypeError):
            return False  # nobody has signed
        if host == socket.gethostname():
            return False
        with TemporaryFile(dir=self.path.parent) as probe:  # dated by the clock of the disk, as heartbeats are
            return os.fstat(probe.fileno()).st_mtime - self.path.stat().st_mtime < SILENT
