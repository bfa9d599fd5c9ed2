"""Why a place could not be written, whichever library tried it: the system's reason, and what can be done."""

import errno
import re
from pathlib import Path

_FULL = (errno.ENOSPC, errno.EDQUOT)
_OF_A_DISK = (*_FULL, errno.EIO, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENAMETOOLONG)
_NUMBER = re.compile(r"(?:os error|errno\s*=?)\s*(\d+)", re.IGNORECASE)  # as Rust, HDF5 and Arrow spell it
_REMEDIES = {
    errno.EIO: ("the disk reports an error", "Check the disk, or choose another place"),
    errno.EROFS: ("the file system is read-only", "Choose another place"),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter one"),
    errno.EFBIG: ("files may not be so large here", "Raise the limit (`ulimit -f`), or choose another place"),
}


def system_error(error: BaseException) -> OSError | None:
    """Return the system's own error behind one that a writer raised; None where the system had no part in it.

    Libraries in other languages raise errors of their own with the number in their text, and a writer that closes its
    file after a failure may raise something else on top of it.
    """
    if isinstance(error, OSError):
        return error
    seen: BaseException | None = error
    while seen is not None:
        number = seen.errno if isinstance(seen, OSError) else _number_in(str(seen))
        if number in _OF_A_DISK or (isinstance(seen, OSError) and _is_short_write(seen)):
            return seen if isinstance(seen, OSError) else OSError(number, str(seen))
        seen = seen.__cause__ or seen.__context__
    return None


def explanation(path: Path, needs: int | None, error: OSError) -> str:
    """Return what to tell: the place, the reason, the remedy; `needs` (bytes), where known, if the disk is full."""
    if error.errno in _FULL or _is_short_write(error):
        size = "" if needs is None else f" and {needs:,} bytes are needed"
        reason, remedy = f"the disk is full{size}", "Free some space, or choose another place, and try again"
    else:
        usual = (str(error.strerror or error), f"Check that {path.parent} exists and that you may write there")
        reason, remedy = _REMEDIES.get(error.errno or 0, usual)
    return f"{path} could not be written: {reason}. {remedy}. Nothing half written was left behind."


def _number_in(text: str) -> int | None:
    found = _NUMBER.search(text)
    return int(found[1]) if found else None


def _is_short_write(error: OSError) -> bool:
    """Whether numpy wrote less than it was asked to: it keeps the system's reason to itself, and that is space."""
    return error.errno is None and "requested and" in str(error)
