"""How much samples differ from each other: mean distance between pairs, and MS-SSIM between pairs of pictures."""

import math
from functools import cache

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.errors import UsageError
from gansmith.features.random_convolution import halved
from gansmith.features.rows import Floats, rows
from gansmith.metrics.neighbours import squared_distances_once
from gansmith.metrics.result import Estimate
from gansmith.metrics.standard_errors import mean_estimate

SCALE_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
"""What each scale counts, finest first (Wang et al. 2003, section 3.2)."""

_DEVIATION, _RADIUS = 1.5, 5  # of the Gaussian window, 11 pixels wide
_TILE = 32  # means that one matrix gives
_BLOCK = 1 << 16  # values of pictures looked at at once, few enough to stay in the processor's cache
_LUMINANCE, _CONTRAST = 0.01, 0.03  # the constants' square roots, in units of the range


def mean_pairwise_distance(samples: npt.ArrayLike, *, most: int | None = None, seed: int = 0) -> Estimate:
    """Return the mean Euclidean distance over all pairs of samples, without bias.

    Compare the value with that of real samples: a small ratio is mode collapse.

    Parameters
    ----------
    samples : array_like, shape (N, D)
        At least two samples.
    most : int, optional
        Largest number of samples to use, at least 2. From more samples, a random choice is taken. By default all are
        used.
    seed : int, default 0
        Seed of the random choice.

    Returns
    -------
    Estimate
        Mean distance, in the units of the data, and its jackknife standard error (NaN for two samples).

    Raises
    ------
    UsageError
        There are fewer than two samples, or `most` is below 2.

    Examples
    --------
    >>> from gansmith.metrics import mean_pairwise_distance
    >>> mean_pairwise_distance([[0.0], [3.0], [6.0]]).value
    4.0
    """
    values = rows(samples, least=2)
    if most is not None and most < 2:
        raise UsageError(f"most = {most} rows make no pair. Choose at least 2.")
    if most is not None and len(values) > most:
        values = np.random.default_rng(key(seed, "diversity")).choice(values, most, replace=False)
    n, sums = len(values), np.zeros(len(values))
    for part, squares in squared_distances_once(values):
        distances = np.sqrt(squares, out=squares)
        distances[np.isinf(distances)] = 0
        sums[part] += distances.sum(axis=1)
        sums[part.start :] += distances.sum(axis=0)
    value = float(sums.sum() / (n * (n - 1)))
    if n < 3:
        return Estimate(value, math.nan)
    without = (sums.sum() - 2 * sums) / ((n - 1) * (n - 2))
    return Estimate(value, float(np.sqrt((n - 1) * without.var())))


def mean_ms_ssim(pictures: npt.ArrayLike, *, data_range: float, pairs: int = 1000, seed: int) -> Estimate:
    """Return the mean MS-SSIM over random pairs of images.

    The value is near 1 if all images are alike. Compare it with that of real images.

    Parameters
    ----------
    pictures : array_like, shape (N, C, H, W)
        At least two images.
    data_range : float
        White minus black: 255 for 8-bit images, 2 for values from -1 to 1.
    pairs : int, default 1000
        Number of random pairs.
    seed : int
        Seed of the choice of pairs.

    Returns
    -------
    Estimate
        Mean MS-SSIM, from 0 to 1, and its standard error over pairs.

    Raises
    ------
    UsageError
        The samples are not images, or `data_range` is not above 0.

    References
    ----------
    Odena, Olah and Shlens 2017 (AC-GAN), section 4.2, arXiv 1610.09585.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics import mean_ms_ssim
    >>> images = np.random.default_rng(0).uniform(size=(1, 1, 16, 16))
    >>> copies = np.repeat(images, 5, axis=0)
    >>> round(mean_ms_ssim(copies, data_range=1.0, pairs=20, seed=0).value, 6)
    1.0
    """
    images = _pictures(pictures, least=2)
    rng = np.random.default_rng(key(seed, "pairs"))
    first = rng.integers(len(images), size=pairs)
    second = (first + rng.integers(1, len(images), size=pairs)) % len(images)  # never the same picture
    found = np.concatenate(
        [
            ms_ssim(images[first[at : at + 100]], images[second[at : at + 100]], data_range=data_range)
            for at in range(0, pairs, 100)
        ]
    )
    return mean_estimate(found)


def ms_ssim(first: npt.ArrayLike, second: npt.ArrayLike, *, data_range: float) -> Floats:
    """Return the multi-scale structural similarity of two sets of images, image by image.

    MS-SSIM compares luminance at the coarsest scale, and contrast and structure at every scale. The Gaussian window is
    11 pixels wide and stays inside the image; the result is averaged over channels. Images with sides below 176 pixels
    use the scales that the window fits on, with weights that sum to 1. For sides below 11 pixels the window is cut.

    Parameters
    ----------
    first : array_like, shape (N, C, H, W)
        Images.
    second : array_like, shape (N, C, H, W)
        Images to compare with.
    data_range : float
        White minus black: 255 for 8-bit images, 2 for values from -1 to 1.

    Returns
    -------
    array of float, shape (N,)
        Similarity of each pair, from 0 to 1. A mean below 0, as of an image and its negative, counts as 0.

    Raises
    ------
    UsageError
        The shapes differ or are not those of images, or `data_range` is not above 0.

    References
    ----------
    Wang, Simoncelli and Bovik 2003, "Multiscale structural similarity for image quality assessment", equation 7.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics import ms_ssim
    >>> image = np.random.default_rng(0).uniform(size=(1, 1, 32, 32))
    >>> ms_ssim(image, image, data_range=1.0).round(6), ms_ssim(image, 1 - image, data_range=1.0)
    (array([1.]), array([0.]))
    """
    one, other = _pictures(first), _pictures(second)
    if one.shape != other.shape:
        raise UsageError(f"Pictures of shape {one.shape} have no similarity to pictures of shape {other.shape}.")
    if not data_range > 0:
        raise UsageError(f"data_range = {data_range} is not above 0. Give white minus black: 255 for 8 bits.")
    step = max(1, _BLOCK // one[0].size)
    parts = (slice(first, first + step) for first in range(0, len(one), step))
    return np.concatenate([_ms_ssim(one[part], other[part], data_range) for part in parts])


def _ms_ssim(one: Floats, other: Floats, data_range: float) -> Floats:
    weights = np.array(SCALE_WEIGHTS[: _scales(min(one.shape[2:]))])
    weights /= weights.sum()
    found = np.ones(len(one))
    for scale, weight in enumerate(weights):
        similarity, structure = _ssim(one, other, data_range)
        factor = similarity if scale == len(weights) - 1 else structure
        found *= np.maximum(factor, 0) ** weight
        if scale < len(weights) - 1:
            one, other = halved(one), halved(other)
    return found


def _scales(side: int) -> int:
    return min(len(SCALE_WEIGHTS), max(1, 1 + int(math.log2(max(1, side / (2 * _RADIUS + 1))))))


def _ssim(one: Floats, other: Floats, data_range: float) -> tuple[Floats, Floats]:
    """Return the mean similarity (N,), and that of contrast and structure alone."""
    mean_one, mean_other = _blurred(one), _blurred(other)
    luminance, contrast = (_LUMINANCE * data_range) ** 2, (_CONTRAST * data_range) ** 2
    product, squares = mean_one * mean_other, np.square(mean_one) + np.square(mean_other)
    covariance = _blurred(one * other) - product
    variances = _blurred(np.square(one) + np.square(other)) - squares
    structure = (2 * covariance + contrast) / (np.maximum(variances, 0) + contrast)
    alike = (2 * product + luminance) / (squares + luminance)
    return (alike * structure).mean(axis=(1, 2, 3)), structure.mean(axis=(1, 2, 3))


def _blurred(pictures: Floats) -> Floats:
    """Return the window's means, at the places where all of it is inside the picture."""
    for axis in (2, 3):
        side = pictures.shape[axis]
        radius = min(_RADIUS, (side - 1) // 2)
        shape = [*pictures.shape]
        shape[axis] = side - 2 * radius
        blurred, window = np.empty(shape), _window(radius)
        for first in range(0, shape[axis], _TILE):  # a product with a matrix costs less than a sum of moved pictures
            last = min(first + _TILE, shape[axis])
            means = window[: last - first + 2 * radius, : last - first]
            if axis == 2:
                np.matmul(means.T, pictures[:, :, first : last + 2 * radius], out=blurred[:, :, first:last])
            else:
                np.matmul(pictures[..., first : last + 2 * radius], means, out=blurred[..., first:last])
        pictures = blurred
    return pictures


@cache
def _window(radius: int) -> Floats:
    """Return the matrix (_TILE + 2 * radius, _TILE) that takes values in a row to the window's means of them."""
    weights = np.exp(-(np.arange(-radius, radius + 1) ** 2) / (2 * _DEVIATION**2))
    matrix = np.zeros((_TILE + 2 * radius, _TILE))
    for place in range(_TILE):
        matrix[place : place + 2 * radius + 1, place] = weights / weights.sum()
    return matrix


def _pictures(pictures: npt.ArrayLike, least: int = 1) -> Floats:
    shape = np.shape(pictures)
    if len(shape) != 4:
        raise UsageError(f"Samples of shape {shape[1:]} are no pictures. Give an array (N, C, H, W).")
    return rows(pictures, "the pictures", least).reshape(shape)
