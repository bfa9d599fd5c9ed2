"""Who decides in a search: one process at a time, by a file that network disks let one machine alone make."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gansmith.errors import UsageError
from gansmith.storage.atomic import writing

_DECISION = "decision"  # the lock of which is decision.lock
LOCK_FILE = f"{_DECISION}.lock"


@dataclass(frozen=True)
class FileLock:
    """Optuna's lock file of a path. A dead owner's is broken after half a minute, and so is that of one suspended.

    Whoever wakes up and no longer has it lets go of nothing.
    """

    lock: Any

    @classmethod
    def of(cls, path: Path) -> "FileLock":
        """Return the lock of a path."""
        return cls(optuna_module().storages.journal.JournalFileOpenLock(str(path)))

    def acquire(self) -> bool:
        """Wait for the lock and take it."""
        taken: bool = self.lock.acquire()
        return taken

    def release(self) -> None:
        """Let others have it."""
        with contextlib.suppress(RuntimeError):
            self.lock.release()


@contextlib.contextmanager
def deciding(directory: Path) -> Iterator[None]:
    """Decide alone in the directory of a search: the lock is one that network disks share, and dies with its owner."""
    lock = FileLock.of(directory / _DECISION)
    with writing(directory):
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def optuna_module() -> Any:
    """Return Optuna; raises UsageError where it is not installed."""
    try:
        import optuna
        import optuna.storages.journal
    except ImportError:
        raise UsageError("A search needs Optuna, which is not installed: pip install 'gansmith[tune]'.") from None
    return optuna
