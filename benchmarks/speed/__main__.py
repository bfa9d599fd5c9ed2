"""Measure: `python -m benchmarks.speed`, or some sections of it: `--only c sampling`."""

import argparse
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.render import render
from benchmarks.results import RESULTS, ROOT, Result, write
from benchmarks.speed.arena import Arena
from benchmarks.speed.contest import Timing, say
from benchmarks.speed.sections.ablated import ablated
from benchmarks.speed.sections.logging import logging
from benchmarks.speed.sections.memory import memory
from benchmarks.speed.sections.peers import peers
from benchmarks.speed.sections.sampling import sampling
from benchmarks.speed.sections.startup import startup
from benchmarks.speed.sections.training import training
from benchmarks.speed.sections.two_processes import two_processes
from gansmith.errors import GansmithError

SECTIONS: dict[str, Callable[[Arena], Result]] = {
    **{name: partial(training, workload=name) for name in "abcde"},
    "sampling": sampling,
    "startup": startup,
    "memory": memory,
    "two-processes": two_processes,
    "logging": logging,
    "ablation": ablated,
    "peers": peers,
}


def main() -> int:
    """Measure the sections asked for, write each as it is done, and render the page; return 1 where one failed."""
    asked = arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C, so that no contestant outlives this
    failed = False
    with TemporaryDirectory(prefix="gansmith-speed-") as temporary:
        scratch = (asked.scratch or Path(temporary)).resolve()
        scratch.mkdir(parents=True, exist_ok=True)
        timing = Timing(asked.rounds, asked.seconds, asked.warm_up)
        arena = Arena(timing, scratch, asked.mnist, asked.peer, asked.peer_site, asked.jax)
        for name in asked.only or [name for name in SECTIONS if name != "peers" or asked.peer]:
            say(f"== {name}")
            try:
                write(SECTIONS[name](arena), "speed", name, list(SECTIONS).index(name), asked.results)
            except GansmithError as error:
                failed = True
                say(f"{name}: {error}")
            render(asked.results)
    return int(failed)


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    data = Path(os.environ.get("GANSMITH_DATA", ROOT.parent / "shared" / "data"))
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=SECTIONS, metavar="SECTION", help=f"of: {', '.join(SECTIONS)}")
    parser.add_argument("--rounds", type=int, default=Timing.rounds)
    parser.add_argument("--seconds", type=float, default=Timing.seconds, help="of a contestant's turn in a round")
    parser.add_argument("--warm-up", type=float, default=Timing.warm_up, help="seconds after the first iteration")
    parser.add_argument("--mnist", type=Path, default=data / "mnist", help="folder of MNIST's four .gz files")
    parser.add_argument("--peer", type=Path, help="a checkout of PyTorch-GAN")
    parser.add_argument("--peer-site", type=Path, help="a folder that holds torchvision, which its scripts import")
    parser.add_argument("--jax", metavar="PYTHON", help="an interpreter that has jax")
    parser.add_argument("--scratch", type=Path, help="folder for data and runs; a temporary one if left out")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder for results; RESULTS.md lies beside it")
    asked = parser.parse_args()
    if asked.peer and not asked.peer_site:
        parser.error("--peer needs --peer-site: the peer's scripts import torchvision")
    return asked


if __name__ == "__main__":
    sys.exit(main())
