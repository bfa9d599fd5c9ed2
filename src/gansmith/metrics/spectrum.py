"""Power spectra and autocorrelations: what mean and deviation do not show, such as grain, blur and periods."""

import numpy as np


def radial_power(pictures: np.ndarray) -> np.ndarray:
    """Return the mean power of pictures (N, C, H, W) at each whole spatial frequency, (min(H, W) // 2,).

    A side of one pixel has no frequencies, so that the other alone counts; of single pixels none are left.
    Each picture's mean is taken out first; element k is the mean over the ring of k cycles per picture, k from 0.
    """
    height, width = pictures.shape[-2:]
    centred = pictures - pictures.mean(axis=(-2, -1), keepdims=True)
    power = (np.abs(np.fft.fft2(centred)) ** 2).mean(axis=(0, 1)) / (height * width)
    rows, columns = np.fft.fftfreq(height) * height, np.fft.fftfreq(width) * width
    ring = np.rint(np.hypot(*np.meshgrid(rows, columns, indexing="ij"))).astype(int)
    sums = np.bincount(ring.ravel(), power.ravel())
    counts = np.bincount(ring.ravel())
    return (sums / counts)[: min((side for side in (height, width) if side > 1), default=0) // 2]


def power(signals: np.ndarray) -> np.ndarray:
    """Return the mean power of signals (N, D) at each whole frequency, (D // 2 + 1,), each signal's mean taken out."""
    centred = signals - signals.mean(axis=1, keepdims=True)
    found: np.ndarray = (np.abs(np.fft.rfft(centred, axis=1)) ** 2).mean(axis=0) / signals.shape[1]
    return found


def autocorrelation(signals: np.ndarray) -> np.ndarray:
    """Return the mean autocorrelation of signals (N, D) at lags 0 to D // 2, NaN where all signals are constant.

    r(k) of a signal x with its mean taken out is the sum of x(t) x(t + k) over the sum of x(t)^2, which favours short
    lags (Box and Jenkins 1976, 2.1); by the theorem of Wiener and Khinchin from the power of x and as many zeros.
    """
    length = signals.shape[1]
    centred = signals - signals.mean(axis=1, keepdims=True)
    found = np.fft.irfft(np.abs(np.fft.rfft(centred, 2 * length, axis=1)) ** 2, 2 * length, axis=1)
    moving = np.ptp(signals, axis=1) > 0
    if not moving.any():
        return np.full(length // 2 + 1, np.nan)
    mean: np.ndarray = (found[moving, : length // 2 + 1] / found[moving, :1]).mean(axis=0)
    return mean
