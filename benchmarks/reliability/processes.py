"""R11 and R12: what may happen to one of several processes; and all rows of one game in several of them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from tiny_runs import essence, rows

from benchmarks.reliability.draw import draw
from benchmarks.reliability.parity import PARITY
from benchmarks.reliability.ranks import SILENT, STEPS, Ranks, training
from benchmarks.reliability.row import Row
from benchmarks.reliability.states import (
    FATAL,
    Trial,
    again,
    differ,
    expected,
    goes_on,
    in_advance,
    one_by_one,
    starve,
    starved,
)
from gansmith.core.game import Game
from gansmith.training import processes as company
from gansmith.training.callbacks.record import read_record
from gansmith.training.checkpoint import newest_whole

MEET = 6.0  # seconds that the first to come waits here; 30 in earnest
SIGNALS = {signal.SIGTERM: 75, signal.SIGUSR1: 75, signal.SIGHUP: 75, signal.SIGINT: 130}


def lose_one(number: int, folder: Path) -> str:
    """R11: kill, stop, break, starve or interrupt one of two processes at a random moment."""
    chance, way, size = draw("R11", number), number % 5, 2
    rank, step = chance.randrange(2), chance.randrange(STEPS)
    wanted = expected(folder, size)
    acts: dict[int, Callable[[Game], None]] = {2: _broken, 3: starved}

    def mishap(own: int) -> None:
        company.MEETING_NEARBY = MEET
        if own == rank and way in acts:
            in_advance(step, acts[way])

    ranks = Ranks(folder, training(folder / "run"), size, mishap)
    if way not in acts:
        time.sleep(chance.uniform(0, 1.5))
        for _ in range(2 if way == 4 else 1):
            ranks.send({0: signal.SIGKILL, 1: signal.SIGSTOP, 4: signal.SIGINT}[way], rank)
    rest = [1 - rank] if way < 2 else []
    hung = ranks.wait(max(SILENT, MEET) + 8 if way == 1 else FATAL, *rest)
    codes = [ranks.ended[own].code for own in (rest or (0, 1)) if own in ranks.ended]
    said = "".join(ranks.ended[own].said for own in (1 - rank,) if own in ranks.ended)
    ranks.end()
    # 75 where one was interrupted: the other waited in vain for it at the start
    allowed = {0: {75}, 1: {75}, 2: {99, 1}, 3: {5}, 4: {130, 75}}[way]
    if hung:
        return f"way {way}, process {rank}: {hung} hung; {ranks.said()}"
    if "Traceback" in said or len(said.strip().splitlines()) > 1:
        return f"way {way}, process {rank}: the other says {said!r}"
    if not {*codes} <= allowed and {*codes} != {0}:
        return f"way {way}, process {rank}: codes {codes}; {ranks.said()}"
    return goes_on(folder, size) or ("" if essence(folder / "run") == wanted else "other bits")


def _broken(game: Game) -> None:
    raise ValueError("broken on purpose")


def stop(number: int, folder: Path) -> str:
    """R12: send a signal to one process, all or torchrun, while they step, save or measure."""
    chance = draw("R12", number)
    often = ({"checkpoint_every": 1000}, {"checkpoint_every": 1}, {"evaluate_every": 1})[number // 4 % 3]
    number_of, log = list(SIGNALS)[number % 4], folder / "run" / "log.jsonl"
    words = training(folder / "run", 1_000_000, **often)
    if number % 7 == 6 and number_of != signal.SIGUSR1:  # which torchrun does not pass on
        return _stop_launcher(folder, words, number_of, log, chance.uniform(0, 0.3))
    targets = ((0,), (1,), (0, 1))[chance.randrange(3)]
    ranks = Ranks(folder, words)
    until = time.monotonic() + 30
    while not (log.exists() and log.read_bytes().count(b"\n") > 3) and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(chance.uniform(0, 0.3))
    ranks.send(number_of, *targets)
    hung = ranks.wait(10)
    ranks.end()
    if hung or set(ranks.codes()) != {SIGNALS[number_of]}:
        return f"{number_of.name} to {targets}, {often}: codes {ranks.codes()}, hung {hung}; {ranks.said()}"
    return _stopped_well(folder, log)


def _stop_launcher(folder: Path, words: list[str], number: int, log: Path, moment: float) -> str:
    np.save(folder / "rows.npy", rows())
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "gansmith"]
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}
    with (folder / "said.txt").open("w") as said:
        launcher = subprocess.Popen([*command, *words], cwd=folder, env=environment, stdout=said, stderr=said)
        until = time.monotonic() + 60
        while not (log.exists() and log.read_bytes().count(b"\n") > 3) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(moment)
        launcher.send_signal(number)
        try:
            launcher.wait(FATAL)
        except subprocess.TimeoutExpired:
            launcher.kill()
            return "torchrun hung"
    return _stopped_well(folder, log) if launcher.returncode else "torchrun says that all is done"


def _stopped_well(folder: Path, log: Path) -> str:
    """Say what is wrong with a run that was stopped: its newest checkpoint is of the last step, and it has no end."""
    newest, last = newest_whole(folder / "run" / "checkpoints"), read_record(log)[-1]["step"]
    if (folder / "run" / "final").exists():
        return "final/ is there"
    return "" if newest == last else f"the checkpoint is of step {newest}, the last step was {last}"


def _row(name: str, mishap: str, holds: str, tries: int, soak: int, trial: Trial) -> Row:
    return Row(name, mishap, holds, tries, soak, partial(one_by_one, trial), chunk=5)


ROWS: tuple[Row, ...] = (
    *PARITY,
    _row(
        "R10",
        "one bit of a tensor differs between 2 or 3 processes before a checkpoint",
        "all stop, exit 1, and name it; it is not saved",
        20,
        200,
        differ,
    ),
    _row(
        "R11",
        "one of 2 processes is killed, stopped, broken, starved or interrupted at random",
        f"the other ends in {FATAL:g} s, or after its silence, with one sentence; resumed, the same bits",
        20,
        200,
        lose_one,
    ),
    _row(
        "R12",
        "SIGTERM, SIGUSR1, SIGHUP, SIGINT to one process, both or torchrun, in steps, saves, measurements",
        "a checkpoint of the last step in 10 s, exit 75 or 130 everywhere, no final/",
        30,
        300,
        stop,
    ),
    _row(
        "R17",
        "memory is short in a step (RLIMIT_AS, a fake GPU), in one process or one of 2",
        "exit 5 with advice everywhere; resumed, the same bits",
        20,
        200,
        starve,
    ),
    _row("R18", "the same seed twice, one thread, in one process and in 2", "the same bits", 10, 100, again),
)
