"""The bytes of a text file, in whatever encoding, as UTF-8."""

import codecs
import gzip
import re
from pathlib import Path
from typing import IO

from gansmith.data.formats.size_limits import FREE, check_unpacked
from gansmith.data.storage.memory import expect
from gansmith.errors import DataError, UsageError, option

UTF8 = "utf-8"
LONGEST_LINE = 16 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before that of UTF-16, which is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 4096  # bytes in which every second one is 0 where the file is UTF-16 without a mark
_MOSTLY = 0.4
_AT_ONCE = 1 << 20  # bytes that are unpacked
_GZIP = b"\x1f\x8b"
_TEXT = re.compile(
    r"utf[-_]?(8|16|32).*|cp\d+|iso8859.*|latin.*|koi8.*|gb.*|big5.*|shift_jis.*|euc.*|mac.*|ascii|hz|johab"
)


def read_text(path: str, named: str | None) -> tuple[bytes, str]:
    """Return the file, unpacked if it is packed by gzip, as UTF-8, and its encoding in Python's words.

    named: the encoding, where the user says it. Else it is what the mark at the start says, UTF-8 if all bytes are,
    or Windows-1252, of which Latin-1 is a part. Raises UsageError for an unknown encoding, DataError where the bytes
    are not text in it.
    """
    raw = _unpacked(path)
    encoding = UTF8 if named is None else known_encoding(named)
    if named is None:
        mark, encoding = next(((mark, name) for mark, name in _BOMS if raw.startswith(mark)), (b"", _guess(raw)))
        if encoding in (UTF8, "utf-8-sig"):
            return raw[len(mark) :], encoding
    try:
        return raw.decode(encoding).encode(), encoding
    except UnicodeError as error:
        reason = getattr(error, "reason", str(error))
        raise DataError(
            f"{path} is not text in {encoding} ({reason} at byte {getattr(error, 'start', 0):,}). Name its encoding, "
            f"such as {option('encoding', 'latin-1')}, or save the table as UTF-8."
        ) from None


def known_encoding(name: str) -> str:
    """Return an encoding in Python's words; raises UsageError for what is none of text."""
    try:
        found = codecs.lookup(name[:40]).name
    except (LookupError, ValueError):
        found = ""
    if not _TEXT.fullmatch(found):
        raise UsageError(
            f"{option('encoding', name[:40])} is unknown. Use utf-8, utf-16, latin-1, cp1252, gbk or the like."
        )
    return found


def _guess(raw: bytes) -> str:
    """Return the encoding of bytes without a mark."""
    start = raw[:_LOOKED_AT]
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = start[first::2].count(0), start[1 - first :: 2].count(0)
        if len(start) >= 4 and zeros > _MOSTLY * len(start) and not others:
            return name
    if raw.isascii():
        return UTF8
    try:
        raw.decode(UTF8)
    except UnicodeDecodeError:
        return "latin-1" if {0x81, 0x8D, 0x8F, 0x90, 0x9D} & {*raw} else "cp1252"
    return UTF8


def _with_lines(stream: IO[bytes]) -> bytes:
    """Return the rest of a file; raises ValueError, before it is in memory, for a line that is longer than any."""
    parts = []
    while part := stream.read(LONGEST_LINE):
        if len(part) == LONGEST_LINE and b"\n" not in part and b"\r" not in part:
            raise ValueError(f"a line is longer than {LONGEST_LINE:,} bytes")
        parts.append(part)
    return b"".join(parts)


def _unpacked(path: str) -> bytes:
    file = Path(path)
    with file.open("rb") as stream:
        start = stream.read(2)
        if start != _GZIP:  # whatever the name says
            return start + _with_lines(stream)
    packed, total, parts = file.stat().st_size, 0, []
    expect(3 * FREE)
    with gzip.open(file) as unpacking:
        while part := unpacking.read(_AT_ONCE):
            total += len(part)
            check_unpacked(path, "csv", packed, total)
            parts.append(part)
            if total > FREE:
                expect(2 * total)
    return b"".join(parts)
