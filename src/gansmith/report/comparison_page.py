"""The page of a comparison: the sentence first, standings, quality against time, samples side by side, all figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np

from gansmith.drawing.canvas import SIGNAL
from gansmith.drawing.lettering import literal
from gansmith.report.page import Facts, Plot, filled
from gansmith.report.plots import COLOURS, draw_sample, png

MARKS = "osD^vPX*<>"
SHOWN = 10  # samples of each method
_SIGNALS = 4  # of each, one below the other
_FACTOR = 20  # between the largest and the smallest value, from where an axis is logarithmic


@dataclass(frozen=True)
class Place:
    """One method's line of the standings, as shown."""

    rank: str
    name: str
    grade: str
    value: str
    seeds: str
    failed: str
    seconds: str


@dataclass(frozen=True)
class Line:
    """One figure's line of the table of all figures, as shown: a cell for each method in order of the standings."""

    label: str
    better: str
    floor: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ComparisonPage:
    """The report of a comparison; verdict is the sentence about the winner, legend says what the standings hold."""

    title: str
    verdict: str
    facts: Facts
    figure: str
    legend: str
    standings: tuple[Place, ...]
    failures: tuple[str, ...]
    plates: tuple[Plot, ...]
    table: tuple[Line, ...]
    commands: tuple[str, ...]
    notes: tuple[str, ...] = ()


def html(page: ComparisonPage) -> str:
    """Return the report as one HTML document: pictures and styles inside, no scripts, no network."""
    return filled("contest.html", {"page": page})


def frontier(points: Sequence[tuple[float, float]], higher: bool) -> list[tuple[float, float]]:
    """Return the (seconds, value) that no other has both sooner and better, in order of time."""
    ordered = sorted(points, key=lambda point: (point[0], -point[1] if higher else point[1]))
    best = accumulate((value for _, value in ordered), max if higher else min)
    found: list[tuple[float, float]] = []
    for (seconds, _), value in zip(ordered, best, strict=True):
        if not found or value != found[-1][1]:
            found.append((seconds, value))
    return found


def against_time(
    runs: Mapping[str, Sequence[tuple[float, float]]], figure: str, *, higher: bool, floor: float | None
) -> Plot | None:
    """Return quality against training time, a point (seconds, value) for each run by method; None without any.

    floor, where given, is a line that no generator can be expected to cross.
    """
    finite = {name: [(s, v) for s, v in points if np.isfinite(v)] for name, points in runs.items()}
    points = [point for some in finite.values() for point in some]
    if not points:
        return None

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        for place, (name, some) in enumerate(finite.items()):
            colour, mark = COLOURS[place % len(COLOURS)], MARKS[place // len(COLOURS) % len(MARKS)]
            if some:
                axes.scatter(*zip(*some, strict=True), color=colour, marker=mark, s=42, label=literal(name), zorder=3)
        axes.step(*zip(*frontier(points, higher), strict=True), where="post", color="#999999", linewidth=1)
        if floor is not None:
            axes.axhline(floor, color="#555555", linestyle=":", linewidth=1, label="real-vs-real")
        values = [value for _, value in points] + ([] if floor is None else [floor])
        if min(values) > 0 and max(values) > _FACTOR * min(values):
            axes.set_yscale("log")
        if max(seconds for seconds, _ in points) > _FACTOR * max(1e-9, min(seconds for seconds, _ in points)):
            axes.set_xscale("log")
        axes.set(xlabel="seconds of training", ylabel=literal(figure))
        canvas.legend(frameon=False, loc="outside right upper")

    caption = (
        f"Every run is a point; {'higher' if higher else 'lower'} is better. The grey line joins the runs that no "
        "other one beats in both time and quality."
    )
    return Plot("Quality against training time", caption, png(draw, (11, 4.5)))


def side_by_side(samples: Mapping[str, np.ndarray]) -> Plot:
    """Return rows of samples (N, D) or (N, C, H, W) in [-1, 1], one for each name."""
    pictures = next(iter(samples.values())).ndim == 4
    draw, size = (_rows if pictures else _panels)(samples)
    caption = "Samples not chosen by hand, a row for each method; of several seeds the first run that ended well."
    return Plot("Samples side by side", caption, png(draw, size))


def _rows(samples: Mapping[str, np.ndarray]) -> tuple[Any, tuple[float, float]]:
    def draw(canvas: Any) -> None:
        grid = canvas.subplots(len(samples), SHOWN, squeeze=False)
        for row, (name, some) in zip(grid, samples.items(), strict=True):
            for axes in row:
                axes.set_axis_off()
            for axes, sample in zip(row, some, strict=False):
                draw_sample(axes, sample, COLOURS[0])
            row[0].set_title(literal(name), loc="left", fontsize=9)

    return draw, (11, 1.35 * len(samples))


def _panels(samples: Mapping[str, np.ndarray]) -> tuple[Any, tuple[float, float]]:
    wide = min(4, len(samples))
    high = -(-len(samples) // wide)
    if next(iter(samples.values())).shape[1] > SIGNAL:
        return _signals(samples, wide, high)

    def draw(canvas: Any) -> None:
        ends = np.histogram_bin_edges(np.concatenate([some[:, 0] for some in samples.values()]), bins=40)
        grid = canvas.subplots(high, wide, squeeze=False, sharex=True, sharey=True).ravel()
        for axes in grid[len(samples) :]:
            axes.set_axis_off()
        for axes, (name, some) in zip(grid, samples.items(), strict=False):
            axes.set_title(literal(name), loc="left", fontsize=9)
            if some.shape[1] == 1:
                axes.hist(some[:, 0], bins=ends, color=COLOURS[0])
            elif some.shape[1] == 2:
                axes.scatter(*some.T, s=3, alpha=0.5, color=COLOURS[0], linewidths=0)
            else:
                axes.plot(some[:SHOWN].T, color=COLOURS[0], alpha=0.6, linewidth=0.8)

    return draw, (11, 2.9 * high)


def _signals(samples: Mapping[str, np.ndarray], wide: int, high: int) -> tuple[Any, tuple[float, float]]:
    """Return a block for each name, in rows of so many blocks, of signals one below the other."""

    def draw(canvas: Any) -> None:
        grid = canvas.subplots(high * _SIGNALS, wide, squeeze=False, sharex=True, sharey=True)
        for axes in grid.ravel():
            axes.set_axis_off()
        for place, (name, some) in enumerate(samples.items()):
            row, column = divmod(place, wide)
            block = grid[row * _SIGNALS : (row + 1) * _SIGNALS, column]
            block[0].set_title(literal(name), loc="left", fontsize=9)
            for axes, signal in zip(block, some, strict=False):
                axes.set_axis_on()
                axes.plot(signal, color=COLOURS[0], linewidth=0.7)
                axes.label_outer()

    return draw, (11, 3.4 * high)
