"""How much memory data may take, so that what is too big goes to disk instead."""

import os
import resource
from pathlib import Path

_MEMINFO, _CGROUP = Path("/proc/meminfo"), Path("/sys/fs/cgroup/memory.max")
_STATUS = Path("/proc/self/status")
_UNKNOWN = 4 << 30  # taken as available where the system does not say
_ALWAYS = 512 << 20  # bytes a reader may take for libraries and headers, whatever the file
_OF_A_THREAD = 16 << 20  # bytes of a thread's stack and of what its allocator takes at once
_limited = False


def share() -> int:
    """Return how many bytes one more array may take: half of what is available now, between this machine's processes.

    It is asked anew for each array, so what is taken already no longer counts.
    """
    return available() // (2 * _processes())


def available() -> int:
    """Return the bytes of memory that can be had without swapping, at most the container's limit."""
    try:
        lines = _MEMINFO.read_text().splitlines()
        free = next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration):
        free = _available_pages()
    try:
        return min(free, int(_CGROUP.read_text()))
    except (OSError, ValueError):  # no container, or one without a limit: "max"
        return free


def limit_memory() -> None:
    """From now on let this process take no more than `expect` says, for a process that reads for another."""
    global _limited
    _limited = True


def expect(nbytes: int) -> None:
    """Where memory is limited, let no more than `nbytes` and some for libraries be taken, and never more than there is.

    What is mapped from files does not count, unlike under a limit of addresses. Where the system does not tell what is
    taken already, as outside Linux, nothing is limited.
    """
    if not _limited:
        return
    try:
        lines = _STATUS.read_text().splitlines()
        taken = next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmData:"))
    except (OSError, StopIteration):
        return
    threads = ((os.cpu_count() or 1) + 8) * _OF_A_THREAD
    most = taken + threads + min(nbytes + _ALWAYS, available() // _processes())
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _processes() -> int:
    said = os.environ.get("LOCAL_WORLD_SIZE", "")  # set by torchrun
    return max(1, int(said)) if said.isdecimal() else 1


def _available_pages() -> int:
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return _UNKNOWN
