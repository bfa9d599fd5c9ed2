"""The table of metrics that compare two equally large sets of features, and from how many rows each means anything."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gansmith.features.rows import Floats
from gansmith.metrics.block_errors import estimate_by_blocks
from gansmith.metrics.diversity import mean_pairwise_distance
from gansmith.metrics.frechet import frechet_distance, frechet_with_error
from gansmith.metrics.kernel import kid, mmd, mmd_test
from gansmith.metrics.kernel_functions import Kernel, median_square, rational_quadratic, rbf_mixture
from gansmith.metrics.marginals import correlation_difference, ks_statistics, ks_threshold, spectrum_ratios
from gansmith.metrics.prdc import support
from gansmith.metrics.result import Better
from gansmith.metrics.standard_errors import share_error
from gansmith.metrics.transport import sliced_wasserstein, wasserstein
from gansmith.metrics.two_sample import Told, logistic_test, neighbour_test, perceptron_test

_K = 5  # of the balls of precision and its like


class Result(NamedTuple):
    """One number of a metric, with its error (NaN for none), p-value and remark."""

    value: float
    standard_error: float = float("nan")
    p_value: float | None = None
    note: str = ""


Measure = Callable[[Floats, Floats, int], list[Result]]
"""(real (n, D), other (n, D), seed) -> one reading for each name."""


@dataclass(frozen=True)
class Metric:
    """Figures measured together, from `least` rows of each set, on the first `most` of them.

    full_rank asks for more rows than features. floor, where given, takes the place of `measure` between reals. power is
    that of the features' unit in the figures: 1 for a distance, 2 for a squared one, 0 for what has no unit. usual
    metrics are always measured, others where all are asked for.
    """

    names: tuple[str, ...]
    better: tuple[Better, ...]
    least: int
    most: int
    measure: Measure
    floor: Measure | None = None
    full_rank: bool = False
    power: int = 0
    usual: bool = False


def _frechet(real: Floats, fake: Floats, seed: int) -> list[Result]:
    return [Result(*frechet_with_error(real, fake))]


def _frechet_floor(real: Floats, fake: Floats, seed: int) -> list[Result]:
    return [Result(frechet_distance(real, fake))]


def _kid(real: Floats, fake: Floats, seed: int) -> list[Result]:
    return [Result(*kid(real, fake))]


def _mmd(family: Callable[[float], Kernel], real: Floats, fake: Floats, seed: int) -> list[Result]:
    kernel = family(median_square(real, fake, seed=seed))
    return [Result(*mmd(real, fake, kernel), mmd_test(real, fake, kernel, seed=seed).p_value)]


def _mmd_floor(family: Callable[[float], Kernel], real: Floats, fake: Floats, seed: int) -> list[Result]:
    return [Result(*mmd(real, fake, family(median_square(real, fake, seed=seed))))]


def _support(real: Floats, fake: Floats, seed: int) -> list[Result]:
    found = support(real, fake, k=_K)
    return [Result(*estimate) for estimate in (found.precision, found.recall, found.density, found.coverage)]


def _sliced(real: Floats, fake: Floats, seed: int) -> list[Result]:
    found = estimate_by_blocks(lambda a, b: [sliced_wasserstein(a, b, seed=seed).value], real, fake)
    return [Result(*estimate) for estimate in found]


def _wasserstein(real: Floats, fake: Floats, seed: int) -> list[Result]:
    return [Result(*estimate) for estimate in estimate_by_blocks(lambda a, b: [wasserstein(a, b)], real, fake)]


def _told(test: Callable[..., Told], real: Floats, fake: Floats, seed: int) -> list[Result]:
    found = test(real, fake, seed=seed)
    return [Result(found.accuracy, found.standard_error, found.p_value, f"AUC {found.auc:.3f}")]


def _neighbours(real: Floats, fake: Floats, seed: int) -> list[Result]:
    found = neighbour_test(real, fake, seed=seed)
    return [Result(share, share_error(share, len(real)), found.p_value) for share in (found.real, found.fake)]


def _ks(real: Floats, fake: Floats, seed: int) -> list[Result]:
    def metric(a: Floats, b: Floats) -> list[float]:
        statistics = ks_statistics(a, b)
        above = (statistics > ks_threshold(len(a), len(b))).sum()
        return [float(number) for number in (statistics.mean(), statistics.max(), above, statistics.argmax())]

    mean, worst, above, feature = estimate_by_blocks(metric, real, fake)
    return [
        Result(*mean, note=f"{above.value:.0f} of {real.shape[1]} features above the 95 % threshold"),
        Result(*worst, note=f"feature {feature.value:.0f}"),
    ]


def _correlation(real: Floats, fake: Floats, seed: int) -> list[Result]:
    def metric(a: Floats, b: Floats) -> list[float]:
        found = correlation_difference(a, b)
        return [found.difference, float(found.constant)]

    difference, constant = estimate_by_blocks(metric, real, fake)
    return [Result(*difference, note=f"without {constant.value:.0f} constant features" if constant.value else "")]


def _spectrum(real: Floats, fake: Floats, seed: int) -> list[Result]:
    ratios = spectrum_ratios(real, fake)
    if not (ratios > 0).all():
        return [Result(float("inf"), note=f"no variance along {int((ratios <= 0).sum())} of {len(ratios)} components")]
    return [
        Result(_mean_log(ratios), note=f"{len(ratios)} components, ratios {ratios.min():.2f} to {ratios.max():.2f}")
    ]


def _mean_log(ratios: npt.NDArray[np.float64]) -> float:
    return float(np.abs(np.log(ratios)).mean())


def _diversity(real: Floats, fake: Floats, seed: int) -> list[Result]:
    return [Result(*mean_pairwise_distance(fake))]


METRICS: tuple[Metric, ...] = (
    Metric(("fd",), ("lower",), 50, 10_000, _frechet, _frechet_floor, full_rank=True, power=2, usual=True),
    Metric(("kid",), ("lower",), 50, 10_000, _kid, usual=True),
    Metric(("mmd-rbf",), ("lower",), 20, 2_000, partial(_mmd, rbf_mixture), partial(_mmd_floor, rbf_mixture)),
    Metric(
        ("mmd-rq",), ("lower",), 20, 2_000, partial(_mmd, rational_quadratic), partial(_mmd_floor, rational_quadratic)
    ),
    Metric(
        ("precision", "recall", "density", "coverage"),
        ("higher", "higher", "nearer", "higher"),
        50,
        10_000,
        _support,
        usual=True,
    ),
    Metric(("sliced-w1",), ("lower",), 20, 10_000, _sliced, power=1, usual=True),
    Metric(("w1",), ("lower",), 20, 2_000, _wasserstein, power=1),
    Metric(("c2st-logistic",), ("lower",), 100, 10_000, partial(_told, logistic_test)),
    Metric(("c2st-perceptron",), ("lower",), 100, 10_000, partial(_told, perceptron_test)),
    Metric(("1nn-real", "1nn-fake"), ("nearer", "nearer"), 50, 5_000, _neighbours),
    Metric(("ks", "ks-worst"), ("lower", "lower"), 20, 10_000, _ks, usual=True),
    Metric(("correlation",), ("lower",), 50, 10_000, _correlation),
    Metric(("spectrum",), ("lower",), 50, 10_000, _spectrum),
    Metric(("mean-distance",), ("nearer",), 20, 5_000, _diversity, power=1, usual=True),
)
"""fd: Frechet distance; w1: exact 1-Wasserstein; c2st: accuracy of a classifier; 1nn: leave-one-out accuracy of the
nearest neighbour on either half; ks: mean Kolmogorov-Smirnov statistic; correlation: mean difference; spectrum: mean
|log| of the ratios of variances along the real components up to 95 %; mean-distance: of pairs of samples."""
