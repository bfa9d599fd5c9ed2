"""A few trials of each row of several processes: the rows work, and what they try holds."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from benchmarks.reliability.processes import ROWS
from benchmarks.reliability.row import Row
from benchmarks.reliability.run import play

FEW: dict[str, Iterable[int]] = {
    "R8": range(20),
    "R9": range(2),
    "R10": range(2),
    "R11": range(5),  # each way once
    "R12": range(3),
    "R17": range(4),
    "R18": range(2),
}


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_first_trials_hold(row: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert play(row, list(FEW[row.name])).faults == []
