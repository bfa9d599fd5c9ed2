"""Axes of an array: the order that a user says, and the one that the file shows."""

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says

from gansmith.data.dataset import Dataset, Origin
from gansmith.data.describe import describe
from gansmith.data.formats.axes import restore
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError, UsageError, flags_spoken

LENGTHS = {"N": 6, "H": 5, "W": 4, "C": 3, "L": 7}
USUAL = ("N", "NL", "NHW", "NHWC", "NLC")
ORDERS = ["".join(order) for letters in USUAL for order in permutations(letters)]


def samples_of(stored: np.ndarray, order: str) -> np.ndarray:
    """Return samples first and channels last, a signal of several channels as an image of one row."""
    usual = next(usual for usual in USUAL if sorted(usual) == sorted(order))
    values = np.einsum(f"{order}->{usual}", stored)
    return values[:, np.newaxis] if usual == "NLC" else values.reshape(len(values), -1) if usual == "N" else values


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("suffix", [".npy", ".npz", ".h5", ".mat", ".idx"])
def test_any_order_that_is_said_is_read_and_written_again(tmp_path: Path, order: str, suffix: str) -> None:
    if suffix == ".mat" and len(order) == 1:
        pytest.skip("MATLAB has no array of one axis")
    shape = tuple(LENGTHS[letter] for letter in order)
    stored = np.arange(np.prod(shape), dtype=np.float64).reshape(shape)
    plain = Origin("npy", "a", "float64", shape, 0)
    name = write_data(tmp_path / f"a{suffix}", stored, plain)
    data = open_data(name, axes=order.lower())
    np.testing.assert_array_equal(data.values, samples_of(stored, order))
    assert data.origin.samples_axis == order.index("N")
    again = open_data(write_data(tmp_path / f"b{suffix}", data.values, data.origin), axes=order)
    np.testing.assert_array_equal(again.values, data.values)
    assert again.origin.stored_shape == shape


def test_orders_that_do_not_fit() -> None:
    values = np.zeros((4, 5, 6))
    for axes, pattern in (("NHX", "a letter for each axis"), ("NHH", "a letter"), ("HW", "a letter"), ("NL", "3 axes")):
        with says(UsageError, pattern):
            open_data(values, axes=axes)
    with says(UsageError, "differ in where the samples lie"):
        open_data(values, axes="NHW", samples_axis=2)
    assert open_data(values, axes="HWN", samples_axis=-1).values.shape == (6, 4, 5)


def labelled(folder: Path, shape: tuple[int, ...], labels: np.ndarray, suffix: str = ".npz") -> Dataset:
    np.savez(folder / f"a{suffix}", x=np.arange(np.prod(shape), dtype=float).reshape(shape), labels=labels)
    return open_data(folder / f"a{suffix}")


def test_the_axis_with_one_label_for_each_is_the_samples(tmp_path: Path) -> None:
    assert labelled(tmp_path, (5, 40), np.arange(40) % 3).values.shape == (40, 5)
    assert labelled(tmp_path, (40, 5), np.arange(40) % 3).values.shape == (40, 5)
    assert labelled(tmp_path, (12, 10, 30), np.arange(30) % 3).values.shape == (30, 12, 10)
    assert labelled(tmp_path, (30, 30), np.arange(30) % 3).values.shape == (30, 30)
    assert labelled(tmp_path, (5, 40), np.eye(4)[np.arange(40) % 4]).values.shape == (40, 5)


def test_an_axis_of_coordinates_called_y_moves_nothing(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", field=np.zeros((50, 20, 30)), y=np.arange(20), x=np.arange(30))
    data = open_data(tmp_path / "a.npz")
    assert data.values.shape == (50, 20, 30)
    assert data.labels is None
    assert any("left out: y" in warning for warning in describe(data).warnings)


def test_what_decided_is_said_with_the_remedy(tmp_path: Path) -> None:
    colour = open_data(np.zeros((32, 32, 3, 60)))
    assert colour.values.shape == (60, 32, 32, 3)
    with flags_spoken(True):
        notes = " ".join(describe(colour).warnings)
        assert "the third axis is 3 long" in notes
        assert "--samples-axis 0" in notes
        assert "one label for each" in " ".join(describe(labelled(tmp_path, (5, 40), np.arange(40) % 3)).warnings)
        assert "--axes NHW says they are images" in " ".join(describe(open_data(np.zeros((9, 1, 7)))).warnings)


@pytest.mark.parametrize("shape", [(9, 1, 7), (9, 7, 1), (9, 1, 1, 7), (9, 7, 1, 1), (9, 1, 7, 1), (9, 1, 1, 1)])
def test_samples_with_one_long_axis_are_vectors_unless_called_images(shape: tuple[int, ...]) -> None:
    stored = np.arange(np.prod(shape), dtype=float).reshape(shape)
    data = open_data(stored)
    np.testing.assert_array_equal(data.values, stored.reshape(9, -1))
    np.testing.assert_array_equal(restore(data.values, data.origin), stored)
    asked = open_data(stored, axes="NHWC"[: len(shape)])
    np.testing.assert_array_equal(asked.values, stored)


@pytest.mark.parametrize(
    ("document", "shape"),
    [
        ({"samples_axis": 2, "stored_shape": [4, 5, 6], "details": {}}, (4, 5, 6)),
        ({"samples_axis": 3, "stored_shape": [3, 4, 5, 6], "details": {"channels": "first"}}, (3, 4, 5, 6)),
        ({"samples_axis": 0, "stored_shape": [6, 1, 7], "details": {"axis_guessed": 1}}, (6, 1, 7)),
    ],
)
def test_origins_of_earlier_versions_are_restored(document: dict[str, object], shape: tuple[int, ...]) -> None:
    origin = Origin.from_json({"format": "npy", "path": "a", "dtype": "float64", **document})
    stored = np.arange(np.prod(shape), dtype=float).reshape(shape)
    first = np.moveaxis(stored, origin.samples_axis, 0)
    first = np.moveaxis(first, 1, -1) if first.ndim == 4 else first
    np.testing.assert_array_equal(restore(first, origin), stored)


def test_one_image_in_colours_is_one_sample() -> None:
    image = np.zeros((32, 40, 3), np.uint8)
    with says(DataError, r"one image of 32x40 and 3 channels.*axes='NHW'"):
        open_data(image)
    assert open_data(image, axes="NHW").values.shape == (32, 40, 3)
    assert open_data(image, samples_axis=0).values.shape == (32, 40, 3)
    assert open_data(image, conventions=2).values.shape == (32, 40, 3)
    assert open_data(image.astype(np.float32)).values.shape == (32, 40, 3)
