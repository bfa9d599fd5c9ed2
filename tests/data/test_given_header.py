"""Rows that are given for data without a line of names: a first line of the names that the columns got is a header."""

from pathlib import Path

import numpy as np
import pytest

from gansmith.data import Codec, open_data
from gansmith.data.dataset import Dataset
from gansmith.data.expressions.columns import Columns
from gansmith.data.given import read_given
from gansmith.errors import DataError

pytest.importorskip("pyarrow")


@pytest.fixture
def table(tmp_path: Path) -> Dataset:
    kinds = ["M", "F", "I"] * 10
    lines = [f"{kind},{0.1 * (1 + number):.2f},{number}" for number, kind in enumerate(kinds)]
    (tmp_path / "shells.csv").write_text("\n".join(lines) + "\n")
    return open_data(tmp_path / "shells.csv")


def columns(table: Dataset) -> Columns:
    return Columns.of(Codec.fit(table), table.origin, "given")


def test_some_columns_are_given_by_the_names_that_data_without_a_header_got(table: Dataset, tmp_path: Path) -> None:
    (tmp_path / "given.csv").write_text("c2,c0\n7,M\n9,F\n")
    given = read_given(tmp_path / "given.csv", columns(table), table.origin, ()).values
    names = columns(table)[0].categories
    np.testing.assert_array_equal(given[:, 0], [names.index("M"), names.index("F")])
    np.testing.assert_array_equal(given[:, 2], [7, 9])
    assert np.isnan(given[:, 1]).all()


def test_whole_rows_without_a_header_are_read_as_before(table: Dataset, tmp_path: Path) -> None:
    (tmp_path / "given.csv").write_text("M,0.5,7\nF,0.25,9\n")
    given = read_given(tmp_path / "given.csv", columns(table), table.origin, ()).values
    np.testing.assert_array_equal(given[:, 1:], [[0.5, 7], [0.25, 9]])


def test_a_line_of_other_names_is_a_row_still(table: Dataset, tmp_path: Path) -> None:
    (tmp_path / "given.csv").write_text("kind,length\nM,0.5\n")
    with pytest.raises(DataError, match="row 0"):
        read_given(tmp_path / "given.csv", columns(table), table.origin, ())
