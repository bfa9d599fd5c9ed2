"""R3: calls to the disk that fail, and disks that are full, in trainings and in every command that writes."""

import errno
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.reliability.draw import draw
from benchmarks.reliability.row import Row
from benchmarks.reliability.small_runs import command, finished, here, one_thread

ERRNOS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EDQUOT, errno.EROFS, errno.ENAMETOOLONG)
STEPS = 6
STRIDE = 7919  # a prime, so that trials in a row try calls far apart, and all of them in the end


def failures(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """Of ten trials: six fail one call of a training, one of another command; two fill a disk, one caps files."""
    one_thread()
    training, others = _Training(place), _Others(place / "others")
    for number in numbers:
        kind = number % 10
        if kind < 6:
            yield training.with_a_failing_call(number)
        elif kind == 6:
            yield others.with_a_failing_call(number)
        elif kind == 7:
            yield training.with_small_files(number)
        else:
            yield training.on_a_full_disk(number)


class _Training:
    """A run of gan that fails somewhere, and goes on once that is mended."""

    def __init__(self, place: Path) -> None:
        from faults import dying, faults

        self.place = place
        self.expected = finished("gan", place, place / "whole", STEPS)
        with faults(0, dying) as shim:
            here(command("gan", place, place / "counted", STEPS))
        self.calls = len(shim.calls)
        self.size = sum(file.stat().st_size for file in (place / "whole").rglob("*") if file.is_file())

    def with_a_failing_call(self, number: int) -> str:
        from faults import failing, faults

        nth, out = number * STRIDE % self.calls + 1, self.place / f"run-{number}"
        with faults(nth, failing(ERRNOS[number % len(ERRNOS)])):
            code, said = here(command("gan", self.place, out, STEPS))
        return self._after(out, code, said)

    def with_small_files(self, number: int) -> str:
        out, most = self.place / f"run-{number}", draw("R3", number).randrange(200, 60_000)
        code, said = self._in_child(out, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
        return self._after(out, code, said)

    def on_a_full_disk(self, number: int) -> str:
        """Train on a file system of its own that is too small; where none can be mounted, cap files instead."""
        kilobytes = draw("R3", number).randrange(16, max(24, self.size // 1024 * 2))
        with _small_disk(self.place / "disk", kilobytes) as disk:
            if disk is None:
                return self.with_small_files(number)
            code, said = self._in_child(disk / "run", lambda: None)
            out = self.place / f"run-{number}"
            shutil.copytree(disk / "run", out) if (disk / "run").exists() else None
        said = said.replace(str(disk / "run"), str(out))
        return self._after(out, code, said)

    def _in_child(self, out: Path, first: Callable[[], None]) -> tuple[int, str]:
        from tiny_runs import exit_code, in_child

        from gansmith.cli import main

        words = command("gan", self.place, out, STEPS)

        def task() -> int:
            first()
            return main(words)

        code = exit_code(in_child(task, self.place / "said.txt"))
        return code, (self.place / "said.txt").read_text()

    def _after(self, out: Path, code: int, said: str) -> str:
        """Return what is wrong with how it ended, or with how it goes on."""
        if code not in (0, 1) or "Traceback" in said:
            return f"exit {code}: {said[-300:]}"
        if code == 1 and str(out) not in said:
            return f"the message does not name the place: {said[-300:]}"
        if code == 1 and (out / "config.json").exists() and "gansmith train --resume" not in said:
            return f"the message does not say how to go on: {said[-300:]}"
        try:
            found = finished("gan", self.place, out, STEPS)
        except (RuntimeError, AssertionError) as error:
            return f"after {said[-200:]!r} it does not go on: {error}"
        differs = [part for part in self.expected if found[part] != self.expected[part]]
        shutil.rmtree(out)
        return f"after {said[-200:]!r} other {', '.join(differs)}" if differs else ""


class _Others:
    """Every other command that writes."""

    def __init__(self, place: Path) -> None:
        from every_command import commands, prepare

        place.mkdir()
        self.place, self.commands, self._prepare, self.known = place, list(commands()), prepare, False

    def with_a_failing_call(self, number: int) -> str:
        from contextlib import chdir

        with chdir(self.place):
            if not self.known:
                self._prepare(self.place)
                self.known = True
            return self._try(number // 10)

    def _try(self, number: int) -> str:
        from faults import dying, failing, faults

        asked = self.commands[number % len(self.commands)]
        words = list(asked.words)
        self._clear(asked.outputs)
        with faults(0, dying) as shim:
            here(words)
        whole, nth = asked.found(self.place), number * STRIDE % len(shim.calls) + 1
        self._clear(asked.outputs)
        with faults(nth, failing(ERRNOS[number % len(ERRNOS)])):
            code, said = here(words)
        found = asked.found(self.place)
        if code not in (0, 1) or "Traceback" in said or (code == 1 and not any(o in said for o in asked.outputs)):
            return f"{asked.name}, call {nth}: exit {code}: {said[-300:]}"
        if any(whole.get(name) != content for name, content in found.items()) or (code == 0 and found != whole):
            return f"{asked.name}, call {nth}: half of it was left, exit {code}"
        return ""

    def _clear(self, outputs: Sequence[str]) -> None:
        for path in map(self.place.joinpath, outputs):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


@contextmanager
def _small_disk(path: Path, kilobytes: int) -> Iterator[Path | None]:
    """Yield a file system in memory of so many kilobytes, or None where this process may not mount one."""
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    path.mkdir(exist_ok=True)
    options = ["-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(path)]
    done = mount and unmount and subprocess.run([mount, *options], capture_output=True, check=False).returncode == 0
    try:
        yield path if done else None
    finally:
        if done and unmount:
            subprocess.run([unmount, str(path)], check=True)


ROWS = (
    Row(
        name="R3",
        mishap="one call that changes the disk fails (ENOSPC, EIO, EACCES, EDQUOT, EROFS, ENAMETOOLONG) in a training "
        "or in any other command that writes; or a training's disk is full, or files may not grow, from any size on",
        holds="no traceback; exit code 1 and a message that names the place and how to go on, or all is written; once "
        "mended, the run ends in the same bits; no output is half written",
        tries=300,
        soak=6000,
        play=failures,
        chunk=100,
    ),
)
