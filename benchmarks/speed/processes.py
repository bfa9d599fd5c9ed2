"""What Linux tells about processes: their families, the processor time they used, their memory."""

import os
import signal
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

PROC = Path("/proc")
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_IDLE = (3, 4)  # columns of /proc/stat that are idle and waiting for a disk
_GUESTS = 8  # from this column on, time is counted a second time
_STILL = "TtZX"  # states of a thread that runs no more: stopped, traced, ended
_SETTLING = 5.0  # seconds until a signal has reached every thread, at the most


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


def halt(sign: signal.Signals, members: Sequence[int]) -> None:
    """Stop or end processes, and wait until none of their threads runs: a signal is sent before it arrives."""
    send(sign, members)
    latest = time.perf_counter() + _SETTLING
    while not all(map(_is_still, members)) and time.perf_counter() < latest:
        time.sleep(0.001)


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


def _is_still(pid: int) -> bool:
    """Return whether no thread of a process can run; a process that is gone has none."""
    threads = (PROC / str(pid) / "task").glob("*")
    return all(not (fields := _columns(thread)) or fields[0] in _STILL for thread in threads)


def _fields(pid: int) -> list[str]:
    return _columns(PROC / str(pid))


def _columns(folder: Path) -> list[str]:
    """Return the columns of a process's or thread's `stat` from the state on; none where it is gone."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
