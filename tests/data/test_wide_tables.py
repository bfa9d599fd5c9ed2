"""Tables of many columns and few rows: what they cost grows with the columns, and there is a most."""

from pathlib import Path

import pytest

from gansmith.data.formats import text_table
from gansmith.data.formats.read import open_data
from gansmith.data.formats.text_table import read_csv
from gansmith.data.formats.variables import Choices
from gansmith.errors import DataError


def written(folder: Path, columns: int, rows: int = 3) -> Path:
    path = folder / "wide.csv"
    lines = [[f"g{place}" for place in range(columns)]]
    lines += [[f"{row}.{place % 10}" for place in range(columns)] for row in range(rows)]
    path.write_text("\n".join(map(",".join, lines)) + "\n", encoding="utf-8")
    return path


def test_columns_cost_memory_however_few_rows_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library takes 9 KB for each, which a limit by the size of the file alone refused: 1 KB for each here."""
    asked: list[int] = []
    monkeypatch.setattr(text_table, "expect", asked.append)
    assert read_csv(str(written(tmp_path, 2000)), Choices()).values.shape == (3, 2000)
    assert asked[-1] >= 2000 * 9000


def test_a_table_of_many_columns_is_read(tmp_path: Path) -> None:
    assert open_data(written(tmp_path, 12_000)).values.shape == (3, 12_000)


def test_more_columns_than_are_read(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"has 100,001 columns; 100,000 are the most\. Save the array as \.npy"):
        open_data(written(tmp_path, 100_001))
