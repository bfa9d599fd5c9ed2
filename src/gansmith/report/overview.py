"""The one figure that says most: real beside generated samples, their mean, standard deviation and spectrum."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from gansmith.drawing.canvas import SIGNAL, canvas
from gansmith.drawing.lettering import literal, rendered
from gansmith.metrics.spectrum import radial_power
from gansmith.report.curves import FAKE, REAL, spectra, statistics, whole_ticks
from gansmith.report.signals import MOST_CHANNELS, channels, signals

Samples = np.ndarray
_ROWS = 8  # vectors that are drawn of each set, over each other


def drawn_comparison(
    real: Samples, fake: Samples, kind: str = "png", *, title: str = "", names: Sequence[str] = ()
) -> bytes:
    """Return real beside generated samples, (N, D) or (N, C, H, W), as a file: png, pdf or svg."""
    return rendered(comparison_figure(real, fake, title=title, names=names), kind)


def comparison_figure(real: Samples, fake: Samples, *, title: str = "", names: Sequence[str] = ()) -> Any:
    """Return the matplotlib figure of real beside generated samples, (N, D) or (N, C, H, W).

    Images are scaled to [-1, 1], and curves are as `as_drawn` returns them. names are those of the channels of signals
    (N, C, 1, L).
    """
    few = {1: _values, 2: _points}
    if real.ndim == 4 and real.shape[2] == 1 < real.shape[3]:
        draw: Any = partial(channels, names=names)
        height = 1.2 + 2.0 * min(MOST_CHANNELS, real.shape[1])
    else:
        vectors = _vectors if real.shape[1] <= SIGNAL else signals
        draw = _pictures if real.ndim == 4 else few.get(real.shape[1], vectors)
        height = {_pictures: 8.0, signals: 8.0, _vectors: 3.9}.get(draw, 4.5)
    figure = canvas((11, height)).figure
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
    for offset, (name, images) in enumerate((("mean", means), ("std", deviations))):
        top = max(float(image.max()) for image in images)
        floor = -1.0 if name == "mean" else 0.0
        for axes, image, whose in zip(panels[2 * offset :], images, ("real", "generated"), strict=False):
            _show(axes, (image - floor) / max(top - floor, 1e-12) * 2 - 1, f"{name}, {whose}")
    power = [radial_power(pictures)[1:] for pictures in (real, fake)]  # the first is zero by definition
    spectra(panels[4], power[0], power[1], "cycles per image")
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
        whole_ticks(panel)
    statistics(axes[2:], real, fake, "feature")
    figure.legend(*axes[2].get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False)


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
