"""Render the records of all rows into benchmarks/RELIABILITY.md."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.reliability.record import TRIALS, Chunk, read
from benchmarks.reliability.row import Row
from benchmarks.render import table
from benchmarks.results import ROOT

PAGE = ROOT / "benchmarks" / "RELIABILITY.md"
COMMAND = "python -m benchmarks.reliability"
PREFACE = (
    f"Written by `{COMMAND}` from the records in `benchmarks/reliability/trials/`; not to be edited. "
    f"The command plays the trials that are missing; `{COMMAND} R1 --anew` forgets what a row has and plays all of it "
    f"again, and `{COMMAND} R1 --only 17` repeats one trial by its number. `make soak` plays the larger numbers."
)
COLUMNS = ("row", "what is done", "what holds", "tried", "faults", "seconds", "again", "when, at which commit")


def render(rows: Sequence[Row], folder: Path = TRIALS, page: Path = PAGE) -> Path:
    """Write the page of all rows: the table, every fault with the command that repeats it, and the machines."""
    known = {row.name: read(folder / f"{row.name}.jsonl") for row in rows}
    parts = ["# Reliability", PREFACE, table(COLUMNS, [_line(row, known[row.name]) for row in rows])]
    faults = [
        f"- {name} {number}: {_cell(said)} (`{COMMAND} {name} --only {number}`)"
        for name, chunks in known.items()
        for chunk in chunks
        for number, said in chunk.faults
    ]
    parts += ["## Faults", "\n".join(faults) or "None."]
    machines = _distinct(f"{c.machine}; {c.versions}" for chunks in known.values() for c in chunks)
    parts += ["## Machines", "\n".join(f"- {machine}." for machine in machines) or "None yet."]
    page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return page


def _line(row: Row, chunks: Sequence[Chunk]) -> tuple[str, ...]:
    tried = len({number for chunk in chunks for number in range(chunk.first, chunk.last + 1)})
    days = sorted(chunk.date for chunk in chunks)
    when = " to ".join(_distinct([days[0], days[-1]])) if days else "not yet"
    commits = ", ".join(_distinct(chunk.commit for chunk in chunks))
    return (
        row.name,
        _cell(row.mishap),
        _cell(row.holds),
        f"{tried:,}" + (f" of {row.tries:,}" if tried < row.tries else ""),
        f"{sum(len(chunk.faults) for chunk in chunks):,}" if chunks else "",
        f"{sum(chunk.seconds for chunk in chunks):,.0f}",
        f"`{COMMAND} {row.name} --anew`",
        f"{when}{' at ' if commits else ''}{commits}",
    )


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
