"""What one sample looks like, whatever its place: frequencies, autocorrelation, how its values and steps spread."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from gansmith.features.rows import Floats

_BANDS, _LAGS, _QUANTILES = 24, 16, 17
_RINGS = 11
_FAINT = 0.01  # of the mean power of a signal: what is below is noise to the eye, and not weighed
_FAINT_PICTURE = 0.003  # the same for pictures with values from 0 to 1
_VALUES = 1500
_CONSTANT = 1e-3  # of the typical power of a sample: what is below has no shape
_BLOCK = 64  # rows
_CROP = 64  # pixels of a picture's middle that texture is taken from


def signal_spectrum(signals: Floats, power: float) -> Floats:
    """Return (n, K) log power in bands of growing width, and autocorrelations at growing lags, of signals (n, D).

    power is the mean variance of a real signal; a hundredth of it is added to each band.
    """
    count = signals.shape[1]
    found = spectrum(signals)
    edges = np.unique(np.rint(np.geomspace(1, found.shape[1], _BANDS + 1)).astype(int))
    bands = np.stack([found[:, low:high].mean(axis=1) for low, high in pairwise(edges)], axis=1)
    lags = np.unique(np.rint(np.geomspace(1, count // 2, _LAGS)).astype(int))
    return np.concatenate([np.log(bands + _FAINT * power), 3 * autocorrelation(signals)[:, lags]], axis=1)


def spectrum(signals: Floats) -> Floats:
    """Return (n, D // 2 + 1) the power of signals (n, D) at 0, 1, ... cycles, without their mean; sums to variance."""
    centred = signals - signals.mean(axis=1, keepdims=True)
    power = np.square(np.abs(np.fft.rfft(centred, axis=1)))
    return np.asarray(power / signals.shape[1], np.float64)


def autocorrelation(signals: Floats) -> Floats:
    """Return (n, D) the circular autocorrelation of signals (n, D) by lag; faint ones among these tend to 0."""
    found = np.fft.irfft(spectrum(signals), n=signals.shape[1], axis=1)
    return np.asarray(found / (found[:, :1] + faint(found[:, 0])), np.float64)


def faint(power: Floats) -> float:
    """Return a power beside which the typical one of these samples (n,) is great; 1 where all are constant.

    It goes with their unit, so that what is divided by power and this does not.
    """
    varying = power[power > 1e-9 * power.max(initial=0.0)]
    return _CONSTANT * float(np.median(varying)) if len(varying) else 1.0


def profile(signals: Floats, spread: float, step: float) -> Floats:
    """Return (n, K) quantiles of each signal's values over spread, and of its steps over step, of signals (n, D)."""
    at = np.linspace(0, 1, _QUANTILES)
    values, steps = np.quantile(signals, at, axis=1), np.quantile(np.diff(signals, axis=1), at, axis=1)
    return np.concatenate([values.T / spread, steps.T / step], axis=1)


def texture(pictures: Floats, low: float, width: float) -> Floats:
    """Return (n, K) log power in rings of frequency, quantiles of values and edges, colours of (n, C, H, W).

    low becomes 0 and low + width 1.
    """
    parts = (_middle(pictures[part]) for part in in_blocks(len(pictures)))
    return np.concatenate([_texture((part - low) / width) for part in parts])


def _texture(pictures: Floats) -> Floats:
    at = np.linspace(0.05, 1, 12)
    flat = _some(pictures.reshape(len(pictures), -1))
    edges = [np.abs(np.diff(pictures, axis=axis)).reshape(len(pictures), -1) for axis in (2, 3)]
    steep = np.concatenate([_some(part) for part in edges], axis=1)
    if steep.shape[1] == 0:
        steep = np.zeros((len(pictures), 1))  # single pixels have no edges
    parts = [np.log(ring_power(pictures) + _FAINT_PICTURE)]
    parts += [4 * _quantiles(part, at) for part in (flat, steep)]
    if pictures.shape[1] > 1:
        colours = pictures.mean(axis=(2, 3))
        parts += [4 * (colours - colours.mean(axis=1, keepdims=True)), 4 * pictures.std(axis=(2, 3))]
    return np.concatenate(parts, axis=1)


def ring_power(pictures: Floats) -> Floats:
    """Return (n, R) the mean power of pictures (n, C, H, W), less their means, in rings of growing frequency."""
    power, ring = picture_spectrum(pictures)
    edges = np.geomspace(1, ring.max() + 1, _RINGS)
    edges[0] = 0.5
    masks = [mask / mask.sum() for low, high in pairwise(edges) if (mask := (ring >= low) & (ring < high)).any()]
    if not masks:
        return power[:, 0, :1]
    return np.asarray(power.reshape(len(power), -1) @ np.stack(masks).reshape(len(masks), -1).T, np.float64)


def picture_spectrum(pictures: Floats) -> tuple[Floats, Floats]:
    """Return power (n, H, W) of pictures (n, C, H, W), a mean over channels, and each place's cycles a picture."""
    from scipy.fft import rfft2

    height, width = pictures.shape[2:]
    power, half = np.empty((len(pictures), height, width)), width // 2 + 1
    for part in in_blocks(len(pictures)):
        found = rfft2(pictures[part] - pictures[part].mean(axis=(2, 3), keepdims=True))
        power[part, :, :half] = (np.square(found.real) + np.square(found.imag)).mean(axis=1) / (height * width)
    mirrored = np.arange(width - half, 0, -1)  # that of real values is the same at the opposite frequency
    power[:, 0, half:] = power[:, 0, mirrored]
    power[:, 1:, half:] = power[:, :0:-1, mirrored]
    down, across = np.meshgrid(np.fft.fftfreq(height) * height, np.fft.fftfreq(width) * width, indexing="ij")
    return power, np.asarray(np.hypot(down, across), np.float64)


def averaged(samples: Floats, side: int) -> Floats:
    """Average pictures (n, C, H, W) over squares, down to fewer than 2 * side pixels a side; others as they are."""
    factor = min(samples.shape[2:]) // side if samples.ndim == 4 else 1
    if factor < 2:
        return samples
    high, wide = (length // factor for length in samples.shape[2:])
    means = np.repeat(np.eye(wide), factor, axis=0) / factor**2
    found = np.empty((*samples.shape[:2], high, wide))
    for part in in_blocks(len(samples)):
        kept = samples[part, :, : high * factor, : wide * factor]
        rows = sum(kept[:, :, line::factor] for line in range(1, factor)) + kept[:, :, ::factor]
        np.matmul(rows, means, out=found[part])
    return found


def in_blocks(count: int) -> Iterator[slice]:
    """Yield slices of so many rows, few enough that what is computed of each stays in the processor's cache."""
    return (slice(first, first + _BLOCK) for first in range(0, count, _BLOCK))


def _quantiles(values: Floats, at: Floats) -> Floats:
    """Return (n, K) quantiles of each row (n, D); all of them are had sooner by sorting than by numpy's selection."""
    ordered, places = np.sort(values, axis=1), at * (values.shape[1] - 1)
    below = np.floor(places).astype(np.int64)
    low, high = ordered[:, below], ordered[:, np.minimum(below + 1, values.shape[1] - 1)]
    return np.asarray(low + (high - low) * (places - below), np.float64)


def _some(values: Floats) -> Floats:
    """Return every k-th value of rows (n, D), so that about _VALUES stay: quantiles of more cost and tell no more."""
    return values[:, :: max(1, round(values.shape[1] / _VALUES))]


def _middle(pictures: Floats) -> Floats:
    top, left = (max(0, (side - _CROP) // 2) for side in pictures.shape[2:])
    return pictures[:, :, top : top + _CROP, left : left + _CROP]
