"""Signals, real beside generated: their curves, and for each channel its statistics, spectrum and autocorrelation."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from gansmith.drawing.lettering import literal
from gansmith.metrics.spectrum import power
from gansmith.report.curves import FAKE, REAL, autocorrelations, spectra, statistics

Samples = np.ndarray
MOST_CHANNELS = 6  # that are drawn
_SIGNALS = 5  # that are drawn of each set


def signals(figure: Any, real: Samples, fake: Samples) -> None:
    """Draw signals (N, L), and on the right their mean, deviation, spectrum and autocorrelation."""
    samples, panels_of = figure.subfigures(1, 2, width_ratios=(2, 1))
    grid = samples.subplots(max(1, min(_SIGNALS, len(real), len(fake))), 2, sharex=True, sharey=True, squeeze=False)
    for column, vectors, colour, name in zip(grid.T, (real, fake), (REAL, FAKE), ("real", "generated"), strict=True):
        column[0].set_title(name)
        column[-1].set_xlabel("position")
        for axes, signal in zip(column, vectors, strict=False):
            axes.plot(signal, color=colour, linewidth=0.7)
    grid[0, 0].set_ylim(_limits(real, fake))
    panels = panels_of.subplots(4, 1)
    statistics(panels, real, fake, "position")
    spectra(panels[2], power(real)[1:], power(fake)[1:], "cycles per signal")
    autocorrelations(panels[3], real, fake)
    panels_of.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False)


def channels(figure: Any, real: Samples, fake: Samples, names: Sequence[str] = ()) -> None:
    """Draw signals (N, C, 1, L), a row for each of the first channels: curves, mean, deviation, spectrum, correlation.

    names are those of the channels.
    """
    shown = min(MOST_CHANNELS, real.shape[1])
    grid = figure.subplots(shown, 6, squeeze=False, width_ratios=(1.6, 1.6, 1, 1, 1, 1))
    for channel, row in enumerate(grid):
        parts = real[:, channel, 0], fake[:, channel, 0]
        for axes, signals_of, colour, whose in zip(row, parts, (REAL, FAKE), ("real", "generated"), strict=False):
            axes.plot(signals_of[:_SIGNALS].T, color=colour, linewidth=0.7, alpha=0.7)
            axes.set_ylim(_limits(*parts))
            axes.set_title(whose if channel == 0 else "")
        row[1].set_yticklabels([])
        name = names[channel] if len(names) == real.shape[1] else f"channel {channel}"
        row[0].set_ylabel(literal(name))
        statistics(row[2:4], *parts, "position")
        spectra(row[4], power(parts[0])[1:], power(parts[1])[1:], "cycles per signal")
        autocorrelations(row[5], *parts)
        for axes in row[2:]:
            axes.set_title(axes.get_title() if channel == 0 else "", fontsize="small")
        for axes in row if channel < shown - 1 else ():
            axes.set_xlabel("")
    handles = grid[0, 2].get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=2, frameon=False)


def _limits(real: Samples, fake: Samples) -> tuple[float, float]:
    """Return the ends of an axis: samples far off are cut, so that real ones keep their shape."""
    low, high = float(real.min()), float(real.max())
    room = (high - low) or 1.0
    shown = (max(low - room, min(low, float(fake.min()))), min(high + room, max(high, float(fake.max()))))
    margin = 0.05 * ((shown[1] - shown[0]) or 1.0)
    return shown[0] - margin, shown[1] + margin
