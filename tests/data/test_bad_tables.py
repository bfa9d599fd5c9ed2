"""A table that cannot be learnt from is refused by the column, the row or the label at fault."""

from pathlib import Path

import pytest
from one_paragraph import says

from gansmith.data.codec import Codec
from gansmith.data.open import open_data
from gansmith.errors import DataError

pytest.importorskip("pyarrow")

TABLES = {
    "a,b\n1,x\n2,3\n": r"column 'b' holds string, not numbers: 'x' in row 0.*--label 'b'",
    "a;b\n1;2\n2;3\n": "semicolons",
    "a,a\n1,2\n": "two columns called 'a'",
    "a,b\n1,2\n3\n": r"a\.csv",
    "a,b\n": "0 samples",
    "a\n2020-01-01\n2020-01-02\n": "date32",
    "\n1,2\n": "empty line",
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


def test_a_missing_cell_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mass,size\n1,2\n2,\n")
    with says(DataError, r"a\.csv: row 1, column 'size' is nan"):
        Codec.fit(open_data(tmp_path / "a.csv"))
