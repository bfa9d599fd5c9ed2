"""Damaged files: good ones with a few changes that know of the format. Each is a function of (format, number)."""

import gzip
import io
import random
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from benchmarks.reliability.good_files import FILES, FOLDERS, IMAGES, good_file

FORMATS = (*FILES, "folder")
_NUMBERS = (0, 1, 2, 7, 8, 9, 14, 15, 64, 65, 127, 128, 255, 256, 32767, 65535, 2**24, 2**31 - 1, 2**31, 2**32 - 1)
_LONG = (*_NUMBERS, 2**40, 2**62, 2**63 - 1, 2**63, 2**64 - 1)
_TOKENS = (
    b"\0",
    b"\x1b[2J",
    b",",
    b"\t",
    b'"',
    b"\r",
    b"\n",
    b"nan",
    b"-inf",
    b"1e999",
    b"9" * 40,
    b"\xff\xfe",
    b"-",
    b"'",
)
_NPY_TOKENS = (
    b"(",
    b")",
    b"L",
    b"9",
    b"-1",
    b"'|O'",
    b"True",
    b"None",
    b"{",
    b"'<f8'",
    b"'<V8'",
    b"[]",
    b"\\x00",
    b"f" * 99,
)
_NAMES = (
    "a",
    "..",
    "%2E",
    "a%",
    "con",
    "unknown",
    "\x1b[2J",
    " ",
    "é" * 60,
    "a\nb",
    "\udcff",
    "*?",
    ".hidden",
    "A",
    "~",
)


def write_mutant(format: str, number: int, folder: Path) -> Path:
    """Write the damaged file of this format and number into an empty folder; return what is to be read."""
    chance = random.Random(f"{format} {number}")  # noqa: S311
    if format == "folder":
        return _write_folder(chance, folder)
    content = _damaged(format, good_file(format, chance.randrange(3)), chance)
    if format in FOLDERS:
        (folder / f"0.{format}").write_bytes(good_file(format, chance.randrange(3)))
    path = folder / FILES[format]
    path.write_bytes(content)
    return folder if format in FOLDERS else path


def _write_folder(chance: random.Random, folder: Path) -> Path:
    """Write images of several kinds, in folders of strange names, one of them damaged."""
    for index in range(4):
        format = chance.choice(IMAGES)
        place = folder / chance.choice(_NAMES) if chance.random() < 0.7 else folder
        place.mkdir(exist_ok=True)
        content = good_file(format, chance.randrange(3))
        if chance.random() < 0.3:
            content = _damaged(format, content, chance)
        (place / f"{index}.{chance.choice(IMAGES) if chance.random() < 0.2 else format}").write_bytes(content)
    return folder


def _damaged(format: str, content: bytes, chance: random.Random) -> bytes:
    """Change a file within what packs it as often as outside of it, so that the changes come through."""
    within = _WITHIN.get(format)
    if within is None or chance.random() < 0.5:
        return _changed(content, chance, _TOKENS)
    return within(content, chance)


def _changed(content: bytes, chance: random.Random, tokens: tuple[bytes, ...]) -> bytes:
    """Make one to four changes: bits, bytes, numbers, words, cuts, repeats and swaps."""
    mutant = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        at = chance.randrange(max(1, min(len(mutant), chance.choice((128, 1024, 1 << 20)))))
        chance.choice(_CHANGES)(mutant, at, chance, tokens)
    return bytes(mutant)


def _bit(mutant: bytearray, at: int, chance: random.Random, tokens: tuple[bytes, ...]) -> None:
    if mutant:
        mutant[at % len(mutant)] ^= 1 << chance.randrange(8)


def _byte(mutant: bytearray, at: int, chance: random.Random, tokens: tuple[bytes, ...]) -> None:
    if mutant:
        mutant[at % len(mutant)] = chance.choice((0, 1, 15, 127, 128, 255, chance.randrange(256)))


def _number(mutant: bytearray, at: int, chance: random.Random, tokens: tuple[bytes, ...]) -> None:
    order = chance.choice("<>")
    word = (
        struct.pack(f"{order}Q", chance.choice(_LONG))
        if chance.random() < 0.4
        else struct.pack(f"{order}I", chance.choice(_NUMBERS))
    )
    at -= at % chance.choice((1, 2, 4, 8))
    mutant[at : at + len(word)] = word


def _word(mutant: bytearray, at: int, chance: random.Random, tokens: tuple[bytes, ...]) -> None:
    token = chance.choice(tokens)
    mutant[at : at + chance.choice((0, len(token)))] = token


def _cut(mutant: bytearray, at: int, chance: random.Random, tokens: tuple[bytes, ...]) -> None:
    end = chance.choice((at + 1, at + 8, len(mutant)))
    del mutant[at:end]


def _repeat(mutant: bytearray, at: int, chance: random.Random, tokens: tuple[bytes, ...]) -> None:
    part = bytes(mutant[at : at + chance.choice((4, 16, 64, 256))])
    mutant[at:at] = part * chance.choice((1, 2, 50))


def _swap(mutant: bytearray, at: int, chance: random.Random, tokens: tuple[bytes, ...]) -> None:
    other, size = chance.randrange(len(mutant) + 1), chance.choice((1, 8, 32))
    mutant[at : at + size], mutant[other : other + size] = mutant[other : other + size], mutant[at : at + size]


_CHANGES = (_bit, _byte, _byte, _number, _number, _number, _word, _cut, _repeat, _swap)


def _within_npz(content: bytes, chance: random.Random) -> bytes:
    """Change a member, or its name, and pack it again."""
    buffer = io.BytesIO()
    with (
        warnings.catch_warnings(action="ignore"),  # of one name twice
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            inside = old.read(name)
            if chance.random() < 0.7:
                inside = _changed(inside, chance, _NPY_TOKENS)
            renamed = chance.choice(("../a.npy", "/a.npy", "a", ".npy", "\x1b.npy")) if chance.random() < 0.2 else name
            new.writestr(renamed, inside)
    return buffer.getvalue()


def _within_gzip(content: bytes, chance: random.Random) -> bytes:
    return gzip.compress(_changed(gzip.decompress(content), chance, _TOKENS), mtime=0)


def _within_mat(content: bytes, chance: random.Random) -> bytes:
    """Change an element of a MATLAB file, within its compression, and let the file's own sizes fit it again."""
    parts, at = [content[:128]], 128
    while at + 8 <= len(content):
        kind, size = struct.unpack_from("<II", content, at)
        inside = content[at + 8 : at + 8 + size]
        if kind == 15:
            inside = zlib.compress(_changed(zlib.decompress(inside), chance, _TOKENS))
        else:
            inside = _changed(inside, chance, _TOKENS)
        parts.append(struct.pack("<II", kind, len(inside)) + inside)
        at += 8 + size
    return b"".join(parts)


def _within_png(content: bytes, chance: random.Random) -> bytes:
    """Change chunks of a PNG, and let their sums fit again; the pixels within their compression."""
    parts, at = [content[:8]], 8
    while at + 12 <= len(content):
        (size,) = struct.unpack_from(">I", content, at)
        kind, inside = content[at + 4 : at + 8], content[at + 8 : at + 8 + size]
        if chance.random() < 0.6:
            packed = kind == b"IDAT" and chance.random() < 0.7
            changed = _changed(zlib.decompress(inside) if packed else inside, chance, _TOKENS)
            inside = zlib.compress(changed) if packed else changed
        if chance.random() < 0.1:
            kind = chance.choice((b"acTL", b"fcTL", b"iCCP", b"zTXt", b"iTXt", b"PLTE", b"tRNS", b"eXIf"))
        parts.append(struct.pack(">I", len(inside)) + kind + inside + struct.pack(">I", zlib.crc32(kind + inside)))
        at += 12 + size
    return b"".join(parts)


def _within_npy(content: bytes, chance: random.Random) -> bytes:
    """Change the header's text, and let its length fit again."""
    end = 10 + struct.unpack_from("<H", content, 8)[0]
    header = _changed(content[10:end], chance, _NPY_TOKENS)
    return content[:8] + struct.pack("<H", len(header) % 65536) + header + content[end:]


def _within_parquet(content: bytes, chance: random.Random) -> bytes:
    """Change the description at the end, and let its length fit again."""
    start = len(content) - 8 - struct.unpack_from("<I", content, len(content) - 8)[0]
    footer = _changed(content[start:-8], chance, _TOKENS)
    return content[:start] + footer + struct.pack("<I", len(footer)) + b"PAR1"


def _within_zip(content: bytes, chance: random.Random) -> bytes:
    """Change one member of a zip, its name or its content, and pack it again."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = chance.choice(old.namelist())
        for name, held in [(name, old.read(name)) for name in old.namelist()]:
            if name == chosen and chance.random() < 0.3:
                name = f"{chance.choice(_NAMES)}/{name}".encode(errors="replace").decode()
            elif name == chosen:
                held = _changed(held, chance, (*_TOKENS, b"[", b"{", b"null", b"[1, 0]"))
            new.writestr(name, held)
    return buffer.getvalue()


_WITHIN: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "npy": _within_npy,
    "npz": _within_npz,
    "idx.gz": _within_gzip,
    "nii.gz": _within_gzip,
    "mat5": _within_mat,
    "mat5-compressed": _within_mat,
    "mat5-inside": _within_mat,
    "png": _within_png,
    "zip": _within_zip,
    "parquet": _within_parquet,
}
