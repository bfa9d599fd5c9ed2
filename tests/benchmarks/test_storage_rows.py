"""A few trials of each row about what is stored: the rows work, and what they try holds."""

from pathlib import Path

import pytest

from benchmarks.reliability.row import Row
from benchmarks.reliability.run import play
from benchmarks.reliability.storage import ROWS

FEW = {"R4": range(40), "R5": range(40)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_first_trials_hold(row: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert play(row, FEW[row.name]).faults == []
