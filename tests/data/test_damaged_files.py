"""A damaged or hostile file is refused by name, in one paragraph, and nothing else escapes."""

import gzip
import random
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says
from PIL import Image

from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError, GansmithError

pytest.importorskip("pyarrow")
pytest.importorskip("h5py")


def idx(shape: tuple[int, ...], nbytes: int, code: int = 8) -> bytes:
    return struct.pack(f">HBB{len(shape)}I", 0, code, len(shape), *shape) + bytes(nbytes)


@pytest.mark.parametrize(
    ("content", "pattern"),
    [
        (idx((3, 2, 2), 11), "is cut short: 11 of 12 bytes"),
        (idx((3, 2, 2), 13), "longer than"),
        (idx((3, 2, 2), 12)[:9], "header"),
        (idx((1 << 31, 1 << 31, 1 << 31), 12), "cannot hold them"),
        (idx((3, 2), 6, code=7), "00 00 07 02"),
        (b"\0\0", "it starts with 00 00"),
    ],
)
@pytest.mark.parametrize("name", ["a.idx", "a.idx.gz"])
def test_damaged_idx(tmp_path: Path, content: bytes, pattern: str, name: str) -> None:
    packed = name.endswith("gz")
    (tmp_path / name).write_bytes(gzip.compress(content) if packed else content)
    with says(DataError, pattern):
        open_data(tmp_path / name)


def test_labels_that_do_not_fit_their_images(tmp_path: Path) -> None:
    (tmp_path / "train-images-idx3-ubyte").write_bytes(idx((3, 2, 2), 12))
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx((4,), 4))
    with says(DataError, "3 samples"):
        open_data(tmp_path)


def test_a_broken_image_among_a_thousand(tmp_path: Path) -> None:
    for i in range(1000):
        Image.new("L", (3, 3), i % 256).save(tmp_path / f"{i:03d}.png")
    whole = (tmp_path / "617.png").read_bytes()
    for broken in (b"", b"no image at all", whole[:45]):
        (tmp_path / "617.png").write_bytes(broken)
        with says(DataError, r"617\.png"):
            open_data(tmp_path)


def test_images_that_would_not_be_read_exactly(tmp_path: Path) -> None:
    Image.new("L", (3, 3)).save(tmp_path / "a.png")
    Image.fromarray(np.zeros((3, 3), np.float32)).save(tmp_path / "b.tif")
    with says(DataError, r"b\.tif is 32-bit float grey and .*a\.png is 8-bit L"):
        open_data(tmp_path)
    Image.fromarray(np.zeros((3, 3), np.uint16)).save(tmp_path / "b.tif")
    with says(DataError, r"b\.tif is 16-bit grey and .*a\.png is 8-bit L"):
        open_data(tmp_path)


def test_an_image_bomb(tmp_path: Path) -> None:
    Image.new("1", (60_000, 2000)).save(tmp_path / "a.png")
    with says(DataError, r"a\.png"):
        open_data(tmp_path)


def test_a_zip_of_too_many_members(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        for i in range(1001):
            archive.writestr(f"{i}.npy", b"")
    with says(DataError, "1,001 members"):
        open_data(tmp_path / "a.npz")


def write_all(folder: Path) -> list[Path]:
    """One good file of every kind that is read within this process."""
    values = np.random.default_rng(0).integers(0, 255, (6, 4, 4)).astype(np.uint8)
    origin = open_data(values).origin
    names = ("a.npy", "a.npz", "a.h5", "a.csv", "a.parquet", "a.idx", "a.gz", "images")
    bare = ("a.npy", "a.csv", "a.parquet")  # a text column that nobody named as labels would be refused as it is
    return [
        write_data(folder / name, values, origin, None if name in bare else np.arange(6), "uvwxyz") for name in names
    ]


def test_mutated_files_raise_nothing_else(tmp_path: Path) -> None:
    rng = random.Random(0)
    for path in write_all(tmp_path):
        file = sorted(path.rglob("*.png"))[2] if path.is_dir() else path
        whole = file.read_bytes()
        for _ in range(60):
            mutant = bytearray(whole)
            for _ in range(rng.randint(1, 4)):
                mutant[rng.randrange(len(mutant))] = rng.randrange(256)
            file.write_bytes(bytes(mutant[: rng.randrange(len(mutant))]) if rng.random() < 0.3 else bytes(mutant))
            try:
                open_data(path)
            except GansmithError as error:
                assert "\n" not in str(error)  # noqa: PT017
        file.write_bytes(whole)
