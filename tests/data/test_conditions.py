"""Conditions are read from every format, beside labels, and written so that they are read again, value for value."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matlab_writer import write_matlab
from one_paragraph import says
from PIL import Image

from gansmith.data.dataset import Dataset
from gansmith.data.describe import describe
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.data.load import read
from gansmith.data.options import data_settings
from gansmith.errors import DataError, UsageError

h5py = pytest.importorskip("h5py")
pa = pytest.importorskip("pyarrow")
N = 14
RNG = np.random.default_rng(3)
X = RNG.normal(size=(N, 3))
AGE = RNG.integers(18, 90, N)
MASS = RNG.normal(60.0, 9.0, N).round(6)  # as many digits as a cell of Excel keeps
POSE = RNG.normal(size=(N, 2))
KIND = ["ant", "bee"] * 7
ARRAYS = ["npz", "h5", "mat", "mat73", "npy"]


def saved(folder: Path, kind: str) -> Path:
    """Write samples, two conditions of one number and one of two, as other programs do."""
    path, arrays = folder / f"a.{kind[:3]}", {"x": X, "age": AGE, "mass": MASS, "pose": POSE}
    if kind == "npz":
        np.savez(path, **arrays)
    elif kind == "h5":
        with h5py.File(path, "w") as file:
            for name, array in arrays.items():
                file[name] = array
    elif kind == "npy":
        np.save(path, X)
        for name in ("age", "mass", "pose"):
            np.save(folder / f"a-{name}.npy", arrays[name])
    else:
        write_matlab(path, "7.3" if kind == "mat73" else "5", arrays)
    return path


def table(folder: Path, kind: str) -> Path:
    path = folder / f"t.{kind}"
    columns = {"first": X[:, 0], "age": AGE, "second": X[:, 1], "mass": MASS, "kind": KIND, "third": X[:, 2]}
    if kind == "parquet":
        import pyarrow.parquet

        pyarrow.parquet.write_table(pa.table(columns), path)
    elif kind == "xlsx":
        book = pytest.importorskip("openpyxl").Workbook()
        for row in (list(columns), *(list(map(_plain, row)) for row in zip(*columns.values(), strict=True))):
            book.active.append(row)
        book.save(path)
    else:
        with path.open("w", newline="") as file:
            writer = csv.writer(file, delimiter="\t" if kind == "tsv" else ",")
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
    return path


def _plain(cell: Any) -> Any:
    return cell.item() if isinstance(cell, np.generic) else cell


def there_and_back(data: Dataset, path: Path, **options: Any) -> Dataset:
    made = write_data(path, data.values, data.origin, data.labels, data.class_names, conditions=data.conditions)
    return open_data(made, **options)


@pytest.mark.parametrize("kind", ARRAYS)
def test_variables_are_read_and_written_as_they_were(kind: str, tmp_path: Path) -> None:
    names = ("pose", "age")
    data = open_data(saved(tmp_path, kind), condition=names)
    np.testing.assert_array_equal(data.values, X)
    np.testing.assert_array_equal(data.conditions, np.column_stack([POSE, AGE]))
    again = there_and_back(data, tmp_path / f"b.{kind[:3]}", condition=names)
    np.testing.assert_array_equal(again.values, X)
    np.testing.assert_array_equal(again.conditions, data.conditions)
    assert again.origin.conditions == data.origin.conditions


@pytest.mark.parametrize("source", ARRAYS)
@pytest.mark.parametrize("target", ["npz", "h5", "mat", "csv", "parquet"])
def test_they_go_with_the_samples_into_any_other_format(source: str, target: str, tmp_path: Path) -> None:
    data = open_data(saved(tmp_path, source), condition=("mass", "pose"))
    flat = ("mass", "pose_0", "pose_1") if target in ("csv", "parquet") else ("mass", "pose")
    again = there_and_back(data, tmp_path / f"b.{target}", condition=flat)
    np.testing.assert_array_equal(again.conditions, np.column_stack([MASS, POSE]))
    np.testing.assert_array_equal(again.values, X)


@pytest.mark.parametrize("kind", ["csv", "tsv", "parquet", "xlsx"])
def test_columns_keep_their_place_name_and_type(kind: str, tmp_path: Path) -> None:
    data = open_data(table(tmp_path, kind), condition=("mass", "age"), label="kind")
    assert data.origin.columns == ("first", "second", "third")
    np.testing.assert_array_equal(data.conditions, np.column_stack([MASS, AGE]))
    write_data(
        tmp_path / f"b.{kind}", data.values, data.origin, data.labels, data.class_names, conditions=data.conditions
    )
    all_columns = open_data(tmp_path / f"b.{kind}", label="kind")
    assert all_columns.origin.columns == ("first", "age", "second", "mass", "third")
    again = open_data(tmp_path / f"b.{kind}", condition=("mass", "age"), label="kind")
    np.testing.assert_array_equal(again.conditions, data.conditions)
    np.testing.assert_array_equal(again.labels, data.labels)
    assert [quantity.dtype for quantity in again.origin.conditions] == ["float64", "int64"]


@pytest.mark.parametrize("target", ["out", "out.zip"])
def test_images_have_them_in_a_table_beside_them(target: str, tmp_path: Path) -> None:
    place = tmp_path / "images"
    for number, kind in enumerate(KIND):
        (place / kind).mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((4, 4), AGE[number], np.uint8)).save(place / kind / f"{number:02d}.png")
    lines = [f"{kind}/{number:02d}.png,{AGE[number]},{MASS[number]}" for number, kind in enumerate(KIND)]
    (place / "told.csv").write_text("\n".join(["file,age,mass", *lines]))
    data = open_data(place, condition=("mass", "age"), labels_from="told.csv")
    assert data.class_names == ("ant", "bee")
    assert data.conditions is not None
    np.testing.assert_array_equal(data.values[:, 0, 0], data.conditions[:, 1])
    assert {*data.conditions[:, 0]} == {*MASS}
    named = {"out": "conditions.csv", "out.zip": str(tmp_path / "out-conditions.csv")}[target]
    again = there_and_back(data, tmp_path / target, condition=("age", "mass"), labels_from=named)
    assert again.class_names == ("ant", "bee")
    assert again.conditions is not None
    np.testing.assert_array_equal(again.values[:, 0, 0], again.conditions[:, 0])
    pairs = {tuple(row) for row in again.conditions[:, ::-1]}
    assert pairs == {tuple(row) for row in data.conditions}


def test_a_dictionary_and_a_frame_in_memory() -> None:
    data = open_data({"x": X, "age": AGE, "y": np.array(KIND)}, condition=("age",))
    assert (data.class_names, data.origin.variable) == (("ant", "bee"), "x")
    np.testing.assert_array_equal(data.conditions, AGE[:, np.newaxis])
    frame = pytest.importorskip("pandas").DataFrame({"a": X[:, 0], "age": AGE, "b": X[:, 1]})
    data = open_data(frame, condition=("age",))
    assert data.origin.columns == ("a", "b")
    np.testing.assert_array_equal(data.conditions, AGE[:, np.newaxis])


def test_vectors_of_conditions_say_which_axis_holds_the_samples(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=X.T, age=AGE, pose=POSE.T)
    data = open_data(tmp_path / "a.npz", condition=("age", "pose"))
    np.testing.assert_array_equal(data.values, X)
    again = there_and_back(data, tmp_path / "b.npz", condition=("age", "pose"))
    np.testing.assert_array_equal(again.conditions, data.conditions)
    with np.load(tmp_path / "b.npz") as found:
        assert (found["x"].shape, found["age"].shape, found["pose"].shape) == ((3, N), (N,), (2, N))


def test_they_are_part_of_what_the_data_is(tmp_path: Path) -> None:
    path = saved(tmp_path, "npz")
    hashes = {
        open_data(path, variable="x", condition=names).sha256 for names in ((), ("age",), ("mass",), ("age", "mass"))
    }
    assert len(hashes) == 4
    some = open_data(path, variable="x", condition=("age",)).rows(np.array([3, 1]))
    np.testing.assert_array_equal(some.conditions, AGE[[3, 1], np.newaxis])


def with_gaps(folder: Path) -> Path:
    np.savez(folder / "g.npz", x=X, age=np.where(np.arange(N) % 5 == 2, np.nan, AGE))
    return folder / "g.npz"


def test_missing_ones_are_an_error_or_left_out_or_the_mean(tmp_path: Path) -> None:
    path = str(with_gaps(tmp_path))
    with says(DataError, "'age' of row 2 is missing, and 2 more are missing.*missing='drop'"):
        read(data_settings(path, {"condition": ("age",)}))
    dropped, _ = read(data_settings(path, {"condition": ("age",), "missing": "drop"}))
    np.testing.assert_array_equal(dropped.values, X[np.arange(N) % 5 != 2])
    assert any("3 of 14 samples miss a condition" in note for note in dropped.notes)
    kept, _ = read(data_settings(path, {"condition": ("age",), "missing": "mean"}))
    assert len(kept) == N
    assert any("3 missing conditions become the mean" in note for note in describe(kept, "mean").warnings)
    assert any("missing='drop' says what" in note for note in describe(kept, "error").warnings)


@pytest.mark.parametrize(
    ("values", "pattern"),
    [
        (np.full(N, 63.0), "'age' is 63 for all samples"),
        (np.full(N, np.nan), "is missing, and 13 more"),
        (np.array(KIND), "age holds no numbers, as a condition does.*label"),
        (AGE[:5], r"age has shape \(5,\), and there are 14 samples"),
        (np.zeros((N, 2, 2)), r"age has shape \(14, 2, 2\)"),
        (np.arange(N) + 2**60 + 1, "beyond 2.53"),
    ],
)
def test_what_is_no_condition_is_said(values: np.ndarray, pattern: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=X, age=values)
    with says(DataError, pattern):
        read(data_settings(str(tmp_path / "a.npz"), {"condition": ("age",), "samples_axis": 0}))


def test_few_values_may_be_classes(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.tile(X, (4, 1)), dose=np.tile([0.0, 10.0], 2 * N))
    data, _ = read(data_settings(str(tmp_path / "a.npz"), {"condition": ("dose",)}))
    assert any("'dose' has 2 different values: label='dose' takes them for classes" in note for note in data.notes)


def test_options_that_contradict_each_other(tmp_path: Path) -> None:
    path, arrays = table(tmp_path, "csv"), saved(tmp_path, "npz")
    for options, pattern in (
        ({"condition": ("age", "age")}, "'age' is named twice"),
        ({"condition": ("age",), "drop": ("age",), "label": "kind"}, "by both condition and drop"),
        ({"condition": ("age",), "label": "age"}, "by both condition and label"),
        ({"condition": ("age",), "label": "kind", "window": 2}, "a window of window=2 holds many moments"),
    ):
        with says(UsageError, pattern):
            open_data(path, **options)  # type: ignore[arg-type]
    with says(DataError, "no column 'agee'. Did you mean 'age'"):
        open_data(path, condition=("agee",), label="kind")
    with says(DataError, "no variable 'agee'. Did you mean 'age'"):
        open_data(arrays, variable="x", condition=("agee",))
    with says(DataError, "column 'kind' holds no numbers"):
        open_data(path, condition=("kind",), drop=("mass",))
    with says(DataError, "There is no .*a-agee.npy"):
        open_data(saved(tmp_path, "npy"), condition=("agee",))
    for source in ("ring", X, {"x": X}):
        with says((UsageError, DataError), "condition='age' means nothing|no variable 'age'"):
            open_data(source, condition=("age",))


def test_columns_of_vectors_stand_apart_from_columns_of_their_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.savez(tmp_path / "a.npz", x=X, pose=POSE, pose_1=AGE)
    data = open_data(tmp_path / "a.npz", variable="x", condition=("pose_1", "pose"))
    again = there_and_back(data, tmp_path / "b.csv", condition=("pose_1", "pose_0", "pose_1_2"))
    np.testing.assert_array_equal(again.conditions, np.column_stack([AGE, POSE]))
    assert "'pose_1' is written as 'pose_1_2'" in capsys.readouterr().err


def test_a_sidecar_of_somebody_elses_is_not_replaced(tmp_path: Path) -> None:
    data = open_data(saved(tmp_path, "npy"), condition=("age",))
    np.save(tmp_path / "b-age.npy", np.zeros(3))
    with says(UsageError, "b-age.npy would be replaced"):
        write_data(tmp_path / "b.npy", data.values, data.origin, conditions=data.conditions)


def test_names_that_would_do_harm_are_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez(tmp_path / "a.npz", x=X, **{"../age": AGE, "of mine": MASS})
    data = open_data(tmp_path / "a.npz", condition=("../age", "of mine"))
    again = there_and_back(data, tmp_path / "b.npz", condition=("condition_1", "of mine"))
    np.testing.assert_array_equal(again.conditions, data.conditions)
    assert "'../age' is written as 'condition_1', since as a path it leads elsewhere" in capsys.readouterr().err
    again = there_and_back(data, tmp_path / "b.mat", condition=("condition_1", "condition_2"))
    np.testing.assert_array_equal(again.conditions, data.conditions)
    write_data(tmp_path / "b.npy", data.values, data.origin, conditions=data.conditions)
    assert {file.name for file in tmp_path.glob("*.npy")} == {"b.npy", "b-.._age.npy", "b-of_mine.npy"}
