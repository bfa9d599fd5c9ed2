"""Files and directories that appear whole or not at all, whatever happens on the way."""

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gansmith.errors import DataError, GansmithError, StorageError, UsageError
from gansmith.storage.failure import explanation, system_error
from gansmith.storage.json_text import TooMuch, parsed
from gansmith.storage.leftovers import discard, hold, let_go, sweep, temporary_name
from gansmith.storage.places import possible

_LARGEST_TEXT = 256 << 20  # bytes of a JSON file: 100,000 class names of 1,000 characters, twice over

NO_FIELDS: Mapping[str, type] = MappingProxyType({})


@contextmanager
def atomic_file(path: str | Path, needs: int | None = None) -> Iterator[Path]:
    """Yield a temporary path beside `path` that takes its place, safe on disk, when the block ends well.

    `needs` (bytes), where known, is told to the user if the disk is full. What killed writers of the same file left
    beside it is removed. Raises StorageError naming the path.
    """
    target = Path(os.path.realpath(path))  # a link stays a link; what it points to is replaced
    with writing(path, needs), _temporary(target, Path.touch) as temporary:
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
    with writing(path, needs), _temporary(target, Path.mkdir) as temporary:
        if target.exists() and not target.is_dir():
            raise StorageError(f"{path} exists and is not a directory, so it is not replaced. Choose another name.")
        yield temporary
        for entry in temporary.rglob("*"):
            _sync(entry)
        _sync(temporary)
        _swap_in(temporary, target)


@contextmanager
def writing(path: str | Path, needs: int | None = None) -> Iterator[None]:
    """Turn what the system refuses in the block into a StorageError that names `path`, the reason and the remedy.

    That is an OSError, or what a writer in another language makes of one.
    """
    try:
        yield
    except GansmithError:
        raise
    except Exception as error:
        cause = system_error(error)
        if cause is None:
            raise
        raise StorageError(explanation(Path(path), needs, cause)) from error


def require_parent(path: Path) -> None:
    """Raise, before any work is done, where the folder of a path is missing, closed, or its name cannot be one.

    That is a UsageError, or a StorageError for a folder in which this process may not write.
    """
    folder = possible(path).absolute().parent
    if not folder.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}. Make it first, or choose another place.")
    folder = Path(os.path.realpath(path)).parent  # of what a link points to
    if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
        is_closed = bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
        number = errno.EROFS if is_closed else errno.EACCES
        raise StorageError(explanation(path, None, OSError(number, os.strerror(number))))


def remove_directory(path: Path) -> None:
    """Delete a directory such that nobody ever sees half of it. Raises OSError."""
    doomed = _sibling(path, "del")
    discard(doomed)
    path.rename(doomed)
    shutil.rmtree(doomed)


def json_bytes(value: Any) -> bytes:
    """Return JSON with sorted keys. Raises ValueError for NaN and Inf, TypeError for what JSON does not know.

    Half of a surrogate pair, which names of files may hold and UTF-8 may not, is escaped as JSON does.
    """
    text = json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return text.encode(errors="backslashreplace")


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write a file of this content, atomically. Raises StorageError naming the path."""
    with atomic_file(path, needs=len(content)) as temporary:
        temporary.write_bytes(content)


def write_json(path: str | Path, value: Any) -> None:
    """Write `value` as JSON, atomically. Raises StorageError naming the path, and as `json_bytes` does."""
    write_bytes(path, json_bytes(value))


def read_json(path: str | Path) -> Any:
    """Return the value in a JSON file. Raises DataError naming the file if it is missing, unreadable or not JSON."""
    try:
        return parsed(read_bounded(Path(path)), parse_constant=_refuse)
    except OSError as error:
        raise DataError(
            f"{path} cannot be read: {error.strerror or error}. Check the path and its permissions."
        ) from error
    except TooMuch as error:
        raise DataError(f"{path} is damaged: {error}. Restore it from a copy or make it anew.") from error
    except ValueError as error:
        raise DataError(f"{path} is not valid JSON: {error}. Restore it from a copy or make it anew.") from error


def read_bounded(path: Path) -> bytes:
    """Return the content of a file of ours that is not data; raises OSError for a device, a pipe or a giant."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is not a regular file")
    if (size := path.stat().st_size) > _LARGEST_TEXT:
        raise OSError(errno.EFBIG, f"it has {size:,} bytes, and {_LARGEST_TEXT:,} are the most")
    return path.read_bytes()


def read_object(path: str | Path, fields: Mapping[str, type] = NO_FIELDS) -> dict[str, Any]:
    """Return the object in a JSON file. Raises DataError naming the file, or a field that has not the type it must."""
    value = read_json(path)
    if not isinstance(value, dict):
        raise DataError(f"{path} is damaged: it holds no JSON object. Restore it from a copy or make it anew.")
    for name, kind in fields.items():
        if not isinstance(value.get(name), kind):
            wrong = f"its {name} is {value.get(name)!r}"
            raise DataError(f"{path} is damaged: {wrong}. Restore it from a copy or make it anew.")
    return value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON number")


@contextmanager
def _temporary(target: Path, make: Callable[[Path], None]) -> Iterator[Path]:
    """Yield a new, empty and locked temporary, after removing those that dead writers of this target left."""
    sweep(target.parent, target.name)
    path = _sibling(target, "tmp")
    lock = None
    try:
        make(path)
        lock = hold(path)
        yield path
    finally:
        try:
            discard(path)
        finally:
            let_go(lock)


def _sibling(target: Path, kind: str) -> Path:
    return target.with_name(temporary_name(target.name, kind))


def _swap_in(temporary: Path, target: Path) -> None:
    aside = _sibling(target, "old")
    if replaces := target.exists():
        discard(aside)
        target.rename(aside)
    try:
        temporary.rename(target)
    except BaseException:
        if replaces:
            aside.rename(target)
        raise
    _sync(target.parent)  # the new one must be safe before the old one goes
    discard(aside)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if not (error.errno == errno.EINVAL and path.is_dir()):  # some network file systems cannot sync a directory
            raise
    finally:
        os.close(descriptor)
