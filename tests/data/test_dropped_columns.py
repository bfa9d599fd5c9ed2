"""Columns of a table that are left out: not read, not written, and whatever they hold no trouble."""

from pathlib import Path

import numpy as np
import pytest

from gansmith.data.dataset import Dataset
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data

pyarrow = pytest.importorskip("pyarrow")
NAMES = ["", "a", "a.b", "kind", "c"]
COLUMNS = [[4, 5, 6], [1, 2, 3], ["x", "y", "z"], ["q", "r", "q"], [7, 8, 9]]


def a_table(path: Path) -> Path:
    """Write a table with texts, and with names that are no words."""
    import pyarrow.csv
    import pyarrow.parquet

    table = pyarrow.table(COLUMNS, names=NAMES)
    if path.suffix == ".parquet":
        pyarrow.parquet.write_table(table, path)
    else:
        delimiter = "\t" if path.suffix == ".tsv" else ","
        pyarrow.csv.write_csv(table, path, pyarrow.csv.WriteOptions(delimiter=delimiter))
    return path


def assert_kept(data: Dataset) -> None:
    assert data.origin.columns == ("a", "c")
    np.testing.assert_array_equal(data.values, [[1, 7], [2, 8], [3, 9]])
    assert data.labels is not None
    assert (data.labels.tolist(), data.class_names) == ([0, 1, 0], ("q", "r"))


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".parquet"])
def test_the_others_are_read_and_written_in_their_order(suffix: str, tmp_path: Path) -> None:
    first = open_data(a_table(tmp_path / f"in{suffix}"), label="kind", drop=("a.b", ""))
    assert_kept(first)
    written = write_data(tmp_path / f"out{suffix}", first.values, first.origin, first.labels, first.class_names)
    assert_kept(open_data(written, label="kind"))
    text = write_data(tmp_path / "out.csv", first.values, first.origin, first.labels, first.class_names).read_text()
    assert text.startswith("a,kind,c\n1,")


def test_columns_without_a_name_are_left_out_by_their_place(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1,2,3\n4,5,6\n")
    assert open_data(tmp_path / "a.csv", drop=("c1",)).values.tolist() == [[1, 3], [4, 6]]


def test_what_a_column_holds_that_is_left_out_is_not_even_looked_at(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,note\n1,\xff\xfe\n2,1e9999\n")
    assert open_data(tmp_path / "a.csv", drop=("note",)).values.dtype == np.int64


def test_of_lenient_names_those_that_are_there_are_left_out(tmp_path: Path) -> None:
    data = open_data(a_table(tmp_path / "in.csv"), label="kind", drop=("nowhere", "a.b", ""), lenient=True)
    assert_kept(data)
