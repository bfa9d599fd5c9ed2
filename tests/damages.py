"""Ways in which a stored file may be damaged, each a function of the file and a number."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from numbered_checkpoints import flip_bit

Damage = Callable[[Path, int], None]


def truncate(path: Path, number: int) -> None:
    """Cut a file short."""
    os.truncate(path, number % path.stat().st_size)


def fill_with_zeros(path: Path, number: int) -> None:
    """Lose the end of a file to a block of zeros, as after a power loss."""
    content = path.read_bytes()
    start = number % len(content)
    path.write_bytes(content[:start] + bytes(len(content) - start))


def remove(path: Path, number: int) -> None:
    """Lose the file."""
    path.unlink()


def swap_with_neighbour(path: Path, number: int) -> None:
    """Let two files of a directory trade places."""
    others = sorted(other for other in path.parent.iterdir() if other != path)
    other = others[number % len(others)]
    first, second = path.read_bytes(), other.read_bytes()
    path.write_bytes(second)
    other.write_bytes(first)


def take_from_previous(path: Path, number: int) -> None:
    """Put the file of an older directory, "step-000001" beside this one, into its place."""
    shutil.copyfile(path.parents[1] / "step-000001" / path.name, path)


def grow(path: Path, number: int) -> None:
    """Add zeros to the end of a file."""
    path.write_bytes(path.read_bytes() + bytes(1 + number % 5))


def forbid(path: Path, number: int) -> None:
    """Take away the right to read a file; root, who may read everything, finds a directory there instead."""
    if os.geteuid() == 0:
        path.unlink()
        path.mkdir()
    else:
        path.chmod(0)


COUNTED: tuple[tuple[Damage, int], ...] = (
    (flip_bit, 250),
    (truncate, 40),
    (fill_with_zeros, 20),
    (swap_with_neighbour, 10),
    (remove, 3),
    (take_from_previous, 3),
    (grow, 20),
    (forbid, 3),
)
"""Each damage, and how often the tests try it."""
