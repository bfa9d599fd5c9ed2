"""Four parts of all samples: to train on, to stop training by, to calibrate on, and to test on."""

import hashlib
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gansmith.errors import DataError

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SHARES = {"train": 0.5, "validation": 0.15, "calibration": 0.15, "test": 0.2}
FEWEST = 8  # samples of a set in a part


class Part(NamedTuple):
    """Samples (N, ...) as the network sees them, and the set of each (N,): 0 real, 1 and more the generators."""

    samples: npt.NDArray[np.float32]
    sets: Whole

    @property
    def generated(self) -> npt.NDArray[np.bool_]:
        """Whether each sample is generated (N,)."""
        return self.sets > 0

    @property
    def weights(self) -> Floats:
        """Weights (N,) that sum to 1: half for the real samples, the other half shared equally by the generators."""
        counts = np.bincount(self.sets)
        there = np.flatnonzero(counts[1:]) + 1
        share = np.zeros(len(counts))
        share[0] = 0.5 / max(counts[0], 1)
        share[there] = 0.5 / (len(there) * counts[there])
        return np.asarray(share[self.sets])

    @property
    def alike(self) -> Whole:
        """A number for each sample (N,), the same for equal ones, counted from 0 as they come."""
        return _alike(self.samples)

    def of(self, *sets: int) -> "Part":
        """Return the samples of the real data and of these generators alone."""
        kept = np.isin(self.sets, (0, *sets))
        return Part(self.samples[kept], self.sets[kept])


@dataclass(frozen=True)
class Parts:
    """The parts of all sets; equal samples, of any set, lie in one part.

    repeated are the generators of so few different samples that theirs had to be shared out one by one.
    """

    train: Part
    validation: Part
    calibration: Part
    test: Part
    repeated: tuple[str, ...] = ()

    def of(self, *sets: int) -> "Parts":
        """Return the parts with the real data and these generators alone."""
        train, validation, calibration, test = (
            part.of(*sets) for part in (self.train, self.validation, self.calibration, self.test)
        )
        return Parts(train, validation, calibration, test)


def in_parts(sets: list[npt.NDArray[np.float32]], names: list[str], seed: int) -> Parts:
    """Return the parts of sets (N, ...), the real one first.

    Which part a sample lies in is a function of its values and the seed: one that is in two sets is never trained on
    in one and tested in the other. Only those of a generator that has too few different ones for a part, none of them
    real, are shared out one by one. Raises DataError where any other set has too few, or the real one too few different
    ones.
    """
    samples, which = np.concatenate(sets), np.repeat(np.arange(len(sets)), list(map(len, sets)))
    drawn = np.array([_chance(row, seed) for row in samples])
    place = np.searchsorted(list(accumulate(SHARES.values()))[:-1], drawn, side="right")
    repeated, real = [], {row.tobytes() for row in sets[0]}
    for number, name in enumerate(names):
        if _is_short(place[which == number]) and number and real.isdisjoint(row.tobytes() for row in sets[number]):
            place[which == number] = _one_by_one(len(sets[number]), seed)
            repeated.append(name)
        own = place[which == number]
        counted = own[np.unique(_alike(sets[0]), return_index=True)[1]] if number == 0 else own
        counts = np.bincount(counted, minlength=len(SHARES))
        if counts.min() < FEWEST:
            part, what = list(SHARES)[int(counts.argmin())], "" if number else "different "
            raise DataError(
                f"{name}: {counts.min()} of its {what}samples would be for {part}, as too many are equal or there are "
                "too few. Give more different samples."
            )
    train, validation, calibration, test = (
        Part(samples[place == one], which[place == one]) for one in range(len(SHARES))
    )
    return Parts(train, validation, calibration, test, tuple(repeated))


def _alike(samples: npt.NDArray[np.float32]) -> Whole:
    numbers = dict[bytes, int]()
    return np.array([numbers.setdefault((row + np.float32(0)).tobytes(), len(numbers)) for row in samples], np.int64)


def _is_short(places: Whole) -> bool:
    return bool(np.bincount(places, minlength=len(SHARES)).min() < FEWEST)


def _one_by_one(count: int, seed: int) -> Whole:
    """Return a part (N,) for each of so many samples, in the shares of the parts."""
    ends = np.cumsum(list(SHARES.values()))[:-1] * count
    order = np.random.default_rng(seed).permutation(count)
    return np.asarray(np.searchsorted(ends, order, side="right"), np.int64)


def _chance(row: npt.NDArray[np.float32], seed: int) -> float:
    """Return a number in [0, 1) that a sample draws by its values."""
    digest = hashlib.blake2b((row + np.float32(0)).tobytes(), digest_size=7, key=str(seed).encode()).digest()
    return int.from_bytes(digest, "little") / 2.0**56
