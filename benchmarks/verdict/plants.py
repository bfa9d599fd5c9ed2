"""Planted sets: what a generator may give instead of fresh rows of the law, each with one thing wrong."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.special import ndtr, ndtri
from scipy.stats import rankdata

from benchmarks.verdict.kind import Family, Kind, Labels, Values, random

SCALE, SHIFT = 0.1, 0.25
NEAR = 0.02  # standard deviations
GARBAGE = 0.3  # share
SOFT, CRISP = 1.0, 1.5  # pixels of blur; how many times what a blur takes away is added
SMOOTH = 2.5  # places of blur of a signal
CHECKS = 0.2  # standard deviations


@dataclass(frozen=True)
class Ground:
    """What plants are made of: the kind, the real set, fresh rows, and many more of the law. Chance is `rng`."""

    kind: Kind
    seed: int
    real: Values
    fresh: Values
    classes: Labels  # of the fresh rows
    law: Values
    law_classes: Labels
    rng: np.random.Generator

    @property
    def picture(self) -> bool:
        """Whether rows are pictures."""
        return self.kind.family == "pictures"


@dataclass(frozen=True)
class Plant:
    """One thing wrong. families: those that it makes sense for; classes: how many a kind must have at least."""

    name: str
    what: str
    make: Callable[[Ground], np.ndarray]
    families: tuple[Family, ...] = get_args(Family)
    classes: int = 1


def ground(kind: Kind, seed: int) -> Ground:
    """Return what the planted sets of a kind and seed are made of."""
    real = kind.draw(kind.real, 3 * seed)
    fresh = kind.draw(kind.made, 3 * seed + 1)
    law = kind.draw(kind.law, 3 * seed + 2)
    return Ground(kind, seed, real.values, fresh.values, fresh.classes, *law, np.random.default_rng(seed))


def planted(plant: Plant, given: Ground) -> Values:
    """Return the rows of a planted set, as many as there are fresh ones."""
    alone = replace(given, rng=random(plant.name, given.seed))  # so that no plant depends on those before it
    return np.ascontiguousarray(plant.make(alone), np.float32)


def fits(plant: Plant, kind: Kind) -> bool:
    """Whether a plant makes sense for a kind."""
    return kind.family in plant.families and kind.classes >= plant.classes


def real(given: Ground) -> np.ndarray:
    """Return fresh rows of the law: nothing is wrong."""
    return given.fresh


def white(given: Ground) -> np.ndarray:
    """Return independent Gaussian values of the law's mean and standard deviation over all values."""
    return np.asarray(
        given.law.mean(dtype=float) + given.law.std(dtype=float) * given.rng.normal(size=given.fresh.shape)
    )


def gaussian(given: Ground) -> np.ndarray:
    """Return Gaussian rows of the law's mean and covariance, those of its many rows."""
    law = given.law.reshape(len(given.law), -1).astype(float)
    rows = law.mean(0) + _correlated(law - law.mean(0), given)
    return np.asarray(rows.reshape(given.fresh.shape))


def _correlated(centred: np.ndarray, given: Ground) -> np.ndarray:
    """Return Gaussian rows of mean 0 whose covariance is that of centred ones, of any number of columns."""
    return np.asarray(given.rng.normal(size=(len(given.fresh), len(centred))) @ centred / np.sqrt(len(centred) - 1))


def shuffled(given: Ground) -> np.ndarray:
    """Return fresh rows, each column of which is put in an order of its own."""
    return np.asarray(given.rng.permuted(given.fresh, axis=0))


def ranks(given: Ground) -> np.ndarray:
    """Return rows of a Gaussian copula, each value one of its column: marginals and rank correlations right.

    The law's many rows give the values: few rows, put in order column by column, would add noise of their own.
    """
    law = given.law.reshape(len(given.law), -1)
    scores = ndtri(rankdata(law, axis=0) / (len(law) + 1))
    scores -= scores.mean(0)
    spread = scores.std(0)
    chances = ndtr(_correlated(scores / np.where(spread > 0, spread, 1), given))
    places = np.minimum((chances * len(law)).astype(int), len(law) - 1)
    return np.asarray(np.take_along_axis(np.sort(law, axis=0), places, 0)).reshape(given.fresh.shape)


def mean(given: Ground) -> np.ndarray:
    """Return the mean of the law, over and over."""
    return np.broadcast_to(given.law.mean(0, dtype=float), given.fresh.shape)


def one(given: Ground) -> np.ndarray:
    """Return one fresh row, over and over."""
    return np.broadcast_to(given.fresh[0], given.fresh.shape)


def ten(given: Ground) -> np.ndarray:
    """Return ten fresh rows, each as often as any other."""
    return given.fresh[given.rng.permutation(len(given.fresh)) % 10]


def half(given: Ground) -> np.ndarray:
    """Return rows of the law, those of the last half of its classes left out, rounded down."""
    return _weighted(given, np.arange(given.kind.classes) < (given.kind.classes + 1) // 2)


def class_(given: Ground) -> np.ndarray:
    """Return rows of the law, those of its last class left out."""
    return _weighted(given, np.arange(given.kind.classes) < given.kind.classes - 1)


def lopsided(given: Ground) -> np.ndarray:
    """Return rows of the law, those of the first half of its classes three times as often as they should be."""
    return _weighted(given, np.where(np.arange(given.kind.classes) < given.kind.classes // 2, 1, 1 / 3))


def _weighted(given: Ground, kept: np.ndarray) -> np.ndarray:
    """Return as many rows as are fresh, each class kept with its own chance: of the fresh ones, then of the law's."""
    rows, classes = np.concatenate([given.fresh, given.law]), np.concatenate([given.classes, given.law_classes])
    return np.asarray(rows[given.rng.random(len(rows)) < kept[classes]][: len(given.fresh)])


def blurred(given: Ground) -> np.ndarray:
    """Return fresh pictures blurred by a Gaussian of 1 pixel, or signals by one of 2.5 places."""
    return _blur(given, SOFT if given.picture else SMOOTH)


def sharp(given: Ground) -> np.ndarray:
    """Return fresh pictures or signals with 1.5 times added what a blur of 1 takes away, in the law's range."""
    return _in_range(given, given.fresh + CRISP * (given.fresh - _blur(given, 1.0)))


def _blur(given: Ground, width: float) -> np.ndarray:
    widths = (0, width, width, 0)[: given.fresh.ndim] if given.picture else (0, width)
    return np.asarray(gaussian_filter(given.fresh.astype(float), widths, mode="nearest"))


def checkerboard(given: Ground) -> np.ndarray:
    """Return fresh pictures whose every second pixel is brighter and every other darker, in the law's range."""
    rows, columns = np.indices(given.fresh.shape[1:3])
    checks = (1.0 - 2 * ((rows + columns) % 2)).reshape(*rows.shape, *[1] * (given.fresh.ndim - 3))
    return _in_range(given, given.fresh + CHECKS * given.law.std(dtype=float) * checks)


def _in_range(given: Ground, rows: np.ndarray) -> np.ndarray:
    return np.asarray(np.clip(rows, given.law.min(), given.law.max()))


def scale(given: Ground) -> np.ndarray:
    """Return fresh pictures of a tenth less contrast, or other rows that spread by a tenth more about their mean."""
    if given.picture:
        return np.asarray(given.law.mean(dtype=float) + (1 - SCALE) * (given.fresh - given.law.mean(dtype=float)))
    middle = given.law.mean(0, dtype=float)
    return _whole(given, middle + (1 + SCALE) * (given.fresh - middle))


def shift(given: Ground) -> np.ndarray:
    """Return fresh rows a quarter of a standard deviation too high: of all values of a picture, else of each column."""
    return _whole(given, given.fresh + SHIFT * _spread(given))


def _spread(given: Ground) -> np.ndarray:
    return np.asarray(given.law.std(None if given.picture else 0, dtype=float))


def _whole(given: Ground, rows: np.ndarray) -> np.ndarray:
    return np.maximum(np.rint(rows), 0) if given.kind.family in ("counts", "codes") else rows


def polluted(given: Ground) -> np.ndarray:
    """Return fresh rows, 30 % of which are replaced by independent Gaussian values of their columns' spread."""
    rows = given.fresh.astype(float)
    bad = given.rng.permutation(len(rows))[: round(GARBAGE * len(rows))]
    spread = given.law.std(0, dtype=float)
    rows[bad] = _whole(given, given.law.mean(0, dtype=float) + spread * given.rng.normal(size=rows[bad].shape))
    return rows


def copies(given: Ground) -> np.ndarray:
    """Return rows of the real set itself, each at most once."""
    return given.real[given.rng.permutation(len(given.real))[: len(given.fresh)]]


def near(given: Ground) -> np.ndarray:
    """Return rows of the real set, each at most once, with noise of 2 % of the standard deviation."""
    rows = copies(given)
    return np.asarray(rows + NEAR * _spread(given) * given.rng.normal(size=rows.shape))


FINE: tuple[Family, ...] = ("pictures", "points", "table", "signals")  # whose numbers are no whole ones
PLANTS = (
    Plant("real", "fresh rows of the law", real),
    Plant("white", "white noise of the right mean and spread over all values", white),
    Plant("gaussian", "Gaussian noise of the right mean and covariance", gaussian),
    Plant("shuffled", "columns shuffled, each on its own", shuffled),
    Plant("ranks", "columns and rank correlations right, nothing else", ranks),
    Plant("mean", "the mean, over and over", mean),
    Plant("one", "one row, over and over", one),
    Plant("ten", "ten rows, over and over", ten),
    Plant("half", "half of the classes missing", half, classes=4),
    Plant("class", "one class missing", class_, classes=3),
    Plant("lopsided", "half of the classes three times as frequent", lopsided, classes=4),
    Plant("blurred", "blurred", blurred, ("pictures", "signals")),
    Plant("sharp", "too sharp", sharp, ("pictures", "signals")),
    Plant("checkerboard", "a checkerboard over each picture", checkerboard, ("pictures",)),
    Plant("scale", "spread wrong by 10 %", scale, (*FINE, "counts")),
    Plant("shift", "a quarter of a standard deviation too high", shift, (*FINE, "counts")),
    Plant("polluted", "30 % of the rows are noise", polluted),
    Plant("copies", "rows of the real set", copies),
    Plant("near", "rows of the real set, with noise of 2 % of the spread", near, FINE),
)
