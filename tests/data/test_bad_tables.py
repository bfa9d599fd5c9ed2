"""A table that cannot be learnt from is refused by the column, the row or the label at fault."""

from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says

from gansmith.data.codec.codec import Codec
from gansmith.data.formats.read import open_data
from gansmith.errors import DataError, UsageError

pytest.importorskip("pyarrow")

TABLES = {
    "a,b\n1,x\n2,3\n3,4\n": r"column 'b' holds numbers, and 'x' in row 0\. .*missing_values='x'.*b:category.*drop='b'",
    "a,b,c\n1,x,y\n": "1 sample of",
    "a,b\n1,2\n2,<3\n3,4\n4,5\n": r"column 'b' holds numbers, and '<3' in row 1.*missing_values='<3'",
    "a,a\n1,2\n": "two columns called 'a'",
    "a,b\n1,2\n3\n": r"a\.csv .*have 2 values, separated by commas, but one has 1: '3'",
    "a,b\n": "0 samples",
    "\n\n": "holds no table",
}


@pytest.mark.parametrize("text", TABLES)
def test_bad_tables(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    with says(DataError, TABLES[text]):
        open_data(tmp_path / "a.csv")


def test_labels_a_table_does_not_have(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mass,kind\n1,2\n2,3.5\n")
    with says(DataError, r"no column 'kinds'. Did you mean 'kind'\? Its columns: mass, kind"):
        open_data(tmp_path / "a.csv", label="kinds")
    with says(DataError, r"kind holds 3\.5, which names no class"):
        open_data(tmp_path / "a.csv", label="kind")
    (tmp_path / "a.csv").write_text("kind\n1\n2\n")
    with says(DataError, "no column of numbers beside the label"):
        open_data(tmp_path / "a.csv", label="kind")


def test_columns_that_cannot_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,mass,kind\nx,1,2\ny,2,3\n")
    with says(DataError, r"a\.csv has no column 'nmae'. Did you mean 'name'\? Its columns: name, mass, kind"):
        open_data(tmp_path / "a.csv", drop=("kind", "nmae"))
    with says(DataError, r"a\.csv has no column of numbers beside those of drop\. Drop fewer"):
        open_data(tmp_path / "a.csv", drop=("name", "mass", "kind"))
    with says(DataError, r"beside the label and those of drop"):
        open_data(tmp_path / "a.csv", drop=("name", "mass"), label="kind")
    with says(UsageError, r"a\.csv: column 'kind' is named by both label and drop"):
        open_data(tmp_path / "a.csv", drop=("kind",), label="kind")


def test_what_has_no_columns_loses_none(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.eye(3))
    np.savez(tmp_path / "a.npz", a=np.eye(3))
    with says(UsageError, r"drop=.x y.: .*a\.npy has no columns with names.*Leave it out\.$"):
        open_data(tmp_path / "a.npy", drop=("x", "y"))
    with says(UsageError, r"a\.npz has no columns.*variable"):
        open_data(tmp_path / "a.npz", drop=("x",))
    with says(UsageError, r"an array in memory has no columns"):
        open_data(np.eye(3), drop=("x",))
    assert len(open_data(tmp_path / "a.npy", drop=("x",), lenient=True)) == 3


def test_a_missing_cell_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mass,size\n1,2\n2,\n")
    with says(DataError, r"a\.csv: row 1, column 'size' is nan"):
        Codec.fit(open_data(tmp_path / "a.csv"), missing="error")
