"""Narrow data by the plain command: ring and grid, and three sets in the plane that nothing was tuned on."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.quality.plain_command import PLAIN, plain_command
from benchmarks.quality.runs import name_of, spread
from benchmarks.quality.tabular.frame import Floats
from benchmarks.quality.trials import Benchmark, Figures, Setting
from benchmarks.results import Goal, Result
from gansmith.data.builtin import Mixture, grid, ring
from gansmith.metrics.mixture import coverage

SEEDS = (0, 1, 2)
POINTS = 100_000  # as the built-in sets have
DRAWN = 2500  # samples, as published for ring and grid
TURN = 0.3  # of the turned ring, in radians
ARCS, MOON_NOISE = 40, 0.05  # per moon
ARMS, TWIST = 5, 0.25
ALONG, ACROSS = 0.3, 0.1  # standard deviations of an arm before it is twisted


@dataclass(frozen=True)
class Plane:
    """A set in the plane: its minutes, the mixture that describes it where it lies flat, and how it comes there.

    Attributes
    ----------
    mixture : Mixture
        Modes that samples are counted by.
    minutes : float
        Minutes of training.
    draw : callable, optional
        Draws a number of real points (N, 2) with a generator of numbers; left out, the set is built in.
    flatten : callable, optional
        Takes points (N, 2) to where the mixture describes them.
    high_quality : float, optional
        The least share of high-quality samples that is wanted, along with all modes.
    """

    mixture: Mixture
    minutes: float
    draw: Callable[[int, np.random.Generator], Floats] | None = None
    flatten: Callable[[Floats], Floats] = np.asarray
    high_quality: float | None = None


def turned_ring() -> Mixture:
    """Return the ring turned by 0.3 radians, so that no mode lies on an axis."""
    turn = np.array([[np.cos(TURN), np.sin(TURN)], [-np.sin(TURN), np.cos(TURN)]])
    return Mixture(ring().centres @ turn, ring().deviation)


def moons(count: int, rng: np.random.Generator) -> Floats:
    """Return two half circles of radius 1 that interlock, with noise of 0.05."""
    upper = rng.random(count) < 0.5
    return _moon(rng.uniform(0, np.pi, count), upper) + MOON_NOISE * rng.standard_normal((count, 2))


def arcs() -> Mixture:
    """Return 40 places along each moon: real points lie within three deviations of one in more than 99 %."""
    angles = np.tile((np.arange(ARCS) + 0.5) * np.pi / ARCS, 2)
    return Mixture(_moon(angles, np.arange(2 * ARCS) < ARCS), MOON_NOISE)


def _moon(angles: Floats, upper: np.ndarray) -> Floats:
    x, y = np.cos(angles), np.sin(angles)
    return np.stack([np.where(upper, x, 1 - x), np.where(upper, y, 0.5 - y)], axis=1)


def pinwheel(count: int, rng: np.random.Generator) -> Floats:
    """Return five Gaussian arms about the origin, twisted by 0.25 exp(radius) radians.

    Johnson et al. 2016 (structured VAEs, arXiv 1603.06277) twist by the first coordinate, where this takes the radius,
    which `untwisted` can undo.
    """
    points = rng.standard_normal((count, 2)) * (ALONG, ACROSS) + (1, 0)
    return _rotated(points, 2 * np.pi / ARMS * rng.integers(ARMS, size=count) + _twist(points))


def untwisted(points: Floats) -> Floats:
    """Return points of the pinwheel with each arm scaled to a Gaussian of deviation 0.1 about the end of a spoke."""
    straight = _rotated(points, -_twist(points))
    arms = np.round(np.arctan2(straight[:, 1], straight[:, 0]) / (2 * np.pi / ARMS)) * (2 * np.pi / ARMS)
    alike = (_rotated(straight, -arms) - (1, 0)) * (ACROSS / ALONG, 1) + (1, 0)
    return _rotated(alike, arms)


def arms() -> Mixture:
    """Return the five spokes' ends, where `untwisted` takes the arms."""
    return Mixture(_rotated(np.tile([1.0, 0.0], (ARMS, 1)), 2 * np.pi / ARMS * np.arange(ARMS)), ACROSS)


def _twist(points: Floats) -> Floats:
    return np.asarray(TWIST * np.exp(np.linalg.norm(points, axis=1)))


def _rotated(points: Floats, angles: Floats) -> Floats:
    (x, y), c, s = points.T, np.cos(angles), np.sin(angles)
    return np.stack([c * x - s * y, s * x + c * y], axis=1)


def _of(mixture: Mixture) -> Callable[[int, np.random.Generator], Floats]:
    def draw(count: int, rng: np.random.Generator) -> Floats:
        modes = rng.integers(len(mixture.centres), size=count)
        return np.asarray(mixture.centres[modes] + mixture.deviation * rng.standard_normal((count, 2)))

    return draw


PLANES = {
    "ring": Plane(ring(), 1, high_quality=0.9),
    "grid": Plane(grid(), 3, high_quality=0.85),
    "turned-ring": Plane(turned_ring(), 1, _of(turned_ring()), high_quality=0.9),
    "moons": Plane(arcs(), 1, moons),
    "pinwheel": Plane(arms(), 1, pinwheel, untwisted),
}


def run(setting: Setting, seed: int) -> Figures:
    """Train by the plain command and return the coverage of 2,500 samples, and of as many real points."""
    plane = PLANES[setting.name]
    rng = np.random.default_rng(seed)
    draw = plane.draw or _of(plane.mixture)
    with tempfile.TemporaryDirectory() as place:
        folder, data = Path(place), setting.name
        if plane.draw is not None:
            data = "points.npy"
            np.save(folder / data, plane.draw(POINTS, np.random.default_rng(0)))
        costs = plain_command(data, setting.hyper["minutes"], seed, DRAWN, "samples.npy", folder)
        samples = np.load(folder / "samples.npy")
    real = coverage(plane.flatten(draw(DRAWN, rng)), *plane.mixture)
    found = asdict(coverage(plane.flatten(samples), *plane.mixture))
    spread_within = found.pop("spread")
    return (
        found
        | costs
        | {
            "spread": spread_within if np.isfinite(spread_within) else 0.0,
            "real_high_quality": real.high_quality,
            "real_reverse_kl": real.reverse_kl,
        }
    )


def report(benchmark: Benchmark, found: Mapping[str, list[Figures]]) -> Result:
    """Return the table over sets, with the goals of those that have one."""
    return Result(
        title="Quality: narrow data by the plain command",
        intro=(
            f"`{PLAIN.format(data='SET', minutes=1)}` (3 minutes of `grid`), nothing tuned, {DRAWN:,} samples. `ring` "
            "and `grid` are built in; the ring turned by 0.3 radians, two moons (80 arcs) and a pinwheel (5 arms) are "
            f"files of {POINTS:,} points. High quality: within three deviations of a mode; of real points the share "
            "beside it. Means and deviations over seeds."
        ),
        columns=("set", "seeds", "all modes", "modes", "high quality", "of real", "reverse KL", "spread", "minutes"),
        rows=tuple(_row(setting, found[setting.name]) for setting in benchmark.settings),
        goals=tuple(goal for name, trials in found.items() if trials for goal in _goals(name, trials)),
        raw={setting: list(figures) for setting, figures in found.items()},
    )


def _row(setting: Setting, found: list[Figures]) -> tuple[str, ...]:
    if not found:
        return (setting.name, "0", *[""] * 7)
    keys = (("captured", 1), ("high_quality", 3), ("real_high_quality", 3), ("reverse_kl", 3), ("spread", 2))
    shown = [spread(found, key, digits) for key, digits in (*keys, ("training_minutes", 1))]
    return (name_of(setting, found), str(len(found)), f"{_full(found)}/{len(found)}", *shown)


def _full(found: list[Figures]) -> int:
    return sum(figures["captured"] == figures["modes"] for figures in found)


def _goals(name: str, found: list[Figures]) -> tuple[Goal, ...]:
    wanted = PLANES[name].high_quality
    if wanted is None:
        return ()
    full, least = _full(found), min(figures["high_quality"] for figures in found)
    subject = f"narrow, {name}, plain command"
    return (
        Goal(
            f"{subject}: runs with all modes", f"{len(found)}/{len(found)}", f"{full}/{len(found)}", full == len(found)
        ),
        Goal(f"{subject}: high quality, worst seed", f">= {wanted:g}", f"{least:.3f}", least >= wanted),
    )


NARROW = Benchmark(
    "narrow",
    tuple(Setting(name, "r3gan", 0, {"minutes": plane.minutes}) for name, plane in PLANES.items()),
    SEEDS,
    run,
    report,
)
