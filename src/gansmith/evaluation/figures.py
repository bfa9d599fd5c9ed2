"""The one figure that says most: real beside generated samples, their mean, their deviation, their spectrum."""

from pathlib import Path
from typing import Any

import numpy as np

from gansmith.canvas import canvas
from gansmith.evaluation.lettering import literal, rendered
from gansmith.evaluation.spectrum import radial_power
from gansmith.storage.atomic import write_bytes

Samples = np.ndarray
REAL, FAKE = "#1f6f8b", "#d1495b"


def save_comparison(real: Samples, fake: Samples, path: str | Path, *, title: str = "") -> Path:
    """Draw real beside generated samples, (N, D) or (N, C, H, W) scaled to [-1, 1], into a PNG, PDF or SVG.

    Raises StorageError naming the path.
    """
    write_bytes(path, drawn_comparison(real, fake, Path(path).suffix.lstrip(".") or "png", title=title))
    return Path(path)


def drawn_comparison(real: Samples, fake: Samples, kind: str = "png", *, title: str = "") -> bytes:
    """Return the content of that file, of the kind png, pdf or svg."""
    figure = canvas((11, 8 if real.ndim == 4 else 4.5)).figure
    if title:
        figure.suptitle(literal(title))
    draw = _pictures if real.ndim == 4 else _points if real.shape[1] == 2 else _vectors
    draw(figure, real, fake)
    return rendered(figure, kind)


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
    if min(spectrum.max(initial=0.0) for spectrum in spectra) > 0:
        _lines(panels[4], spectra[0], spectra[1], "cycles per picture", "spectrum", first=1)
        panels[4].set_yscale("log")
    else:  # pictures too small to have one, or without any contrast
        panels[4].set_axis_off()


def _points(figure: Any, real: Samples, fake: Samples) -> None:
    for axes, points, name, colour in zip(
        figure.subplots(1, 2, sharex=True, sharey=True), (real, fake), ("real", "generated"), (REAL, FAKE), strict=True
    ):
        axes.scatter(*points[:2500].T, s=3, alpha=0.5, color=colour, linewidths=0)
        axes.set(title=literal(name), aspect="equal")


def _vectors(figure: Any, real: Samples, fake: Samples) -> None:
    samples, mean, deviation = figure.subplots(1, 3)
    for vectors, colour, name in ((real, REAL, "real"), (fake, FAKE, "generated")):
        samples.plot(vectors[:5].T, color=colour, alpha=0.6, linewidth=0.8)
        samples.plot([], color=colour, label=name)
    samples.set(title="samples", xlabel="feature")
    samples.legend()
    _lines(mean, real.mean(axis=0), fake.mean(axis=0), "feature", "mean")
    _lines(deviation, real.std(axis=0), fake.std(axis=0), "feature", "deviation")


def _lines(axes: Any, real: Samples, fake: Samples, along: str, title: str, first: int = 0) -> None:
    places, mark = np.arange(first, first + len(real)), "o" if len(real) == 1 else None  # one point alone is no line
    axes.plot(places, real, color=REAL, label="real", marker=mark)
    axes.plot(places, fake, color=FAKE, label="generated", linestyle="--", marker=mark)
    axes.set(title=literal(title), xlabel=literal(along))
    axes.legend()


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
