"""Whatever a file holds, it is read, or refused in one paragraph: damaged files, files made to do harm, bad values."""

from pathlib import Path

import pytest

from benchmarks.reliability.bad_values import CASES
from benchmarks.reliability.mutants import FORMATS, write_mutant
from benchmarks.reliability.readers import HOSTILE, ROWS
from benchmarks.reliability.reading import Reading
from gansmith.data.formats.read import open_data
from gansmith.errors import DataError

BY_NAME = {row.name: row for row in ROWS}


def faults(name: str, numbers: range, folder: Path) -> list[str]:
    return [fault for fault in BY_NAME[name].play(numbers, folder) if fault]


@pytest.mark.parametrize("format", FORMATS)
def test_damaged_files(format: str, tmp_path: Path) -> None:
    assert faults(f"S1-{format}", range(200), tmp_path) == []


def test_files_made_to_do_harm(tmp_path: Path) -> None:
    assert faults("S2", range(len(HOSTILE)), tmp_path) == []


def test_bad_values(tmp_path: Path) -> None:
    assert faults("R15", range(len(CASES)), tmp_path) == []


@pytest.mark.parametrize("format", FORMATS)
def test_a_number_stands_for_one_file(format: str, tmp_path: Path) -> None:
    contents = []
    for folder in (tmp_path / "first", tmp_path / "second"):
        folder.mkdir()
        write_mutant(format, 17, folder)
        contents.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert contents[0] == contents[1]


def test_a_reader_that_fails_is_seen(tmp_path: Path) -> None:
    """The rows would tell: a process that dies, a text that is no paragraph, and a file read as if it were good."""
    with Reading() as reading:
        reading._process.kill()
        assert "died" in reading.read(tmp_path).fault
        assert reading.read(tmp_path).fault == ""
        assert "UnboundLocalError" not in reading.read(tmp_path / "a\0b.csv").fault
        assert reading.read(tmp_path, nonsense=1).fault.startswith("TypeError")


@pytest.mark.parametrize("name", ["a\0b.npy", "a" * 5000, "a/" * 3000, "\ud800.csv", "\x1b[2J.csv", ".", "-"])
def test_places_that_are_none(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError):
        open_data(name)
