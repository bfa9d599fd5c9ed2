"""Signals of 256 places: periodic (heartbeats, tones), transient (bursts) and noisy (an autoregressive process)."""

import numpy as np

from benchmarks.verdict.kind import Drawn, drawn, random

LENGTH = 256
RATES = np.array([[34.0, 48.0], [58.0, 78.0]])  # places between two beats: fast, slow
AUTOREGRESSION = (1.6, -0.8)  # a damped oscillation of period 13.6 places
WARM = 200  # places that are thrown away


def heartbeats(count: int, seed: int) -> Drawn:
    """Return (count, 256): trains of spikes, fast or slow, each followed by an upright or an inverted wave."""
    rng, place = random("heartbeats", seed), np.arange(LENGTH)
    types = rng.integers(4, size=count)
    slow, inverted = types // 2, types % 2
    period = rng.uniform(RATES[slow, 0], RATES[slow, 1])
    height = rng.uniform(0.8, 1.2, count)
    beats = rng.uniform(-1, 0, count)[:, None] * period[:, None] + period[:, None] * np.arange(11)
    apart = place - beats[..., None]
    spike = np.exp(-0.5 * (apart / 1.3) ** 2) - 0.25 * np.exp(-0.5 * ((apart - 4) / 1.6) ** 2)
    wave = np.exp(-0.5 * ((apart - 15) / 4) ** 2) * np.where(inverted, -0.2, 0.25)[:, None, None]
    drift = 0.05 * np.sin(2 * np.pi * (place / rng.uniform(150, 400, (count, 1)) + rng.random((count, 1))))
    trains = height[:, None] * (spike + wave).sum(1)
    return drawn(trains + drift + 0.01 * rng.normal(size=(count, LENGTH)), types)


def tones(count: int, seed: int) -> Drawn:
    """Return (count, 256): sines, triangles, squares and saws of any phase, period and loudness, with a little hiss."""
    rng = random("tones", seed)
    types = rng.integers(4, size=count)
    turns = np.arange(LENGTH) / rng.uniform(14, 40, (count, 1)) + rng.random((count, 1))
    phase = turns % 1
    shapes = np.stack([np.sin(2 * np.pi * turns), 4 * np.abs(phase - 0.5) - 1, np.sign(phase - 0.5), 2 * phase - 1])
    loud = rng.uniform(0.6, 1.4, (count, 1))
    return drawn(loud * shapes[types, np.arange(count)] + 0.03 * rng.normal(size=(count, LENGTH)), types)


def bursts(count: int, seed: int) -> Drawn:
    """Return (count, 256): one damped oscillation at a random time, of one of four periods, over faint noise."""
    rng = random("bursts", seed)
    types = rng.integers(4, size=count)
    period = np.array([4.0, 7.0, 12.0, 24.0])[types] * rng.uniform(0.93, 1.07, count)
    since = np.arange(LENGTH) - rng.uniform(10, 180, (count, 1))
    swing = np.exp(-np.maximum(since, 0) / rng.uniform(12, 25, (count, 1))) * (since > 0)
    strength = np.exp(0.3 * rng.normal(size=(count, 1)))
    values = strength * swing * np.sin(2 * np.pi * since / period[:, None])
    return drawn(values + 0.02 * rng.normal(size=values.shape), types)


def noise(count: int, seed: int) -> Drawn:
    """Return (count, 256) of a stationary Gaussian autoregressive process of order 2: all its law is its covariance."""
    rng = random("noise", seed)
    shocks = rng.normal(size=(count, WARM + LENGTH))
    values = np.zeros_like(shocks)
    for place in range(2, shocks.shape[1]):
        values[:, place] = AUTOREGRESSION[0] * values[:, place - 1] + AUTOREGRESSION[1] * values[:, place - 2]
        values[:, place] += shocks[:, place]
    return drawn(values[:, WARM:], np.zeros(count))
