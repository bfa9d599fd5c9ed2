"""Trainings of several processes, forked from this one, which has imported everything, and what became of them."""

import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from small_games import tiny
from tiny_runs import rows

from gansmith.cli import main
from gansmith.training import peers

Mishap = Callable[[int], None]
"""Told its rank in the process that trains, before it does: sets up what will go wrong."""

STEPS = 40
SILENT = 2.0  # seconds after which a process counts as stopped here; 60 in earnest
USUAL = {name.replace("_", "-"): str(value) for name, value in tiny("gan").items()}
USUAL |= {"checkpoint-every": "4", "validate-every": "10", "sample-every": "20", "log-every": "1"}


def nothing(rank: int) -> None:
    """Let nothing go wrong."""


def training(out: Path, steps: int = STEPS, **options: object) -> list[str]:
    """Return the command that starts a run, or goes on with it where there is one."""
    if (out / "config.json").exists():
        return ["train", "--resume", str(out), "--quiet"]
    asked = USUAL | {name.replace("_", "-"): str(value) for name, value in options.items()}
    flags = [word for name, value in asked.items() for word in (f"--{name}", value)]
    return ["train", "rows.npy", "--method", "gan", *flags, "--steps", str(steps), "--out", str(out), "--quiet"]


@dataclass
class Ended:
    """How a process ended: its exit code, what it said on stderr, and after how many seconds."""

    code: int
    said: str
    seconds: float


class Ranks:
    """Processes that train together, each in a child of this process; their output lies in files of `folder`."""

    def __init__(self, folder: Path, words: Sequence[str], size: int = 2, mishap: Mishap = nothing) -> None:
        self.folder, self.began = folder, time.monotonic()
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        np.save(folder / "rows.npy", rows())
        self.children = [self._fork(rank, size, port, words, mishap) for rank in range(size)]
        self.ended: dict[int, Ended] = {}

    def _fork(self, rank: int, size: int, port: int, words: Sequence[str], mishap: Mishap) -> int:
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child:
            return child
        code = 99
        try:
            with self._said(rank).open("w", buffering=1) as sys.stderr:
                os.chdir(self.folder)
                if size > 1:
                    os.environ |= {"RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": str(size)}
                    os.environ |= {"LOCAL_WORLD_SIZE": str(size), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
                torch.set_num_threads(1)
                peers.SILENCE = SILENT
                mishap(rank)
                code = main([*words])
        except BaseException:
            with self._said(rank).open("a") as file:
                file.write(traceback.format_exc())
        finally:
            os._exit(code)

    def _said(self, rank: int) -> Path:
        return self.folder / f"said-{rank}.txt"

    def send(self, number: int, *ranks: int) -> None:
        """Send a signal to these processes, or to all; those that have ended are left out."""
        for rank in ranks or range(len(self.children)):
            if rank not in self.ended:
                os.kill(self.children[rank], number)

    def wait(self, seconds: float, *ranks: int) -> list[int]:
        """Wait until these processes, or all, have ended; return those that have not in so many seconds."""
        asked, until = list(ranks or range(len(self.children))), time.monotonic() + seconds
        while (left := [rank for rank in asked if not self._over(rank)]) and time.monotonic() < until:
            time.sleep(0.01)
        return left

    def _over(self, rank: int) -> bool:
        if rank not in self.ended:
            child, status = os.waitpid(self.children[rank], os.WNOHANG)
            if child:
                code = os.waitstatus_to_exitcode(status)
                self.ended[rank] = Ended(code, self._said(rank).read_text(), time.monotonic() - self.began)
        return rank in self.ended

    def codes(self) -> list[int]:
        """Return the exit codes of those that have ended, by rank."""
        return [self.ended[rank].code for rank in sorted(self.ended)]

    def said(self) -> str:
        """Return what all have said, in a line."""
        return " | ".join(ended.said.strip()[-300:].replace("\n", " / ") for _, ended in sorted(self.ended.items()))

    def end(self) -> None:
        """Kill whoever is left."""
        self.send(signal.SIGKILL)
        self.wait(10)
