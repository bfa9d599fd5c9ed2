"""Tables: narrow, wide, of counts, of codes, heavy-tailed, of a law of physics, and of few rows with many columns."""

import numpy as np

from benchmarks.verdict.kind import Drawn, drawn, random

FACTORS, COLUMNS = 5, 60
GROUPS = 4
CODES = np.array([3, 4, 5, 8, 6, 4, 7, 5, 9, 3, 6, 5])  # categories of each column
PEAK = 0.7  # share of the category that is most frequent in a group
PLACES = 300  # columns of the curves
LAW = 20_261_128  # seed of what belongs to a law and not to a draw


def narrow(count: int, seed: int) -> Drawn:
    """Return (count, 5): age in years, height in cm, mass in kg, heart rate per minute, income; of four groups."""
    rng = random("narrow", seed)
    groups = rng.choice(4, count, p=[0.2, 0.35, 0.3, 0.15])  # children, women, men, the retired
    low, high = np.array([3, 18, 18, 65])[groups], np.array([17, 64, 64, 95])[groups]
    age = rng.uniform(low, high)
    grown = np.array([0, 165, 178, 168])[groups]
    height = np.where(groups == 0, 80 + 6 * age, grown) + rng.normal(size=count) * np.where(groups == 0, 4, 6)
    index = np.where(groups == 0, 16, 23 + 0.05 * (age - 18)) * np.exp(0.1 * rng.normal(size=count))
    pulse = np.where(groups == 0, 112 - 2.5 * age, 88 - 0.9 * (index - 20)) + 5 * rng.normal(size=count)
    income = np.where(groups == 0, 120, 1600 + 45 * (60 - np.abs(age - 48))) * np.exp(0.3 * rng.normal(size=count))
    return drawn(np.stack([age, height, index * (height / 100) ** 2, pulse, income], 1), groups)


def wide(count: int, seed: int) -> Drawn:
    """Return (count, 60) in units from a hundredth to a thousand: bent mixtures of five factors, of four groups."""
    rng, law = random("wide", seed), np.random.default_rng(LAW)
    centres = 2.5 * law.normal(size=(GROUPS, FACTORS))
    weights, offsets = law.normal(size=(FACTORS, COLUMNS)), law.normal(size=COLUMNS)
    units, middles = 10 ** law.uniform(-2, 3, COLUMNS), law.uniform(-5, 5, COLUMNS)
    groups = rng.integers(GROUPS, size=count)
    factors = centres[groups] + rng.normal(size=(count, FACTORS))
    bent = np.tanh(0.4 * (factors @ weights) + offsets) + 0.1 * rng.normal(size=(count, COLUMNS))
    return drawn(units * (middles + bent), groups)


def counts(count: int, seed: int) -> Drawn:
    """Return (count, 10) whole numbers: Poisson counts whose rates share a factor and a group's profile."""
    rng, law = random("counts", seed), np.random.default_rng(LAW + 1)
    profile = 12 * np.exp(0.9 * law.normal(size=(GROUPS, 10)))
    groups = rng.integers(GROUPS, size=count)
    common = rng.gamma(4, 0.25, size=(count, 1))
    return drawn(rng.poisson(profile[groups] * common), groups)


def codes(count: int, seed: int) -> Drawn:
    """Return (count, 12) codes of 3 to 9 categories from 0: each of four groups has its usual one in every column."""
    rng, law = random("codes", seed), np.random.default_rng(LAW + 2)
    usual = law.integers(CODES, size=(GROUPS, len(CODES)))
    groups = rng.integers(GROUPS, size=count)
    other = rng.integers(CODES, size=(count, len(CODES)))
    return drawn(np.where(rng.random(other.shape) < PEAK, usual[groups], other), groups)


def heavy(count: int, seed: int) -> Drawn:
    """Return (count, 6): returns of four assets with one volatility, its index, and a price; tails without end."""
    rng = random("heavy", seed)
    volatility = np.exp(0.7 * rng.normal(size=count))
    moves = rng.standard_t(4, size=(count, 4)) * volatility[:, None]
    moves[:, 1] += 0.8 * moves[:, 0]
    index = 20 * volatility**0.8 * np.exp(0.15 * rng.normal(size=count))
    price = 100 * np.exp(0.8 * rng.normal(size=count) - 0.5 * np.log(volatility))
    return drawn(np.column_stack([moves, index, price]), np.zeros(count))


def orbits(count: int, seed: int) -> Drawn:
    """Return (count, 6): bodies about a star like the Sun, near ones, a belt, giants and comets, by Kepler's laws.

    Half the longest diameter in km, eccentricity, period in days, least distance in astronomical units, inclination in
    degrees, temperature in kelvin. Periods follow from the first to 0.5 %, least distances from the first two exactly.
    """
    rng = random("orbits", seed)
    groups = rng.choice(4, count, p=[0.3, 0.3, 0.2, 0.2])
    width = np.array([0.45, 0.09, 0.35, 0.3])[groups]
    half = np.array([0.6, 2.7, 9.0, 16.0])[groups] * np.exp(width * rng.normal(size=count))
    eccentricity = rng.beta(np.array([2, 3, 2, 12])[groups], np.array([18, 17, 28, 5])[groups])
    period = 365.25 * half**1.5 * np.exp(0.005 * rng.normal(size=count))
    inclination = np.abs(np.array([2, 8, 1.5, 30])[groups] * rng.normal(size=count))
    temperature = 278 / np.sqrt(half) * np.exp(0.03 * rng.normal(size=count))
    columns = [1.495979e8 * half, eccentricity, period, half * (1 - eccentricity), inclination, temperature]
    return drawn(np.column_stack(columns), groups)


def curves(count: int, seed: int) -> Drawn:
    """Return (count, 300): absorption curves of four substances, each a few bands of changing height, with noise."""
    rng, law = random("curves", seed), np.random.default_rng(LAW + 3)
    middles, widths = law.uniform(20, 280, (GROUPS, 6)), law.uniform(4, 15, (GROUPS, 6))
    groups = rng.integers(GROUPS, size=count)
    moved = middles[groups] + 1.5 * rng.normal(size=(count, 1))
    heights = np.exp(0.3 * rng.normal(size=(count, 6)))
    apart = (np.arange(PLACES) - moved[..., None]) / widths[groups][..., None]
    bands = (heights[..., None] * np.exp(-0.5 * apart**2)).sum(1)
    return drawn(bands + 0.05 * rng.normal(size=(count, PLACES)), groups)
