"""Recordings in .wav files: samples as they are stored, in every width, and what headers get wrong."""

import random
import struct
from pathlib import Path

import numpy as np
import pytest
import scipy.io.wavfile
from one_paragraph import says

from gansmith.data.codec.codec import Codec
from gansmith.data.formats.read import open_data
from gansmith.data.formats.riff import read_riff
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError

NUMBERS = np.random.default_rng(5).integers(-30_000, 30_000, 300).astype(np.int32)
DATA = NUMBERS.astype("<i2").tobytes()
FLOAT = b"\3\0\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71"


def form(bits: int = 16, channels: int = 1, rate: int = 100, kind: int = 1, block: int | None = None) -> bytes:
    block = channels * bits // 8 if block is None else block
    return struct.pack("<HHIIHH", kind, channels, rate, rate * block, block, bits)


def wav(path: Path, *chunks: tuple[bytes, bytes], sizes: dict[bytes, int] | None = None, head: bytes = b"RIFF") -> Path:
    """Write a file of chunks; sizes are of those whose header does not tell the truth."""
    body = b"WAVE"
    for name, content in chunks:
        size = (sizes or {}).get(name, len(content))
        body += name + struct.pack("<I", size) + content + b"\0" * (len(content) % 2)
    path.write_bytes(head + struct.pack("<I", (sizes or {}).get(b"RIFF", len(body))) + body)
    return path


def three_bytes(numbers: np.ndarray) -> bytes:
    return b"".join(struct.pack("<i", int(number))[:3] for number in numbers)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "int32", "float32", "float64"])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_all_widths_are_read_and_written_as_others_do(tmp_path: Path, dtype: str, channels: int) -> None:
    values = (NUMBERS % 200).astype(dtype).reshape(-1, channels) if channels > 1 else (NUMBERS % 200).astype(dtype)
    scipy.io.wavfile.write(tmp_path / "in.wav", 100, values)
    found = read_riff(tmp_path / "in.wav")
    assert (found.rate, found.samples.dtype, found.promised) == (100, values.dtype, 0)
    np.testing.assert_array_equal(found.samples, values)
    data = open_data(tmp_path / "in.wav", window=10)
    np.testing.assert_array_equal(data.values.reshape(values.shape), values)
    out = write_data(tmp_path / "out", data.values, data.origin)
    parts = [scipy.io.wavfile.read(file) for file in sorted(out.iterdir())]
    assert {rate for rate, _ in parts} == {100}
    assert parts[0][1].dtype == values.dtype
    np.testing.assert_array_equal(np.concatenate([part for _, part in parts]), values)


@pytest.mark.parametrize("extensible", [False, True])
def test_24_bits_keep_their_numbers_and_their_width(tmp_path: Path, extensible: bool) -> None:
    numbers = NUMBERS * 250
    chunk = form(24)
    if extensible:
        chunk = form(24, kind=0xFFFE) + struct.pack("<HHI", 22, 24, 4) + b"\1" + FLOAT[1:]
    path = wav(tmp_path / "in.wav", (b"fmt ", chunk), (b"data", three_bytes(numbers)))
    data = open_data(path, window=10)
    np.testing.assert_array_equal(data.values.ravel(), numbers)
    codec = Codec.fit(data)
    values = codec.decode(codec.encode(data.values))
    one = write_data(tmp_path / "one.wav", values[:1], data.origin)
    assert (
        one.read_bytes()
        == wav(tmp_path / "x.wav", (b"fmt ", form(24)), (b"data", three_bytes(numbers[:10]))).read_bytes()
    )
    again = open_data(write_data(tmp_path / "out", values, data.origin))
    np.testing.assert_array_equal(again.values, data.values)


def test_extensible_floats_and_big_endian_files(tmp_path: Path) -> None:
    values = NUMBERS.astype(np.float32) / 7
    chunk = form(32, kind=0xFFFE) + struct.pack("<HHI", 22, 32, 4) + FLOAT
    found = read_riff(wav(tmp_path / "a.wav", (b"fmt ", chunk), (b"data", values.tobytes())))
    np.testing.assert_array_equal(found.samples, values)
    for bits, content in (
        (16, NUMBERS.astype(">i2").tobytes()),
        (24, b"".join(int(n).to_bytes(3, "big", signed=True) for n in NUMBERS)),
    ):
        body = b"WAVEfmt " + struct.pack(">IHHIIHH", 16, 1, 1, 100, 100 * bits // 8, bits // 8, bits)
        body += b"data" + struct.pack(">I", len(content)) + content
        (tmp_path / "b.wav").write_bytes(b"RIFX" + struct.pack(">I", len(body)) + body)
        np.testing.assert_array_equal(read_riff(tmp_path / "b.wav").samples, NUMBERS)


@pytest.mark.parametrize("extra", [(b"LIST", b"INFOa"), (b"bext", bytes(602)), (b"JUNK", b"")])
def test_chunks_of_other_programs_are_passed_over(tmp_path: Path, extra: tuple[bytes, bytes]) -> None:
    for chunks in ([extra, (b"fmt ", form()), (b"data", DATA)], [(b"fmt ", form()), extra, (b"data", DATA), extra]):
        np.testing.assert_array_equal(read_riff(wav(tmp_path / "a.wav", *chunks)).samples, NUMBERS)


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
def test_a_size_that_was_never_filled_in_means_the_rest_of_the_file(tmp_path: Path, size: int) -> None:
    path = wav(tmp_path / "a.wav", (b"fmt ", form()), (b"data", DATA), sizes={b"RIFF": size, b"data": size})
    found = read_riff(path)
    np.testing.assert_array_equal(found.samples, NUMBERS)
    assert found.promised == 0


def test_a_large_file_says_its_size_apart(tmp_path: Path) -> None:
    chunks = (
        (b"ds64", struct.pack("<QQQI", 0, len(DATA), 300, 0)),
        (b"fmt ", form()),
        (b"data", DATA),
        (b"LIST", b"INFO"),
    )
    path = wav(tmp_path / "a.wav", *chunks, sizes={b"data": 0xFFFFFFFF, b"RIFF": 0xFFFFFFFF}, head=b"RF64")
    np.testing.assert_array_equal(read_riff(path).samples, NUMBERS)


def test_a_file_that_is_cut_short_is_read_and_said(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", (b"fmt ", form()), (b"data", DATA))
    path.write_bytes(path.read_bytes()[:-101])
    data = open_data(path, window=10)
    np.testing.assert_array_equal(data.values.ravel(), NUMBERS[:240])
    assert any("cut short: 51 moments that its header promises are missing" in note for note in data.notes)
    (tmp_path / "in").mkdir()
    for name in "ab":
        (tmp_path / "in" / f"{name}.wav").write_bytes(path.read_bytes())
    (said,) = (note for note in open_data(tmp_path / "in").notes if "cut short" in note)
    assert "a.wav (and 1 more of the files) is cut short" in said


@pytest.mark.parametrize(
    ("chunk", "said"),
    [
        (form(8, kind=6), "coded as A-law.*ffmpeg"),
        (form(4, kind=2, block=1), "coded as ADPCM"),
        (form(rate=0), "0 samples a second"),
        (form(channels=0, block=2), "0 channels"),
        (form(bits=64), "samples of 64 bits"),
        (form(channels=3, block=2), "16 bits in 2 bytes for 3 channels"),
        (form()[:10], "10 bytes of 16"),
    ],
)
def test_formats_that_cannot_be_read_say_why(tmp_path: Path, chunk: bytes, said: str) -> None:
    with says(DataError, rf"a\.wav.*{said}"):
        open_data(wav(tmp_path / "a.wav", (b"fmt ", chunk), (b"data", DATA)), window=10)


@pytest.mark.parametrize("chunks", [[], [(b"fmt ", form())], [(b"data", DATA)], [(b"fmt ", form()), (b"data", b"")]])
def test_a_file_without_samples_is_refused(tmp_path: Path, chunks: list[tuple[bytes, bytes]]) -> None:
    with says(DataError, r"a\.wav"):
        open_data(wav(tmp_path / "a.wav", *chunks), window=10)


@pytest.mark.parametrize("bits", [16, 24])
def test_damaged_files_are_read_or_refused_and_take_no_memory(tmp_path: Path, bits: int) -> None:
    content = DATA if bits == 16 else three_bytes(NUMBERS)
    whole = wav(tmp_path / "a.wav", (b"LIST", b"INFOab"), (b"fmt ", form(bits)), (b"data", content)).read_bytes()
    chance, read, refused = random.Random(bits), 0, 0
    for _ in range(2000):
        mutant = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            mutant[chance.randrange(60)] = chance.choice((0, 1, 3, 127, 128, 255, chance.randrange(256)))
        (tmp_path / "a.wav").write_bytes(mutant[: chance.choice((len(mutant), chance.randrange(70)))])
        try:
            found = read_riff(tmp_path / "a.wav")
        except DataError:
            refused += 1
        else:
            assert found.samples.nbytes <= 2 * len(whole)
            read += 1
    assert read > 100
    assert refused > 100
