"""How much memory data may take, so that what is too big goes to disk instead."""

import os
from pathlib import Path

_MEMINFO, _CGROUP = Path("/proc/meminfo"), Path("/sys/fs/cgroup/memory.max")
_UNKNOWN = 4 << 30  # taken as available where the system does not say


def share() -> int:
    """Return how many bytes one more array may take: half of what is available now, between this machine's processes.

    It is asked anew for each array, so what is taken already no longer counts.
    """
    return available() // (2 * int(os.environ.get("LOCAL_WORLD_SIZE", "1")))  # set by torchrun


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


def _available_pages() -> int:
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return _UNKNOWN
