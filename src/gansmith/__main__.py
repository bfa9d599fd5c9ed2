"""Where the program starts: `gansmith`, and `python -m gansmith`, which is how torchrun starts it."""

import sys
from pathlib import Path


def start() -> int:
    """Run the command of this process's words, and return its exit code."""
    here = _current()
    elsewhere = [place for place in sys.path if place and Path(place) != here]
    sys.path[:] = [*elsewhere, *(place for place in sys.path if place not in elsewhere)]  # data may lie here: a json.py
    try:
        from gansmith.cli import main
    except KeyboardInterrupt:
        sys.stderr.write("gansmith: Stopped at once.\n")
        return 130
    return main()


def _current() -> Path | None:
    """Return the current folder, None where it has been deleted, which commands say in their own words."""
    try:
        return Path.cwd()
    except OSError:
        return None


if __name__ == "__main__":
    sys.exit(start())
