"""The record of a run, log.jsonl: one JSON object a line, never a line of a future that did not happen."""

import json
import math
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from gansmith.errors import DataError, remark
from gansmith.storage.atomic import atomic_file, writing
from gansmith.storage.json_text import parsed
from gansmith.storage.plain import open_plain
from gansmith.training.callbacks.callback import Callback
from gansmith.training.callbacks.state import State

_NOT_FINITE = {
    "NaN": math.nan,
    "Infinity": math.inf,
    "-Infinity": -math.inf,
}  # as strings, since JSON has no such number
_LONGEST = 64 << 10  # bytes of a line
_LARGEST = 4 << 30  # bytes of a record: some ten million lines
_MOST_TAGS = 256  # scalars of a line
_MOST_COUNTED = 2**53  # steps, images and seconds that a float holds exactly
_DRAWN = 4000  # lines that are enough for any curve
Say = Callable[[str], None]


class Record(Callback):
    """Keep what is logged in the file `log`, and the metric values of validations in `validations`."""

    def __init__(self, log: Path, validations: Path, resume_step: int = 0) -> None:
        self._log, self._validations = (JsonLines(path, resume_step) for path in (log, validations))

    def on_log(self, state: State, scalars: Mapping[str, float]) -> None:
        """Append a line to the log."""
        self._log(state.step, {"images": float(state.images), **scalars})

    def on_validation(self, state: State, values: Mapping[str, float]) -> None:
        """Append a line to the validations."""
        self._validations(state.step, {"images": float(state.images), **values})


class JsonLines:
    """Append {"step", "images", "seconds", scalars...} to the file at `path`.

    Lines after `resume_step`, and one torn by a crash, are cut off first, and damaged ones, which is said; `seconds`
    counts on from the last line kept. Raises DataError where the file is a link, a pipe or beyond all size.
    """

    def __init__(
        self, path: Path, resume_step: int = 0, *, clock: Callable[[], float] = time.monotonic, say: Say = remark
    ) -> None:
        self.path, self._clock, self._start = path, clock, clock()
        self._seconds_before = 0.0
        with atomic_file(path) as temporary, temporary.open("w", encoding="utf-8") as file:
            for record in _records(path, say) if path.exists() else ():
                if record["step"] <= resume_step:
                    self._seconds_before = float(record.get("seconds", 0.0))
                    file.write(_line(record))

    def __call__(self, step: int, report: Mapping[str, float]) -> None:
        """Append one line; it is with the operating system when this returns."""
        seconds = round(self._seconds_before + self._clock() - self._start, 3)
        scalars = {tag: value for tag, value in report.items() if tag != "images"}
        record = {"step": step, "images": int(report.get("images", 0)), "seconds": seconds, **scalars}
        with writing(self.path):
            descriptor = open_plain(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(_line(record))


def read_record(path: Path, say: Say = remark) -> list[dict[str, float]]:
    """Return the lines of a record, oldest first, without any that a crash tore.

    `say` is told of whole lines that are left out because they are damaged. Raises DataError if the file is missing.
    """
    return [_with_numbers(record) for record in _records(path, say)]


def read_course(path: Path, say: Say = remark) -> list[dict[str, float]]:
    """Return lines of a record, evenly spread from the first to the last and no more than curves need.

    `say` and what is raised are as for `read_record`.
    """
    kept: list[dict[str, float]] = []
    every, last = 1, None
    for number, record in enumerate(_records(path, say)):
        last = record
        if number % every == 0:
            kept.append(record)
        if len(kept) == 2 * _DRAWN:
            kept, every = kept[::2], 2 * every
    if last is not None and kept[-1] is not last:
        kept.append(last)
    if every > 1:
        say(f"{path} is long: one of {every:,} lines is drawn.")
    return [_with_numbers(record) for record in kept]


def last_line(path: Path) -> dict[str, float]:
    """Return the last whole line of a record that is not damaged, {} where there is none near its end."""
    with _opened(path) as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 8 * _LONGEST))
        *lines, _ = file.read().split(b"\n")  # what has no line end is torn
    return next((_with_numbers(record) for line in reversed(lines) if (record := _parse(line)) is not None), {})


def trained_seconds(run: Path) -> float:
    """Return the seconds that a run has been trained for, without the starts of its processes."""
    record = run / "log.jsonl"
    return float(last_line(record).get("seconds", 0.0)) if record.is_file() else 0.0


def _with_numbers(record: Mapping[str, Any]) -> dict[str, float]:
    return {tag: _NOT_FINITE.get(value, value) for tag, value in record.items()}


def _records(path: Path, say: Say) -> Iterator[dict[str, Any]]:
    damaged = total = 0
    with _opened(path) as file:
        for total, line in enumerate(_lines(file), 1):  # noqa: B007 - the last is their number
            record = _parse(line)
            if record is None:
                damaged += 1
            else:
                yield record
    if damaged:
        say(f"{path}: {damaged:,} of {total:,} lines are damaged and left out.")


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines that have an end; of one too long for a record an empty one."""
    is_long = False
    while line := file.readline(_LONGEST):
        if line.endswith(b"\n"):
            yield b"" if is_long else line
        is_long = not line.endswith(b"\n")


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with os.fdopen(open_plain(path, os.O_RDONLY), "rb") as file:
            if (size := os.fstat(file.fileno()).st_size) > _LARGEST:
                raise DataError(f"{path} has {size:,} bytes, and {_LARGEST:,} are the most. Move it elsewhere.")
            yield file
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}. Is this the directory of a run?") from error


def _parse(line: bytes) -> dict[str, Any] | None:
    """Return a line that a record may hold: an object of finite numbers and the names of those that are not."""
    try:
        record = parsed(line)
    except ValueError:
        return None
    if not isinstance(record, dict) or len(record) > _MOST_TAGS or not all(map(_is_scalar, record.values())):
        return None
    counts = (record.get("step"), record.get("images", 0), record.get("seconds", 0))
    are_counts = all(isinstance(count, int | float) and 0 <= count < _MOST_COUNTED for count in counts)
    return record if isinstance(counts[0], int) and are_counts else None


def _is_scalar(value: Any) -> bool:
    if isinstance(value, str):
        return value in _NOT_FINITE
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 2**63 if isinstance(value, int) else math.isfinite(value)


def _line(record: Mapping[str, Any]) -> str:
    return json.dumps({tag: _spelled(value) for tag, value in record.items()}, allow_nan=False) + "\n"


def _spelled(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value
