"""What went wrong, said to the person who can mend it: each kind of error knows its exit code."""

import contextlib
import errno
import re
import shlex
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

_SHORT = re.compile(
    r"out of memory|not enough memory|insufficient memory|(can't|cannot|could not|unable to|failed to) allocate|"
    r"bad_alloc|could not create a (primitive|memory)|could not initialize a memory|ALLOC_FAILED",
    re.IGNORECASE,
)
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"  # dots that take the room of one character
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # Unicode's categories of what controls and is not seen
_SEEN = {"\u200c", "\u200d"}  # joiners, which belong to words of some scripts and to emoji


def printable(text: str, keep: str = "") -> str:
    """Return text in which characters that control a terminal, or hide, are written as escapes, but for those to keep.

    Names of files, variables, columns and classes come from strangers: ESC in one could retitle a terminal or clear it.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c in keep or c in _SEEN or not _is_unseen(c) else _escape(c) for c in text)


def quoted(place: object) -> str:
    """Return a path or name as one word of a command that is printed to be copied: a shell reads it as it is."""
    text = str(place)
    if isinstance(place, Path) and text.startswith("-"):
        text = f"./{text}"  # which is no flag
    if printable(text) == text:
        return shlex.quote(text)
    return "$'" + "".join(map(_in_shell, text)) + "'"


def within(text: str, most: int, dots: str = "...") -> str:
    """Return text of so many characters at most, with dots in place of an end that is beyond."""
    return text if len(text) <= most else text[: most - len(dots)] + dots


def first_few(texts: Sequence[str], most: int, unit: str = "") -> str:
    """Return the first so many texts in a row, and how many more of the unit, a noun, there are."""
    rest = len(texts) - most
    noun = f" {unit}{'s' if rest > 1 else ''}" if unit else ""
    return ", ".join(texts[:most]) + (f" and {rest:,} more{noun}" if rest > 0 else "")


def remark(text: str) -> None:
    """Say aloud on stderr, even in a quiet run, what a person has to know though nothing failed."""
    with contextlib.suppress(OSError, ValueError):  # nobody reads any more: that is no reason to stop
        print(printable(f"gansmith: {text}"), file=sys.stderr, flush=True)  # noqa: T201


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _in_shell(character: str) -> str:
    """Return a character as bash and zsh read it between $' and '."""
    if character in "\\'":
        return f"\\{character}"
    if not _is_unseen(character):
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no text, as Python keeps those of paths
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[-+]?\d+)?")  # as text, which needs no quotes
_spelling = {"flags": False}  # of the whole process, as threads of a comparison raise errors too
_SHORT_FLAGS = {"count": "-n"}
_IN_PYTHON = {"inception_weights": "weights", "resume": "gansmith.resume"}  # where the keyword is not the option's name


@contextlib.contextmanager
def flags_spoken(asked: bool = True) -> Iterator[None]:
    """Let errors and remarks spell options as flags of the command line, instead of keywords of Python."""
    before = flags_are_spoken()
    _spelling["flags"] = asked
    try:
        yield
    finally:
        _spelling["flags"] = before


def flags_are_spoken() -> bool:
    """Return whether options are spelled as flags."""
    return _spelling["flags"]


def option(name: str, value: object = None) -> str:
    """Return an option, and its value where there is one, as whoever gave it spells it.

    That is --name value on the command line, name=value in Python. name: the option's own, with underscores.
    """
    if flags_are_spoken():
        flag = _SHORT_FLAGS.get(name, f"--{name.replace('_', '-')}")
        return flag if value is None else f"{flag} {value}"
    keyword = _IN_PYTHON.get(name, name)
    if value is None or keyword.startswith("gansmith."):
        return keyword if value is None else f"{keyword}({value!s})"
    is_bare = isinstance(value, str) and not _NUMBER.fullmatch(value) and not value.startswith("'")
    return f"{keyword}={value!r}" if is_bare else f"{keyword}={value}"


def without(name: str) -> str:
    """Return an option that is on by default as whoever turns it off spells it: --no-name, or name=False in Python."""
    return option(f"no_{name}") if flags_are_spoken() else option(name, False)


class GansmithError(Exception):
    """An error that the user can fix; its text names the place, the value and the remedy.

    The text is one paragraph of printable characters, for any names in it.
    """

    exit_code = 1

    def __init__(self, text: object = "") -> None:
        super().__init__(printable(str(text)))


class StorageError(GansmithError):
    """A place that cannot be written, as on a full disk."""


class UsageError(GansmithError):
    """An option, name or combination that is not valid."""

    exit_code = 2


class DataError(GansmithError):
    """Data that cannot be read, or that cannot be trained on."""

    exit_code = 3


class TooLarge(DataError):
    """Data that memory does not hold."""

    exit_code = 5


class DivergedError(GansmithError):
    """A loss or gradient that is not finite."""

    exit_code = 4


class ReplicasDiffer(GansmithError):
    """The processes of one training no longer hold the same weights."""


class MemoryShortage(GansmithError):
    """The machine's memory, or its GPU's, does not hold what was asked for."""

    exit_code = 5

    @staticmethod
    def reason(error: BaseException) -> str:
        """Return the first sentence of what a library says of it."""
        said = str(error).strip() or type(error).__name__
        return re.split(r"\. (?=[A-Z])|\n", said.partition("DefaultCPUAllocator: ")[2] or said)[0].rstrip(".")

    @staticmethod
    def is_one(error: BaseException) -> bool:
        """Tell whether an error of any library is that memory was short."""
        if isinstance(error, OSError):
            return error.errno == errno.ENOMEM
        return isinstance(error, MemoryError) or (
            isinstance(error, RuntimeError | ImportError) and _SHORT.search(str(error)) is not None
        )


class CallbackError(GansmithError):
    """A callback of one's own raised an error, which is the cause of this one; the run is saved."""


class PeerLost(GansmithError):
    """Another process of the same training, `rank`, ended before its time; the exit code is its own, 75 if it died."""

    def __init__(self, text: str, exit_code: int, rank: int) -> None:
        super().__init__(text)
        self.exit_code, self.rank, self.cause = exit_code, rank, text


class Interrupted(GansmithError):
    """A signal cut off what the same command goes on with; the exit code is the signal's, 130 or 75."""

    def __init__(self, text: str, exit_code: int) -> None:
        super().__init__(text)
        self.exit_code = exit_code
