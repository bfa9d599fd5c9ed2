"""The ranges of columns as `gansmith data` prints them."""

from pathlib import Path

import pytest

from gansmith.api.describe_data import describe_data
from gansmith.cli.words import data_text

pytest.importorskip("pyarrow")


def test_ranges_of_whole_numbers_are_printed_in_full(tmp_path: Path) -> None:
    amounts = [1_484_700 + 7 * number**2 for number in range(30)]
    (tmp_path / "amounts.csv").write_text("amount,size\n" + "".join(f"{one},{one / 7.5e8}\n" for one in amounts))
    text = data_text(describe_data(tmp_path / "amounts.csv"))
    assert "1484700 to 1490587, median" in text
