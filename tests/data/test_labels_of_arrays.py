"""Labels mean the same in every format that holds arrays: names, columns of ones, and whole numbers of any value."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matlab_writer import write_matlab
from one_paragraph import says
from scipy.io import savemat

from gansmith.data.dataset import Dataset
from gansmith.data.describe import describe
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError, UsageError, flags_spoken

h5py = pytest.importorskip("h5py")
X = np.random.default_rng(0).normal(size=(12, 4))
NAMES = ["dog", "ant", "b\u00e4r"] * 4
FORMATS = ["npy", "npz", "h5", "mat", "mat73"]


def saved(folder: Path, kind: str, labels: Any) -> Path:
    """Write samples and labels as other programs do."""
    path, array = folder / f"a.{kind[:3]}", np.asarray(labels)
    if kind == "npy":
        np.save(path, X)
        np.save(folder / "a-labels.npy", array)
    elif kind == "npz":
        np.savez(path, x=X, labels=array)
    elif kind == "h5":
        with h5py.File(path, "w") as file:
            file["x"], file["labels"] = X, labels if array.dtype.kind == "U" else array
    else:
        texts = list(labels) if array.dtype.kind == "U" else array
        write_matlab(path, "7.3" if kind == "mat73" else "5", {"x": X, "labels": texts})
    return path


def told(data: Dataset) -> list[str | None]:
    assert data.labels is not None
    return [None if label < 0 else data.class_names[label] for label in data.labels]


def there_and_back(data: Dataset, path: Path, **options: Any) -> Dataset:
    return open_data(write_data(path, data.values, data.origin, data.labels, data.class_names), **options)


@pytest.mark.parametrize("kind", FORMATS)
def test_names_are_classes_and_come_back(tmp_path: Path, kind: str) -> None:
    data = open_data(saved(tmp_path, kind, NAMES))
    assert told(data) == NAMES
    assert told(there_and_back(data, tmp_path / f"b.{kind[:3]}")) == NAMES


@pytest.mark.parametrize("target", ["b.npy", "b.npz", "b.h5", "b.mat", "b.csv", "b.parquet"])
def test_names_survive_into_every_other_format(tmp_path: Path, target: str) -> None:
    data = open_data(saved(tmp_path, "npz", NAMES))
    options = {"label": "labels"} if target[2:] in ("csv", "parquet") else {}
    assert told(there_and_back(data, tmp_path / target, **options)) == NAMES


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, bool])
def test_a_column_of_ones_for_each_class(tmp_path: Path, kind: str, dtype: type) -> None:
    places = np.arange(12) % 3
    columns = np.eye(4)[places].astype(dtype)
    columns[5] = 0  # of no class
    expected = [None if i == 5 else str(place) for i, place in enumerate(places)]
    data = open_data(saved(tmp_path, kind, columns))
    assert told(data) == expected
    again = there_and_back(data, tmp_path / f"b.{kind[:3]}")
    assert told(again) == expected
    assert again.origin.details["one_hot"] == 4


@pytest.mark.parametrize("kind", FORMATS)
def test_whole_numbers_of_any_value_are_classes(tmp_path: Path, kind: str) -> None:
    numbers = np.array([-1, 0, 1, 70000] * 3)
    data = open_data(saved(tmp_path, kind, numbers))
    assert told(data) == [str(number) for number in numbers]
    with flags_spoken(True):
        assert any("--unlabelled -1" in warning for warning in describe(data).warnings)
    assert told(there_and_back(data, tmp_path / f"b.{kind[:3]}")) == told(data)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("labels", [[-1, 0, 1, 2] * 3, ["none", "x", "y", "z"] * 3])
def test_one_label_can_mean_that_the_class_is_unknown(tmp_path: Path, kind: str, labels: Sequence[Any]) -> None:
    path = saved(tmp_path, kind, labels)
    data = open_data(path, unlabelled=str(labels[0]))
    assert told(data) == [None if label == labels[0] else str(label) for label in labels]
    assert told(there_and_back(data, tmp_path / f"b.{kind[:3]}", unlabelled=str(labels[0]))) == told(data)
    with says(UsageError, "holds no such label, but"):
        open_data(path, unlabelled="7")


def test_unknown_labels_of_numbers_are_never_mixed_with_a_class(tmp_path: Path) -> None:
    data = open_data(saved(tmp_path, "npz", [-1.0, 1.0, np.nan] * 4))
    assert told(data) == ["-1", "1", None] * 4
    assert told(there_and_back(data, tmp_path / "b.npz")) == told(data)
    assert told(there_and_back(data, tmp_path / "b.npy")) == told(data)


@pytest.mark.parametrize("kind", ["npz", "h5", "mat"])
def test_other_numbers_are_left_out_aloud_or_refused(tmp_path: Path, kind: str) -> None:
    path = saved(tmp_path, kind, np.linspace(0, 1, 12))
    data = open_data(path)
    assert data.labels is None
    assert any("labels (numbers that are not whole)" in warning for warning in describe(data).warnings)
    with says(DataError, r"names no class.*np\.digitize"):
        open_data(path, label="labels")


def test_samples_of_several_classes_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, "npz", np.ones((12, 3)))
    with says(DataError, "one label for each is needed.*several classes"):
        open_data(path, label="labels")


def test_labels_as_python_objects_are_left_out_aloud(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=X, y=np.array(NAMES, object))
    data = open_data(tmp_path / "a.npz")
    assert data.labels is None
    assert any("y (Python objects" in warning for warning in describe(data).warnings)
    with says(DataError, r"astype\(str\)"):
        open_data(tmp_path / "a.npz", label="y")


def test_the_labels_of_npy_are_said_and_protected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = open_data(saved(tmp_path, "npz", NAMES))
    there_and_back(data, tmp_path / "b.npy")
    assert "b-labels.npy" in capsys.readouterr().err
    (tmp_path / "c-labels.npy").write_text("somebody's")
    with says(UsageError, "c-labels.npy would be replaced"):
        write_data(tmp_path / "c.npy", data.values, data.origin, data.labels, data.class_names)
    with says(UsageError, "b-labels.npy would be taken for the labels"):
        write_data(tmp_path / "b.npy", data.values, data.origin)
    with says(DataError, "c-labels.npy"):
        np.save(tmp_path / "c.npy", X)
        open_data(tmp_path / "c.npy")


def test_labels_beside_npy_that_are_none_are_left_out_aloud(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", X)
    np.save(tmp_path / "a-labels.npy", np.array(NAMES, object))
    data = open_data(tmp_path / "a.npy")
    assert data.labels is None
    assert any("a-labels.npy (Python objects" in warning for warning in describe(data).warnings)


def test_a_label_of_no_class_where_there_are_no_labels(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=X)
    with says(UsageError, "has no labels"):
        open_data(tmp_path / "a.npz", unlabelled="-1")


def test_idx_holds_numbers_and_says_which_is_which(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = open_data(saved(tmp_path, "npz", NAMES))
    again = there_and_back(data, tmp_path / "b.idx")
    assert "0 is ant, 1 is b\u00e4r, 2 is dog" in capsys.readouterr().err
    assert told(again) == [{"ant": "0", "b\u00e4r": "1", "dog": "2"}[name] for name in NAMES]


@pytest.mark.parametrize("suffix", ["npz", "mat", "h5", "csv"])
def test_labels_from_a_file_beside_an_array_have_a_name_of_their_own_elsewhere(suffix: str, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.eye(6, 3))
    np.save(tmp_path / "x-labels.npy", np.array(["a", "b"] * 3))
    start = open_data(tmp_path / "x.npy")
    path = write_data(tmp_path / f"y.{suffix}", start.values, start.origin, start.labels, start.class_names)
    again = open_data(path, label="label" if suffix == "csv" else None)
    assert again.origin.label in ("label", "labels")
    np.testing.assert_array_equal(again.labels, start.labels)
    assert again.class_names == ("a", "b")


def test_variables_that_may_be_labels_are_offered(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.eye(6, 3), kind=np.array(["a", "b"] * 3), t=np.arange(3))
    (offer, left) = open_data(tmp_path / "a.npz").notes
    assert "kind has one value for each sample: label='kind'" in offer
    assert left.startswith("variables that are left out: kind 6 text; t 3 int64")
    assert not open_data(tmp_path / "a.npz", variable="x", label="kind").notes


def test_variables_that_cannot_be_read_are_named_beside_those_that_can(tmp_path: Path) -> None:
    minerals = np.array([["quartz"], ["calcite"]] * 3, object)
    savemat(tmp_path / "a.mat", {"x": np.eye(6, 3), "t": np.arange(3), "mineral": minerals, "operator": "Anna"})
    (left,) = open_data(tmp_path / "a.mat").notes
    assert left.startswith("variables that are left out: t 1x3 int64; mineral; operator; ")
