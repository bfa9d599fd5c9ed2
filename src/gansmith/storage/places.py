"""Whether a path can be one at all, asked where a person or a file first gives it."""

import errno
import os
from pathlib import Path

from gansmith.errors import UsageError

_SHOWN = 60  # characters of a name that is too long


def possible(path: str | Path) -> Path:
    """Return a path; raises UsageError for one that no file can have, as its name is too long or holds a NUL."""
    place = Path(path)
    try:
        os.lstat(place)
    except ValueError as error:
        raise UsageError(f"{str(place)[:_SHOWN]}: no file can have this name ({error}). Check it.") from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise UsageError(f"{str(place)[:_SHOWN]}...: no file can have a name as long. Check it.") from None
    return place


def is_there(path: Path) -> bool:
    """Whether something is at a path; nothing is at one that cannot be."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
