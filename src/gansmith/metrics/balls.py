"""Balls about real rows: which samples lie in which, and how many would if they were of the data's own law."""

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from gansmith.features.rows import Floats
from gansmith.metrics.neighbours import squared_distances


class Balls(NamedTuple):
    """For each sample, in how many narrow and wide balls it is; for each real, how many samples its wide ball holds."""

    hits: Floats
    reached: Floats
    counts: Floats


def count_balls(points: Floats, samples: Floats, near: Floats, far: Floats) -> Balls:
    """Count samples (M, D) in the balls of points (N, D), of squared radii near and far (N,), surfaces included."""
    hits, reached, counts = np.zeros(len(samples)), np.zeros(len(samples)), np.zeros(len(points))
    for part, squares in _with_surfaces(points, samples):
        hits += (squares <= near[part, None]).sum(axis=0)
        inside = squares <= far[part, None]
        reached += inside.sum(axis=0)
        counts[part] = inside.sum(axis=1)
    return Balls(hits, reached, counts)


def needed_by_balls(points: Floats, samples: Floats, far: Floats, worth: Floats) -> Floats:
    """Return for each sample (M,) what coverage would lose without it: the worth (N,) of all balls that it is in."""
    total = np.zeros(len(samples))
    for part, squares in _with_surfaces(points, samples):
        total += worth[part] @ (squares <= far[part, None])
    return total / len(points)


def _with_surfaces(points: Floats, samples: Floats) -> Iterator[tuple[slice, Floats]]:
    """Give squared distances less what rounding may add, lest a point be outside a ball whose surface it is on."""
    extent = max(float(np.square(rows - points.mean(axis=0)).sum(axis=1).max()) for rows in (points, samples))
    for part, squares in squared_distances(points, samples):
        squares -= 16 * np.finfo(float).eps * extent
        yield part, squares


def solve(rising: Callable[[float], float], target: float) -> float:
    """Return where in [0, 1] a rising function meets a value, to 1e-6: an end where it is met nowhere."""
    low, high = 0.0, 1.0
    if rising(high) <= target:
        return high
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return 0.0 if target <= 0 else (low + high) / 2


def expected_cover(samples: float, real: int, k: float, cap: float) -> float:
    """Return E min(J, cap) / cap where J of so many samples lie in the ball of a real row that k others of N lie in.

    J is beta-binomial (samples, k, N - k): cap - sum_j<cap (cap - j) P(J = j), P(j) from its ratio to P(j - 1). samples
    may lie between whole numbers.
    """
    if k >= real:  # all reals are one point
        return min(samples, cap) / cap
    chance = math.exp(
        math.lgamma(real - k + samples) - math.lgamma(real + samples) + math.lgamma(real) - math.lgamma(real - k)
    )
    lacking = cap * chance
    for count in range(1, math.ceil(cap)):
        if samples <= count - 1:
            break
        chance *= (samples - count + 1) / count * (k + count - 1) / (real - k + samples - count)
        lacking += (cap - count) * chance
    return 1 - lacking / cap
