"""Images become one array of their richest mode, and are resized only when that is asked."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gansmith.data.formats.read import open_data
from gansmith.errors import DataError


def save_images(folder: Path, **images: Image.Image) -> Path:
    folder.mkdir(exist_ok=True)
    for name, image in images.items():
        image.save(folder / f"{name}.png")
    return folder


def test_images_are_promoted_to_the_richest_mode(tmp_path: Path) -> None:
    grey, colour = Image.new("L", (4, 3), 7), Image.new("RGB", (4, 3), (1, 2, 3))
    assert open_data(save_images(tmp_path / "a", a=grey, b=grey)).values.shape == (2, 3, 4)
    mixed = open_data(save_images(tmp_path / "b", a=grey, b=colour))
    assert mixed.values[:, 0, 0].tolist() == [[7, 7, 7], [1, 2, 3]]
    clear = Image.new("RGBA", (4, 3), (1, 2, 3, 128))
    assert open_data(save_images(tmp_path / "b", c=clear)).values[:, 0, 0, 3].tolist() == [255, 255, 128]


def test_palettes_become_colours(tmp_path: Path) -> None:
    palette = Image.new("P", (4, 3), 1)
    palette.putpalette([0, 0, 0, 9, 8, 7])
    folder = save_images(tmp_path / "a", a=palette, b=palette)
    assert open_data(folder).values[0, 0, 0].tolist() == [9, 8, 7]
    palette.save(folder / "c.png", transparency=1)
    assert open_data(folder).origin.details["mode"] == "RGBA"


def test_the_hidden_colour_of_clear_pixels_is_forgotten(tmp_path: Path) -> None:
    hidden, faint = Image.new("RGBA", (4, 3), (90, 80, 70, 0)), Image.new("RGBA", (4, 3), (90, 80, 70, 1))
    data = open_data(save_images(tmp_path / "a", a=hidden, b=faint))
    assert data.values[:, 0, 0].tolist() == [[0, 0, 0, 0], [90, 80, 70, 1]]


def test_what_is_hidden_or_no_image_is_left_out(tmp_path: Path) -> None:
    folder = save_images(tmp_path / "a", a=Image.new("L", (2, 2)), b=Image.new("L", (2, 2)))
    (folder / ".c.png").write_bytes(b"no image")
    (folder / "notes.txt").write_text("no image")
    save_images(folder / ".thumbnails", d=Image.new("L", (1, 1)))
    assert len(open_data(folder)) == 2


def test_images_are_resized_only_when_asked(tmp_path: Path) -> None:
    folder = save_images(tmp_path / "a", a=Image.new("L", (4, 3), 7), b=Image.new("L", (8, 6), 9))
    with pytest.raises(DataError, match=r"a\.png is 3x4 .*b\.png is 6x8.*size='?3x4'?"):
        open_data(folder)
    data = open_data(folder, size=(5, 6))
    assert data.values.shape == (2, 5, 6)
    assert data.values[1, 2, 2] == 9


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int32", "float64"])
@pytest.mark.parametrize("channels", [(), (2,)])
def test_arrays_of_pictures_are_resized_within_their_range(dtype: str, channels: tuple[int, ...]) -> None:
    pictures = np.zeros((3, 8, 8, *channels), dtype)
    pictures[:, 2:6, 2:6] = 100
    values = open_data(pictures, size=(4, 5)).values
    assert values.shape == (3, 4, 5, *channels)
    assert values.dtype == dtype
    assert values.min() == 0
    assert 90 <= values.max() <= 100


def test_sixteen_bit_images_are_resized(tmp_path: Path) -> None:
    deep = Image.fromarray(np.full((6, 6), 40000, np.uint16))
    data = open_data(save_images(tmp_path / "a", a=deep, b=deep), size=(3, 3))
    assert data.values.tolist() == np.full((2, 3, 3), 40000).tolist()
