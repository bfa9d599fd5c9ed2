"""What went wrong, said to the person who can mend it: each kind of error knows its exit code."""


class GansmithError(Exception):
    """A mistake or mishap a person can act on; its text names the thing, the value and the remedy."""

    exit_code = 1


class StorageError(GansmithError):
    """A place that cannot be written, as on a full disk."""


class UsageError(GansmithError):
    """A wrong flag, name or combination."""

    exit_code = 2


class DataError(GansmithError):
    """A file or array that cannot be read or cannot be trained on."""

    exit_code = 3


class DivergedError(GansmithError):
    """A loss or gradient stopped being a finite number."""

    exit_code = 4


class MemoryShortage(GansmithError):
    """The machine's memory does not hold what was asked for."""

    exit_code = 5


class Interrupted(GansmithError):
    """A signal cut off what the same command goes on with; the exit code is the signal's, 130 or 75."""

    def __init__(self, text: str, exit_code: int) -> None:
        super().__init__(text)
        self.exit_code = exit_code
