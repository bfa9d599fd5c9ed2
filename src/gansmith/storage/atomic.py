"""Files and directories that appear whole or not at all, whatever happens on the way."""

import contextlib
import errno
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gansmith.errors import DataError, StorageError, UsageError

# .tmp- is being written, .old- is being replaced, .del- is being deleted. The process id comes before the name so that
# a temporary file keeps every suffix of its target: writers choose their format by it.
_LEFTOVER = re.compile(r"\.(tmp|old|del)-(\d+)-(.+)")
_FULL = (errno.ENOSPC, errno.EDQUOT)
_LARGEST_TEXT = 256 << 20  # bytes of a JSON file: 100,000 class names of 1,000 characters, twice over


@contextmanager
def atomic_file(path: str | Path, needs: int | None = None) -> Iterator[Path]:
    """Yield a temporary path beside `path` that takes its place, safe on disk, when the block ends well.

    `needs` (bytes), where known, is told to the user if the disk is full. Raises StorageError naming the path.
    """
    target = Path(os.path.realpath(path))  # a link stays a link; what it points to is replaced
    with writing(path, needs), _temporary(target) as temporary:
        if target.exists() and not target.is_file():
            raise StorageError(f"{path} exists and is not a regular file, so it is not replaced. Choose another name.")
        yield temporary
        _sync(temporary)
        temporary.replace(target)
        _sync(target.parent)


@contextmanager
def atomic_directory(path: str | Path, needs: int | None = None) -> Iterator[Path]:
    """Yield a new temporary directory beside `path` that takes its place, safe on disk, when the block ends well.

    A directory already there is replaced; `needs` (bytes) as in `atomic_file`. Raises StorageError naming the path.
    """
    target = Path(os.path.realpath(path))
    with writing(path, needs), _temporary(target) as temporary:
        if target.exists() and not target.is_dir():
            raise StorageError(f"{path} exists and is not a directory, so it is not replaced. Choose another name.")
        temporary.mkdir()
        yield temporary
        for entry in temporary.rglob("*"):
            _sync(entry)
        _sync(temporary)
        _swap_in(temporary, target)


@contextmanager
def writing(path: str | Path, needs: int | None = None) -> Iterator[None]:
    """Turn an OSError of the block into a StorageError that names `path`, the reason and the remedy."""
    try:
        yield
    except OSError as error:
        raise StorageError(_explanation(Path(path), needs, error)) from error


def require_parent(path: Path) -> None:
    """Raise UsageError where the folder that a path lies in does not exist, before any work is done for it."""
    if not path.absolute().parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}. Make it first, or choose another place.")


def remove_directory(path: Path) -> None:
    """Delete a directory such that nobody ever sees half of it. Raises OSError."""
    doomed = _sibling(path, "del")
    _discard(doomed)
    path.rename(doomed)
    shutil.rmtree(doomed)


def sweep(directory: str | Path) -> None:
    """Remove what dead processes left half done in `directory`, and put back what they were about to replace.

    This process must not be writing there itself: its own number counts as dead, as a container gives it out again.
    """
    folder = Path(directory)
    for path in sorted(folder.glob(".*")):
        match = _LEFTOVER.fullmatch(path.name)
        if match is None or _is_another_alive(int(match[2])):
            continue
        target = folder / match[3]
        if match[1] == "old" and not target.exists():
            with contextlib.suppress(OSError):
                path.rename(target)
        else:
            _discard(path)


def json_bytes(value: Any) -> bytes:
    """Return JSON with sorted keys. Raises ValueError for NaN and Inf, TypeError for what JSON does not know."""
    return (json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def write_json(path: str | Path, value: Any) -> None:
    """Write `value` as JSON, atomically. Raises StorageError naming the path, and as `json_bytes` does."""
    content = json_bytes(value)
    with atomic_file(path, needs=len(content)) as temporary:
        temporary.write_bytes(content)


def read_json(path: str | Path) -> Any:
    """Return the value in a JSON file. Raises DataError naming the file if it is missing, unreadable or not JSON."""
    try:
        return json.loads(read_bounded(Path(path)), parse_constant=_refuse)
    except OSError as error:
        raise DataError(
            f"{path} cannot be read: {error.strerror or error}. Check the path and its permissions."
        ) from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is not valid JSON: {error}. Restore it from a copy or make it anew.") from error


def read_bounded(path: Path) -> bytes:
    """Return the content of a file of ours that is not data; raises OSError for a device, a pipe or a giant."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is not a regular file")
    if (size := path.stat().st_size) > _LARGEST_TEXT:
        raise OSError(errno.EFBIG, f"it has {size:,} bytes, and {_LARGEST_TEXT:,} are the most")
    return path.read_bytes()


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON number")


def _explanation(path: Path, needs: int | None, error: OSError) -> str:
    reason: object = error.strerror or error
    remedy = f"Check that {path.parent} exists and that you may write there"
    if error.errno in _FULL or _is_short_write(error):
        size = "" if needs is None else f" and {needs:,} bytes are needed"
        reason, remedy = f"the disk is full{size}", "Free some space, or choose another place, and try again"
    elif error.errno == errno.EFBIG:
        reason, remedy = "files may not be so large here", "Raise the limit (`ulimit -f`), or choose another place"
    return f"{path} could not be written: {reason}. {remedy}. Nothing half written was left behind."


def _is_short_write(error: OSError) -> bool:
    """Whether numpy wrote less than it was asked to: it keeps the system's reason to itself, and that is space."""
    return error.errno is None and "requested and" in str(error)


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    path = _sibling(target, "tmp")
    _discard(path)  # a dead process may have had this number
    try:
        yield path
    finally:
        _discard(path)


def _sibling(target: Path, kind: str) -> Path:
    return target.with_name(f".{kind}-{os.getpid()}-{target.name}")


def _swap_in(temporary: Path, target: Path) -> None:
    aside = _sibling(target, "old")
    if replaces := target.exists():
        _discard(aside)
        target.rename(aside)
    try:
        temporary.rename(target)
    except BaseException:
        if replaces:
            aside.rename(target)
        raise
    _sync(target.parent)  # the new one must be safe before the old one goes
    _discard(aside)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if not (error.errno == errno.EINVAL and path.is_dir()):  # some network file systems cannot sync a directory
            raise
    finally:
        os.close(descriptor)


def _discard(path: Path) -> None:
    """Best effort: a failure to tidy must not hide the failure that made it necessary."""
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _is_another_alive(pid: int) -> bool:
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
