"""Grids show every sample, whole, in true colours, big enough to see."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gansmith.storage.atomic import write_bytes
from gansmith.training.callbacks.image_grids import grid, png_bytes, rows_of

CHANNELS = {None: (), 1: (), 2: (3,), 3: (3,), 4: (3,), 7: (3,)}


@given(
    count=st.integers(1, 12),
    size=st.tuples(st.integers(1, 80), st.integers(1, 80)),
    channels=st.sampled_from(list(CHANNELS)),
    columns=st.none() | st.integers(1, 15),
)
def test_every_cell_is_its_sample_enlarged(
    count: int, size: tuple[int, int], channels: int | None, columns: int | None
) -> None:
    shape = (count, *size) if channels is None else (count, *size, channels)
    samples = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    if channels == 4:
        samples[..., 3] = 255
    page = grid(samples, columns)
    assert page.dtype == np.uint8
    assert page.shape[2:] == CHANNELS[channels]
    factor = -(-64 // max(size))
    height, width = size[0] * factor, size[1] * factor
    assert max(height, width) >= 64
    across = min(columns or int(np.ceil(np.sqrt(count))), count)
    assert page.shape[:2] == (-(-count // across) * (height + 2) + 2, across * (width + 2) + 2)
    for index in range(count):
        top, left = 2 + index // across * (height + 2), 2 + index % across * (width + 2)
        cell = page[top : top + height : factor, left : left + width : factor]
        expected = samples[index, ..., 0] if channels == 1 else samples[index, ..., :3] if channels else samples[index]
        assert np.array_equal(cell[..., : expected.shape[-1]] if channels == 2 else cell, expected)


def test_transparent_is_white_and_half_is_half() -> None:
    samples = np.zeros((1, 1, 3, 4), np.uint8)
    samples[0, 0, :, 3] = (0, 51, 255)
    assert grid(samples)[2, 2::22, 0].tolist()[:3] == [255, 204, 0]


@pytest.mark.parametrize(
    ("samples", "span", "expected"),
    [
        (np.array([0, 32768, 65535], np.uint16), None, [0, 128, 255]),
        (np.array([0.0, 0.5, 1.0]), (0.0, 2.0), [0, 64, 128]),
        (np.array([-5.0, 0.0, 5.0], np.float32), None, [0, 128, 255]),
        (np.array([-1.0, 3.0, 9.0]), (0.0, 4.0), [0, 191, 255]),
        (np.array([np.nan, -np.inf, np.inf]), (0.0, 1.0), [0, 0, 255]),
        (np.array([0, 8, 16]), None, [0, 128, 255]),
        (np.array([7.0, 7.0, 7.0]), None, [0, 0, 0]),
        (np.array([False, True, True]), None, [0, 255, 255]),
        (np.array([0, 10, 20], np.uint8), (0.0, 20.0), [0, 128, 255]),
    ],
)
def test_values_become_shades(samples: np.ndarray, span: tuple[float, float] | None, expected: list[int]) -> None:
    page = grid(samples.reshape(1, 1, 3), span=span)
    assert page[2, 2:-2:22].tolist() == expected


@pytest.mark.parametrize("features", [1, 2, 3, 500])
def test_vectors_are_drawn(features: int) -> None:
    samples = np.random.default_rng(0).normal(size=(50, features))
    samples[0, 0] = np.nan
    page = grid(samples)
    assert page.dtype == np.uint8
    assert page.shape[2] == 3
    assert 0.3 < (page == 255).mean() < 0.99
    assert not np.array_equal(page, grid(samples + np.linspace(0, 5, 50)[:, None]))


@pytest.mark.parametrize("shape", [(0, 2), (0, 8, 8), (5,), (1, 2, 3, 4, 5)])
def test_what_is_no_picture_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="samples must be"):
        grid(np.zeros(shape))


def test_png_holds_the_picture(tmp_path: Path) -> None:
    page = grid(np.random.default_rng(0).integers(0, 256, (4, 8, 8, 3), np.uint8))
    write_bytes(tmp_path / "step-000200.png", png_bytes(page))
    assert [entry.name for entry in tmp_path.iterdir()] == ["step-000200.png"]
    with Image.open(tmp_path / "step-000200.png") as image:
        assert np.array_equal(np.asarray(image), page)


@given(count=st.integers(1, 5), channels=st.lists(st.sampled_from([1, 3, 4]), min_size=1, max_size=4))
def test_a_row_holds_one_of_every_group_in_colour(count: int, channels: list[int]) -> None:
    """Groups of any channels side by side: a column is a group's grid of one column."""
    rng = np.random.default_rng(0)
    groups = [rng.uniform(-1, 1, (count, 32, 40, depth)).astype(np.float32) for depth in channels]
    page = rows_of(groups, span=(-1.0, 1.0))
    assert page.shape == (count * 66 + 2, len(groups) * 82 + 2, 3)
    for place, group in enumerate(groups):
        alone = grid(group, 1, span=(-1.0, 1.0))
        column = page[:, 82 * place : 82 * (place + 1) + 2]
        assert np.array_equal(column, alone if alone.ndim == 3 else np.repeat(alone[..., np.newaxis], 3, axis=-1))
