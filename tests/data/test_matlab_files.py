"""Structs, cells, texts and sparse matrices of MATLAB are read as arrays and labels, from files of either kind."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matlab_writer import write_matlab
from one_paragraph import says

from gansmith.data.dataset import Dataset
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError

sparse = pytest.importorskip("scipy.sparse")
pytestmark = pytest.mark.parametrize("version", ["5", "7.3"])
RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 5))


def read(folder: Path, version: str, variables: dict[str, Any], **options: Any) -> Dataset:
    return open_data(write_matlab(folder / "a.mat", version, variables), **options)


def test_the_one_array_in_a_struct_is_the_data(tmp_path: Path, version: str) -> None:
    data = read(tmp_path, version, {"data": {"X": X, "fs": 1000.0, "info": {"note": "a"}}})
    assert data.origin.variable == "data.X"
    np.testing.assert_array_equal(data.values, X)


def test_a_field_is_named_with_a_dot(tmp_path: Path, version: str) -> None:
    variables = {"a": {"b": {"X": X, "Z": X + 1}, "y": np.arange(40) % 3}, "other": np.eye(3)}
    data = read(tmp_path, version, variables, variable="a.b.Z", label="a.y")
    np.testing.assert_array_equal(data.values, X + 1)
    assert data.class_names == ("0", "1", "2")
    assert open_data(tmp_path / "a.mat").origin.variable == "other"  # what lies at the top comes first
    with says(DataError, r"a is a MATLAB struct of a\.b, a\.y"):
        open_data(tmp_path / "a.mat", variable="a")


def test_several_fields_are_listed_with_their_shapes(tmp_path: Path, version: str) -> None:
    with says(DataError, r"several variables.*s\.X 40x5 float64; s\.Z 4x4 float64"):
        read(tmp_path, version, {"s": {"X": X, "Z": np.ones((4, 4))}})


def test_doubles_in_a_struct_are_doubles(tmp_path: Path, version: str) -> None:
    data = read(tmp_path, version, {"s": {"X": np.arange(12.0).reshape(4, 3), "Y": 1.0}})
    assert data.values.dtype == np.float64


@pytest.mark.parametrize(("one", "sample"), [((1, 7), (7,)), ((7, 1), (7,)), ((6, 8), (6, 8))])
def test_a_cell_of_equal_arrays_is_their_stack(
    tmp_path: Path, version: str, one: tuple[int, int], sample: tuple[int, ...]
) -> None:
    parts = [RNG.normal(size=one) for _ in range(9)]
    data = read(tmp_path, version, {"c": parts})
    np.testing.assert_array_equal(data.values, np.stack(parts).reshape(9, *sample))


def test_cells_that_are_no_stack_say_what_to_type(tmp_path: Path, version: str) -> None:
    with says(DataError, r"c\{1\} is 2x2 and number 3 3x2.*in MATLAB"):
        read(tmp_path, version, {"c": [np.ones((2, 2)), np.ones((2, 2)), np.ones((3, 2))]})
    with says(DataError, "a MATLAB cell of other things.*in MATLAB"):
        read(tmp_path, version, {"c": [np.ones((2, 2)), "text", np.ones((3, 2))]})


def test_texts_in_a_cell_are_labels(tmp_path: Path, version: str) -> None:
    names = ["owl", "bee", "bee", "\u00e4ffchen"] * 10
    data = read(tmp_path, version, {"X": X, "labels": names})
    assert data.class_names == ("bee", "owl", "\u00e4ffchen")
    assert data.labels is not None
    assert [data.class_names[label] for label in data.labels] == names
    again = open_data(write_data(tmp_path / "b.mat", data.values, data.origin, data.labels, data.class_names))
    assert (again.class_names, again.labels.tolist()) == (data.class_names, data.labels.tolist())  # type: ignore[union-attr]
    assert again.origin.label == "labels"


@pytest.mark.parametrize("dtype", [bool, float])
def test_a_sparse_matrix_is_read_as_a_full_one(tmp_path: Path, version: str, dtype: type) -> None:
    full = RNG.integers(0, 2, (30, 6)).astype(dtype)
    data = read(tmp_path, version, {"A": sparse.csc_matrix(full)})
    np.testing.assert_array_equal(data.values, full.astype(data.values.dtype))


def test_a_sparse_matrix_too_wide_for_memory_names_full(tmp_path: Path, version: str) -> None:
    with says(DataError, r"a MATLAB sparse matrix of 9000000x900000.*full\(A\)"):
        read(tmp_path, version, {"A": sparse.csc_matrix(([1.0], ([5], [3])), shape=(9_000_000, 900_000))})


def test_sparse_labels_of_one_column_a_class(tmp_path: Path, version: str) -> None:
    data = read(tmp_path, version, {"X": X, "y": sparse.csc_matrix(np.eye(4)[np.arange(40) % 4])}, label="y")
    assert data.labels is not None
    assert data.labels.tolist() == (np.arange(40) % 4).tolist()


def test_images_of_matlab_have_their_samples_last(tmp_path: Path, version: str) -> None:
    images = RNG.integers(0, 256, (16, 16, 3, 12), np.uint8)
    labels = np.arange(12) % 2
    data = read(tmp_path, version, {"images": images, "labels": labels})
    np.testing.assert_array_equal(data.values, images.transpose(3, 0, 1, 2))
    assert data.labels is not None
    assert data.labels.tolist() == labels.tolist()
    grey = read(tmp_path, version, {"images": images[:, :, 0]})
    np.testing.assert_array_equal(grey.values, images[:, :, 0].transpose(2, 0, 1))
    again = open_data(write_data(tmp_path / "b.mat", grey.values, grey.origin))
    np.testing.assert_array_equal(again.values, grey.values)
    assert again.origin.stored_shape == (16, 16, 12)
