"""R1 and R2: a run that is killed, at any moment and in any call to the disk, and goes on by the same command."""

import os
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.reliability.draw import draw
from benchmarks.reliability.row import Row
from benchmarks.reliability.small_runs import FAMILIES, STEPS, command, finished, one_thread, start

SHORT = 2  # steps of a run that is killed in every call


def moments(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """Kill a run by SIGKILL at a moment drawn over its whole length, and go on with it."""
    from tiny_runs import exit_code

    one_thread()
    whole: dict[str, tuple[dict[str, object], float]] = {}
    for number in numbers:
        family, chance = FAMILIES[number % len(FAMILIES)], draw("R1", number)
        if family not in whole:
            began = time.monotonic()
            whole[family] = finished(family, place, place / f"whole-{family}"), time.monotonic() - began
        expected, length = whole[family]
        out, code, latest = place / f"run-{number}", 0, length
        while code == 0:  # until the kill comes before the end
            shutil.rmtree(out, ignore_errors=True)
            child = start(family, place, out)
            time.sleep(chance.uniform(0, latest))
            os.kill(child, signal.SIGKILL)
            code, latest = exit_code(child), 0.8 * latest
        yield _goes_on(family, place, out, expected)


def calls(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """End the process in the n-th call that changes the disk, without any clean-up, and go on."""
    from faults import dying, exiting, faults
    from tiny_runs import exit_code, in_child

    from gansmith.cli import main

    one_thread()
    counts: dict[str, tuple[dict[str, object], int]] = {}
    for number in numbers:
        family = FAMILIES[number % 3]  # those that make no file of their own beside the run
        if family not in counts:
            finished(family, place, place / "first", SHORT)  # whose data file is made now
            shutil.rmtree(place / "first")
            with faults(0, dying) as shim:
                main(command(family, place, place / "counted", SHORT))
            counts[family] = finished(family, place, place / f"whole-{family}", SHORT), len(shim.calls)
            shutil.rmtree(place / "counted")
        expected, count = counts[family]
        out, nth = place / f"run-{number}", number // 3 % count + 1
        words = command(family, place, out, SHORT)

        def die(nth: int = nth, words: list[str] = words) -> int:
            with faults(nth, exiting):
                return main(words)

        code = exit_code(in_child(die, place / "said.txt"))
        fault = _goes_on(family, place, out, expected, SHORT)
        yield fault if code == 137 else f"it did not die in call {nth} of {count}, but ended with {code}"


def _goes_on(family: str, place: Path, out: Path, expected: dict[str, object], steps: int = STEPS) -> str:
    """Run the same command again, and return what is not as if the run had never been killed."""
    from tiny_runs import leftovers

    try:
        found = finished(family, place, out, steps)
    except (RuntimeError, AssertionError) as error:
        return f"{family}: {error}"
    differs = [part for part in expected if found[part] != expected[part]]
    left = [path.name for path in leftovers(out)]
    shutil.rmtree(out)
    return f"{family}: other {', '.join(differs)}; left: {left}" if differs or left else ""


ROWS = (
    Row(
        name="R1",
        mishap="a run of gan, dcgan, wgan-gp or cyclegan is killed by SIGKILL at any moment, its start included, and "
        "the same command, or --resume, is given",
        holds="state, record and final model are, bit for bit, those of the run that was not killed; nothing half done "
        "is left",
        tries=200,
        soak=2000,
        play=moments,
        chunk=50,
    ),
    Row(
        name="R2",
        mishap="a run of gan, dcgan or wgan-gp dies in its n-th call that changes the disk, n over start, saves and "
        "end",
        holds="as for R1",
        tries=300,
        soak=1500,
        play=calls,
        chunk=100,
    ),
)
