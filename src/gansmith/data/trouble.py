"""Mishaps of the libraries that read files, said in our words."""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

from gansmith.errors import DataError, GansmithError, MemoryShortage, TooLarge, UsageError


@contextmanager
def reading(path: str | Path, kind: str) -> Iterator[None]:
    """Turn whatever a library raises on a damaged file into a DataError naming `path` and the `kind` expected."""
    try:
        yield
    except GansmithError:
        raise
    except PermissionError as error:
        raise DataError(f"{path} may not be read: {error.strerror}. Check its permissions.") from error
    except Exception as error:  # on hostile bytes the libraries raise nearly anything
        if MemoryShortage.is_one(error):
            why = MemoryShortage.reason(error)
            raise TooLarge(f"{path} does not fit in memory ({why}). Use a smaller file.") from error
        reason = str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
        raise DataError(
            f"{path} cannot be read as {kind}: {reason}. The file is damaged, cut short or of another kind: "
            "copy or export it again."
        ) from error


def require(module: str, extra: str, purpose: str) -> None:
    """Raise UsageError with the exact pip line if the optional `module` is not installed."""
    if importlib.util.find_spec(module) is None:
        raise UsageError(f"{purpose} needs {module}, which is not installed. Run: pip install 'gansmith[{extra}]'")


def nearest(name: str, known: list[str]) -> str:
    """Return " Did you mean 'x'?" for the known name most like `name`, or nothing."""
    matches = get_close_matches(name, known, n=1)
    return f" Did you mean {matches[0]!r}?" if matches else ""
