"""Closed forms of the pictures that are made of pictures: edges of a step, greys of colours, outlines of two values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gansmith.data import dataset, derive
from gansmith.data.derive import Derivation, luminance
from gansmith.errors import DataError, UsageError

KINDS: tuple[Derivation, ...] = ("edges", "grey", "mask")
SHAPES = [(), (1,), (3,), (4,), (7,)]


def noise(count: int, *shape: int, dtype: str = "uint8") -> np.ndarray:
    """Return pictures that differ, over a good part of their type's range; floats lie in [0, 1]."""
    unit = np.random.default_rng(0).random((count, *shape))
    if np.dtype(dtype).kind == "f":
        return unit.astype(dtype)
    return (unit * np.iinfo(dtype).max).astype(dtype)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32", "float64"])
@pytest.mark.parametrize("axis", [1, 2])
def test_the_edges_of_a_step_are_its_two_sides(dtype: str, axis: int) -> None:
    """Sobel's weights see a step from both pixels beside it, equally, whatever its height."""
    pictures = np.zeros((3, 6, 8), dtype)
    for picture, height in zip(pictures, (1, 40, 100), strict=True):
        np.moveaxis(picture, axis - 1, 0)[4:] = height
    found = derive.derive(pictures, "edges")
    assert found.dtype == np.uint8
    lines = np.moveaxis(found, axis, 0)
    assert (lines[3:5] == 255).all()
    assert (np.delete(lines, (3, 4), axis=0) == 0).all()


def test_the_edge_of_a_slope_is_flat_and_its_corner_is_steeper_than_its_sides() -> None:
    slope = np.broadcast_to(np.arange(9.0), (1, 9, 9))
    assert (derive.derive(slope, "edges")[:, :, 1:-1] == 255).all()
    both = slope + 2 * np.swapaxes(slope, 1, 2)
    inner = derive.derive(both, "edges")[0, 1:-1, 1:-1]
    assert (inner == 255).all()  # a plane's slope is the same all over
    assert derive.derive(both, "edges")[0, 4, 0] == round(255 * np.hypot(0.5, 2) / np.hypot(1, 2))


def test_a_transparent_outline_is_an_edge_whatever_lies_under_it() -> None:
    pictures = np.zeros((1, 6, 8, 4), np.uint8)
    pictures[:, :, 4:] = 255  # white over white: only transparency steps
    found = derive.derive(pictures, "edges")
    assert (found[:, :, 3:5] == 255).all()
    assert (np.delete(found, (3, 4), axis=2) == 0).all()


def test_colours_under_full_transparency_make_no_edges() -> None:
    pictures = noise(2, 6, 8, 4)
    pictures[..., 3] = 0
    assert (derive.derive(pictures, "edges") == 0).all()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("value", [0, 1, 200])
def test_a_constant_picture_has_neither_edges_nor_outline(shape: tuple[int, ...], dtype: str, value: int) -> None:
    pictures = np.full((2, 5, 6, *shape), value, dtype)
    assert (derive.derive(pictures, "edges") == 0).all()
    mask = derive.derive(pictures, "mask")
    assert (mask == (255 if shape == (4,) and value else 0)).all()  # but one that is opaque all over is all inside


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32", "float64"])
def test_equal_colours_are_their_grey(dtype: str) -> None:
    grey = noise(3, 5, 6, dtype=dtype)
    for shape in SHAPES:
        pictures = np.broadcast_to(grey[(..., *[np.newaxis] * len(shape))], (3, 5, 6, *shape))
        found = derive.derive(pictures, "grey")
        assert found.dtype == np.dtype(dtype)
        expected = pictures if shape == (4,) else grey
        np.testing.assert_allclose(found, expected, rtol=0 if np.dtype(dtype).kind in "iu" else 1e-6)


@pytest.mark.parametrize(("dtype", "full"), [("uint8", 255), ("uint16", 65535), ("float64", 1.0)])
def test_greys_of_pure_colours_are_those_of_the_norm(dtype: str, full: float) -> None:
    """ITU-R BT.601: 0.299 of red, 0.587 of green, 0.114 of blue."""
    colours = np.zeros((1, 1, 3, 3), dtype)
    colours[0, 0] = np.eye(3) * full
    expected = full * np.array([0.299, 0.587, 0.114])
    if np.dtype(dtype).kind in "iu":
        expected = np.rint(expected)
    np.testing.assert_allclose(derive.derive(colours, "grey")[0, 0], expected, rtol=1e-15)
    transparent = np.concatenate([colours, np.full_like(colours[..., :1], full / 3)], axis=-1)
    found = derive.derive(transparent, "grey")
    np.testing.assert_allclose(found[0, 0, :, :3], np.repeat(expected[:, np.newaxis], 3, axis=1), rtol=1e-15)
    assert np.array_equal(found[..., 3], transparent[..., 3])


def test_several_channels_that_are_no_colours_count_alike() -> None:
    pictures = noise(2, 5, 6, 7, dtype="float64")
    np.testing.assert_allclose(luminance(pictures), pictures.mean(-1), rtol=1e-15)


def test_a_mask_by_transparency_is_where_anything_is_seen() -> None:
    pictures = noise(3, 5, 6, 4)
    pictures[..., 3] %= 3
    assert np.array_equal(derive.derive(pictures, "mask") == 255, pictures[..., 3] > 0)


@given(
    low=st.integers(0, 254),
    gap=st.integers(1, 255),
    bright=st.lists(st.booleans(), min_size=12, max_size=12).filter(lambda chosen: len(set(chosen)) == 2),
    colours=st.sampled_from([(), (1,), (3,)]),
    dtype=st.sampled_from(["uint8", "uint16", "float32"]),
)
def test_a_mask_of_two_values_parts_them(
    low: int, gap: int, bright: list[bool], colours: tuple[int, ...], dtype: str
) -> None:
    """Otsu's threshold of two values lies between them, however near they are and however few are bright."""
    where = np.array(bright).reshape(1, 3, 4)
    grey = np.where(where, min(low + gap, 255), low).astype(dtype)
    pictures = np.broadcast_to(grey[(..., *[np.newaxis] * len(colours))], (*grey.shape, *colours))
    assert np.array_equal(derive.derive(pictures, "mask") == 255, where)


def both_sides(grey: np.ndarray, inside: np.ndarray) -> float:
    """Return the sum of squares about the means of what lies inside and outside."""
    return sum(float(part.size * part.var()) for part in (grey[inside], grey[~inside]))


def test_the_threshold_leaves_least_variance_on_both_sides() -> None:
    """Against the definition, tried at every value."""
    rng = np.random.default_rng(0)
    grey = np.concatenate([rng.integers(0, 90, 150), rng.integers(120, 256, 106)]).astype(np.uint8)
    rng.shuffle(grey)
    grey[:2] = 0, 255
    inside = derive.derive(grey.reshape(1, 16, 16), "mask").ravel() == 255
    within = [both_sides(grey, grey > cut) for cut in range(255)]
    assert both_sides(grey, inside) == pytest.approx(min(within))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_pictures_are_derived_one_by_one(
    kind: Derivation, shape: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = noise(7, 9, 10, *shape)
    whole = derive.derive(pictures, kind)
    assert whole.shape[:3] == (7, 9, 10)
    monkeypatch.setattr(derive, "row_chunks", lambda rows, _: dataset.row_chunks(rows, 2 * rows[0].nbytes))
    assert np.array_equal(derive.derive(pictures, kind), whole)
    for index in range(7):
        assert np.array_equal(derive.derive(pictures[index : index + 1], kind)[0], whole[index])


@pytest.mark.parametrize("kind", KINDS)
def test_vectors_are_refused(kind: Derivation) -> None:
    with pytest.raises(UsageError, match=f"derive='?{kind}'? is for pictures.*vectors of 5 numbers"):
        derive.derive(np.zeros((3, 5)), kind)


@pytest.mark.parametrize("kind", ["edges", "mask"])
def test_what_is_missing_has_neither_edges_nor_outline(kind: Derivation) -> None:
    pictures = noise(2, 5, 6, dtype="float32")
    pictures[1, 2, 3] = np.nan
    with pytest.raises(DataError, match=f"derive='?{kind}'?.*nan"):
        derive.derive(pictures, kind)
    assert np.isnan(derive.derive(pictures, "grey")[1, 2, 3])
