"""Cells and names of columns of any length in tables, and names and types that a kind of file does not take."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gansmith.data import open_data, write_data
from gansmith.errors import UsageError

LONG = 140_000  # characters, more than Python's reader of CSV takes


def table(folder: Path, name: str, first: str, second: str) -> Path:
    rng = np.random.default_rng(0)
    lines = [f"{(first, second)[at % 2]},{rng.random()}" for at in range(40)]
    (folder / "table.csv").write_text("\n".join([f"{name},amount", *lines, ""]))
    return folder / "table.csv"


def test_long_cells_and_names_are_read_and_written(tmp_path: Path) -> None:
    name, texts = "n" * LONG, ("a" * LONG, "b" * LONG)
    dataset = open_data(table(tmp_path, name, *texts))
    assert dataset.schema[0].name == name
    assert dataset.schema[0].categories == texts
    limit = csv.field_size_limit()
    write_data(tmp_path / "again.csv", dataset.values, dataset.origin)
    again = open_data(tmp_path / "again.csv")
    assert np.array_equal(again.values, dataset.values)
    assert csv.field_size_limit() == limit  # which belongs to the whole process


def test_a_line_beyond_all_limits_is_refused_as_it_is_written(tmp_path: Path) -> None:
    dataset = open_data(table(tmp_path, "name", "a", "b"))
    column = replace(dataset.schema[0], name="n" * (17 << 20))
    origin = replace(dataset.origin, columns=(column.name, "amount"), schema=(column, dataset.schema[1]))
    with pytest.raises(UsageError, match=r"a line is longer than .*\. Write \.parquet instead"):
        write_data(tmp_path / "again.csv", dataset.values, origin)


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx"])
def test_categories_that_are_no_text_are_refused(ending: str, tmp_path: Path) -> None:
    dataset = open_data(table(tmp_path, "name", "a", "b"))
    column = replace(dataset.schema[0], categories=("a", "b\udcff"))
    with pytest.raises(UsageError, match=r"'b\?' is no text in UTF-8"):
        write_data(tmp_path / f"o{ending}", dataset.values, replace(dataset.origin, schema=(column, dataset.schema[1])))


def test_names_that_excel_does_not_take_are_refused(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    dataset = open_data(table(tmp_path, "na\x01me", "a", "b"))
    with pytest.raises(UsageError, match=r"a character that Excel does not take\. Write \.parquet instead"):
        write_data(tmp_path / "o.xlsx", dataset.values, dataset.origin)


@pytest.mark.parametrize(
    ("place", "stored"), [(0, "int64"), (0, "double"), (1, "decimal128(38, 38)"), (1, "decimal128(1, 0)")]
)
def test_types_that_do_not_hold_the_values_are_refused(place: int, stored: str, tmp_path: Path) -> None:
    dataset = open_data(table(tmp_path, "name", "a", "b"))
    schema = list(dataset.schema)
    schema[place] = replace(schema[place], stored=stored)
    with pytest.raises(UsageError, match=r"cannot be written as '.*Write \.npy instead"):
        write_data(tmp_path / "o.csv", dataset.values * [1, 20], replace(dataset.origin, schema=tuple(schema)))
