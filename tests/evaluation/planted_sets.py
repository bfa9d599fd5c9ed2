"""Sets of samples with one thing wrong, of four natures of data, small and quick to judge."""

from collections.abc import Callable

import numpy as np

Values = np.ndarray
COUNT = 1000


def ring(count: int, seed: int) -> tuple[Values, Values]:
    """Return points (count, 2) about eight places on a circle, and which place each belongs to."""
    rng = np.random.default_rng(seed)
    place = rng.integers(0, 8, count)
    centres = 2 * np.stack([np.cos(place * np.pi / 4), np.sin(place * np.pi / 4)], axis=1)
    return centres + 0.06 * rng.normal(size=(count, 2)), place


def table(count: int, seed: int) -> tuple[Values, Values]:
    """Return rows (count, 4) of unlike units, one column whole numbers, that depend on one another, and a group."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 4, count)
    size = 150 + 9 * group + 5 * rng.normal(size=count)
    mass = 1e-3 * (size - 100) + 3e-3 * rng.normal(size=count)
    age = np.rint(rng.gamma(6, 8, count))
    income = np.exp(8 + 0.02 * age + 0.3 * rng.normal(size=count))
    return np.stack([size, mass, age, income], axis=1), group


def beats(count: int, seed: int) -> tuple[Values, Values]:
    """Return signals (count, 128) of pulses at periods of their own, wide or narrow."""
    rng, time = np.random.default_rng(seed), np.arange(128)
    wide = rng.integers(0, 2, count)
    period, start = rng.uniform(18, 30, (count, 1)), rng.random((count, 1))
    phase = (time / period + start) % 1 - 0.5
    height = rng.uniform(0.8, 1.2, (count, 1))
    pulses = height * np.exp(-0.5 * (phase * period / np.where(wide, 3.0, 1.2)[:, None]) ** 2)
    return pulses + 0.02 * rng.normal(size=(count, 128)), wide


def discs(count: int, seed: int) -> tuple[Values, Values]:
    """Return pictures (count, 1, 16, 16) from 0 to 255 of discs and rings anywhere."""
    rng = np.random.default_rng(seed)
    down, across = np.mgrid[:16, :16]
    hollow = rng.integers(0, 2, count)
    place, radius = rng.uniform(5, 10, (count, 2, 1, 1)), rng.uniform(3, 5.5, (count, 1, 1))
    distance = np.hypot(down - place[:, 0], across - place[:, 1])
    edge = 1 / (1 + np.exp(3 * (distance - radius)))
    hole = hollow[:, None, None] / (1 + np.exp(3 * (distance - radius / 2)))
    return 255 * np.clip(edge - hole, 0, 1)[:, None], hollow


LAWS: dict[str, Callable[[int, int], tuple[Values, Values]]] = {
    "ring": ring,
    "table": table,
    "beats": beats,
    "discs": discs,
}


def noise(law: str, fresh: Values, rng: np.random.Generator) -> Values:
    """Return independent values of the columns' means and deviations."""
    return fresh.mean(axis=0) + fresh.std(axis=0) * rng.normal(size=fresh.shape)


def shuffled(law: str, fresh: Values, rng: np.random.Generator) -> Values:
    """Return each column in an order of its own."""
    return rng.permuted(fresh, axis=0)


def gaussian(law: str, fresh: Values, rng: np.random.Generator) -> Values:
    """Return a Gaussian of the same mean and covariance."""
    flat = fresh.reshape(len(fresh), -1)
    made = rng.multivariate_normal(flat.mean(axis=0), np.cov(flat.T), len(fresh), check_valid="ignore")
    return made.reshape(fresh.shape)


def one(law: str, fresh: Values, rng: np.random.Generator) -> Values:
    """Return one row over and over."""
    return np.repeat(fresh[:1], len(fresh), axis=0)


def ten(law: str, fresh: Values, rng: np.random.Generator) -> Values:
    """Return ten rows over and over."""
    return fresh[np.arange(len(fresh)) % 10]


def half(law: str, fresh: Values, rng: np.random.Generator) -> Values:
    """Return fresh rows of the first half of the classes."""
    values, classes = LAWS[law](4 * COUNT, 77)
    return values[classes < (classes.max() + 1) / 2][:COUNT]


def wide(law: str, fresh: Values, rng: np.random.Generator) -> Values:
    """Return rows that spread by a fifth more about the mean of all."""
    middle = fresh.mean(axis=0) if fresh.ndim == 2 and fresh.shape[1] < 9 else fresh.mean()
    return middle + 1.2 * (fresh - middle)


def moved(law: str, fresh: Values, rng: np.random.Generator) -> Values:
    """Return rows a third of a standard deviation too high."""
    spread = fresh.std(axis=0) if fresh.ndim == 2 and fresh.shape[1] < 9 else fresh.std()
    return fresh + spread / 3


def soft(law: str, fresh: Values, rng: np.random.Generator) -> Values:
    """Return rows averaged over three neighbouring values."""
    return (np.roll(fresh, 1, axis=-1) + fresh + np.roll(fresh, -1, axis=-1)) / 3


def checked(law: str, fresh: Values, rng: np.random.Generator) -> Values:
    """Return rows with every second value higher and every other lower, by a sixth of the spread."""
    signs = 1 - 2 * (np.indices(fresh.shape[1:]).sum(axis=0) % 2)
    return fresh + fresh.std() / 6 * signs


def people(count: int, seed: int) -> tuple[Values, Values]:
    """Return rows (count, 4): age, income, region (one of 7, the last of 4 %), shoe size by sex, and the sex."""
    rng = np.random.default_rng(seed)
    sex, age = rng.integers(0, 2, count), rng.integers(18, 80, count)
    region = rng.choice(np.arange(1, 8), count, p=[0.16] * 6 + [0.04])
    income = np.rint(np.exp(7 + 0.01 * age + 0.3 * rng.normal(size=count)))
    return np.stack([age, income, region, 37 + 6 * sex + 0.8 * rng.normal(size=count)], axis=1), sex


def wedges(count: int, seed: int) -> tuple[Values, Values]:
    """Return pictures (count, 1, 12, 12) of a bright corner on noise, high at the left, and how bright it is."""
    rng = np.random.default_rng(seed)
    down, across = np.mgrid[:12, :12]
    steep, bright = rng.uniform(0.9, 1.1, (count, 1, 1)), rng.choice([0.5, 1.0], (count, 1, 1))
    pictures = bright * (down * steep + 2 * across < 10) + 0.05 * rng.normal(size=(count, 12, 12))
    return pictures[:, None], (bright.ravel() == 1).astype(np.int64)
