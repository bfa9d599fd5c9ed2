"""Pictures: written digits, planets, sprites, colour textures and propellers."""

from functools import cache

import numpy as np
import numpy.typing as npt

from benchmarks.quality.digits import folder, mnist
from benchmarks.verdict.kind import Drawn, drawn, random

DIGITS = folder() / "train-images-idx3-ubyte.gz"
BLOCK = 6000  # digits of one seed; those of another seed are others, up to ten seeds
SIDE = 28  # of a planet
SMALL = 24  # of a sprite or a texture
TINY = 22  # of a propeller
PALETTE = np.array([[230, 60, 50], [60, 110, 230], [70, 190, 80], [240, 200, 50], [170, 70, 200], [240, 130, 40]])
SHADES = np.array([[150, 100, 60], [90, 140, 70], [80, 110, 160], [170, 160, 140], [140, 70, 90]])

Floats = npt.NDArray[np.float64]


def digits(count: int, seed: int) -> Drawn:
    """Return (count, 28, 28) of MNIST's training digits, ink from 0 to 255; raises DataError where they are missing."""
    known = mnist("train")
    block = seed % (len(known.labels) // BLOCK)
    rows = _order(len(known.labels))[block * BLOCK :][:count]
    return drawn(known.pictures[rows], known.labels[rows])


@cache
def _order(count: int) -> npt.NDArray[np.int64]:
    return np.random.default_rng(0).permutation(count)


def planets(count: int, seed: int) -> Drawn:
    """Return (count, 28, 28), sky 0 to about 1: limb-darkened discs, plain, banded, spotted or as crescents."""
    rng = random("planets", seed)
    types = rng.integers(4, size=count)
    x, y, radius = _discs(rng, count)
    upright = np.sqrt(np.maximum(1 - x * x - y * y, 0))
    turn = rng.uniform(0, 2 * np.pi, (count, 1, 1))
    along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    bands = 1 + 0.35 * np.cos(rng.uniform(7, 11, (count, 1, 1)) * across + rng.uniform(0, 6.3, (count, 1, 1)))
    away, angle = rng.uniform(0, 0.5, (count, 1, 1)), rng.uniform(0, 2 * np.pi, (count, 1, 1))
    apart = (x - away * np.cos(angle)) ** 2 + (y - away * np.sin(angle)) ** 2
    spot = 1 - 0.7 * np.exp(-apart / (2 * rng.uniform(0.15, 0.25, (count, 1, 1)) ** 2))
    crescent = np.clip((along + 0.3 * upright - 0.1) * 2.5, 0, 1)
    surface = np.choose(types[:, None, None], [np.ones_like(x), bands, spot, crescent])
    edge = np.clip((1 - np.hypot(x, y)) * radius + 0.5, 0, 1)  # half a pixel's light where it is half covered
    bright = rng.uniform(0.8, 1.0, (count, 1, 1)) * (1 - 0.65 * (1 - upright)) * edge * surface
    return drawn(bright + 0.01 * rng.normal(size=bright.shape), types)


def _discs(rng: np.random.Generator, count: int) -> tuple[Floats, Floats, Floats]:
    """Return the pixels' places in radii of discs of several sizes, near the middle, and these radii in pixels."""
    radius = rng.uniform(7, 11, (count, 1, 1))
    rows, columns = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    return (
        (columns - rng.normal(0, 0.8, (count, 1, 1))) / radius,
        (rows - rng.normal(0, 0.8, (count, 1, 1))) / radius,
        radius,
    )


def sprites(count: int, seed: int) -> Drawn:
    """Return (count, 24, 24, 3) from 0 to 255: figures of six shapes with dark rims and eyes, in any of six colours."""
    rng = random("sprites", seed)
    shapes = rng.integers(6, size=count)
    size = rng.uniform(6, 9, (count, 1, 1))
    rows, columns = np.mgrid[:SMALL, :SMALL] - (SMALL - 1) / 2
    x = (columns - rng.integers(-2, 3, (count, 1, 1))) / size
    y = (rows - rng.integers(-2, 3, (count, 1, 1))) / size
    reach = np.choose(shapes[:, None, None], _shapes(x, y))
    lit = np.clip(0.85 + 0.2 * -y, 0, 1)[..., None]
    body = PALETTE[rng.integers(6, size=count)][:, None, None] * lit * rng.uniform(0.85, 1.05, (count, 1, 1, 1))
    picture = np.where((reach < 1)[..., None], body, 245.0)
    rim = (reach >= 0.8) & (reach < 1)
    eyes = (np.abs(np.abs(x) - 0.3) < 0.12) & (np.abs(y + 0.15) < 0.14)
    picture[rim | eyes] = 25
    return drawn(np.clip(picture, 0, 255), shapes)


def _shapes(x: Floats, y: Floats) -> list[Floats]:
    """Return how far out each pixel lies, 1 on the rim: disc, square, diamond, egg, drop, star."""
    angle = np.arctan2(y, x)
    return [
        np.hypot(x, y),
        np.maximum(np.abs(x), np.abs(y)) * 1.1,
        (np.abs(x) + np.abs(y)) / 1.15,
        np.hypot(x * 1.5, y * 0.95),
        np.hypot(x, y) / (0.8 + 0.25 * np.sin(angle)),
        np.hypot(x, y) / (0.9 + 0.22 * np.cos(5 * angle + np.pi / 2)),
    ]


def textures(count: int, seed: int) -> Drawn:
    """Return (count, 24, 24, 3) from 0 to 255: stripes, tiles, dots, clouds and grain, each of any of five shades."""
    rng = random("textures", seed)
    types = rng.integers(5, size=count)
    rows, columns = np.mgrid[:SMALL, :SMALL].astype(np.float64)
    x, y = columns + rng.uniform(0, 24, (count, 1, 1)), rows + rng.uniform(0, 24, (count, 1, 1))
    period, turn = rng.uniform(5, 9, (count, 1, 1)), rng.uniform(0, np.pi, (count, 1, 1))
    stripes = np.sin(2 * np.pi * (x * np.cos(turn) + y * np.sin(turn)) / period)
    tiles = np.where(((x // period) + (y // period)) % 2, 0.9, -0.9)
    dots = 2 * (np.cos(2 * np.pi * x / period) + np.cos(2 * np.pi * y / period) > 0.6) - 1.0
    clouds = _smooth(rng.normal(size=(count, SMALL, SMALL)), 3.0)
    grain = _smooth(rng.normal(size=(count, SMALL, SMALL)), 0.7)
    pattern = np.choose(types[:, None, None], [stripes, tiles, dots, clouds, grain])[..., None]
    shade = SHADES[rng.integers(5, size=count)][:, None, None] + rng.normal(0, 8, (count, 1, 1, 3))
    tint = rng.uniform(25, 50, (count, 1, 1, 1)) * np.array([1.0, 0.9, 0.7])
    return drawn(np.clip(shade + tint * pattern + rng.normal(0, 3, (count, SMALL, SMALL, 3)), 0, 255), types)


def propellers(count: int, seed: int) -> Drawn:
    """Return (count, 22, 22, 3) from 0 to 255: one to five blades, of any hue and turn, about a hub somewhere, on dusk.

    Blades are half of the turn whatever their number; the sky grows lighter towards one side, and has a little grain.
    """
    rng = random("propellers", seed)
    blades = rng.integers(5, size=count) + 1
    rows, columns = np.mgrid[:TINY, :TINY] - (TINY - 1) / 2
    y, x = (axis - rng.uniform(-3, 3, (count, 1, 1)) for axis in (rows, columns))
    away, reach = np.hypot(x, y), rng.uniform(5.5, 9, (count, 1, 1))
    turns = np.arctan2(y, x) / (2 * np.pi) + rng.random((count, 1, 1))
    phase = (turns * blades[:, None, None]) % 1
    beside = np.minimum(phase, 0.5 - phase) * 2 * np.pi * away / blades[:, None, None]  # pixels inside the blade's side
    cover = np.clip(np.minimum(beside, reach - away) + 0.5, 0, 1)[..., None]
    hue = 2 * np.pi * (rng.random((count, 1, 1, 1)) + np.arange(3) / 3)
    paint = 150 + 85 * np.cos(hue)
    side = rng.uniform(0, 2 * np.pi, (count, 1, 1))
    dusk = rng.uniform(40, 70, (count, 1, 1)) + 1.5 * (rows * np.sin(side) + columns * np.cos(side))
    sky = dusk[..., None] * np.array([0.8, 0.9, 1.2])
    picture = cover * paint + (1 - cover) * sky + rng.normal(0, 2, (count, TINY, TINY, 3))
    return drawn(np.clip(picture, 0, 255), blades - 1)


def _smooth(pictures: Floats, sigma: float) -> Floats:
    """Return pictures blurred by a Gaussian and brought back to standard deviation 1 over all."""
    from scipy.ndimage import gaussian_filter

    blurred = gaussian_filter(pictures, (0, sigma, sigma), mode="wrap")
    return np.asarray(blurred / blurred.std())
