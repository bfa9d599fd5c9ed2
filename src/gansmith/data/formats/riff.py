"""The .wav container (RIFF, RIFX and RF64; Microsoft and IBM 1991, EBU Tech 3306): its samples as numbers, and back.

A writer that stops early leaves sizes in the header that the file does not have: what is there is read, and said.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.reader.true_kind import remedy_of_name
from gansmith.errors import DataError

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_CODED = {2: "ADPCM", 6: "A-law", 7: "mu-law", 17: "IMA ADPCM", 49: "GSM", 85: "MP3"}
_UNKNOWN = 0xFFFFFFFF  # a size that was not known while the file was written
_MOST_CHANNELS = 1024
_MOST_CHUNKS = 10_000
FASTEST = 1 << 31  # samples a second


@dataclass(frozen=True)
class Recording:
    """Samples (length,) or (length, channels) as they are stored, with their rate, and the bits of each.

    Samples of 24 bits are int32 of the same numbers. promised is how many more the header says there are.
    """

    samples: Array
    rate: int
    bits: int
    promised: int = 0


@dataclass(frozen=True)
class _Format:
    """What the "fmt " chunk says."""

    kind: int
    channels: int
    rate: int
    block: int  # bytes of one moment
    bits: int


def read_riff(path: str | Path) -> Recording:
    """Return the samples of a .wav file. Raises DataError for one that is damaged, coded or holds none."""
    with Path(path).open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        order, long_size = _start(file, path)
        found: _Format | None = None
        for name, start, length in _chunks(file, size, order):
            if name == b"fmt ":
                found = _format(file.read(min(length, 64)), order, path)
            elif name == b"ds64" and length >= 16:
                long_size = int.from_bytes(file.read(16)[8:16], "little")
            elif name == b"data":
                if found is None:
                    raise DataError(f"{path} is damaged: its samples come before their format. Export it again.")
                unknown = length == _UNKNOWN or (length == 0 and size > start)
                wanted = (long_size or size - start) if unknown else length
                return _samples(file, min(wanted, size - start), wanted, found, order, path)
    raise DataError(f"{path} is cut short: it holds no samples. Copy or export it again.")


def write_riff(path: Path, recording: Recording) -> None:
    """Write PCM of 8, 16, 24 or 32 bits, or floats of 32 or 64, the only kinds that samples have."""
    samples, bits = np.ascontiguousarray(recording.samples), recording.bits
    channels = samples.shape[1] if samples.ndim == 2 else 1
    if bits == 24:
        content = samples.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    else:
        content = samples.astype(samples.dtype.newbyteorder("<"), copy=False).tobytes()
    kind = _FLOAT if samples.dtype.kind == "f" else _PCM
    block = channels * bits // 8
    form = struct.pack("<HHIIHH", kind, channels, recording.rate, recording.rate * block & _UNKNOWN, block, bits)
    head = b"WAVE" + b"fmt " + struct.pack("<I", len(form)) + form
    if kind == _FLOAT:
        head += b"fact" + struct.pack("<II", 4, len(samples))
    head += b"data" + struct.pack("<I", len(content))
    tail = b"\0" * (len(content) % 2)
    path.write_bytes(b"RIFF" + struct.pack("<I", len(head) + len(content) + len(tail)) + head + content + tail)


def _start(file: BinaryIO, path: str | Path) -> tuple[str, int]:
    """Return the byte order, and 0, the size of samples where no chunk says it."""
    head = file.read(12)
    orders = {b"RIFF": "<", b"RF64": "<", b"RIFX": ">"}
    if len(head) < 12 or head[:4] not in orders or head[8:12] != b"WAVE":
        remedy = remedy_of_name(path) or "Export it again as .wav."
        raise DataError(f"{path} is no .wav file: it does not begin with RIFF and WAVE. {remedy}")
    return orders[head[:4]], 0


def _chunks(file: BinaryIO, size: int, order: str) -> Iterator[tuple[bytes, int, int]]:
    """Yield the name, start and length of each chunk, with the file at its start."""
    at = 12
    for _ in range(_MOST_CHUNKS):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            return
        (length,) = struct.unpack(f"{order}I", head[4:])
        yield head[:4], at + 8, length
        at += 8 + length + length % 2
        if at >= size:
            return


def _format(content: bytes, order: str, path: str | Path) -> _Format:
    if len(content) < 16:
        raise DataError(f"{path} is damaged: its format has {len(content)} bytes of 16. Copy or export it again.")
    kind, channels, rate, _, block, bits = struct.unpack(f"{order}HHIIHH", content[:16])
    if kind == _EXTENSIBLE and len(content) >= 26:
        (kind,) = struct.unpack(f"{order}H", content[24:26])
    if kind not in (_PCM, _FLOAT):
        raise DataError(
            f"{path} is coded as {_CODED.get(kind, f'format {kind}')}, and not as plain samples. Convert it first: "
            "ffmpeg -i IN.wav -c:a pcm_s16le OUT.wav"
        )
    if not (1 <= channels <= _MOST_CHANNELS and 1 <= rate < FASTEST):
        raise DataError(f"{path} says that it has {channels} channels and {rate:,} samples a second. Export it again.")
    each = block // channels
    known = (1, 2, 3, 4) if kind == _PCM else (4, 8)
    if each * channels != block or each not in known or not 1 <= bits <= 8 * each:
        raise DataError(f"{path} has samples of {bits} bits in {block} bytes for {channels} channels. Export it again.")
    return _Format(kind, channels, rate, block, 8 * each)


def _samples(file: BinaryIO, length: int, wanted: int, form: _Format, order: str, path: str | Path) -> Recording:
    """Return the samples from where the file is, of which the header promises `wanted` bytes and `length` are there."""
    whole = length // form.block
    if whole == 0:
        raise DataError(f"{path} is a recording without samples. Record or export it again.")
    content = np.frombuffer(file.read(whole * form.block), np.uint8)
    if form.bits == 24:
        wide = np.zeros((len(content) // 3, 4), np.uint8)  # its sign is in the highest byte
        places = slice(1, 4) if order == "<" else slice(0, 3)
        wide[:, places] = content.reshape(-1, 3)
        numbers = wide.reshape(-1).view(f"{order}i4").astype(np.int32) >> 8
    else:
        kind = "f" if form.kind == _FLOAT else "u" if form.bits == 8 else "i"
        stored = content.view(f"{order}{kind}{form.bits // 8}")
        numbers = stored.astype(stored.dtype.newbyteorder("="))
    samples = numbers if form.channels == 1 else numbers.reshape(-1, form.channels)
    return Recording(samples, form.rate, form.bits, promised=max(0, wanted // form.block - whole))
