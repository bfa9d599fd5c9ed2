"""Render all results into benchmarks/RESULTS.md: `python -m benchmarks.render`."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.results import RESULTS

PREFACE = (
    "Written by `python -m benchmarks.render` from the files in `benchmarks/results/`; not to be edited. "
    "A ratio is the median of the ratios of all rounds, with the lowest and the highest behind it. "
    "A setting that is marked (stale) was measured before its method, its recipe or the setting itself last changed."
)


def render(folder: Path = RESULTS) -> Path:
    """Write the page of all results in a folder, RESULTS.md beside the folder."""
    page = folder.parent / "RESULTS.md"
    page.write_text(text(sorted(folder.glob("*/*.json"), key=_place)), encoding="utf-8")
    return page


def text(paths: Sequence[Path]) -> str:
    """Return the page: the goals of all results in one table, then every result."""
    results = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    goals = [goal for result in results for goal in result["goals"]]
    parts = ["# Results", PREFACE]
    if goals:
        rows = [(g["subject"], g["wanted"], g["result"], "yes" if g["met"] else "no") for g in goals]
        parts += ["## Goals", table(("", "goal", "result", "met"), rows)]
    return "\n\n".join([*parts, *(_section(result) for result in results)]) + "\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _section(result: dict[str, Any]) -> str:
    measured = result["measured"]
    parts = [f"## {result['title']}", result["intro"], table(result["columns"], result["rows"])]
    parts += ["\n".join(f"- {note}" for note in result["notes"])] if result["notes"] else []
    told = f"Measured {measured['date']} at {measured['commit']} on {measured['machine']}; {measured['versions']}."
    return "\n\n".join([*parts, told])


def _place(path: Path) -> tuple[str, int, str]:
    return path.parent.name, int(json.loads(path.read_text(encoding="utf-8"))["order"]), path.name


if __name__ == "__main__":
    render()
