"""Files that end as tables of text do, and are none, are refused as what they are."""

import io
from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says
from PIL import Image

from gansmith.data import open_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.errors import DataError

pytest.importorskip("pyarrow")
RNG = np.random.default_rng(0)


def image() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (8, 8)).save(buffer, "PNG")
    return buffer.getvalue()


def array() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.eye(4))
    return buffer.getvalue()


NUMBERS = {
    "float64": RNG.normal(size=500),
    "float32 of few values": np.repeat(RNG.normal(size=9), 200).astype("<f4"),
    "float64 zeros": np.zeros(500),
    "uint16": np.arange(2000, dtype="<u2"),
    "uint16 below 256": (np.arange(2000) % 200).astype("<u2"),
    "uint8": RNG.integers(60, 200, 2000, dtype=np.uint8),
    "int32 from 0": np.arange(1000, dtype=">i4"),
}


@pytest.mark.parametrize("kind", NUMBERS)
@pytest.mark.parametrize("suffix", [".dat", ".txt", ".csv"])
def test_plain_numbers_are_named_binary(kind: str, suffix: str, tmp_path: Path) -> None:
    NUMBERS[kind].tofile(tmp_path / f"a{suffix}")
    with says(DataError, r"is binary, .* numpy\.fromfile, .* numpy\.save"):
        open_data(tmp_path / f"a{suffix}")


@pytest.mark.parametrize(("content", "kind"), [(image(), "a PNG image"), (array(), r"an array of NumPy, .*\.npy")])
def test_other_kinds_are_named(content: bytes, kind: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with says(DataError, f"is {kind}, and no table of text"):
        open_data(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "größe"),
        ("latin-1", "größe"),
        ("cp1252", "“weight” œuvre"),
        ("utf-16", "größe"),
        ("cp1251", "масса"),
    ],
)
def test_texts_in_any_encoding_are_no_binary_files(encoding: str, name: str, tmp_path: Path) -> None:
    lines = [f"{name},b", *(f"{i}.5,{i * i}" for i in range(20))]
    (tmp_path / "a.csv").write_bytes("\n".join(lines).encode(encoding))
    dataset = open_data(tmp_path / "a.csv")
    np.testing.assert_array_equal(dataset.values, [[i + 0.5, i * i] for i in range(20)])


def test_an_encoding_that_is_named_is_believed(tmp_path: Path) -> None:
    text = "重さ,高さ\n" + "".join(f"{i}.5,{i}\n" for i in range(3))
    (tmp_path / "a.csv").write_bytes(text.encode("shift_jis"))
    dataset = open_data(tmp_path / "a.csv", table=TableChoices(encoding="shift_jis"))
    assert dataset.origin.columns == ("重さ", "高さ")
