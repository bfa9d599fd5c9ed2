"""What a process leaves half done when it is killed, and how another one tells it from what is being written now.

A temporary is named .tmp-, .old- (about to be replaced) or .del- (about to be deleted), then the number of its process,
then a mark of the system in which that number means something: the boot of the machine, and the container. Its writer
also holds a lock on it, which ends with the process. So another process of the same system asks whether that process
lives. One of another system (another machine on the same network disk, another container, an earlier boot) cannot ask;
there only what nobody holds locked, and nobody has touched for a day, counts as left.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

_NAME = re.compile(r"\.(tmp|old|del)-(\d+)(?:@([0-9a-f]{8}))?-(.+)", re.DOTALL)  # version 0.1.0 gave no mark
_LONG_AGO = 86_400.0  # seconds
_held: dict[int, Path] = {}  # what this process is writing, by the descriptor of its lock
_scratch: dict[Path, int] = {}  # folders for the work of a process, by its number


def temporary_name(name: str, kind: str) -> str:
    """Return what a temporary of this process for a file of this name is called; it keeps every suffix of it."""
    return f".{kind}-{os.getpid()}@{_system()}-{name}"


def is_leftover(name: str) -> bool:
    """Tell whether this is the name of a temporary, be it in use or not."""
    return _NAME.fullmatch(name) is not None


def is_empty(directory: Path, folders: Collection[str] = (), files: Collection[str] = ()) -> bool:
    """Tell whether a directory holds nothing but temporaries, files of these names, and folders that do so."""
    return directory.is_dir() and all(
        is_leftover(entry.name) or entry.name in files or (entry.name in folders and is_empty(entry, folders))
        for entry in directory.iterdir()
    )


def sweep(directory: str | Path, name: str | None = None, *, owner: bool = False) -> None:
    """Remove what dead processes left half done in `directory`, and put back what they were about to replace.

    name: only what belongs to the file or directory of this name. owner: only this process makes directories there, so
    that every temporary directory was left by a dead one; it must not be writing one itself.
    """
    folder = Path(directory)
    for path in sorted(_entries(folder)):
        match = _NAME.fullmatch(path.name)
        if match is None or name not in (None, match[4]):
            continue
        if not _is_dead(path, int(match[2]), match[3], match[1], owner=owner):
            continue
        target = folder / match[4]
        if match[1] == "old" and not target.exists():
            with contextlib.suppress(OSError):
                path.rename(target)
        else:
            discard(path)


def discard(path: Path) -> None:
    """Delete a file or directory, as far as that is possible: not to tidy hides no failure that made it necessary."""
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def hold(path: Path) -> int | None:
    """Lock a temporary for as long as the descriptor that is returned stays open; None where that cannot be done.

    The lock is a shared one: HDF5 opens no file that somebody else holds alone, and may open it once it is in place.
    """
    descriptor = _locked(path, fcntl.LOCK_SH)[0]
    if descriptor is not None:
        _held[descriptor] = path
    return descriptor


def let_go(descriptor: int | None) -> None:
    """End a lock that `hold` made."""
    if descriptor is not None:
        _held.pop(descriptor, None)
        os.close(descriptor)


@contextlib.contextmanager
def scratch(purpose: str) -> Iterator[Path]:
    """Yield a new folder among the system's temporary ones, which is gone after the block."""
    with tempfile.TemporaryDirectory(prefix=f"gansmith-{purpose}-") as place:
        _scratch[Path(place)] = os.getpid()
        try:
            yield Path(place)
        finally:
            _scratch.pop(Path(place))


def give_up() -> None:
    """Remove what this process is writing, and put back what that was about to replace: the process ends at once."""
    for folder in [folder for folder, owner in _scratch.items() if owner == os.getpid()]:
        discard(folder)
    for path in list(_held.values()):
        match = _NAME.fullmatch(path.name)
        if match is None or int(match[2]) != os.getpid():  # of the process that this is a fork of
            continue
        aside, target = path.with_name(temporary_name(match[4], "old")), path.with_name(match[4])
        if aside.exists() and not target.exists():
            with contextlib.suppress(OSError):
                aside.rename(target)
        discard(path)


def _entries(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.name.startswith(".")]
    except OSError:
        return []


def _is_dead(path: Path, pid: int, system: str | None, kind: str, *, owner: bool) -> bool:
    if owner and path.is_dir():
        return True
    if system == _system() and pid == os.getpid():  # a dead process had this number, or another thread writes
        return not _lock(path)[1]
    if system == _system() and not _is_alive(pid):
        return True
    # What is about to be replaced is locked by nobody: only its own system can tell.
    return kind != "old" and _is_old(path) and _lock(path)[0]


def _lock(path: Path) -> tuple[bool, bool]:
    """Return whether a temporary can be locked now, and whether somebody else holds it; neither without locks."""
    descriptor, is_held = _locked(path, fcntl.LOCK_EX)
    let_go(descriptor)
    return descriptor is not None, is_held


def _locked(path: Path, kind: int) -> tuple[int | None, bool]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # nor wait at a pipe
    except OSError:
        return None, False
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:  # some network file systems have no locks, or none of directories
        os.close(descriptor)
        return None, isinstance(error, BlockingIOError)
    return descriptor, False


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.lstat().st_mtime > _LONG_AGO
    except OSError:
        return False


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


@cache
def _system() -> str:
    """Return a mark of the boot and the container within which numbers of processes mean something."""
    parts = [socket.gethostname()]
    with contextlib.suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text())
    with contextlib.suppress(OSError):
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]
