"""Folders of images made to do harm: bombs, other formats under an image's name, frames without end, odd places."""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from benchmarks.reliability.hostile_arrays import Writer


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, more: bytes = b"", rows: int | None = None) -> bytes:
    """Return a grey PNG of zeros in 8 bits, of so many rows, with more chunks before them."""
    packer = zlib.compressobj(9)
    count = height if rows is None else rows
    pixels = b"".join(packer.compress(bytes(width + 1)) for _ in range(count)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header)
    return start + more + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


_SMALL = png(4, 4)


def _beside(content: Callable[[], bytes], name: str = "b.png", count: int = 1) -> Writer:
    """Write a file, or several, beside a good one."""

    def write(folder: Path, canary: Path) -> Path:
        made = content()
        if count == 1:
            (folder / "a.png").write_bytes(_SMALL)
        for number in range(count):
            (folder / f"{number}{name}").write_bytes(made)
        return folder

    return write


def _frames(format: str, count: int) -> bytes:
    buffer = io.BytesIO()
    frames = [Image.new("L", (4, 4), index % 256) for index in range(count)]
    frames[0].save(buffer, format, save_all=True, append_images=frames[1:])
    return buffer.getvalue()


def _ring_of_frames() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (4, 4)).save(buffer, "TIFF")
    content = bytearray(buffer.getvalue())
    (start,) = struct.unpack_from("<I", content, 4)
    (entries,) = struct.unpack_from("<H", content, start)
    struct.pack_into("<I", content, start + 2 + 12 * entries, start)  # the next is the first
    return bytes(content)


def _scans() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (4096, 4096)).save(buffer, "JPEG", progressive=True)
    content = buffer.getvalue()
    last = content.rindex(b"\xff\xda")
    return content[:-2] + content[last:-2] * 5000 + content[-2:]


def _bmp() -> bytes:
    header = struct.pack("<IiiHHIIiiII", 40, 30_000, 30_000, 1, 8, 1, 0, 0, 0, 256, 0)
    return b"BM" + struct.pack("<IHHI", 2000, 0, 0, 54 + 1024) + header + bytes(1024) + b"\0\1"


def _text(kind: bytes) -> bytes:
    return png(4, 4, _chunk(kind, b"name\0\0" + zlib.compress(bytes(200 << 20), 1)))


def _elsewhere(folder: Path, canary: Path) -> Path:
    (folder / "a.png").write_bytes(_SMALL)
    (folder / "b.png").symlink_to(canary.with_suffix(".txt"))
    return folder


def _pipes(folder: Path, canary: Path) -> Path:
    for name in ("a.png", "b.png"):
        (folder / name).write_bytes(_SMALL)
    os.mkfifo(folder / "c.png")
    (folder / "d.png").mkdir()
    return folder


def _names(folder: Path, canary: Path) -> Path:
    for name in ("\x1b[2J", "%2E.", "a\nb", "unknown"):
        (folder / name).mkdir()
        (folder / name / "a.png").write_bytes(_SMALL)
    return folder


def _no_text(folder: Path, canary: Path) -> Path:
    for name in (b"\xff\xfe", b"b"):
        place = os.path.join(os.fsencode(folder), name)  # noqa: PTH118 - a name that is no text
        os.mkdir(place)  # noqa: PTH102
        (folder / os.fsdecode(name) / "a.png").write_bytes(_SMALL)
    return folder


def _links(folder: Path, canary: Path) -> Path:
    """Write links that lead back, to each other, to everything, and to no folder at all."""
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "1.png").write_bytes(_SMALL)
        (folder / name / "up").symlink_to("..")
    (folder / "a" / "other").symlink_to(folder / "b")
    (folder / "b" / "other").symlink_to(folder / "a")
    (folder / "root").symlink_to("/")
    (folder / "itself").symlink_to("itself")
    return folder


def _zip(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Writer:
    def write(folder: Path, canary: Path) -> Path:
        with zipfile.ZipFile(folder / "a.zip", "w", method) as archive:
            for name, content in (("1.png", _SMALL), ("2.png", _SMALL), *members):
                archive.writestr(name, content)
        return folder / "a.zip"

    return write


def _pages(folder: Path, canary: Path) -> Path:
    """Write a TIFF of a page and 60,000 more that hold nothing but where the next one is."""
    buffer = io.BytesIO()
    Image.new("L", (4, 4)).save(buffer, "TIFF")
    content = bytearray(buffer.getvalue())
    (start,) = struct.unpack_from("<I", content, 4)
    (entries,) = struct.unpack_from("<H", content, start)
    page = bytes(content[start : start + 2 + 12 * entries])
    at = len(content)
    struct.pack_into("<I", content, start + len(page), at)
    for number in range(60_000):
        content += page + struct.pack("<I", at + (number + 1) * (len(page) + 4))
    (folder / "a.png").write_bytes(_SMALL)
    (folder / "b.tiff").write_bytes(content)
    return folder


_EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n(x) run\n"
CASES: dict[str, Writer] = {
    "png: 60,000 x 60,000": _beside(lambda: png(60_000, 60_000, rows=2)),
    "png: 8,000 x 8,000 of zeros, 12 of them": _beside(lambda: png(8000, 8000), ".png", 12),
    "png: a profile of 200 MB": _beside(lambda: _text(b"iCCP")),
    "png: a text of 200 MB": _beside(lambda: _text(b"zTXt")),
    "png: 3,000 frames": _beside(lambda: _frames("PNG", 3000)),
    "gif: 300 frames, as .png": _beside(lambda: _frames("GIF", 300)),
    "tiff: 500 frames": _beside(lambda: _frames("TIFF", 500), "b.tiff"),
    "tiff: frames in a ring": _beside(_ring_of_frames, "b.tiff"),
    "fits as .png": _beside(lambda: b"SIMPLE  =                    T".ljust(2880)),
    "psd as .png": _beside(lambda: b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 99_999, 99_999, 8, 3)),
    "eps as .jpg": _beside(lambda: _EPS, "b.jpg"),
    "svg as .png": _beside(lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
    "jpg: 5,000 scans": _beside(_scans, "b.jpg"),
    "bmp: 30,000 x 30,000 in 1 kB": _beside(_bmp, "b.bmp"),
    "webp: 16,383 x 16,383": _beside(
        lambda: (
            b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8L" + struct.pack("<I", 10) + b"\x2f\xff\xff\xff\x0f" + bytes(5)
        ),
        "b.webp",
    ),
    "png: cut": _beside(lambda: png(400, 400)[:90]),
    "a link to a text": _elsewhere,
    "pipes and folders called .png": _pipes,
    "classes that write on the terminal": _names,
    "links that loop, and to everything": _links,
    "tiff: 60,000 pages": _pages,
    "zip: a member of zeros": _zip(("3.png", bytes(200 << 20))),
    "zip: a label file of 300 MB": _zip(("dataset.json", b'{"labels": [' + b" " * (300 << 20) + b"]}")),
    "zip: labels within labels": _zip(("dataset.json", b'{"labels": ' + b"[" * 100_000)),
    "zip: labels that write on the terminal": _zip(("dataset.json", b'{"1.png": "\\u001b[2J", "2.png": "a"}')),
    "zip: packed by bzip2": _zip(method=zipfile.ZIP_BZIP2),
    "zip: a member outside": _zip(("../../3.png", _SMALL)),
    "classes that are no text": _no_text,
}
