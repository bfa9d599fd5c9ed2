"""Results are written whole and rendered in their order, a goal beside what came out."""

from pathlib import Path

from benchmarks.render import render, table
from benchmarks.results import Goal, Result, circumstances, together, write
from benchmarks.speed.contest import Spread
from benchmarks.speed.goals import at_least, at_most


def result(title: str, *goals: Goal) -> Result:
    """Return a small result."""
    return Result(title, f"What {title} is.", ("", "rate"), (("one", "2.00"),), goals, (f"A note on {title}.",))


def test_a_page_holds_every_result_in_order_and_all_goals_first(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    write(result("Second", at_most("time", 0.3, Spread.of([0.2]), " s")), "speed", "aa", 1, folder)
    write(result("First", at_least("ratio", 2.0, Spread.of([1.0, 3.0, 1.5]))), "speed", "zz", 0, folder)
    page = render(folder).read_text(encoding="utf-8")
    order = [
        "## Goals",
        "| ratio | >= 2.00x | 1.50x (1.00x .. 3.00x) | no |",
        "| time | <= 0.30 s | 0.20 s (0.20 s .. 0.20 s) | yes |",
        "## First",
        "What First is.",
        "| one | 2.00 |",
        "- A note on First.",
        "## Second",
    ]
    places = [page.index(line) for line in order]
    assert places == sorted(places)


def test_a_section_measured_again_replaces_itself(tmp_path: Path) -> None:
    for title in ("Old", "New"):
        write(result(title), "speed", "a", 0, tmp_path / "results")
    page = render(tmp_path / "results").read_text(encoding="utf-8")
    assert "New" in page
    assert "Old" not in page


def test_a_table_has_a_cell_for_every_column() -> None:
    assert table(("", "x"), [("a", "1")]) == "|  | x |\n| --- | --- |\n| a | 1 |"


def test_a_result_says_where_and_when() -> None:
    assert all(circumstances().values())


def test_figures_of_several_days_say_the_first_the_last_and_every_commit() -> None:
    late, early = ({"commit": commit, "date": date, "machine": "m"} for commit, date in (("b", "3"), ("a", "1")))
    assert together([late, early, late]) == {"commit": "a, b", "date": "1 to 3", "machine": "m"}
    assert together([late, late]) == late
