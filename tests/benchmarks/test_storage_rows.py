"""A few trials of each row about what is stored: the rows work, and what they try holds."""

from pathlib import Path

import pytest

from benchmarks.reliability import endurance, sharing
from benchmarks.reliability.row import Row
from benchmarks.reliability.run import play
from benchmarks.reliability.storage import ROWS

FEW = {
    **{"R1": range(3), "R2": range(30, 34), "R3": range(10), "R4": range(40), "R5": range(40), "R6": range(3)},
    **{"R13": range(2), "R14": range(1), "R16": range(16), "R19": range(2), "S6": range(2, 4), "S7": range(5)},
}


@pytest.fixture(autouse=True)
def _short_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A block of R19 is two seconds, in which little is warmed up, and R14 reads a few times."""
    monkeypatch.setattr(endurance, "BLOCK", 2.0)
    monkeypatch.setattr(sharing, "READS", 5)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # forks, in children that use no thread
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_first_trials_hold(row: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert play(row, FEW[row.name]).faults == []
