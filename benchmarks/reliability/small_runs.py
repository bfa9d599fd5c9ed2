"""Small runs of several families: the command that starts or goes on with one, and the child that does it."""

import contextlib
import io
import os
from pathlib import Path

FAMILIES = ("gan", "dcgan", "wgan-gp", "cyclegan")
STEPS, QUIET = 9, "--quiet"


def command(family: str, place: Path, out: Path, steps: int = STEPS) -> list[str]:
    """Return the command that starts a run, or goes on with it where there is one."""
    from tiny_runs import reading, stored, tiny_flags

    if (out / "config.json").is_file():
        return ["train", "--resume", str(out), QUIET]
    data = place / family
    data.mkdir(exist_ok=True)
    found = next(iter(data.glob("data.np*")), None) or stored(family, data)
    read = [word for name, value in reading(family).items() for word in (f"--{name}", value)]
    every = ["--checkpoint-every", "3", "--evaluate-every", "6", "--sample-every", "6", "--log-every", "1"]
    usual = ["--method", family, *tiny_flags(family), *every, "--steps", str(steps), QUIET]
    return ["train", str(found), *read, *usual, "--out", str(out)]


def start(family: str, place: Path, out: Path, steps: int = STEPS) -> int:
    """Start or go on with a run in a child of this process, which has imported torch already; return its number."""
    from tiny_runs import in_child

    from gansmith.cli import main

    words = command(family, place, out, steps)
    return in_child(lambda: main(words), place / "said.txt")


def finished(family: str, place: Path, out: Path, steps: int = STEPS) -> dict[str, object]:
    """Run to the end, in a child, and return what may not depend on when it was cut off; raises RuntimeError."""
    from tiny_runs import essence, exit_code

    if code := exit_code(start(family, place, out, steps)):
        raise RuntimeError(f"exit {code}: {(place / 'said.txt').read_text()[-400:]}")
    return essence(out)


def here(words: list[str]) -> tuple[int, str]:
    """Run a command in this process and return its exit code and what it said on stderr."""
    from gansmith.cli import main

    with contextlib.redirect_stderr(io.StringIO()) as said, contextlib.redirect_stdout(io.StringIO()):
        code = main(words)
    return code, said.getvalue()


def one_thread() -> None:
    """Let torch compute with one thread, as barriers collapse where processes share cores."""
    import torch

    os.environ["OMP_NUM_THREADS"] = "1"
    torch.set_num_threads(1)
