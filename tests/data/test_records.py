"""Structured arrays are tables: each field a column, by the options of tables, written back with the same fields."""

from pathlib import Path
from typing import Any

import h5py
import matplotlib as mpl
import numpy as np
import pytest

import gansmith
from gansmith.data import describe, open_data, write_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.errors import DataError, UsageError

pytest.importorskip("pyarrow")

COUNT = 30


def prices() -> np.ndarray:
    rng = np.random.default_rng(0)
    made = np.zeros(COUNT, [("date", "<M8[D]"), ("open", "<f4"), ("sold", ">i4"), ("kind", "U5")])
    made["date"] = np.arange(COUNT).astype("M8[D]")
    made["open"], made["sold"] = rng.normal(size=COUNT), rng.integers(0, 99, COUNT)
    made["kind"] = np.array(["up", "down", "flat"])[np.arange(COUNT) % 3]
    return made


def stored(array: np.ndarray, suffix: str, folder: Path) -> Any:
    """Return a structured array as what holds it: a file, or itself."""
    path = folder / f"records.{suffix}"
    if suffix == "memory":
        return array
    if suffix == "npy":
        np.save(path, array)
    elif suffix == "npz":
        np.savez(path, table=array)
    else:
        kinds = [(name, "S5" if name == "kind" else array.dtype[name]) for name in array.dtype.names or ()]
        with h5py.File(path, "w") as file:
            file["table"] = array.astype(kinds)
    return path


def without_dates(array: np.ndarray) -> np.ndarray:
    names = [name for name in array.dtype.names or () if name != "date"]
    made = np.empty(len(array), [(name, array.dtype[name]) for name in names])
    for name in names:
        made[name] = array[name]
    return made


@pytest.mark.parametrize("suffix", ["npy", "npz", "h5", "memory"])
def test_fields_are_columns(suffix: str, tmp_path: Path) -> None:
    array = without_dates(prices())
    dataset = open_data(stored(array, suffix, tmp_path), label="kind")
    np.testing.assert_array_equal(dataset.values, np.stack([array["open"], array["sold"]], axis=1).astype(np.float64))
    assert dataset.origin.columns == ("open", "sold")
    assert dataset.labels is not None
    assert [dataset.class_names[place] for place in dataset.labels] == array["kind"].tolist()


@pytest.mark.parametrize("suffix", ["npy", "npz", "h5"])
def test_they_are_written_as_they_were_read(suffix: str, tmp_path: Path) -> None:
    start = open_data(stored(without_dates(prices()), suffix, tmp_path), label="kind")
    path = write_data(tmp_path / f"made.{suffix}", start.values, start.origin, start.labels, start.class_names)
    assert not (tmp_path / "made-labels.npy").exists()
    again = open_data(path, label="kind")
    np.testing.assert_array_equal(again.values, start.values)
    np.testing.assert_array_equal(again.labels, start.labels)
    assert (again.class_names, again.origin.columns) == (start.class_names, start.origin.columns)
    assert again.origin.variable == start.origin.variable


def test_dates_and_texts_are_typed_or_left_out_as_those_of_tables(tmp_path: Path) -> None:
    path = stored(prices(), "npz", tmp_path)
    types = {column.name: column.type for column in open_data(path).schema}
    assert (types["date"], types["kind"]) == ("date", "category")
    left = open_data(path, table=TableChoices(columns="numeric"))
    assert left.origin.columns == ("open", "sold")
    assert any("'date', 'kind'" in note for note in left.notes)
    assert open_data(path, drop=("date", "kind", "sold")).origin.columns == ("open",)


def test_the_prices_that_matplotlib_brings() -> None:
    path = Path(mpl.get_data_path()) / "sample_data" / "goog.npz"
    if not path.exists():
        pytest.skip("this matplotlib has no sample data")
    dataset = open_data(path, drop=("date",))
    assert dataset.values.shape == (1047, 6)
    fields = np.load(path)["price_data"]
    assert dataset.origin.columns == tuple(fields.dtype.names[1:])
    np.testing.assert_array_equal(
        dataset.values[:, 2], fields["low" if fields.dtype.names[3] == "low" else fields.dtype.names[3]]
    )


def test_a_time_series_of_records_is_cut_into_windows(tmp_path: Path) -> None:
    dataset = open_data(stored(prices()[["date", "open"]], "npy", tmp_path), window=10)
    np.testing.assert_array_equal(dataset.values, prices()["open"].reshape(3, 10))


def test_vectors_and_fields_within_fields_are_columns() -> None:
    made = np.zeros(4, [("at", [("x", "f4"), ("y", "f4")]), ("spectrum", "f4", (3,))])
    made["at"]["y"], made["spectrum"] = [1, 2, 3, 4], np.arange(12).reshape(4, 3)
    dataset = open_data(made)
    assert dataset.origin.columns == ("at.x", "at.y", "spectrum_0", "spectrum_1", "spectrum_2")
    np.testing.assert_array_equal(dataset.values[:, 1], [1, 2, 3, 4])
    np.testing.assert_array_equal(dataset.values[:, 2:], np.arange(12).reshape(4, 3))


def test_a_field_of_images_is_the_samples() -> None:
    made = np.zeros(4, [("image", "u1", (3, 5)), ("label", "i4"), ("id", "i8")])
    made["image"], made["label"] = np.arange(60).reshape(4, 3, 5), [7, 8, 8, 7]
    dataset = open_data(made)
    np.testing.assert_array_equal(dataset.values, made["image"])
    assert dataset.class_names == ("7", "8")
    assert any("fields that are left out: id" in warning for warning in describe(dataset).warnings)


def test_other_arrays_in_the_file_come_first_and_the_table_is_named(tmp_path: Path) -> None:
    np.savez(tmp_path / "both.npz", table=prices(), x=np.eye(5, 3))
    dataset = open_data(tmp_path / "both.npz")
    np.testing.assert_array_equal(dataset.values, np.eye(5, 3))
    assert any("left out: table 30 records" in note for note in dataset.notes)
    named = open_data(tmp_path / "both.npz", variable="table", drop=("date", "kind"))
    assert named.origin.columns == ("open", "sold")


def test_several_tables_are_named(tmp_path: Path) -> None:
    np.savez(tmp_path / "two.npz", first=prices(), second=prices())
    with pytest.raises(DataError, match=r"several tables.*first 30 records; second"):
        open_data(tmp_path / "two.npz")


@pytest.mark.parametrize("field", ["O", "c16", "V7"])
def test_fields_of_other_kinds_are_refused_and_objects_never_unpickled(field: str, tmp_path: Path) -> None:
    made = np.zeros(4, [("x", "f4"), ("z", field)])
    np.save(tmp_path / "odd.npy", made)
    np.savez(tmp_path / "odd.npz", table=made)
    for name in ("odd.npy", "odd.npz"):
        with pytest.raises(DataError, match="odd"):
            open_data(tmp_path / name)


@pytest.mark.parametrize("options", [{"drop": ("x",)}, {"label": "x"}])
def test_options_of_tables_mean_nothing_for_plain_arrays(options: dict[str, Any], tmp_path: Path) -> None:
    np.save(tmp_path / "plain.npy", np.eye(3))
    with pytest.raises(UsageError, match=next(iter(options))):
        open_data(tmp_path / "plain.npy", **options)


def test_axes_mean_nothing_for_records(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="axes"):
        open_data(stored(prices(), "npy", tmp_path), axes="NL")


def test_a_run_of_records_generates_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("table.npy", without_dates(prices()))
    run = gansmith.train(
        *("table.npy", "cgan"),
        data_options={"label": "kind"},
        network="mlp",
        width=4,
        steps=2,
        validate_every=0,
        out="run",
    )
    gansmith.generate(run.path, 6, "made.npy", label="as-data")
    made = np.load("made.npy")
    assert made.dtype.names == ("open", "sold", "kind")
    assert sorted(made["kind"].tolist()) == ["down", "down", "flat", "flat", "up", "up"]
