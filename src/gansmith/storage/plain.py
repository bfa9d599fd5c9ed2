"""Files and folders that are just that: no links to other places, no pipes or devices, in what a stranger may give."""

import errno
import os
import stat
from pathlib import Path

from gansmith.errors import DataError


def require_plain(directory: str | Path, kind: str = "run") -> None:
    """Raise DataError naming the first thing below `directory`, at any depth, that is neither a file nor a folder.

    What is written into a run through a link would change or delete what it points to; a pipe would never end. The
    directory itself, and folders above it, may be links. kind says what it is, for the message.
    """
    waiting = [Path(directory)]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                waiting += [Path(entry.path) for entry in entries if _is_folder(entry, kind)]
        except FileNotFoundError:  # it was retired since it was listed, or there is none yet
            continue
        except OSError as error:
            raise DataError(f"{folder} cannot be read: {error.strerror}. Check its permissions.") from error


def open_plain(path: Path, flags: int) -> int:
    """Return a descriptor of a file opened with these flags; raises OSError, and DataError for a link or a pipe."""
    try:
        descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o644)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):  # a link; a pipe that nobody reads, or a socket
            raise DataError(_complaint(path, path.is_symlink(), "run")) from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise DataError(_complaint(path, False, "run"))
    return descriptor


def _is_folder(entry: "os.DirEntry[str]", kind: str) -> bool:
    is_folder = entry.is_dir(follow_symlinks=False)
    if not (is_folder or entry.is_file(follow_symlinks=False)):
        raise DataError(_complaint(entry.path, entry.is_symlink(), kind))
    return is_folder


def _complaint(path: str | Path, is_link: bool, kind: str) -> str:
    if is_link:
        return f"{path} is a link, and a {kind} holds no links. Replace it by what it points to, or delete it."
    return f"{path} is not a regular file, and a {kind} holds files and folders only. Delete it."
