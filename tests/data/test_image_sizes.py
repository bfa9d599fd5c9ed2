"""Sizes of images: mixed ones are named with the remedy, what squeezes them is said, and a crop keeps their aspect."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from one_paragraph import says
from PIL import Image

from gansmith.data.codec.resize import crop_box
from gansmith.data.formats.read import open_data
from gansmith.errors import DataError, UsageError

SIDES = st.integers(1, 300)


def wide(folder: Path) -> Path:
    """Write images 12 wide and 4 high, white in the middle third alone."""
    picture = np.zeros((4, 12), np.uint8)
    picture[:, 4:8] = 255
    for name in "ab":
        Image.fromarray(picture).save(folder / f"{name}.png")
    return folder


@given(st.tuples(SIDES, SIDES), st.tuples(SIDES, SIDES))
def test_the_crop_lies_in_the_middle_and_is_as_large_as_can_be(shape: tuple[int, int], size: tuple[int, int]) -> None:
    top, left, height, width = crop_box(shape, size)
    assert height == shape[0] or width == shape[1]
    assert 1 <= height <= shape[0]
    assert 1 <= width <= shape[1]
    assert abs(shape[0] - height - 2 * top) <= 1
    assert abs(shape[1] - width - 2 * left) <= 1
    if width > 1 and height > 1:
        exact = min(shape[0] / size[0], shape[1] / size[1])
        assert abs(height - exact * size[0]) <= 0.5 + 1e-9
        assert abs(width - exact * size[1]) <= 0.5 + 1e-9


def test_mixed_sizes_are_counted_with_what_helps(tmp_path: Path) -> None:
    for number, size in enumerate([(8, 8), (8, 8), (8, 8), (16, 16), (16, 4)]):
        Image.new("L", size, number).save(tmp_path / f"{number}.png")
    with says(DataError, r"3 of 8x8, 1 of 16x16, 1 of 4x16.*size='?8x8'?, and crop .* 1 that have another aspect"):
        open_data(tmp_path)


def test_a_size_of_another_aspect_is_said_with_how_far_it_goes(tmp_path: Path) -> None:
    found = open_data(wide(tmp_path), size=(4, 4))
    assert "changes the aspect of 2 of 2 images, by a factor of up to 3.00" in found.notes[0]
    assert open_data(tmp_path, size=(8, 24)).notes == ()


def test_the_middle_is_cut_out_first(tmp_path: Path) -> None:
    found = open_data(wide(tmp_path), size=(4, 4), crop=True)
    assert (found.values == 255).all()
    assert "the middle of 2 of 2 images is cut out, which leaves out up to 67% of one" in found.notes[0]
    array = open_data(open_data(tmp_path).values, size=(4, 4), crop=True)
    assert np.array_equal(array.values, found.values)
    with pytest.raises(UsageError, match="crop cuts images to the aspect of size"):
        open_data(tmp_path, crop=True)
