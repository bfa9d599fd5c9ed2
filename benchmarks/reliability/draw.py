"""The random draws of a trial: a function of its row and number, so that a fault is repeated by them."""

import random


def draw(row: str, number: int) -> random.Random:
    """Return the trial's own source of random numbers."""
    return random.Random(f"{row} {number}")  # noqa: S311 - nothing secret depends on it
