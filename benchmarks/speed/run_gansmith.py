"""Run gansmith's public `train` for ever: `python -m benchmarks.speed.run_gansmith WORKLOAD DATA OUT [...]`."""

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import gansmith
from benchmarks.speed.tick import tick
from benchmarks.speed.workloads import SAMPLES, WORKLOADS
from gansmith import train as train_model  # before the layers below, as a user's program would
from gansmith.core.batch import Stream
from gansmith.core.game import Game
from gansmith.core.method import Report

FOR_EVER = 10**7
SILENT: dict[str, Any] = {"log_every": 10**6, "sample_every": 0, "checkpoint_every": 0}
LOOKED_AT = 2  # the step that --inspect looks at: the first one is not like the others


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("workload", choices=WORKLOADS)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path, help="folder for runs")
    parser.add_argument("--silent", action="store_true", help="no log, no pictures, no checkpoints")
    parser.add_argument("--without", metavar="NAME", help="take out one of ablation.PATHS")
    parser.add_argument("--inspect", action="store_true", help="count a step's work and memory, print it and end")
    parser.add_argument("--sample", action="store_true", help="sample for ever from a model of one step")
    return parser.parse_args()


def train(asked: argparse.Namespace, *, steps: int = FOR_EVER) -> gansmith.Run:
    """Train as a user would."""
    workload = WORKLOADS[asked.workload]
    return train_model(
        asked.data,
        workload.method,
        steps=steps,
        out=asked.out / os.environ.get("TORCHELASTIC_RUN_ID", uuid4().hex),
        data_options=workload.data_options,
        **(SILENT if asked.silent else {}),
        **workload.hyper,
    )


def tick_after_every_step() -> None:
    """Make the game tick."""
    advance = Game.advance

    def ticking(game: Game, stream: Stream) -> Report:
        report = advance(game, stream)
        if game.replicas.rank == 0:
            tick()
        return report

    Game.advance = ticking  # type: ignore[method-assign, assignment]


def print_inspection() -> None:
    """Make the game look at one step, print what it found, and end."""
    from benchmarks.speed.inspection import inspect

    advance = Game.advance

    def looking(game: Game, stream: Stream) -> Report:
        if game.step < LOOKED_AT:
            return advance(game, stream)
        print(json.dumps(inspect(game, lambda: advance(game, stream))), flush=True)
        raise SystemExit(0)

    Game.advance = looking  # type: ignore[method-assign, assignment]


def samples(run: gansmith.Run) -> Iterator[None]:
    """Sample for ever, yielding after every SAMPLES samples; in the networks' units, as the plain loop does."""
    from gansmith.core.sampling import sample

    model = gansmith.load(run.path)
    while True:
        sample(model.network, model.prior, SAMPLES, seed=0)
        yield


def main() -> None:
    """Do what the command line asks for."""
    asked = arguments()
    if asked.without:
        from benchmarks.speed.ablation import PATHS

        PATHS[asked.without].take_out()
    if asked.sample:
        for _ in samples(train(asked, steps=1)):
            tick()
    elif asked.inspect:
        print_inspection()
    else:
        tick_after_every_step()
    train(asked)


if __name__ == "__main__":
    main()
