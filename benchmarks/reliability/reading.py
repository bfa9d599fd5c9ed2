"""A process that reads whatever it is told to and says what came of it, so that nothing it reads harms who asks."""

import json
import resource
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

SECONDS = 10.0  # that a reading may take on a machine of usual speed
_USUAL = 0.06  # seconds in which such a machine adds the first 10^6 whole numbers
_NEVER = 120  # seconds after which a reading that hangs is ended, whole process and all
_LONGEST = 2000  # characters of a message


@dataclass(frozen=True)
class Outcome:
    """What came of a reading: no fault where it succeeded, or was refused in one paragraph."""

    fault: str  # what should not have happened, "" if all is well
    refusal: str  # the error's text, "" where the file was read
    seconds: float
    peak: int  # bytes of memory that either process had at the most so far; the reader's only once it ended


class Reading:
    """Reads files in another process, which is started again when it dies."""

    def __enter__(self) -> "Reading":
        self._start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def read(self, path: Path, *, last: bool = False, **choices: Any) -> Outcome:
        """Read a file or folder twice. With `last`, the native reader is ended too, and its memory counted."""
        assert self._process.stdin is not None  # noqa: S101
        assert self._process.stdout is not None  # noqa: S101
        self._process.stdin.write(json.dumps([str(path), choices, last]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if line:
            return Outcome(**json.loads(line))
        code = self._process.wait()
        self._end()
        self._start()
        return Outcome(f"the command itself died with {code}", "", 0.0, 0)

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "benchmarks.reliability.reading"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def _end(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait()


def _read(path: str, choices: dict[str, Any]) -> tuple[str, str, float]:
    """Return what went wrong, the text of a refusal, and after how many seconds the file was read or refused."""
    from gansmith.data.codec.codec import Codec
    from gansmith.data.codec.column_code import SPREAD
    from gansmith.data.describe import describe
    from gansmith.data.formats.read import open_data
    from gansmith.errors import GansmithError

    missing, start = choices.pop("missing", "mean"), time.monotonic()
    seconds = None
    try:
        dataset = open_data(path, **choices)
        seconds = time.monotonic() - start
        again = open_data(path, **choices)
        fault = _difference(dataset, again)
        json.dumps(describe(dataset).to_json(), allow_nan=False).encode()
        codec = Codec.fit(dataset, missing=missing)
        encoded = codec.encode(dataset.values[:64])
        most = 1 if codec.table is None else SPREAD
        if not (np.isfinite(encoded).all() and np.abs(encoded).max(initial=0) <= most):
            fault = f"what networks would see is not within [-{most}, {most}]"
        codec.decode(encoded)
    except GansmithError as error:
        text, fault = str(error), ""
        if not 0 < len(text) <= _LONGEST:
            fault = "an empty message, or an endless one"
        return fault, text, seconds or time.monotonic() - start
    except BaseException as error:  # all else is what is looked for
        return f"{type(error).__name__}: {error}"[:300], "", seconds or time.monotonic() - start
    return fault, "", seconds


def _difference(one: Any, other: Any) -> str:
    """Say what is wrong with a dataset, or different where the same file is read again; nothing if all is well."""
    labels = [part.labels for part in (one, other)]
    if not np.array_equal(one.values, other.values, equal_nan=one.values.dtype.kind == "f"):
        return "read again, it holds other values"
    if (labels[0] is None) != (labels[1] is None) or not (labels[0] is None or np.array_equal(*labels)):
        return "read again, it holds other labels"
    if one.values.ndim not in (2, 3, 4) or one.values.dtype.kind not in "iuf" or not one.values.size:
        return f"values of shape {one.values.shape} and {one.values.dtype}"
    if labels[0] is not None and (
        len(labels[0]) != len(one.values) or labels[0].max(initial=-1) >= len(one.class_names)
    ):
        return "labels that do not belong to the samples"
    return ""


def slowness() -> float:
    """Return how many times longer this machine takes now than one of usual speed; 1 for a faster one."""
    start, total = time.perf_counter(), 0
    for number in range(10**6):
        total += number
    return max(1.0, (time.perf_counter() - start) / _USUAL)


def _peak() -> int:
    """Return the most memory of this process, which the system's own figure mixes with its parent's, or of a child."""
    lines = Path("/proc/self/status").read_text().splitlines()
    own = next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM:"))
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10)


def _serve() -> None:
    """Answer each line of the standard input, [path, choices, last], with an outcome."""
    from gansmith.data.reader.child import end_reader

    for line in sys.stdin:
        path, choices, last = json.loads(line)
        signal.alarm(_NEVER)
        fault, refusal, seconds = _read(path, choices)
        signal.alarm(0)
        if last:
            end_reader()
        fault = fault or (f"it took {seconds:.1f} s" if seconds > SECONDS and seconds > SECONDS * slowness() else "")
        print(json.dumps({"fault": fault, "refusal": refusal, "seconds": seconds, "peak": _peak()}), flush=True)


if __name__ == "__main__":
    _serve()
