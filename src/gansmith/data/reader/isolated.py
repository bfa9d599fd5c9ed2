"""Files that native libraries parse, read in a process of their own: a crash there is a DataError here."""

import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gansmith import errors
from gansmith.data.dataset import Dataset
from gansmith.data.formats.registry import FORMATS
from gansmith.data.formats.variables import Choices
from gansmith.data.reader.child import STOPPED, Died, ask, here
from gansmith.data.reader.library_errors import require
from gansmith.data.reader.messages import close
from gansmith.data.reader.wire import unpack
from gansmith.errors import DataError, GansmithError, flags_are_spoken

_ENVIRONMENT = ("TMPDIR", "LOCAL_WORLD_SIZE")  # of what the reader has to know, what may change here
_TABLE = ("pyarrow", "table")
EXTRAS = {  # the modules that a library needs here, and the extra that brings each
    "pyarrow.csv": (_TABLE,),
    "pyarrow.parquet": (_TABLE,),
    "nibabel": (("nibabel", "medical"),),
    "pydicom": (("pydicom", "medical"),),
    "openpyxl": (_TABLE, ("openpyxl", "excel")),
}
_OF_AN_OVERLAP = 0.01  # of the seconds a byte, for each window that the same moment is in
_LEAST_SECONDS, _SECONDS_A_BYTE, _WAITING = 60.0, 1e-6, 10  # computing; waiting for disks may take ten times as long


def read_apart(kind: str, path: str, choices: Choices) -> Dataset:
    """Read a file of a kind that a native library parses, in the child process.

    Raises what the reader raises; DataError where the file ends it, or takes more time or memory than is good.
    """
    for module, extra in EXTRAS.get(str(FORMATS[kind].library), ()):
        require(module, extra, f"Reading {path}")
    size = Path(path).stat().st_size
    overlap = 0.0 if choices.window is None else choices.window / (choices.stride or choices.window)
    computing = _LEAST_SECONDS + size * _SECONDS_A_BYTE * (1 + overlap * _OF_AN_OVERLAP)
    request = {
        "kind": kind,
        "path": path,
        "what": f"a .{kind} file",
        "choices": asdict(choices),
        "folder": here(),
        "environment": {name: os.environ.get(name) for name in _ENVIRONMENT},
        "flags": flags_are_spoken(),
        "computing": computing,
        "waiting": _WAITING * computing,
    }
    try:
        answer, descriptors = ask(kind, request)
    except Died as death:
        raise _death(request, death.code) from None
    try:
        return _result(answer, descriptors, path)
    finally:
        close(descriptors)


def _result(answer: dict[str, Any], descriptors: list[int], path: str) -> Dataset:
    if "error" in answer:
        kind = getattr(errors, str(answer["error"]), DataError)
        raise (kind if issubclass(kind, GansmithError) else DataError)(str(answer.get("text")))
    try:
        return unpack(answer["dataset"], descriptors)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{path} could not be read: its reader answered with {error}. Copy it again.") from error


def _death(request: dict[str, Any], code: int) -> DataError:
    """Return what to say of a reader that ended with this exit code."""
    path, what = request["path"], request["what"]
    if code in (-signal.SIGPROF, -signal.SIGALRM):
        return DataError(
            f"{path} cannot be read as {what}: its {request['computing']:,.0f} seconds of computing ran out. The file "
            "is damaged or made to do harm; of a good one, save the array as .npy."
        )
    if code == STOPPED:
        return DataError(
            f"{path} could not be read: its reader was stopped for over {request['waiting']:,.0f} seconds, and was "
            "ended. Try again; let nothing stop it (SIGSTOP), or save the array as .npy."
        )
    if code == -signal.SIGKILL:
        return DataError(
            f"{path} cannot be read as {what}: its reader was killed, as happens where memory runs out. Use a "
            "smaller file, or save the array as .npy."
        )
    if code >= 0:
        return DataError(
            f"{path} could not be read: its reader, {sys.executable}, ended with exit code {code}. Try "
            f"`{sys.executable} -c 'import gansmith'`, and save the array as .npy if that works."
        )
    return DataError(
        f"{path} cannot be read as {what}: the library that reads it crashed ({signal.Signals(-code).name}). The file "
        "is damaged, made to do harm, or beyond the memory there is: copy or export it again, or save it as .npy."
    )
