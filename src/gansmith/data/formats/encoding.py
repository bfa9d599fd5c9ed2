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
_NO_TEXT = frozenset(range(32)) - frozenset(b"\t\n\r\f\v\x1a\x1b")  # bytes that texts do not have
_FEW_STRANGE = 0.01  # share of such bytes that damaged text may have
_OF_ANY_BYTES = ("latin-1", "cp1252")  # encodings that are taken where no other fits
_RARE = _NO_TEXT | frozenset(range(0x80, 0xA0))  # bytes that texts in these encodings seldom have
_FEW_RARE = 0.05
_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive, as .xlsx and .npz files are"),
    (b"\x93NUMPY", "an array of NumPy, which ends in .npy"),
    (b"\x89HDF", "an HDF5 file, which ends in .h5, or in .mat where MATLAB wrote it"),
    (b"MATLAB 5.0", "a MATLAB file, which ends in .mat"),
    (b"PAR1", "a Parquet file"),
    (b"RIFF", "a recording, which ends in .wav"),
    (b"SQLite format", "a database of SQLite"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file: save it as .xlsx"),
)
_AT_ONCE = 1 << 20  # bytes that are unpacked
_GZIP = b"\x1f\x8b"
_TEXT = re.compile(
    r"utf[-_]?(8|16|32).*|cp\d+|iso8859.*|latin.*|koi8.*|gb.*|big5.*|shift_jis.*|euc.*|mac.*|ascii|hz|johab"
)


def read_text(path: str, named: str | None) -> tuple[bytes, str]:
    """Return the file, unpacked if it is packed by gzip, as UTF-8, and its encoding in Python's words.

    named: the encoding, where the user says it. Else it is what the mark at the start says, UTF-8 if all bytes are,
    or Windows-1252, of which Latin-1 is a part. Raises UsageError for an unknown encoding, DataError where the bytes
    are not text in it, or no text at all.
    """
    raw = _unpacked(path)
    _refuse_other_kinds(path, raw)
    text, encoding = _as_utf8(path, raw, named)
    start = raw[:_LOOKED_AT] if named is None and encoding in _OF_ANY_BYTES else b""
    if _share(text[:_LOOKED_AT], _NO_TEXT) > _FEW_STRANGE or _share(start, _RARE) > _FEW_RARE:
        raise DataError(
            f"{path} is binary, and no table of text, as its ending says. If it holds plain numbers, load them with "
            "numpy.fromfile, reshape them to (samples, values), and save them with numpy.save. If it is text, name its "
            f"encoding, such as {option('encoding', 'shift_jis')}."
        )
    return text, encoding


def _share(start: bytes, of: frozenset[int]) -> float:
    return sum(byte in of for byte in start) / max(1, len(start))


def _as_utf8(path: str, raw: bytes, named: str | None) -> tuple[bytes, str]:
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


def _refuse_other_kinds(path: str, raw: bytes) -> None:
    """Raise DataError for a file of another kind, by its beginning."""
    kind = next((name for magic, name in _MAGIC if raw.startswith(magic)), None)
    if kind is not None:
        raise DataError(f"{path} is {kind}, and no table of text, as its ending says. Rename or convert it.")


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
