"""Faults on demand: the n-th call that changes the disk fails, or the process dies in it."""

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_CALLS = ("open", "write", "fsync", "replace", "rename", "mkdir", "unlink", "rmdir", "ftruncate")


class Killed(BaseException):
    """Stands for SIGKILL: every later call dies too, so no clean-up can run."""


class Faults:
    """Counts calls; `strike(call)` is asked to act in the n-th, after half of a write is on the disk."""

    def __init__(self, nth: int, strike: Callable[[str], None], *, lasting: bool) -> None:
        self.calls: list[str] = []
        self._nth, self._strike, self._lasting = nth, strike, lasting

    @property
    def is_due(self) -> bool:
        return len(self.calls) == self._nth or (self._lasting and len(self.calls) > self._nth > 0)

    def note(self, call: str) -> bool:
        self.calls.append(call)
        return self.is_due

    def act(self, call: str) -> None:
        self._strike(call)


class _TornFile:
    """A file whose write, when struck, reaches the disk by half."""

    def __init__(self, file: Any, faults: Faults) -> None:
        self._file, self._faults = file, faults

    def write(self, data: Any) -> int:
        if self._faults.note("file.write"):
            self._file.write(data[: len(data) // 2])
            self._file.flush()
            self._faults.act("file.write")
        return int(self._file.write(data))

    def __enter__(self) -> "_TornFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def faults(nth: int, strike: Callable[[str], None], *, lasting: bool = False) -> Iterator[Faults]:
    """Let `strike` act in the n-th call below (and, if lasting, in every later one); nth = 0 only counts."""
    shim = Faults(nth, strike, lasting=lasting)

    def wrap(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **options: Any) -> Any:
            if shim.note(name):
                shim.act(name)
            return call(*arguments, **options)

        return wrapped

    plain_open = io.open

    def opened(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if not set(mode) & set("wax+"):
            return plain_open(file, mode, *arguments, **options)
        if shim.note("file.open"):
            shim.act("file.open")
        return _TornFile(plain_open(file, mode, *arguments, **options), shim)

    with pytest.MonkeyPatch.context() as patch:
        for name in _CALLS:
            patch.setattr(os, name, wrap(name, getattr(os, name)))
        patch.setattr(io, "open", opened)
        patch.setattr(builtins, "open", opened)
        yield shim


def failing(number: int) -> Callable[[str], None]:
    """Return a strike that raises the OSError of this errno."""

    def strike(call: str) -> None:
        raise OSError(number, os.strerror(number), call)

    return strike


def dying(call: str) -> None:
    """A strike after which nothing more happens in this process, as far as the code can tell."""
    raise Killed(call)


def exiting(call: str) -> None:
    """A strike that really ends the process, without any clean-up."""
    os._exit(137)


ERRNOS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EDQUOT)
