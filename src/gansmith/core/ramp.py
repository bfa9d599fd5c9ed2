"""Hyper-parameters that change over a run: pure functions of progress, so no scheduler is saved or restored."""

import math
from collections.abc import Callable

Ramp = Callable[[float], float]
Number = float | Ramp


def cosine(start: float, end: float) -> Number:
    """Return a half cosine from `start` at progress 0 to `end` at progress 1; a constant where both are equal."""
    if start == end:
        return start

    def value(progress: float) -> float:
        return end + (start - end) * 0.5 * (1.0 + math.cos(math.pi * min(max(progress, 0.0), 1.0)))

    return value


def late_decline(number: float) -> Number:
    """Return the number up to progress 1/2 and then a straight line to 0 at progress 1 (Zhu et al. 2017)."""
    return lambda progress: number * min(1.0, 2.0 - 2.0 * min(max(progress, 0.0), 1.0))


def at(number: Number, progress: float) -> float:
    """Return the number's value at a progress in [0, 1]."""
    return number(progress) if callable(number) else number


def scaled(number: Number, factor: float) -> Number:
    """Return the number times a constant."""
    if callable(number):
        ramp = number
        return lambda progress: factor * ramp(progress)
    return factor * number
