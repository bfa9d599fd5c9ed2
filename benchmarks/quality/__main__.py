"""Run what is missing of a benchmark's trials and write its table: `python -m benchmarks.quality ring`."""

import argparse

from benchmarks.quality.table import BENCHMARKS
from benchmarks.quality.trials import Benchmark
from benchmarks.render import render
from benchmarks.results import write


def main() -> None:
    """Run missing and stale trials one after the other; Ctrl-C keeps those that are done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("names", nargs="+", choices=BENCHMARKS, metavar="NAME", help=f"of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--settings", nargs="+", help="only these settings")
    parser.add_argument("--seeds", type=int, help="only so many seeds, from the first")
    parser.add_argument("--table", action="store_true", help="run nothing, write the tables of what there is")
    asked = parser.parse_args()
    for name in asked.names:
        benchmark = BENCHMARKS[name]
        if not asked.table:
            _play_missing(benchmark, asked.settings, asked.seeds)
        write(benchmark.table(), "quality", name, list(BENCHMARKS).index(name))
    print(render())


def _play_missing(benchmark: Benchmark, settings: list[str] | None, seeds: int | None) -> None:
    for setting, seed in benchmark.trials():
        wanted = (settings is None or setting.name in settings) and seed in benchmark.seeds[:seeds]
        kept = benchmark.found(setting, seed)
        if wanted and (kept is None or kept["stale"]):
            figures = benchmark.play(setting, seed)
            print(f"{benchmark.name} {setting.name} seed {seed}: {figures}", flush=True)


if __name__ == "__main__":
    main()
