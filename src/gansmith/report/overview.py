"""The one figure that says most: real beside generated samples, their mean, their deviation, their spectrum."""

from pathlib import Path
from typing import Any

import numpy as np

from gansmith.drawing.canvas import SIGNAL, canvas
from gansmith.drawing.lettering import literal, rendered
from gansmith.metrics.spectrum import power, radial_power
from gansmith.storage.atomic import write_bytes

Samples = np.ndarray
REAL, FAKE = "#1f6f8b", "#d1495b"
_SIGNALS, _ROWS = 5, 8  # that are drawn of each set: one below the other, and over each other
_DECADES = 8  # of a spectrum that are shown at most


def save_comparison(real: Samples, fake: Samples, path: str | Path, *, title: str = "") -> Path:
    """Draw real beside generated samples, (N, D) or (N, C, H, W) scaled to [-1, 1], into a PNG, PDF or SVG.

    Raises StorageError naming the path.
    """
    write_bytes(path, drawn_comparison(real, fake, Path(path).suffix.lstrip(".") or "png", title=title))
    return Path(path)


def drawn_comparison(real: Samples, fake: Samples, kind: str = "png", *, title: str = "") -> bytes:
    """Return the content of that file, of the kind png, pdf or svg."""
    return rendered(comparison_figure(real, fake, title=title), kind)


def comparison_figure(real: Samples, fake: Samples, *, title: str = "") -> Any:
    """Return the matplotlib figure of real beside generated samples, (N, D) or (N, C, H, W) scaled to [-1, 1]."""
    few = {1: _values, 2: _points}
    draw = _pictures if real.ndim == 4 else few.get(real.shape[1], _vectors if real.shape[1] <= SIGNAL else _signals)
    heights = {_pictures: 8.0, _signals: 7.0, _vectors: 3.9}
    figure = canvas((11, heights.get(draw, 4.5))).figure
    if title:
        figure.suptitle(literal(title))
    draw(figure, real, fake)
    return figure


def _pictures(figure: Any, real: Samples, fake: Samples) -> None:
    samples, statistics = figure.subfigures(2, 1, height_ratios=(1.25, 1))
    for axes, pictures, name in zip(samples.subplots(1, 2), (real, fake), ("real", "generated"), strict=True):
        _show(axes, _mosaic(pictures[:40], columns=8), name)
    panels = statistics.subplots(1, 5, width_ratios=(1, 1, 1, 1, 1.5))
    means, deviations = [p.mean(axis=0) for p in (real, fake)], [p.std(axis=0) for p in (real, fake)]
    for offset, (name, images) in enumerate((("mean", means), ("deviation", deviations))):
        top = max(float(image.max()) for image in images)
        floor = -1.0 if name == "mean" else 0.0
        for axes, image, whose in zip(panels[2 * offset :], images, ("real", "generated"), strict=False):
            _show(axes, (image - floor) / max(top - floor, 1e-12) * 2 - 1, f"{name}, {whose}")
    spectra = [radial_power(pictures)[1:] for pictures in (real, fake)]  # the first is zero by definition
    _spectra(panels[4], spectra[0], spectra[1], "cycles per picture")
    if panels[4].lines:
        panels[4].legend(fontsize="small")


def _points(figure: Any, real: Samples, fake: Samples) -> None:
    for axes, points, name, colour in zip(
        figure.subplots(1, 2, sharex=True, sharey=True), (real, fake), ("real", "generated"), (REAL, FAKE), strict=True
    ):
        axes.scatter(*points[:2500].T, s=3, alpha=0.5, color=colour, linewidths=0)
        axes.set(title=literal(name), aspect="equal")


def _values(figure: Any, real: Samples, fake: Samples) -> None:
    axes = figure.subplots()
    ends = np.histogram_bin_edges(np.concatenate([real[:, 0], fake[:, 0]]), bins=40)
    for values, colour, name in ((real, REAL, "real"), (fake, FAKE, "generated")):
        axes.hist(values[:, 0], bins=ends, density=True, histtype="step", color=colour, label=name)
    axes.set(title="distribution", yticks=[])
    axes.legend()


def _vectors(figure: Any, real: Samples, fake: Samples) -> None:
    axes = figure.subplots(1, 4)
    axes[1].sharey(axes[0])
    for panel, vectors, colour, name in ((axes[0], real, REAL, "real"), (axes[1], fake, FAKE, "generated")):
        panel.plot(vectors[:_ROWS].T, color=colour, alpha=0.6, linewidth=0.8, marker="o", markersize=2.5)
        panel.set(title=f"samples, {name}", xlabel="feature")
        _whole_ticks(panel)
    _statistics(axes[2:], real, fake, "feature")
    figure.legend(*axes[2].get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False)


def _signals(figure: Any, real: Samples, fake: Samples) -> None:
    samples, statistics = figure.subfigures(1, 2, width_ratios=(2, 1))
    grid = samples.subplots(max(1, min(_SIGNALS, len(real), len(fake))), 2, sharex=True, sharey=True, squeeze=False)
    for column, vectors, colour, name in zip(grid.T, (real, fake), (REAL, FAKE), ("real", "generated"), strict=True):
        column[0].set_title(name)
        column[-1].set_xlabel("place")
        for axes, signal in zip(column, vectors, strict=False):
            axes.plot(signal, color=colour, linewidth=0.7)
    low, high = float(real.min()), float(real.max())
    room = (high - low) or 1.0
    shown = (max(low - room, min(low, float(fake.min()))), min(high + room, max(high, float(fake.max()))))
    margin = 0.05 * ((shown[1] - shown[0]) or 1.0)  # samples far off are cut, so that real ones keep their shape
    grid[0, 0].set_ylim(shown[0] - margin, shown[1] + margin)
    panels = statistics.subplots(3, 1)
    _statistics(panels, real, fake, "place")
    _spectra(panels[2], power(real)[1:], power(fake)[1:], "cycles per signal")
    statistics.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False)


def _statistics(panels: Any, real: Samples, fake: Samples, along: str) -> None:
    _lines(panels[0], real.mean(axis=0), fake.mean(axis=0), along, "mean")
    _lines(panels[1], real.std(axis=0), fake.std(axis=0), along, "deviation")


def _spectra(axes: Any, real: Samples, fake: Samples, along: str) -> None:
    """Draw the power of both from 1 cycle on, logarithmic; nothing where neither has any."""
    top = max(real.max(initial=0.0), fake.max(initial=0.0))
    if not top > 0:
        axes.set_axis_off()
        return
    seen = [np.where(part > 0, part, np.nan) for part in (real, fake)]
    _lines(axes, seen[0], seen[1], along, "spectrum", first=1)
    lowest = min(float(np.nanmin(part)) for part in seen if np.isfinite(part).any())
    axes.set_yscale("log")
    axes.set_ylim(max(lowest, top * 10.0**-_DECADES) / 2, 2 * top)


def _lines(axes: Any, real: Samples, fake: Samples, along: str, title: str, first: int = 0) -> None:
    places = np.arange(first, first + len(real))
    mark = "o" if len(real) <= SIGNAL else None  # of few values each is one, and one point alone is no line
    axes.plot(places, real, color=REAL, label="real", marker=mark, markersize=3, linewidth=1)
    axes.plot(places, fake, color=FAKE, label="generated", linestyle="--", marker=mark, markersize=3, linewidth=1)
    axes.set(title=literal(title), xlabel=literal(along))
    _whole_ticks(axes)


def _whole_ticks(axes: Any) -> None:
    axes.xaxis.get_major_locator().set_params(integer=True)


def _show(axes: Any, picture: Samples, title: str) -> None:
    """Show (C, H, W) in [-1, 1]: grey, RGB, or RGBA over white; of other channel counts the first."""
    unit = np.moveaxis((np.clip(picture, -1, 1) + 1) / 2, 0, -1)
    grey = unit.shape[-1] not in (3, 4)
    axes.imshow(unit[..., 0] if grey else unit, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    axes.set_title(literal(title))
    axes.set_axis_off()


def _mosaic(pictures: Samples, columns: int) -> Samples:
    """Lay (N, C, H, W) out in rows, one white pixel apart, as (C, H', W')."""
    padded = np.pad(pictures, ((0, -len(pictures) % columns), (0, 0), (0, 1), (0, 1)), constant_values=1.0)
    rows = padded.reshape(-1, columns, *padded.shape[1:])
    return np.concatenate([np.concatenate(list(row), axis=-1) for row in rows], axis=-2)
