"""Sheets of Excel: their numbers, names and classes come out, and go back exactly."""

import datetime
import zipfile
from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says

from gansmith.data.dataset import Origin
from gansmith.data.formats import size_limits
from gansmith.data.formats.read import open_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError

pytest.importorskip("pyarrow")
openpyxl = pytest.importorskip("openpyxl")

VALUES = np.random.default_rng(0).normal(size=(30, 3))
KINDS = ["007", "=1+1", "<b>", "x"] * 7 + ["x", "x"]


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def table(*above: list[object], index: bool = False) -> list[list[object]]:
    """Return rows of fractions and whole numbers, below some lines."""
    rows = [[*[place] * index, *map(float, np.round(row, 6)), place % 7] for place, row in enumerate(VALUES)]
    return [*above, *rows]


EXPECTED = np.column_stack([np.round(VALUES, 6), np.arange(30) % 7])


@pytest.mark.parametrize(
    "rows",
    [
        table(["a", "b", "c", "d"]),
        table([], [], ["a", "b", "c", "d"]),
        table(["Results of run 7"], [], ["a", "b", "c", "d"]),
        [[None, *row] for row in table(["a", "b", "c", "d"])],
        [*table(["a", "b", "c", "d"]), [None], ["", None]],
        table([None, "a", "b", "c", "d"], index=True),
    ],
    ids=range(6),
)
def test_a_table_wherever_it_lies(rows: list[list[object]], tmp_path: Path) -> None:
    data = open_data(workbook(tmp_path / "t.xlsx", Data=rows, Empty=[]))
    np.testing.assert_array_equal(data.values, EXPECTED)
    assert data.origin.columns == ("a", "b", "c", "d")


def test_no_line_of_names(tmp_path: Path) -> None:
    data = open_data(workbook(tmp_path / "t.xlsx", Data=table()))
    np.testing.assert_array_equal(data.values, EXPECTED)
    path = write_data(tmp_path / "o.xlsx", data.values, data.origin)
    assert openpyxl.load_workbook(path)["Data"].max_row == 30
    np.testing.assert_array_equal(open_data(path).values, EXPECTED)


def test_sheets_are_chosen_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", one=table(["a", "b", "c", "d"]), two=[["x"], [1], [2], [4]])
    with says(DataError, r"several sheets; choose one with variable='NAME': 'one', 'two'"):
        open_data(path)
    assert open_data(path, variable="two").values[:, 0].tolist() == [1, 2, 4]
    with says(DataError, r"no sheet 'tow'\. Did you mean 'two'"):
        open_data(path, variable="tow")
    with says(DataError, "holds no table"):
        open_data(workbook(tmp_path / "e.xlsx", a=[], b=[]))


def test_cells_of_many_kinds(tmp_path: Path) -> None:
    rows = [["a", "b", "on", "day", "kind"]]
    rows += [[place, "1,234.5", place % 2 == 0, datetime.date(2020, 1, 1), str(place % 2)] for place in range(20)]
    rows[5][1], rows[6][1], rows[7][0] = "#N/A", "bad", None
    path = workbook(tmp_path / "t.xlsx", t=rows)
    with says(DataError, "'b' holds numbers, and 'bad' in row 5"):
        open_data(path, label="kind")
    told = TableChoices(columns="numeric", missing_values=("bad", "19"))
    data = open_data(path, label="kind", table=told)
    assert data.origin.columns == ("a", "b", "on")
    np.testing.assert_array_equal(data.values[:, 1], [1234.5] * 4 + [np.nan] * 2 + [1234.5] * 14)
    np.testing.assert_array_equal(data.values[:, 0], [*range(6), np.nan, *range(7, 19), np.nan])
    assert data.class_names == ("0", "1")


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "uint8"])
def test_every_digit_goes_back(dtype: str, tmp_path: Path) -> None:
    values = (np.abs(VALUES) * (50 if dtype == "uint8" else 1e15)).astype(dtype)
    labels = np.array([sorted(set(KINDS)).index(kind) for kind in KINDS])
    columns, details = ("a", "b", "c"), {"sheet": "Run 7", "header": 1}
    origin = Origin("xlsx", "t", dtype, values.shape, 0, columns=columns, label="kind", details=details)
    path = write_data(tmp_path / "o.xlsx", values, origin, labels, sorted(set(KINDS)))
    assert openpyxl.load_workbook(path).sheetnames == ["Run 7"]
    again = open_data(path, label="kind")
    np.testing.assert_array_equal(again.values.astype(dtype), values)
    assert [again.class_names[index] for index in again.labels] == KINDS  # type: ignore[union-attr]


def test_a_sheet_made_to_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "t.xlsx", t=table(["a", "b", "c", "d"]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/more.xml", bytes(size_limits.FREE + (64 << 20)))
    with says(DataError, r"t\.xlsx would unpack from .*save the sheet as \.csv"):
        open_data(path)
    (tmp_path / "n.xlsx").write_bytes(b"PK\x03\x04 and nothing else")
    with says(DataError, r"n\.xlsx cannot be read as an Excel file"):
        open_data(tmp_path / "n.xlsx")
    (tmp_path / "n.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    with says(DataError, r"n\.xls.*Save it as \.xlsx or \.csv"):
        open_data(tmp_path / "n.xls")


def test_texts_with_units_are_numbers_which_is_told_or_names(tmp_path: Path) -> None:
    rows = [["weight", "x"], *([f"{60 + row % 5}.5 kg", row * 7 % 31 + 0.5] for row in range(30))]
    path = workbook(tmp_path / "t.xlsx", one=rows)
    data = open_data(path)
    assert data.values[:3, 0].tolist() == [60.5, 61.5, 62.5]
    assert any("with 'kg' behind them in 'weight'; column='weight:category'" in note for note in data.notes)
    named = open_data(path, table=TableChoices(column=("weight:category",)))
    assert named.schema[0].categories == tuple(f"{60 + row}.5 kg" for row in range(5))
