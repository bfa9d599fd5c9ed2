"""A tick: one byte on standard output for one finished iteration."""

import os

TICK = b"."


def tick() -> None:
    """Say that an iteration is finished; unbuffered, so that its arrival is its time."""
    os.write(1, TICK)
