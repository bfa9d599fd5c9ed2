"""Windows of every format, number type and dialect: the same numbers come out, and go back the way they came."""

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import scipy.io
import scipy.io.wavfile

from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset, Origin
from gansmith.data.formats.read import open_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError, UsageError

pyarrow = pytest.importorskip("pyarrow")
pytest.importorskip("pyarrow.parquet")
ROWS, WINDOW = 96, 12
TIMES = [datetime(2024, 2, 27, 23, tzinfo=UTC) + timedelta(minutes=20 * row) for row in range(ROWS)]
NUMBERS = ("uint8", "int16", "int32", "float32", "float64")


def moments(dtype: str, channels: int) -> np.ndarray:
    """Return numbers that survive two roundings of float64 exactly: whole, or sixteenths."""
    whole = np.random.default_rng(channels).integers(0, 65, (ROWS, channels))
    whole[0], whole[1] = 0, 64
    return (whole / 16 if dtype.startswith("float") else whole).astype(dtype)


def back(data: Dataset, target: Path, **options: Any) -> Dataset:
    """Through the codec and the writer, then read again."""
    codec = Codec.fit(data)
    values = codec.decode(codec.encode(data.values))
    return open_data(write_data(target, values, data.origin, data.labels, data.class_names), **options)


def expected(values: np.ndarray) -> np.ndarray:
    cut = values.reshape(-1, WINDOW, values.shape[1])
    return cut[..., 0] if values.shape[1] == 1 else cut[:, np.newaxis]


def save(path: Path, values: np.ndarray) -> None:
    if path.suffix == ".npy":
        np.save(path, values)
    elif path.suffix == ".npz":
        np.savez(path, x=values)
    elif path.suffix == ".mat":
        scipy.io.savemat(path, {"x": values})
    else:
        with h5py.File(path, "w") as file:
            file["x"] = values


@pytest.mark.parametrize("suffix", [".npy", ".npz", ".mat", ".h5"])
@pytest.mark.parametrize("dtype", NUMBERS)
def test_arrays_of_every_orientation(tmp_path: Path, suffix: str, dtype: str) -> None:
    for channels, turned in product((1, 2, 5), (False, True)):
        values = moments(dtype, channels)
        save(tmp_path / f"in{suffix}", values.T if turned else values)
        data = open_data(tmp_path / f"in{suffix}", window=WINDOW)
        assert data.values.dtype == dtype
        np.testing.assert_array_equal(data.values, expected(values))
        order = str(data.origin.details.get("axes", "NL"))
        assert order == ("NL" if channels == 1 else "NCL" if turned else "NLC")
        again = back(data, tmp_path / f"out{suffix}", axes=order)
        np.testing.assert_array_equal(again.values, data.values)
        assert again.values.dtype == data.values.dtype


@pytest.mark.parametrize("dtype", NUMBERS)
@pytest.mark.parametrize("channels", [1, 2, 5])
def test_recordings(tmp_path: Path, dtype: str, channels: int) -> None:
    values = moments(dtype, channels)
    scipy.io.wavfile.write(tmp_path / "in.wav", 44_100, values[:, 0] if channels == 1 else values)
    data = open_data(tmp_path / "in.wav", window=WINDOW)
    np.testing.assert_array_equal(data.values, expected(values))
    again = back(data, tmp_path / "out", window=WINDOW)
    np.testing.assert_array_equal(again.values, data.values)
    assert (again.values.dtype, again.origin.details["rate"]) == (dtype, 44_100)


FORMS = ("%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M", "%m/%d/%Y %I:%M %p", "%Y%m%d%H%M%S", "%s")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("separator", "decimal"), [(",", "."), (";", ","), ("\t", "."), ("\t", ","), ("|", ".")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_tables_as_text(tmp_path: Path, form: str, separator: str, decimal: str, encoding: str) -> None:
    values = moments("float64", 2)
    texts = [str(int(t.timestamp())) if form == "%s" else t.strftime(form) for t in TIMES]
    kinds = ["kühl"] * 48 + ["heiß"] * 48
    lines = [separator.join(("Datum", "Wärme", "Druck", "Art"))]
    for text, row, kind in zip(texts, values.tolist(), kinds, strict=True):
        lines.append(separator.join([text, *(repr(cell).replace(".", decimal) for cell in row), kind]))
    path = tmp_path / "in.csv"
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    data = open_data(path, window=WINDOW, label="Art")
    np.testing.assert_array_equal(data.values, expected(values))
    assert float(data.origin.details["step"]) == 1200
    assert data.labels is not None
    assert [data.class_names[label] for label in data.labels] == ["kühl"] * 4 + ["heiß"] * 4
    again = back(data, tmp_path / "out.csv", window=WINDOW, label="Art")
    np.testing.assert_array_equal(again.values, data.values)
    np.testing.assert_array_equal(again.labels, data.labels)
    for name in ("time", "step", "channel_names", "window", "separator", "decimal", "encoding"):
        assert again.origin.details.get(name) == data.origin.details.get(name), name
    assert again.class_names == data.class_names
    first = (tmp_path / "out.csv").read_bytes().decode(encoding).splitlines()[0]
    assert first.replace('"', "") == separator.join(("window", "Datum", "Wärme", "Druck", "Art"))
    assert Origin.from_json(data.origin.to_json()) == data.origin


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
@pytest.mark.parametrize("dtype", NUMBERS)
def test_tables_of_typed_columns(tmp_path: Path, unit: str, zone: str | None, dtype: str) -> None:
    values = moments(dtype, 2)
    times = pyarrow.array([t if zone else t.replace(tzinfo=None) for t in TIMES], pyarrow.timestamp(unit, zone))
    table = pyarrow.table({"a": values[:, 0], "when": times, "b": values[:, 1]})
    pyarrow.parquet.write_table(table, tmp_path / "in.parquet")
    for source in (tmp_path / "in.parquet", table):
        data = open_data(source, window=WINDOW)
        np.testing.assert_array_equal(data.values, expected(values))
        assert (data.values.dtype, data.origin.details["time"]) == (dtype, "when")
        assert float(data.origin.details["step"]) == 1200
    for name in ("out.parquet", "out"):
        again = back(data, tmp_path / name, window=WINDOW)
        np.testing.assert_array_equal(again.values, data.values)
        assert (again.values.dtype, again.origin.details["step"]) == (dtype, data.origin.details["step"])


@pytest.mark.parametrize("kind", ["dates", "times", "text"])
def test_sheets(tmp_path: Path, kind: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    values, book = moments("float64", 2), openpyxl.Workbook()
    book.active.append(["time", "a", "b"])
    for t, row in zip(TIMES, values.tolist(), strict=True):
        plain = t.replace(tzinfo=None)
        cell = {"dates": plain, "times": plain.time(), "text": plain.strftime("%d.%m.%Y %H:%M")}[kind]
        book.active.append([cell, *row])
    book.save(tmp_path / "in.xlsx")
    data = open_data(tmp_path / "in.xlsx", window=WINDOW)
    np.testing.assert_array_equal(data.values, expected(values))
    assert float(data.origin.details["step"]) == 1200
    for name in ("out.xlsx", "out"):
        np.testing.assert_array_equal(back(data, tmp_path / name, window=WINDOW).values, data.values)


@pytest.mark.parametrize(
    "wrong", [{"rate": "many"}, {"rate": -5}, {"step": "inf"}, {"step": "a"}, {"bits": "24x"}, {"window": "-1"}]
)
def test_an_origin_of_a_stranger_cannot_say_what_no_reader_does(wrong: dict[str, Any]) -> None:
    data = open_data(np.arange(50.0), window=10)
    document = data.origin.to_json()
    with pytest.raises(DataError, match="origin of the data is damaged"):
        Origin.from_json(document | {"details": {**document["details"], **wrong}})


@pytest.mark.parametrize("names", ["[]", "no JSON", "[1, 2, 3]", "3", '{"a": 1}', "null"])
def test_names_of_channels_of_a_stranger_are_written_or_left_out(tmp_path: Path, names: str) -> None:
    data = open_data(moments("float64", 2), window=WINDOW)
    document = data.origin.to_json()
    origin = Origin.from_json(document | {"details": {**document["details"], "channel_names": names}})
    again = open_data(write_data(tmp_path / "o.csv", data.values, origin), window=WINDOW)
    np.testing.assert_array_equal(again.values, data.values)


def test_recordings_of_tables_need_windows() -> None:
    with pytest.raises(UsageError, match="Give their length as well"):
        open_data("planets", table=TableChoices(series="a"))
