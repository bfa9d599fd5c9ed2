"""R13 and R14: several processes at one directory: those that would all train, and those that only read."""

import os
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.reliability.draw import draw
from benchmarks.reliability.row import Row
from benchmarks.reliability.small_runs import finished, one_thread, start

READS = 25  # of each reader, in a trial
NOT_YET = ("holds no checkpoint", "is not a run", "holds no model", "There is no", "is no run nor part of one")


def races(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """Start 2 to 8 processes of the same command at once; the directory is new, or left by a start that was cut off."""
    from tiny_runs import essence, exit_code, in_child, leftovers

    from benchmarks.reliability.small_runs import command
    from gansmith.cli import main

    one_thread()
    expected = finished("gan", place, place / "whole")
    for number in numbers:
        out = place / f"run-{number}"
        if number % 2:
            (out / "checkpoints").mkdir(parents=True)
            (out / "run.lock").touch()
        words, said = command("gan", place, out), [place / f"said-{racer}.txt" for racer in range(2 + number % 7)]
        racers = [in_child(lambda words=words: main(words), file) for file in said]
        codes = sorted(exit_code(racer) for racer in racers)
        texts = " | ".join(file.read_text()[-200:] for file in said)
        wrong = codes != [0] + [2] * (len(said) - 1) or "Traceback" in texts
        differs = "" if wrong or essence(out) == expected else "another final state"
        yield f"exit codes {codes}: {texts}" if wrong else differs or " ".join(map(str, leftovers(out)))
        shutil.rmtree(out)


def readers(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """Read a run again and again while it trains, is killed and goes on."""
    from tiny_runs import exit_code

    one_thread()
    finished("gan", place, place / "first")  # imports what the children then need not
    for number in numbers:
        out, chance = place / f"run-{number}", draw("R14", number)
        child, faults, ends = start("gan", place, out, 100_000), list[str](), 0.0
        while not (out / "config.json").exists():
            time.sleep(0.01)
        for read in range(READS):
            if time.monotonic() > ends:
                os.kill(child, signal.SIGKILL)
                exit_code(child)
                child, ends = start("gan", place, out, 100_000), time.monotonic() + chance.uniform(0.2, 1.0)
            faults += [fault for fault in (_read(out, read, place),) if fault]
        os.kill(child, signal.SIGKILL)
        exit_code(child)
        shutil.rmtree(out)
        yield "; ".join(faults[:3])


def _read(out: Path, number: int, place: Path) -> str:
    """Use the run as it is now, in one of the ways in turn; return what went wrong but that there is nothing yet."""
    import numpy as np
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    import gansmith
    from gansmith.errors import GansmithError
    from gansmith.training.callbacks.record import read_record

    try:
        if number % 5 == 4 and (out / "final").exists():
            gansmith.picture(out, place / "picture.png")
        elif number % 5 == 3 and (out / "tb").is_dir():
            EventAccumulator(str(out / "tb")).Reload()
        elif number % 5 == 2 and (out / "log.jsonl").is_file():
            read_record(out / "log.jsonl", _complain)
        elif number % 5 == 1:
            gansmith.evaluate(out, features=("raw",), count=50)
        elif not np.isfinite(gansmith.generate(out, 5, place / "samples.npy")).all():
            return "samples are not finite"
    except GansmithError as error:
        return "" if any(words in str(error) for words in NOT_YET) else f"{type(error).__name__}: {error}"
    except Exception as error:  # any other one is the fault that is looked for
        return f"{type(error).__name__}: {error}"
    return ""


def _complain(text: str) -> None:
    raise ValueError(text)


ROWS = (
    Row(
        name="R13",
        mishap="2 to 8 processes start the same training in one directory at once, new or left by a start that was cut "
        "off",
        holds="exactly one trains, in the same bits as alone; the others exit with 2 and say why",
        tries=50,
        soak=1000,
        play=races,
        chunk=25,
    ),
    Row(
        name="R14",
        mishap=f"{READS} times a run is sampled, evaluated, drawn and read by TensorBoard while it trains, is killed "
        "and goes on",
        holds="every read succeeds, or says that there is nothing yet",
        tries=20,
        soak=240,
        play=readers,
        chunk=5,
    ),
)
