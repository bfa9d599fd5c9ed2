"""Judge planted sets, as many as the record still lacks: `python -m benchmarks.verdict --quick`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.verdict.expected import OF_STAGE
from benchmarks.verdict.judge import Judge, of_sets
from benchmarks.verdict.kinds import KINDS
from benchmarks.verdict.page import PAGE, render
from benchmarks.verdict.plants import PLANTS
from benchmarks.verdict.record import CELLS, Said, add, keep, read
from benchmarks.verdict.work import NAMES, PROCESSES, places, play


def main(
    arguments: Sequence[str] | None = None,
    judge: Judge = of_sets,
    folder: Path = CELLS,
    page: Path = PAGE,
    processes: int = PROCESSES,
) -> int:
    """Run the command and return its exit code: 1 where a goal is missed by what the record holds."""
    asked = _parser().parse_args(arguments)
    for kind in KINDS:
        if not kind.here and (kind.name in asked.kind or not asked.kind):
            _say(f"{kind.name} is left out: {kind.needs} is not there.")
    wanted = list(places(asked.kind, asked.plant, quick=asked.quick))
    if asked.anew and not asked.table:
        for name in {name for name, _, _ in wanted}:
            keep(folder, name, [said for place, said in read(folder, name).items() if place not in wanted])
    if not asked.table:
        known = {place for name in NAMES for place in read(folder, name)}
        lacking = [place for place in wanted if place not in known]
        try:
            play(lacking, judge, lambda said: _keep(folder, said), processes)
        except KeyboardInterrupt:
            _say("Cut off; the same command goes on.")
    met = render(folder, page)
    print(page)
    return int(not met)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verdict", description=__doc__)
    plants = [*(plant.name for plant in PLANTS), *OF_STAGE]
    parser.add_argument("--quick", action="store_true", help="one seed and a part of the planted sets")
    parser.add_argument("--kind", action="append", default=[], choices=NAMES, help="only this kind; may be repeated")
    parser.add_argument("--plant", action="append", default=[], choices=plants, help="only this one; may be repeated")
    parser.add_argument("--anew", action="store_true", help="forget what the record holds of these cells first")
    parser.add_argument("--table", action="store_true", help="judge nothing, write the page of what there is")
    return parser


def _keep(folder: Path, said: Said) -> None:
    add(folder, said)
    _say(f"{said.kind} {said.plant} {said.seed}: {said.grade} ({', '.join(said.kinds)}), {said.seconds:.1f} s")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"  # of the processes that judge
    sys.exit(main())
