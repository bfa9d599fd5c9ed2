"""Pictures of samples: images side by side in a grid, vectors as points or curves."""

import io
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gansmith.drawing.canvas import SIGNAL, canvas

Picture = NDArray[np.uint8]

_SMALLEST_CELL, _GAP, _CURVES = 64, 2, 8
_SIGNALS, _CHANNELS = 4, 4  # of signals of several channels that are drawn
_EXTREME, _FINEST = 300, 1e-9  # powers of two that axes show; widths that they resolve, of the values themselves


def grid(samples: NDArray[Any], columns: int | None = None, *, span: tuple[float, float] | None = None) -> Picture:
    """Return one picture, (H, W) or (H, W, 3), of samples in data units.

    samples: images (N, H, W) or (N, H, W, C), or vectors (N, D). span: the values shown black and white, or at the
    ends of an axis; by default the full range of uint8 and uint16, and what occurs for other types. columns: by
    default about as many as rows. Transparent pixels (C = 4) show white. Raises ValueError for no samples.
    """
    if len(samples) == 0 or samples.ndim not in (2, 3, 4):
        raise ValueError(f"samples must be (N, D), (N, H, W) or (N, H, W, C) with N > 0, not {samples.shape}")
    low, high = span or _span(samples)
    return _plot(samples, low, high) if samples.ndim == 2 else _tiles(_opaque(_bytes(samples, low, high)), columns)


def channels_grid(samples: NDArray[Any]) -> Picture:
    """Return one picture, (H, W, 3), of signals (N, L, C) in data units: a row for each sample, a column for a channel.

    The first samples and channels are drawn. Raises ValueError for no samples.
    """
    if len(samples) == 0 or samples.ndim != 3:
        raise ValueError(f"samples must be (N, L, C) with N > 0, not {samples.shape}")
    shown = samples[:_SIGNALS, :, :_CHANNELS]
    drawn = canvas((8, 5), "tight")
    axes_of = drawn.figure.subplots(len(shown), shown.shape[2], sharex=True, sharey="col", squeeze=False)
    for channel, column in enumerate(axes_of.T):
        part = shown[..., channel].astype(np.float64)
        values = np.where(np.isfinite(part), part, np.nan)
        low, high, values, notes = _on_an_axis(*_span(values), values)
        margin = 0.05 * ((high - low) or 1.0)
        column[0].set(ylim=(low - margin, high + margin))
        column[0].set_title(f"channel {channel} {notes}".strip(), loc="left")
        column[-1].set_xlabel("position")
        for axes, signal in zip(column, values, strict=True):
            axes.plot(signal, linewidth=0.7)
    drawn.draw()
    return np.array(drawn.buffer_rgba())[..., :3]


def rows_of(groups: Sequence[NDArray[Any]], *, span: tuple[float, float]) -> Picture:
    """Return one picture whose row i holds image i of every group, each (N, H, W, C) of any channels, in colour."""
    shown = [_opaque(_bytes(group, *span)) for group in groups]
    coloured = [part if part.ndim == 4 else np.repeat(part[..., np.newaxis], 3, axis=-1) for part in shown]
    return _tiles(np.stack(coloured, 1).reshape(-1, *coloured[0].shape[1:]), len(groups))


def png_bytes(picture: Picture) -> bytes:
    """Return a picture as the bytes of a PNG file."""
    encoded = io.BytesIO()
    Image.fromarray(picture).save(encoded, format="PNG")
    return encoded.getvalue()


def _span(samples: NDArray[Any]) -> tuple[float, float]:
    if samples.dtype in (np.uint8, np.uint16):
        return 0.0, float(np.iinfo(samples.dtype).max)
    finite = samples[np.isfinite(samples)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)


def _bytes(samples: NDArray[Any], low: float, high: float) -> Picture:
    if samples.dtype == np.uint8 and (low, high) == (0.0, 255.0):
        return samples
    low, high, unit = _near_one(low, high, samples.astype(np.float64))
    unit = (unit - low) / ((high - low) or 1.0)
    return np.rint(255.0 * np.nan_to_num(unit, nan=0.0).clip(0.0, 1.0)).astype(np.uint8)


def _near_one(low: float, high: float, values: NDArray[np.float64]) -> tuple[float, float, NDArray[np.float64]]:
    """Return all times one power of two that brings low and high near 1, so that neither they nor a width overflow."""
    power = _power(low, high)
    return math.ldexp(low, -power), math.ldexp(high, -power), np.ldexp(values, -power)


def _on_an_axis(low: float, high: float, values: NDArray[np.float64]) -> tuple[float, float, NDArray[np.float64], str]:
    """Return what an axis can show of values beyond its numbers, or too close to each other, and how they were changed.

    That is nothing in most cases.
    """
    notes, power = [], _power(low, high)
    if abs(power) > _EXTREME:
        notes.append(f"in units of 2^{power}")
        low, high, values = _near_one(low, high, values)
    if high - low < _FINEST * max(abs(low), abs(high)):
        notes.append(f"less {low!r}")
        low, high, values = 0.0, high - low, values - low
    return low, high, values, ", ".join(notes)


def _power(low: float, high: float) -> int:
    return math.frexp(max(abs(low), abs(high)))[1]


def _opaque(images: Picture) -> Picture:
    """Return (N, H, W) or (N, H, W, 3): RGBA over white; 2 or more than 4 channels as the first in false colours."""
    if images.ndim == 3:
        return images
    channels = images.shape[-1]
    if channels == 1:
        return images[..., 0]
    if channels == 2:
        return np.concatenate([images, np.zeros_like(images[..., :1])], axis=-1)
    if channels == 4:
        alpha = images[..., 3:].astype(np.float64) / 255.0
        return np.rint(images[..., :3] * alpha + 255.0 * (1.0 - alpha)).astype(np.uint8)
    return images[..., :3]


def _tiles(images: Picture, columns: int | None) -> Picture:
    factor = math.ceil(_SMALLEST_CELL / max(images.shape[1:3]))
    cells = images.repeat(factor, axis=1).repeat(factor, axis=2)
    count, height, width = cells.shape[:3]
    columns = min(columns or math.ceil(math.sqrt(count)), count)
    rows = math.ceil(count / columns)
    pitch = (height + _GAP, width + _GAP)
    page = np.full((rows * pitch[0] + _GAP, columns * pitch[1] + _GAP, *cells.shape[3:]), 255, np.uint8)
    for index, cell in enumerate(cells):
        top, left = (_GAP + step * place for step, place in zip(pitch, divmod(index, columns), strict=True))
        page[top : top + height, left : left + width] = cell
    return page


def _plot(samples: NDArray[Any], low: float, high: float) -> Picture:
    """Return a picture of vectors: a histogram for D = 1, points for D = 2, else the first few as curves.

    Long ones are drawn each on axes of its own.
    """
    square, signals = samples.shape[1] == 2, samples.shape[1] > SIGNAL
    drawn = canvas((5 if square else 8, 5), "tight")
    grid = np.atleast_1d(
        drawn.figure.subplots(*(_CURVES // 2, 2) if signals else (1, 1), sharex=True, sharey=True)
    ).ravel()
    axes = grid[0]
    values = np.where(np.isfinite(samples), samples, np.nan).astype(np.float64)
    low, high, values, notes = _on_an_axis(low, high, values)
    axes.set_title(notes, loc="left")
    margin = 0.05 * ((high - low) or 1.0)
    limits = (low - margin, high + margin)
    if samples.shape[1] == 1:
        axes.hist(values.ravel(), bins=60, range=limits)
    elif square:
        axes.scatter(values[:, 0], values[:, 1], s=6, alpha=0.6, linewidths=0)
        axes.set(xlim=limits, ylim=limits, aspect="equal")
    elif signals:
        for place, signal in zip(grid, values, strict=False):
            place.plot(signal, linewidth=0.7)
        for place in grid[-2:]:
            place.set(xlabel="position", ylim=limits)
    else:
        axes.plot(values[:_CURVES].T, linewidth=0.8)
        axes.set(xlabel="feature", ylim=limits)
    drawn.draw()
    return np.array(drawn.buffer_rgba())[..., :3]
