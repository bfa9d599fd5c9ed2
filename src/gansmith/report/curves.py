"""Curves of real and generated samples over each other: statistics, spectra and autocorrelations."""

from typing import Any

import numpy as np

from gansmith.drawing.canvas import SIGNAL
from gansmith.drawing.lettering import literal
from gansmith.metrics.spectrum import autocorrelation

Samples = np.ndarray
REAL, FAKE = "#1f6f8b", "#d1495b"
_DECADES = 8  # of a spectrum that are shown at most


def statistics(panels: Any, real: Samples, fake: Samples, along: str) -> None:
    """Draw the mean and the standard deviation of samples (N, L) at each place, on two axes."""
    lines(panels[0], real.mean(axis=0), fake.mean(axis=0), along, "mean")
    lines(panels[1], real.std(axis=0), fake.std(axis=0), along, "standard deviation")


def spectra(axes: Any, real: Samples, fake: Samples, along: str) -> None:
    """Draw the power of both from 1 cycle on, logarithmic; nothing where neither has any."""
    top = max(real.max(initial=0.0), fake.max(initial=0.0))
    if not top > 0:
        axes.set_axis_off()
        return
    seen = [np.where(part > 0, part, np.nan) for part in (real, fake)]
    lines(axes, seen[0], seen[1], along, "spectrum", first=1)
    lowest = min(float(np.nanmin(part)) for part in seen if np.isfinite(part).any())
    axes.set_yscale("log")
    axes.set_ylim(max(lowest, top * 10.0**-_DECADES) / 2, 2 * top)


def lines(axes: Any, real: Samples, fake: Samples, along: str, title: str, first: int = 0) -> None:
    """Draw a line of real and one of generated samples over places from `first` on."""
    places = np.arange(first, first + len(real))
    mark = "o" if len(real) <= SIGNAL else None  # of few values each is one, and one point alone is no line
    axes.plot(places, real, color=REAL, label="real", marker=mark, markersize=3, linewidth=1)
    axes.plot(places, fake, color=FAKE, label="generated", linestyle="--", marker=mark, markersize=3, linewidth=1)
    axes.set(title=literal(title), xlabel=literal(along))
    whole_ticks(axes)


def whole_ticks(axes: Any) -> None:
    """Let an axis of places have whole numbers alone."""
    axes.xaxis.get_major_locator().set_params(integer=True)


def autocorrelations(axes: Any, real: Samples, fake: Samples) -> None:
    """Draw the autocorrelation of signals (N, L); nothing where all are constant."""
    found = [autocorrelation(part) for part in (real, fake)]
    if not any(np.isfinite(part).any() for part in found):
        axes.set_axis_off()
        return
    lines(axes, found[0], found[1], "lag", "autocorrelation")
    axes.set_ylim(-1.05, 1.05)
