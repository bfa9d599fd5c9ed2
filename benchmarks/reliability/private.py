"""S6 and S7: what goes out of the machine, and what of a person's goes into what is shared."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.reliability.row import Row

# Comes before any other code of every Python process, those that `compare` starts included.
GUARD = """
import os, sys
def watch(event, details):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        place = details[1] if event in ("socket.connect", "socket.sendto") else details[0]
        host = place[0] if isinstance(place, tuple) else place
        if host not in ("127.0.0.1", "::1", "localhost", None):
            with open(os.environ["ATTEMPTS"], "a") as file:
                file.write(f"{event} {place}\\n")
            raise OSError(101, "Network is unreachable")
sys.addaudithook(watch)
"""
TRAIN = ("train", "rows.npy", "--method", "gan", "--width", "8", "--batch-size", "16", "--steps", "4", "--quiet")
VERBS = (
    (*TRAIN, "--out", "again"),
    ("train", "--resume", "run", "--steps", "6", "--quiet"),
    ("generate", "run", "-n", "20", "-o", "fake.npy"),
    ("evaluate", "run"),
    ("evaluate", "rows.npy", "fake.npy", "--report", "report.html"),
    ("picture", "run", "-o", "picture.png"),
    ("compare", "rows.npy", "--methods", "gan,width=8", "lsgan,width=8", "--seeds", "1", "--steps", "3"),
    ("data", "rows.npy"),
    ("methods",),
    ("train", "ring", "--steps", "2", "--out", "ring"),
)
SECRET, OWNER = "hf_d0n0tpr1ntth1s", "zacharias-q"


def connections(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """Run a verb, with all processes it starts, where every attempt to reach another machine is noted and refused."""
    _prepare(place)
    (place / "guard").mkdir()
    (place / "guard" / "sitecustomize.py").write_text(GUARD)
    attempts = place / "attempts.txt"
    guarded = {"PYTHONPATH": os.pathsep.join([str(place / "guard"), *sys.path]), "ATTEMPTS": str(attempts)}
    for number in numbers:
        words = VERBS[number % len(VERBS)]
        done = _gansmith(words, place, guarded)
        reached = attempts.read_text() if attempts.exists() else ""
        attempts.unlink(missing_ok=True)
        wrong = f"exit {done.returncode}: {done.stderr[-300:]}" if done.returncode else ""
        yield f"{' '.join(words[:2])} tried {reached}" if reached else wrong


def secrets(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """Look for a home's path, a person's name, a token of the environment and rows of the data in what is shared."""
    home = place / OWNER
    home.mkdir()
    environment = {"HOME": str(home), "USER": OWNER, "LOGNAME": OWNER, "HF_TOKEN": SECRET, "API_KEY": SECRET}
    _prepare(home, environment)
    data = str(home / "rows.npy")
    _gansmith(("train", data, *TRAIN[2:], "--out", str(home / "absolute")), home, environment)
    reports = ("--report", "report.html", "--markdown", "report.md", "--card", "card.md")
    _gansmith(("evaluate", str(home / "absolute"), *reports), home, environment)
    _gansmith(("generate", str(home / "absolute"), "-n", "50", "-o", "samples.npz"), home, environment)
    _gansmith(("picture", str(home / "absolute"), "-o", "picture.png"), home, environment)
    for number in numbers:
        yield _found(home, number)


def _found(home: Path, number: int) -> str:
    """Return what of a person is in what is shared: for each number another row of the data, and always the words."""
    import numpy as np

    rows = np.load(home / "rows.npy")
    row = rows[number % len(rows)]
    wanted = [str(home).encode(), OWNER.encode(), SECRET.encode(), row.tobytes(), row.astype(np.float64).tobytes()]
    wanted.append(json.dumps(row.tolist()).encode()[1:-1])
    shared = [*(home / "absolute" / "final").iterdir(), *(home / "absolute" / "best").iterdir()]
    shared += [home / name for name in ("report.html", "report.md", "card.md", "samples.npz", "picture.png")]
    hits = [f"{file.name} holds {piece[:60]!r}" for file in shared for piece in wanted if piece in file.read_bytes()]
    return "; ".join(hits[:3])


def _prepare(place: Path, environment: dict[str, str] | None = None) -> None:
    """Write a thousand rows, train on them, and raise RuntimeError where that fails."""
    import numpy as np

    np.save(place / "rows.npy", np.random.default_rng(7).normal(size=(1000, 6)).astype(np.float32))
    done = _gansmith((*TRAIN, "--out", "run"), place, environment or {})
    if done.returncode:
        raise RuntimeError(done.stderr)


def _gansmith(words: Sequence[str], place: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    known = {"PYTHONPATH": os.pathsep.join(sys.path), **os.environ, "OMP_NUM_THREADS": "1", **environment}
    command = [sys.executable, "-m", "gansmith", *words]
    return subprocess.run(command, cwd=place, env=known, capture_output=True, text=True, check=False)


ROWS = (
    Row(
        name="S6",
        mishap="train, resume, generate, evaluate, picture, compare, data and methods run where attempts to reach "
        "another machine are noted and refused",
        holds="there is none, and every command works",
        tries=10,
        soak=30,
        play=connections,
        chunk=10,
    ),
    Row(
        name="S7",
        mishap="the home's path, the person's name, a token of the environment and rows of the data are looked for in "
        "models, reports, cards, samples and pictures; a trial is a row",
        holds="none of them is found",
        tries=1000,
        soak=1000,
        play=secrets,
        chunk=1000,
    ),
)
