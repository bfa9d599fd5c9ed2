"""Which rows of the data an evaluation takes, and how many."""

from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]
MOST = 5000  # rows of each set by default
MOST_VALUES = 50_000_000  # of each set by default: 400 MB
MOST_SEARCHED = 100_000  # real rows that copies are looked for among
ENOUGH = 1000  # generated rows by default, where there are fewer held-out ones


@dataclass(frozen=True)
class Rows:
    """Which rows of the data are real ones to compare with, which were trained on, and which further ones are known."""

    real: Labels
    train: Labels | None
    others: Labels


def usual_count(shape: tuple[int, ...]) -> int:
    """Return how many samples of a shape are taken of each set where no number is asked for."""
    return max(1, min(MOST, MOST_VALUES // prod(shape)))


def chosen_rows(places: Labels, most: int, seed: int) -> Labels:
    """Return at most so many of these places, in their order, chosen by the seed."""
    order = np.random.default_rng(seed).permutation(len(places))[:most]
    return np.sort(places[order])


def other_rows(places: Labels, taken: Labels, shape: tuple[int, ...], seed: int) -> Labels:
    """Return those of these places that are not taken, as many as memory and time allow to look for copies among."""
    most = min(MOST_SEARCHED, MOST_VALUES // prod(shape)) - len(taken)
    return chosen_rows(np.setdiff1d(places, taken), max(0, most), seed)
