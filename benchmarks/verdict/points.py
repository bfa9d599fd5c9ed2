"""Points in the plane: a ring of eight spots and a pinwheel of four arms."""

import numpy as np

from benchmarks.verdict.kind import Drawn, drawn, random

SPOTS, RADIUS, WIDTH = 8, 2.0, 0.1
ARMS = 4


def ring(count: int, seed: int) -> Drawn:
    """Return (count, 2): eight Gaussian spots of standard deviation 0.1 on a circle of radius 2."""
    rng = random("ring", seed)
    spots = rng.integers(SPOTS, size=count)
    angles = 2 * np.pi * spots / SPOTS
    centres = RADIUS * np.stack([np.cos(angles), np.sin(angles)], 1)
    return drawn(centres + WIDTH * rng.normal(size=(count, 2)), spots)


def pinwheel(count: int, seed: int) -> Drawn:
    """Return (count, 2): four arms that wind out from the middle by three quarters of a turn."""
    rng = random("pinwheel", seed)
    arms = rng.integers(ARMS, size=count)
    along = rng.uniform(0.15, 1, count)
    angles = 2 * np.pi * arms / ARMS + 1.5 * np.pi * along
    places = 10 * along[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)
    return drawn(places + 0.3 * rng.normal(size=(count, 2)), arms)
