"""The command line of a process that saves and ends when its parent dies.

The parent holds the other end of the pipe that is this process's stdin; however it dies, the system closes that end.
"""

import os
import signal
import sys
import threading

from gansmith.cli import main


def follow(parent: int) -> None:
    """Wait until a pipe is closed at its other end, then ask this process to save and end."""
    while os.read(parent, 1):
        continue
    os.kill(os.getpid(), signal.SIGTERM)


def run() -> int:
    """Run the command of this process's words on the leash, and return its exit code."""
    threading.Thread(target=follow, args=(sys.stdin.fileno(),), name="leash", daemon=True).start()
    return main()
