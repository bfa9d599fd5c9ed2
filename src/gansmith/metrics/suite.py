"""All figures of one set of features: each metric with its error and its floor, or the reason why it was left out."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.errors import UsageError
from gansmith.features.rows import Floats, pair
from gansmith.metrics.diversity import mean_ms_ssim
from gansmith.metrics.inception_score import inception_score, mode_coverage
from gansmith.metrics.memorisation import distance_ratios, exact_duplicates, membership_test
from gansmith.metrics.registry import METRICS, Metric, Result
from gansmith.metrics.result import Better, MetricValue

Progress = Callable[[str, int, int], None]
"""Told (what is measured now, metrics done, metrics in all)."""

_LEAST_COPIES, _LEAST_CLASSES, _LEAST_PICTURES = 20, 100, 20


@dataclass(frozen=True)
class _Sets:
    """Equally many rows (n, D) of each: reals to compare with, samples, and other reals for the floor."""

    real: Floats
    fake: Floats
    peer: Floats


def measure(
    real: npt.ArrayLike,
    fake: npt.ArrayLike,
    *,
    features: str,
    seed: int,
    train: npt.ArrayLike | None = None,
    unit: float = 1.0,
    metrics: Sequence[Metric] = METRICS,
    progress: Progress | None = None,
) -> list[MetricValue]:
    """Return the values of the metrics of generated samples, each with its real-vs-real baseline.

    Metrics that are unreliable at this sample size are skipped, with the reason.

    Parameters
    ----------
    real : array_like, shape (N, D)
        Features of real samples: validation samples, if there are any.
    fake : array_like, shape (M, D)
        Features of generated samples.
    features : str
        Name of the features, for the labels of the values.
    seed : int
        Seed of the choice of samples.
    train : array_like, shape (K, D), optional
        Features of the training samples. If given, they are the second set of the baseline, n is the smallest of N, M
        and K, and with all metrics memorisation is measured too. Otherwise the baseline is that of the two halves of
        the real samples, and n is at most N // 2.
    unit : float, default 1.0
        Length of one unit of the features in the unit that distances are reported in.
    metrics : sequence of Metric, optional
        Metrics to measure. By default METRICS, all of them.
    progress : callable, optional
        Function called with (name of the current metric, number done, number in total).

    Returns
    -------
    list of MetricValue
        One value for each name of each metric.

    Raises
    ------
    UsageError
        A set is empty or has NaN, or the sets have different widths.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.metrics import METRICS, measure
    >>> rng = np.random.default_rng(0)
    >>> real, fake = rng.normal(size=(200, 2)), rng.normal(size=(100, 2))
    >>> chosen = [metric for metric in METRICS if metric.names[0] in ("fd", "kid")]
    >>> [value.label for value in measure(real, fake, features="raw", seed=0, metrics=chosen)]
    ['fd[raw]', 'kid[raw]']
    """
    sets = _sets(*pair(real, fake), None if train is None else pair(real, train)[1], seed)
    tell = progress or (lambda name, done, total: None)
    copies = train is not None and not all(metric.power for metric in metrics)
    total, figures = len(metrics) + copies, []
    for done, metric in enumerate(metrics):
        tell(metric.names[0], done, total)
        figures += [_in_units(figure, unit, metric.power) for figure in _figures(metric, sets, features, seed)]
    if copies and train is not None:
        tell("copies", total - 1, total)
        figures += _copies(real, fake, train, features, seed)
    tell("", total, total)
    return figures


def measure_own(
    real: Floats, fake: Floats, *, features: str, seed: int, metrics: Sequence[Metric], train: Floats | None = None
) -> list[MetricValue]:
    """Return the figures of metrics of the user's own, of samples (M, ...) against real ones (N, ...) of any shape.

    Rows, floors and what is left out are as for `measure`.
    """
    sets = _sets(real, fake, train, seed)
    return [figure for metric in metrics for figure in _figures(metric, sets, features, seed)]


NAMES = (
    *(name for metric in METRICS for name in metric.names),
    *("copies", "nndr", "duplicates", "is", "modes", "mode-kl", "ms-ssim", "tstr"),
)
"""The names that figures have, of this module and of `classified`."""


def measure_classes(real: npt.ArrayLike, fake: npt.ArrayLike, *, features: str, seed: int) -> list[MetricValue]:
    """Return is, modes and mode-kl of a classifier's probabilities (N, K) of real and (M, K) of generated samples.

    features names the classifier. is: the Inception score; modes: how many of the classes that reals have are hit;
    mode-kl: KL from the histogram of predicted classes to that of reals. Half of the reals is the reference, the other
    half gives the floors. Raises UsageError as `measure`, and for rows that are no probabilities.
    """
    sets = _sets(*pair(real, fake), None, seed)
    n = len(sets.fake)
    directions: tuple[tuple[str, Better], ...] = (("is", "higher"), ("modes", "higher"), ("mode-kl", "lower"))
    if n < _LEAST_CLASSES:
        return [_left_out(name, features, better, n, _too_few(n, _LEAST_CLASSES)) for name, better in directions]
    counts = np.bincount(sets.real.argmax(axis=1), minlength=sets.real.shape[1])
    readings, floors = _class_readings(sets.fake, counts), _class_readings(sets.peer, counts)
    return [
        _figure(name, features, better, n, reading, floor.value)
        for (name, better), reading, floor in zip(directions, readings, floors, strict=True)
    ]


def _class_readings(probabilities: Floats, reference: npt.NDArray[np.int64]) -> list[Result]:
    modes = mode_coverage(probabilities.argmax(axis=1), reference)
    return [
        Result(*inception_score(probabilities)),
        Result(modes.hit, note=f"of {modes.modes}"),
        Result(modes.reverse_kl, note=f"{modes.floor:.2g} by chance, for a known reference"),
    ]


def measure_pictures(real: npt.ArrayLike, fake: npt.ArrayLike, *, data_range: float, seed: int) -> list[MetricValue]:
    """Return ms-ssim of pictures (N, C, H, W) with that of real ones (M, C, H, W); data_range is white minus black.

    Random pairs of all pictures, whose mean does not depend on how many there are. Raises UsageError as `ms_ssim`.
    """
    n = min(len(np.asarray(real)), len(np.asarray(fake)))
    if n < _LEAST_PICTURES:
        return [_left_out("ms-ssim", "pixels", "nearer", n, _too_few(n, _LEAST_PICTURES))]
    found, floor = (mean_ms_ssim(pictures, data_range=data_range, seed=seed) for pictures in (fake, real))
    return [_figure("ms-ssim", "pixels", "nearer", len(np.asarray(fake)), Result(*found), floor.value)]


def _sets(real: Floats, fake: Floats, train: Floats | None, seed: int) -> _Sets:
    order = [np.random.default_rng(key(seed, "panel", name)).permutation for name in ("real", "fake", "train")]
    mixed_real, mixed_fake = order[0](len(real)), order[1](len(fake))
    if train is None:
        n = min(len(real) // 2, len(fake))
        return _Sets(real[mixed_real[:n]], fake[mixed_fake[:n]], real[mixed_real[len(real) // 2 :][:n]])
    n = min(len(real), len(fake), len(train))
    return _Sets(real[mixed_real[:n]], fake[mixed_fake[:n]], train[order[2](len(train))[:n]])


def _figures(metric: Metric, sets: _Sets, features: str, seed: int) -> list[MetricValue]:
    n = min(len(sets.real), metric.most)
    try:
        _require_enough(metric, n, sets.real.shape[1])
        readings = metric.measure(sets.real[:n], sets.fake[:n], seed)
        floors = (metric.floor or metric.measure)(sets.real[:n], sets.peer[:n], seed)
    except UsageError as reason:
        pairs = zip(metric.names, metric.better, strict=True)
        return [_left_out(name, features, better, n, str(reason)) for name, better in pairs]
    return [
        _figure(name, features, better, n, reading, floor.value)
        for name, better, reading, floor in zip(metric.names, metric.better, readings, floors, strict=True)
    ]


def _in_units(figure: MetricValue, unit: float, power: int) -> MetricValue:
    """Return a figure of which a feature's unit is so much of the data's."""
    if power == 0 or unit == 1.0:
        return figure
    factor = unit if power == 1 else unit * unit

    def scaled(number: float | None) -> float | None:
        return None if number is None else number * factor

    error, floor = scaled(figure.standard_error), scaled(figure.floor)
    return replace(figure, value=scaled(figure.value), standard_error=error, floor=floor)


def _require_enough(metric: Metric, n: int, width: int) -> None:
    if n < metric.least:
        raise UsageError(_too_few(n, metric.least))
    if metric.full_rank and n <= width:
        raise UsageError(
            f"n = {n} is not above the {width} features: the covariance is singular and the number mostly bias; "
            "kid has none, or take fewer features, as principal components"
        )


def _copies(
    real: npt.ArrayLike, fake: npt.ArrayLike, train: npt.ArrayLike, features: str, seed: int
) -> list[MetricValue]:
    """Return copies, nndr and duplicates: samples against the training rows, with unseen reals for the floor."""
    directions: tuple[tuple[str, Better], ...] = (("copies", "nearer"), ("nndr", "nearer"), ("duplicates", "lower"))
    seen, samples = pair(train, fake)
    n, least = len(samples), min(len(samples), len(seen), len(np.asarray(real)))
    if least < _LEAST_COPIES:
        return [_left_out(name, features, better, n, _too_few(least, _LEAST_COPIES)) for name, better in directions]
    found = membership_test(samples, seen, real, seed=seed)
    note = f"share of samples nearer to training than to unseen rows, {found.compared} of each"
    readings = [
        (Result(found.share, found.standard_error, found.p_value, note), 0.5),
        (Result(float(np.median(distance_ratios(samples, seen)))), float(np.median(distance_ratios(real, seen)))),
        (Result(float(exact_duplicates(samples, seen).mean())), float(exact_duplicates(real, seen).mean())),
    ]
    return [
        _figure(name, features, better, n, reading, floor)
        for (name, better), (reading, floor) in zip(directions, readings, strict=True)
    ]


def _figure(name: str, features: str, better: Better, n: int, reading: Result, floor: float) -> MetricValue:
    error = None if math.isnan(reading.standard_error) else reading.standard_error
    value, p = reading.value, reading.p_value
    return MetricValue(
        name, features, value, n, better, standard_error=error, floor=floor, p_value=p, note=reading.note
    )


def _left_out(name: str, features: str, better: Better, n: int, reason: str) -> MetricValue:
    return MetricValue(name, features, None, n, better, note=reason)


def _too_few(n: int, least: int) -> str:
    return f"n = {n} is below {least}, from where it means anything"
