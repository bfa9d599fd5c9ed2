"""Cells of given rows: what each stands for in a column, and cells made to do harm."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typed_tables import columns_of, opened, write_table

from gansmith.data.dataset import Dataset
from gansmith.data.expressions.columns import Columns
from gansmith.data.given import read_given
from gansmith.data.schema import Column
from gansmith.errors import DataError, GansmithError

pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return opened(tmp_path_factory.mktemp("table"))


@pytest.fixture(scope="module")
def columns(table: Dataset) -> Columns:
    return columns_of(table, "given")


DAY = float(np.datetime64("2021-02-03").astype("datetime64[D]").astype(int))
MEANINGS: list[tuple[str, Any, float]] = [
    ("age", 40, 40),
    ("age", 40.0, 40),
    ("age", np.int16(40), 40),
    ("age", " 40 ", 40),
    ("low", 0.1, 0.1),
    ("low", "1e1", 10),
    ("city", "New York", 1),
    ("city", " Bern ", 0),
    ("member", True, 1),
    ("member", "false", 0),
    ("member", np.bool_(False), 0),
    ("start", "2021-02-03", DAY),
    ("start", datetime.date(2021, 2, 3), DAY),
    ("start", datetime.datetime(2021, 2, 3, 12), DAY + 0.5),
    ("start", np.datetime64("2021-02-03T00:00:00", "ns"), DAY),
    ("seen at", "2021-02-03", DAY * 86_400),
    ("seen at", datetime.datetime(2021, 2, 3, 0, 1), DAY * 86_400 + 60),
]


def test_an_array_in_a_file_is_as_one_in_memory(table: Dataset, columns: Columns, tmp_path: Path) -> None:
    rows = table.values[:3].astype(np.float64)
    rows[0, 0] = np.nan
    np.save(tmp_path / "rows.npy", rows)
    np.savez(tmp_path / "rows.npz", rows=rows)
    for name in ("rows.npy", "rows.npz"):
        np.testing.assert_array_equal(read_given(tmp_path / name, columns, table.origin, ()).values, rows)


@pytest.mark.parametrize(("name", "cell", "value"), MEANINGS)
def test_a_cell_stands_for_the_number_of_its_value(
    name: str, cell: Any, value: float, table: Dataset, columns: Columns
) -> None:
    found = read_given({name: [cell, None]}, columns, table.origin, ())
    assert found.values[0, columns.names.index(name)] == value
    assert np.isnan(found.values).sum() == found.values.size - 1


@pytest.mark.parametrize("cell", [None, "", " ", "NA", "?", float("nan"), np.nan, np.datetime64("NaT")])
@pytest.mark.parametrize("name", ["age", "city", "member", "start"])
def test_what_is_missing_is_not_given(name: str, cell: Any, table: Dataset, columns: Columns) -> None:
    assert np.isnan(read_given({name: [cell]}, columns, table.origin, ()).values).all()


def test_a_whole_table_is_read_back_as_it_was_learnt(tmp_path: Path, table: Dataset, columns: Columns) -> None:
    found = read_given(write_table(tmp_path), columns, table.origin, ())
    assert np.array_equal(found.values, table.values, equal_nan=True)
    assert any("left out: id" in note for note in found.notes)


def test_a_number_that_the_stored_type_cannot_hold_is_refused(table: Dataset, columns: Columns) -> None:
    code = replace(columns.code, columns=(Column("x", "integer", 0, stored="uint8"),), codes=columns.code.codes[:1])
    with pytest.raises(DataError, match=r"row 1, column 'x': .*uint8, which cannot hold 300"):
        read_given({"x": [200, 300]}, replace(columns, code=code), table.origin, ())


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.binary(max_size=9),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.timezones()),
    st.lists(st.integers(), max_size=2),
    st.sampled_from(["1" * 5000, "9e999", "__import__('os')", "2021-02-30", "\x00", "\x1b[2J"]),
)


@settings(max_examples=300)
@given(st.sampled_from(["age", "low", "city", "member", "start", "seen at"]), st.lists(CELLS, min_size=1, max_size=3))
def test_any_cell_is_taken_or_refused_in_one_paragraph(
    table: Dataset, columns: Columns, name: str, cells: list[Any]
) -> None:
    said, values = "", np.zeros((len(cells), len(columns.names)))
    try:
        values = read_given({name: cells}, columns, table.origin, ()).values
    except GansmithError as error:
        said = str(error)
    assert len(said) < 600
    assert said.isprintable()
    assert values.shape == (len(cells), len(columns.names))
    assert not np.isinf(values).any()
