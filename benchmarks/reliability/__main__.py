"""Try what may go wrong, as often as the record still lacks: `python -m benchmarks.reliability R1 R4 --soak`."""

import argparse
import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.reliability.page import PAGE, render
from benchmarks.reliability.record import TRIALS, read
from benchmarks.reliability.row import Row
from benchmarks.reliability.rows import ROWS, named
from benchmarks.reliability.run import play, play_missing


def main(
    arguments: Sequence[str] | None = None,
    rows: tuple[Row, ...] = ROWS,
    folder: Path = TRIALS,
    page: Path = PAGE,
) -> int:
    """Run the command and return its exit code: 1 where the record of the rows asked for holds a fault."""
    asked = _parser(rows).parse_args(arguments)
    try:
        chosen = named(asked.names, rows)
    except KeyError as error:
        print(f"There is no row {error}. There are: {', '.join(row.name for row in rows)}.", file=sys.stderr)
        return 2
    if asked.only is not None:
        return _repeat(chosen, asked.only)
    until = time.monotonic() + (math.inf if asked.seconds is None else asked.seconds)
    for row in chosen:
        path = folder / f"{row.name}.jsonl"
        if asked.anew:
            path.unlink(missing_ok=True)
        if not asked.table:
            play_missing(row, soak=asked.soak, until=until, say=_say, folder=folder)
            render(rows, folder, page)
        chunks = read(path)
        tried, faults = sum(chunk.tried for chunk in chunks), sum(len(chunk.faults) for chunk in chunks)
        _say(f"{row.name}: {tried:,} tried, {faults:,} faults, {sum(chunk.seconds for chunk in chunks):,.0f} s.")
    print(render(rows, folder, page))
    return int(any(chunk.faults for row in chosen for chunk in read(folder / f"{row.name}.jsonl")))


def _parser(rows: Sequence[Row]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reliability", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(row.name for row in rows)}")
    parser.add_argument("--soak", action="store_true", help="as many trials as `make soak` makes")
    parser.add_argument("--seconds", type=float, help="begin no chunk after so many seconds")
    parser.add_argument("--only", type=int, metavar="NUMBER", help="repeat one trial, and record nothing")
    parser.add_argument("--anew", action="store_true", help="forget what the record holds of these rows first")
    parser.add_argument("--table", action="store_true", help="play nothing, write the page of what there is")
    return parser


def _repeat(rows: Sequence[Row], number: int) -> int:
    said = [(row.name, fault) for row in rows for _, fault in play(row, [number]).faults]
    for name, fault in said:
        _say(f"{name} {number}: {fault}")
    if not said:
        _say(f"{', '.join(row.name for row in rows)} {number}: held.")
    return int(bool(said))


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
