"""Mishaps of the libraries that read files, said in our words."""

import errno
import importlib.util
import re
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

from gansmith.data.reader.true_kind import remedy_of_name
from gansmith.errors import DataError, GansmithError, MemoryShortage, TooLarge, UsageError

_SHOWN = 60  # characters of a name that messages quote
_COMPARED = 1000  # names that one is compared with
_LONGEST_REASON = 300  # characters of what a library says
_QUOTED = re.compile(r"['\"].*['\"]|<.*>", re.DOTALL)  # from the first quotation mark to the last


@contextmanager
def reading(path: str | Path, kind: str, *, private: bool = False) -> Iterator[None]:
    """Turn whatever a library raises on a damaged file into a DataError naming `path` and the `kind` expected.

    private: what the library quotes of the file is not repeated, as it may be the name of a patient.
    """
    try:
        yield
    except GansmithError:
        raise
    except PermissionError as error:
        raise DataError(f"{path} may not be read: {error.strerror}. Check its permissions.") from error
    except Exception as error:  # on hostile bytes the libraries raise nearly anything
        if MemoryShortage.is_one(error):
            why = MemoryShortage.reason(error)[:_LONGEST_REASON]
            raise TooLarge(
                f"{path} does not fit in memory ({why}). Use a smaller file, or an .npy file, which is mapped."
            ) from error
        raise _of_system(path, error) or _damaged(path, kind, error, private) from (None if private else error)


def _of_system(path: str | Path, error: Exception) -> DataError | None:
    """Return what to say where the file may be good, and the system did not let it be read."""
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.EMFILE, errno.ENFILE):
        return DataError(f"{path} cannot be read: too many files are open. Raise the limit (`ulimit -n 1024`).")
    if number == errno.ELOOP:
        return DataError(f"{path} is a link that leads back to itself. Remove it, or name the file.")
    if isinstance(error, FileNotFoundError):
        gone = "Check the path" if _is_here() else "The current folder has been deleted: go to another one"
        return DataError(f"{path} cannot be read: {error.strerror or error}. {gone}.")
    return None


def _damaged(path: str | Path, kind: str, error: Exception, private: bool) -> DataError:
    said = _QUOTED.sub("'...'", str(error)) if private else str(error)
    reason = said.strip().partition("\n")[0].rstrip(".")[:_LONGEST_REASON] or type(error).__name__
    remedy = "The file is damaged, cut short or of another kind: copy or export it again."
    return DataError(f"{path} cannot be read as {kind}: {reason}. {remedy_of_name(path) or remedy}")


def _is_here() -> bool:
    """Whether the current folder is still there."""
    try:
        Path.cwd()
    except OSError:
        return False
    return True


def require(module: str, extra: str, purpose: str) -> None:
    """Raise UsageError with the exact pip line if the optional `module` is not installed."""
    if importlib.util.find_spec(module) is None:
        raise UsageError(f"{purpose} needs {module}, which is not installed. Run: pip install 'gansmith[{extra}]'")


def shown(text: object) -> str:
    """Return a name or value of a file as messages quote it: its first 60 characters, with dots if there are more."""
    name = str(text)
    return name if len(name) <= _SHOWN else f"{name[:_SHOWN]}..."


def is_text(name: str) -> bool:
    """Whether a name is text, rather than bytes in another encoding than the system's."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def did_you_mean(name: str, known: list[str]) -> str:
    """Return " Did you mean 'x'?" for the known name most like `name`, or nothing."""
    short = [other for other in known[:_COMPARED] if len(other) <= _SHOWN]  # comparing takes long for long names
    matches = get_close_matches(name[:_SHOWN], short, n=1)
    return f" Did you mean {matches[0]!r}?" if matches else ""
