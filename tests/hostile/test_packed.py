"""What unpacks far is judged by what packing can do and by the memory there is."""

from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says
from PIL import Image

from gansmith.data.formats import size_limits as bounds
from gansmith.data.formats.read import open_data
from gansmith.errors import DataError


def masks(count: int, side: int) -> np.ndarray:
    made = np.zeros((count, side, side), np.uint8)
    for mask, (i, j) in zip(made, np.random.default_rng(0).integers(0, side - 10, (count, 2)), strict=True):
        mask[i : i + 10, j : j + 10] = 255
    return made


def test_masks_that_deflate_far_are_read_where_memory_has_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "FREE", 1 << 20)
    np.savez_compressed(tmp_path / "masks.npz", x=masks(400, 256))
    assert bounds.RATIO * (tmp_path / "masks.npz").stat().st_size < 400 * 256 * 256
    assert len(open_data(tmp_path / "masks.npz")) == 400
    monkeypatch.setattr(bounds, "share", lambda: 2 << 20)
    with says(DataError, r"masks\.npz would unpack"):
        open_data(tmp_path / "masks.npz")


@pytest.mark.parametrize(
    ("packed", "unpacked", "room", "refused"),
    [
        (600 << 10, 570 << 20, 8 << 30, False),  # masks through deflate, nearly as far as that goes
        (1 << 20, 1 << 30, 8 << 30, True),  # zeros, as far
        (1 << 20, 1 << 30, 1 << 29, True),
        (16 << 20, 16 << 30, 8 << 30, True),
        (1 << 20, 2 << 30, 8 << 30, True),  # farther than deflate goes
        (16 << 20, 8 << 30, 1 << 29, False),  # 512 times
        (1, bounds.FREE, 1 << 29, False),
    ],
)
def test_the_bounds(packed: int, unpacked: int, room: int, refused: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "share", lambda: room)
    assert bounds.unpacks_too_far(packed, unpacked) is refused


def test_a_picture_of_nothing_that_fills_the_memory_is_not_opened(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Image.new("RGBA", (5000, 5000)).save(tmp_path / f"{name}.webp", lossless=True)
    with says(DataError, r"a\.webp has 5000x5000 pixels in .*save it as PNG"):
        open_data(tmp_path)
