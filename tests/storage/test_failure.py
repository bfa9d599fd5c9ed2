"""Whatever library meets a full or broken disk, and whatever it makes of it, a person is told the same."""

import errno

import pytest

from gansmith.errors import DataError, StorageError
from gansmith.storage.atomic import writing


class ForeignError(Exception):
    """Stands for what a library in another language raises."""


def chained(inner: Exception, outer: Exception) -> Exception:
    """Return an exception that was raised while another was handled."""
    outer.__context__ = inner
    return outer


FULL = [
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EDQUOT, "Disk quota exceeded"),
    OSError("25000 requested and 8176 written"),
    ForeignError("Error while serializing: I/O error: No space left on device (os error 28)"),
    ForeignError("file write failed: errno = 28, error message = 'No space left on device'"),
    ForeignError("Error writing bytes to file. Detail: [errno 28] No space left on device"),
    chained(OSError(errno.ENOSPC, "full"), ValueError("there is an open writing handle")),
    chained(ForeignError("(os error 122)"), RuntimeError("cannot close")),
]
OTHERS = {
    errno.EIO: "the disk reports an error",
    errno.EROFS: "the file system is read-only",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EFBIG: "files may not be so large here",
    errno.EACCES: "denied",
}


def told(error: Exception, needs: int | None = None) -> str:
    with pytest.raises(StorageError) as caught, writing("some/file", needs):
        raise error
    return str(caught.value)


@pytest.mark.parametrize("error", FULL, ids=range(len(FULL)))
def test_a_full_disk_is_a_full_disk(error: Exception) -> None:
    assert told(error, 1234).startswith("some/file could not be written: the disk is full and 1,234 bytes are needed. ")


@pytest.mark.parametrize("number", OTHERS)
@pytest.mark.parametrize("kind", ["system", "rust"])
def test_other_reasons_are_named_with_a_remedy(number: int, kind: str) -> None:
    error = OSError(number, "denied") if kind == "system" else ForeignError(f"(os error {number})")
    text = told(error)
    assert OTHERS[number] in text or f"os error {number}" in text
    assert text.count(". ") >= 2


@pytest.mark.parametrize(
    "error", [DataError("x"), ForeignError("something else"), ValueError("3"), KeyboardInterrupt()]
)
def test_what_has_nothing_to_do_with_a_disk_is_left_as_it_is(error: BaseException) -> None:
    with pytest.raises(type(error)) as caught, writing("some/file"):
        raise error
    assert caught.value is error
