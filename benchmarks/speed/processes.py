"""What Linux tells about processes: their families, the processor time they used, their memory."""

import os
import signal
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_IDLE = (3, 4)  # columns of /proc/stat that are idle and waiting for a disk
_GUESTS = 8  # from this column on, time is counted a second time


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it, parents first; torchrun's workers leave its process group."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (fields := _fields(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    members = [pid]
    for member in members:
        members += children.get(member, [])
    return members


def send(sign: signal.Signals, members: Iterable[int]) -> None:
    """Send a signal to processes, of which some may have ended."""
    for member in members:
        try:
            os.kill(member, sign)
        except ProcessLookupError:
            continue


def own_seconds(pid: int) -> float:
    """Return the processor seconds that a family of processes has used, in all threads."""
    used = (fields[11:13] for member in family(pid) if (fields := _fields(member)))
    return sum(int(part) for parts in used for part in parts) / _TICKS_PER_SECOND


def machine_seconds() -> float:
    """Return the processor seconds that all processes and other guests of the host have used since boot."""
    columns = [int(text) for text in (PROC / "stat").read_text().splitlines()[0].split()[1:]]
    return sum(ticks for place, ticks in enumerate(columns[:_GUESTS]) if place not in _IDLE) / _TICKS_PER_SECOND


def peak_megabytes(pid: int) -> float:
    """Return the most memory that a family of processes has held, summed over its members."""
    return _megabytes(pid, "VmHWM")


def resident_megabytes(pid: int) -> float:
    """Return the memory that a family of processes holds."""
    return _megabytes(pid, "VmRSS")


def _megabytes(pid: int, field: str) -> float:
    return sum(_kibibytes(member, field) for member in family(pid)) * 1024 / 1e6


def _kibibytes(pid: int, field: str) -> int:
    try:
        lines = (PROC / str(pid) / "status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(field)), 0)


def _fields(pid: int) -> list[str]:
    """Return the columns of /proc/PID/stat from the state on; none where the process is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
