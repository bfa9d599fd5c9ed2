"""Paths between two points of noise: straight ones, and spherical ones, which keep to the lengths that noise has."""

from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
PathKind = Literal["spherical", "straight"]
PATHS: tuple[PathKind, ...] = ("spherical", "straight")
_SMALL = 1e-7  # radians and lengths below which no direction is known
_EDGE = 1e-9  # shares this near to 0 and 1 have the normal scores of that place


def straight(start: Floats, end: Floats, shares: Floats) -> Floats:
    """Return points (T, D) of the straight line from start to end (D,), at shares (T,) of the way."""
    along = shares[:, np.newaxis]
    return (1 - along) * start + along * end


def spherical(start: Floats, end: Floats, shares: Floats) -> Floats:
    """Return points (T, D) of the great circle from start to end (D,), at shares (T,) of the angle.

    The length goes evenly from one to the other, so it stays the same where both are equally long (Shoemake 1985;
    White 2016, arXiv 1609.04468). Between opposite points, which infinitely many great circles join, one is chosen
    that depends on the start alone. From or to the origin, which has no direction, the line is straight.
    """
    lengths = np.linalg.norm(start), np.linalg.norm(end)
    if min(lengths) < _SMALL:
        return straight(start, end, shares)
    first, second = start / lengths[0], end / lengths[1]
    across = second - (first @ second) * first
    sine = float(np.linalg.norm(across))
    angle = np.arctan2(sine, first @ second)
    if angle < _SMALL:
        return straight(start, end, shares)
    if sine < _SMALL:
        across = np.eye(len(first))[np.argmin(np.abs(first))]
        across = across - (first @ across) * first
    across = across / np.linalg.norm(across)
    turned = (angle * shares)[:, np.newaxis]
    long = (1 - shares) * lengths[0] + shares * lengths[1]
    return np.asarray(long[:, np.newaxis] * (np.cos(turned) * first + np.sin(turned) * across))


def through_scores(start: Floats, end: Floats, shares: Floats, low: float, high: float) -> Floats:
    """Return a spherical path between uniform numbers from low to high, by way of their normal scores.

    A great circle between the numbers themselves would leave their range.
    """
    from scipy.special import ndtr, ndtri

    first, last = (ndtri(np.clip((part - low) / (high - low), _EDGE, 1 - _EDGE)) for part in (start, end))
    return low + (high - low) * np.asarray(ndtr(spherical(first, last, shares)))
