"""The visible table of goals for training: how many times as fast, and how near to the floor."""

from typing import NamedTuple

from benchmarks.results import Goal
from benchmarks.speed.arena import JAX, PLAIN
from benchmarks.speed.contest import Spread

ANYWHERE = 1.0  # against the plain loop


class Ratio(NamedTuple):
    """At least how many times as fast as a contestant."""

    workload: str
    other: str
    at_least: float


RATIOS = (
    Ratio("a", PLAIN, 1.9),
    Ratio("a", JAX, 1.0),
    Ratio("b", PLAIN, ANYWHERE),
    Ratio("b", "PyTorch-GAN gan.py", 2.8),
    Ratio("b", JAX, 1.0),
    Ratio("c", PLAIN, ANYWHERE),
    Ratio("c", "PyTorch-GAN dcgan.py", 2.5),
    Ratio("d", PLAIN, 1.2),
    Ratio("e", PLAIN, ANYWHERE),
)
OF_FLOOR = {"a": 0.60, "b": 0.50, "c": 0.55, "d": 0.65}


def at_least(subject: str, wanted: float, found: Spread, unit: str = "x") -> Goal:
    """Return the goal of a median no lower than wanted."""
    return Goal(subject, f">= {wanted:.2f}{unit}", found.show(unit=unit), found.median >= wanted)


def at_most(subject: str, wanted: float, found: Spread, unit: str, digits: int = 2) -> Goal:
    """Return the goal of a median no higher than wanted."""
    return Goal(subject, f"<= {wanted:.{digits}f}{unit}", found.show(digits, unit), found.median <= wanted)
