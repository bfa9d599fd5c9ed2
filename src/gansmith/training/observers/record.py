"""The record of a run, log.jsonl: one JSON object a line, never a line of a future that did not happen."""

import json
import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gansmith.errors import DataError, remark
from gansmith.storage.atomic import write_bytes, writing

_NOT_FINITE = {
    "NaN": math.nan,
    "Infinity": math.inf,
    "-Infinity": -math.inf,
}  # as strings, since JSON has no such number
Say = Callable[[str], None]


class JsonLines:
    """Append {"step", "images", "seconds", scalars...} to the file at `path`.

    Lines after `resume_step`, and one torn by a crash, are cut off first, and damaged ones, which is said; `seconds`
    counts on from the last line kept.
    """

    def __init__(
        self, path: Path, resume_step: int = 0, *, clock: Callable[[], float] = time.monotonic, say: Say = remark
    ) -> None:
        self.path, self._clock, self._start = path, clock, clock()
        kept = [record for record in _records(path, say) if record["step"] <= resume_step] if path.exists() else []
        self._seconds_before = float(kept[-1].get("seconds", 0.0)) if kept else 0.0
        write_bytes(path, "".join(map(_line, kept)).encode())

    def __call__(self, step: int, report: Mapping[str, float]) -> None:
        """Append one line; it is with the operating system when this returns."""
        seconds = round(self._seconds_before + self._clock() - self._start, 3)
        scalars = {tag: value for tag, value in report.items() if tag != "images"}
        record = {"step": step, "images": int(report.get("images", 0)), "seconds": seconds, **scalars}
        with writing(self.path), self.path.open("a", encoding="utf-8") as file:
            file.write(_line(record))

    def close(self) -> None:
        """Nothing is held open between lines."""


def read_record(path: Path, say: Say = remark) -> list[dict[str, float]]:
    """Return the lines of a record, oldest first, without any that a crash tore.

    `say` is told of whole lines that are left out because they are damaged. Raises DataError if the file is missing.
    """
    records = _records(path, say)
    return [{tag: _NOT_FINITE.get(value, value) for tag, value in record.items()} for record in records]


def _records(path: Path, say: Say) -> list[dict[str, Any]]:
    try:
        lines = path.read_bytes().split(b"\n")[:-1]  # what has no line end is torn
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}. Is this the directory of a run?") from error
    records = [record for line in lines if (record := _parse(line)) is not None]
    if damaged := len(lines) - len(records):
        say(f"{path}: {damaged:,} of {len(lines):,} lines are damaged and left out.")
    return records


def _parse(line: bytes) -> dict[str, Any] | None:
    """Return a line that a record may hold: an object of finite numbers and the names of those that are not."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or not all(map(_is_scalar, record.values())):
        return None
    counts = (record.get("step"), record.get("images", 0), record.get("seconds", 0))
    is_whole = isinstance(counts[0], int) and all(isinstance(count, int | float) and count >= 0 for count in counts)
    return record if is_whole else None


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
