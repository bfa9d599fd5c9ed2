"""The data of the 15 sanity checks of Räisä, van Breugel and van der Schaar 2025: real rows, and samples off by x.

Each check has levels, such as dimensions, and at each level a sweep of x. Distributions and sizes are the paper's; of
its sweeps of 20 and 51 points those are taken that its criteria name, and some in between.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

Rng = np.random.Generator
Rows = npt.NDArray[np.float64]
Sweep = Iterator[tuple[float, Rows, Rows]]
"""x, the real rows and the samples at each point."""

N = 1000
MEANS = {"1": 6.0, "8": 3.0, "64": 1.0}
SPREADS = {"1": 3.0, "8": 1.0, "64": 0.5}
MODE_SCALES = {"1": 1 / 6, "8": 1 / 3, "64": 1.0}
SEVEN = (0, 8, 17, 25, 33, 42, 50)
SIX = (0, 4, 8, 12, 16, 19)
LATE = (0, 5, 10, 13, 16, 19)
SIZES = tuple(int(size) for size in np.logspace(2, 4, 20))
OVERLAP = 0.2
INVENTED = np.array(
    [
        *([5.47, -4.08], [4.87, -13.65], [-16.39, 9.10], [-2.15, 12.46], [11.56, -4.96]),
        *([-24.61, 14.18], [16.84, -3.19], [-5.48, -6.77], [9.47, 1.06], [-5.40, -17.29]),
    ]
)


def mean_difference(rng: Rng, level: str) -> Sweep:
    """Gaussians of one width, the samples' mean off by x in every dimension."""
    real = rng.standard_normal((N, int(level)))
    for shift in _of(np.linspace(-MEANS[level], MEANS[level], 51), SEVEN):
        yield shift, real, rng.standard_normal(real.shape) + shift


def mean_difference_with_outlier(rng: Rng, level: str) -> Sweep:
    """As mean_difference, with one outlier where the samples end up, in the data or in the samples."""
    where, dimensions = level.split()
    outlier = np.full((1, int(dimensions)), MEANS[dimensions])
    for shift, real, fake in mean_difference(rng, dimensions):
        if where == "real":
            yield shift, np.concatenate([real, outlier]), fake
        else:
            yield shift, real, np.concatenate([fake, outlier])


def deviation_difference(rng: Rng, level: str) -> Sweep:
    """Gaussians of one mean, the samples' standard deviation 10^x of the data's."""
    real = rng.standard_normal((N, int(level)))
    for power in _of(np.linspace(-SPREADS[level], SPREADS[level], 51), SEVEN):
        yield power, real, 10**power * rng.standard_normal(real.shape)


def _diagonal(rng: Rng, level: str, shares: Rows, n: int = N) -> Rows:
    chosen = rng.choice(10, size=(n, 1), p=shares / shares.sum())
    return np.asarray(chosen * 10 / 9 + MODE_SCALES[level] * rng.standard_normal((n, int(level))))


def simultaneous_dropping(rng: Rng, level: str) -> Sweep:
    """Ten modes on a diagonal, all but one of which lose x of their share at once."""
    real = _diagonal(rng, level, np.ones(10))
    for dropped in _of(np.linspace(0, 1, 50), (0, 7, 14, 21, 28, 35, 42, 47, 49)):
        yield dropped, real, _diagonal(rng, level, np.array([1.0] + 9 * [1 - dropped]))


def sequential_dropping(rng: Rng, level: str) -> Sweep:
    """Ten modes on a diagonal, of which x are gone."""
    real = _diagonal(rng, level, np.ones(10))
    for dropped in range(10):
        yield dropped, real, _diagonal(rng, level, np.array((10 - dropped) * [1.0] + dropped * [0.0]))


def dropping_and_invention(rng: Rng, _level: str) -> Sweep:
    """Five modes in the plane; samples of the first x of them, and beyond five of others."""

    def draw(modes: int) -> Rows:
        return INVENTED[rng.integers(0, modes, N)] + 0.25 * rng.standard_normal((N, 2))

    real = draw(5)
    for modes in range(1, 11):
        yield modes, real, draw(modes)


def _sphere(rng: Rng, dimensions: int) -> Rows:
    points = rng.standard_normal((N, dimensions))
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def hypersphere(rng: Rng, level: str) -> Sweep:
    """The surface of the unit sphere, and one of radius x."""
    real = _sphere(rng, int(level))
    for radius in _of(np.linspace(0.1, 1.9, 51), SEVEN):
        yield radius, real, radius * _sphere(rng, int(level))


def hypercube(rng: Rng, level: str) -> Sweep:
    """Unit cubes, both of x rows, of which a fifth is common."""
    for size in _of(SIZES, LATE):
        real, fake = rng.uniform(size=(2, int(size), int(level)))
        yield size, real, fake + 1 - OVERLAP ** (1 / int(level))


def hypercube_sample_size(rng: Rng, level: str) -> Sweep:
    """Unit cubes of which a fifth is common, x samples."""
    real = rng.uniform(size=(N, int(level)))
    for size in _of(SIZES, LATE):
        yield size, real, rng.uniform(size=(int(size), int(level))) + 1 - OVERLAP ** (1 / int(level))


def _ball(rng: Rng, n: int) -> Rows:
    return np.asarray(0.8 * _solid(rng, n, 3))


def _torus(rng: Rng, n: int) -> Rows:
    angles, disc = rng.uniform(0, 2 * np.pi, n), 0.1 * _solid(rng, n, 2)
    around = 1 + disc[:, 0]
    return np.stack([around * np.cos(angles), around * np.sin(angles), disc[:, 1]], axis=1)


def _solid(rng: Rng, n: int, dimensions: int) -> Rows:
    directions = rng.standard_normal((n, dimensions))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return np.asarray(directions * rng.uniform(size=(n, 1)) ** (1 / dimensions))


def sphere_and_torus(rng: Rng, level: str) -> Sweep:
    """A ball inside a torus that it does not touch; x samples of the other one."""
    first, second = (_ball, _torus) if level == "ball" else (_torus, _ball)
    real = first(rng, N)
    for size in _of(SIZES, LATE):
        yield size, real, second(rng, int(size))


def one_or_two_modes(rng: Rng, level: str) -> Sweep:
    """Two modes x apart in every dimension, and one wide Gaussian about them both."""
    for apart in _of(np.linspace(0, 5, 20), SIX):
        real = rng.standard_normal((N, int(level))) + apart * (rng.integers(0, 2, (N, 1)) - 0.5)
        yield apart, real, np.sqrt(1 + apart**2) * rng.standard_normal(real.shape)


def one_scaled_dimension(rng: Rng, _level: str) -> Sweep:
    """Two Gaussians six deviations apart in one of two dimensions, the other one in units of 10^x."""
    for power in _of(np.linspace(-3, 3, 20), SIX):
        real, fake = rng.standard_normal((2, N, 2))
        fake[:, 0] += 6
        yield power, real * [1, 10**power], fake * [1, 10**power]


def mean_difference_with_pareto(rng: Rng, _level: str) -> Sweep:
    """As mean_difference in one dimension, with a second one of Pareto law (1.01), alike in both sets."""

    def draw(shift: float) -> Rows:
        return np.stack([rng.standard_normal(N) + shift, 1 + rng.pareto(1.01, N)], axis=1)

    real = draw(0)
    for shift in _of(np.linspace(-6, 6, 51), SEVEN):
        yield shift, real, draw(shift)


def one_disjoint_dimension(rng: Rng, _level: str) -> Sweep:
    """Gaussians six deviations apart in one dimension and alike in x others."""
    for extra in _of(np.logspace(0, 3, 20).astype(int), SIX):
        real, fake = rng.standard_normal((2, N, int(extra) + 1))
        fake[:, 0] += 6
        yield extra, real, fake


def discrete_and_continuous(rng: Rng, level: str) -> Sweep:
    """A Gaussian of deviation 10^x, and the same rounded to whole numbers."""
    for power in _of(np.linspace(0, 3, 20), SIX):
        real, fake = 10**power * rng.standard_normal((2, N, 1))
        yield power, np.round(real) if level == "discrete" else real, fake if level == "discrete" else np.round(fake)


def _of(values: Sequence[float] | npt.NDArray[np.floating | np.integer], chosen: Sequence[int]) -> list[float]:
    return [float(values[index]) for index in chosen]
