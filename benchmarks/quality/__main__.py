"""Run what is missing of a benchmark's trials and write its table: `python -m benchmarks.quality ring`."""

import argparse
from pathlib import Path

from benchmarks.quality.plain_command import CommandError
from benchmarks.quality.table import BENCHMARKS, GROUPS
from benchmarks.quality.tabular.contestants import INTERPRETERS, OTHERS, lacks
from benchmarks.quality.trials import Benchmark
from benchmarks.render import render
from benchmarks.results import write


def main() -> None:
    """Run missing and stale trials one after the other; Ctrl-C keeps those that are done.

    A trial whose command fails is said and left for the next time.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("names", nargs="+", choices=[*BENCHMARKS, *GROUPS], metavar="NAME", help=_choices())
    parser.add_argument("--settings", nargs="+", help="only these settings")
    parser.add_argument("--seeds", type=int, help="only so many seeds, from the first")
    parser.add_argument("--table", action="store_true", help="run nothing, write the tables of what there is")
    for name in OTHERS:
        parser.add_argument(f"--{name}", metavar="PYTHON", help=f"interpreter of an environment that has {name}")
    asked = parser.parse_args()
    given = {name: path for name in OTHERS if (path := getattr(asked, name)) is not None}
    INTERPRETERS.update({name: str(Path(path).absolute()) for name, path in given.items()})
    for name in (name for given in asked.names for name in GROUPS.get(given, (given,))):
        benchmark = BENCHMARKS[name]
        if not asked.table:
            _play_missing(benchmark, asked.settings, asked.seeds)
        write(benchmark.table(), "quality", name, list(BENCHMARKS).index(name))
    print(render())


def _choices() -> str:
    groups = [f"{name} for all of {', '.join(names)}" for name, names in GROUPS.items()]
    return f"of: {', '.join(BENCHMARKS)}; {'; '.join(groups)}"


def _play_missing(benchmark: Benchmark, settings: list[str] | None, seeds: int | None) -> None:
    for setting, seed in benchmark.trials():
        wanted = (settings is None or setting.name in settings) and seed in benchmark.seeds[:seeds]
        kept = benchmark.found(setting, seed)
        if not wanted or (kept is not None and not kept["stale"]):
            continue
        if (needed := lacks(setting)) is not None:
            print(f"{benchmark.name} {setting.name} seed {seed}: left out; give {needed}", flush=True)
            continue
        try:
            told = str(benchmark.play(setting, seed))
        except CommandError as error:
            told = f"no trial: {error}"
        print(f"{benchmark.name} {setting.name} seed {seed}: {told}", flush=True)


if __name__ == "__main__":
    main()
