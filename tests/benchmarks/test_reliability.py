"""The runner of the reliability table: it plays what is missing, keeps what was played, and tells faults by number."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from benchmarks.reliability.__main__ import main
from benchmarks.reliability.record import Chunk, append, missing, read
from benchmarks.reliability.row import Play, Row
from benchmarks.reliability.rows import ROWS, named


def row(name: str = "T1", tries: int = 7, chunk: int = 3, play: Play | None = None) -> Row:
    """Return a row whose trial 4 goes wrong, unless it plays something else."""

    def usual(numbers: Sequence[int], place: Path) -> Iterator[str]:
        assert list(place.iterdir()) == []
        (place / "used").touch()
        yield from ("4 is unlucky | and says so" if number == 4 else "" for number in numbers)

    return Row(name, f"what {name} does", "all is well", tries, 2 * tries, play or usual, chunk)


def command(folder: Path, *words: str, rows: tuple[Row, ...] | None = None) -> int:
    return main(words, rows or (row(),), folder, folder / "page.md")


def spans(path: Path) -> list[tuple[int, int]]:
    return [(chunk.first, chunk.last) for chunk in read(path)]


def chunk_of(first: int, last: int) -> Chunk:
    return Chunk(first, last, [], 0.1, "abc", "2026-01-01", "two cores", "Python 3")


def test_all_trials_are_played_once_and_a_fault_ends_in_the_record_the_page_and_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(tmp_path) == 1
    assert spans(tmp_path / "T1.jsonl") == [(0, 2), (3, 5), (6, 6)]
    assert "T1 4: 4 is unlucky" in capsys.readouterr().out
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "| T1 | what T1 does | all is well | 7 | 1 |" in page
    assert "- T1 4: 4 is unlucky \\| and says so (`python -m benchmarks.reliability T1 --only 4`)" in page
    before = (tmp_path / "T1.jsonl").read_bytes()
    assert command(tmp_path) == 1
    assert (tmp_path / "T1.jsonl").read_bytes() == before


def test_soak_goes_on_after_the_usual_number(tmp_path: Path) -> None:
    command(tmp_path)
    command(tmp_path, "--soak")
    assert spans(tmp_path / "T1.jsonl")[3:] == [(7, 9), (10, 12), (13, 13)]


def test_one_trial_is_repeated_by_its_number_and_not_recorded(tmp_path: Path) -> None:
    assert command(tmp_path, "T1", "--only", "4") == 1
    assert command(tmp_path, "T1", "--only", "5") == 0
    assert list(tmp_path.iterdir()) == []


def test_a_record_cut_off_anywhere_is_completed_and_nothing_is_played_twice(tmp_path: Path) -> None:
    command(tmp_path)
    whole = (tmp_path / "T1.jsonl").read_bytes()
    for length in range(len(whole)):
        path = tmp_path / "T1.jsonl"
        path.write_bytes(whole[:length])
        command(tmp_path)
        played = [number for first, last in spans(path) for number in range(first, last + 1)]
        assert sorted(played) == list(range(7))
        assert all(json.loads(line) for line in path.read_text().splitlines())


def test_a_trial_that_raises_is_a_fault_and_the_next_ones_are_played(tmp_path: Path) -> None:
    def play(numbers: Sequence[int], place: Path) -> Iterator[str]:
        for number in numbers:
            if number == 1:
                raise ZeroDivisionError("one")
            yield ""

    assert command(tmp_path, rows=(row(play=play),)) == 1
    chunks = read(tmp_path / "T1.jsonl")
    assert spans(tmp_path / "T1.jsonl") == [(0, 1), (2, 2), (3, 5), (6, 6)]
    assert "ZeroDivisionError('one')" in chunks[0].faults[0][1]
    assert [len(chunk.faults) for chunk in chunks] == [1, 0, 0, 0]


def test_a_row_that_yields_too_little_is_a_fault(tmp_path: Path) -> None:
    def play(numbers: Sequence[int], place: Path) -> Iterator[str]:
        yield from [""] * (len(numbers) - 1)

    assert command(tmp_path, rows=(row(tries=3, play=play),)) == 1


def test_time_over_leaves_the_rest_for_later(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(tmp_path, "--seconds", "0") == 0
    assert "time is over at trial 0" in capsys.readouterr().out
    assert read(tmp_path / "T1.jsonl") == []


def test_anew_forgets_one_row_alone(tmp_path: Path) -> None:
    rows = (row("T1"), row("T2-a", tries=2), row("T2-b", tries=2))
    command(tmp_path, rows=rows)
    for path in tmp_path.glob("*.jsonl"):
        path.write_text("")
        append(path, chunk_of(0, 99))
    command(tmp_path, "T2", "--anew", rows=rows)
    assert [spans(tmp_path / f"{name}.jsonl") for name in ("T1", "T2-a", "T2-b")] == [[(0, 99)], [(0, 1)], [(0, 1)]]


@pytest.mark.parametrize("together", [1, 2, 5, 100])
def test_missing_runs_hold_every_number_that_is_not_done_once(together: int) -> None:
    chunks = [chunk_of(2, 3), chunk_of(7, 7), chunk_of(30, 40)]
    runs = list(missing(chunks, 33, together))
    assert [number for run in runs for number in run] == [0, 1, 4, 5, 6, *range(8, 30)]
    assert all(0 < len(run) <= together for run in runs)


def test_an_unknown_name_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(tmp_path, "T9") == 2
    assert "There is no row 'T9'. There are: T1." in capsys.readouterr().err


def test_rows_have_names_of_their_own_and_more_trials_in_a_soak() -> None:
    assert len({one.name for one in ROWS}) == len(ROWS)
    assert all(0 < one.tries <= one.soak and one.chunk > 0 for one in ROWS)
    assert named([]) == list(ROWS)
