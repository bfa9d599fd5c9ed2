"""How far the columns of a synthetic table, and the pairs of them, are from those of a real one."""

from itertools import combinations

import numpy as np
import numpy.typing as npt

from benchmarks.quality.tabular.frame import Floats, Frame
from gansmith.metrics.marginals import ks_statistics

Codes = npt.NDArray[np.int64]

PROBABILITIES = (0.5, 0.75, 0.95)


def column_distances(real: Frame, fake: Frame) -> Floats:
    """Return each column's distance (D,), from 0 to 1.

    Of categories it is the total variation, missing values being a category; of amounts and dates the
    Kolmogorov-Smirnov statistic, missing values being below all others.
    """
    first, second = (_below(frame.values, real.values, fake.values) for frame in (real, fake))
    distances = ks_statistics(first, second)
    for place, column in enumerate(real.columns):
        if column.is_category:
            distances[place] = np.abs(shares(real, place) - shares(fake, place)).sum() / 2
    return distances


def _below(values: Floats, *all_values: Floats) -> Floats:
    lowest = np.min([np.nanmin(one, axis=0, initial=0.0) for one in all_values], axis=0)
    return np.where(np.isnan(values), lowest - 1, values)


def shares(frame: Frame, place: int) -> Floats:
    """Return the share of every category of a column, of unknown text, and of missing values (K + 2,)."""
    counts = np.bincount(frame.codes(place), minlength=len(frame.columns[place].categories) + 2)
    return counts / len(frame)


def share_difference(real: Frame, fake: Frame) -> float:
    """Return the largest difference between shares of a category, or of missing values, in points (0 to 100)."""
    found = [0.0]
    for place, column in enumerate(real.columns):
        if column.is_category:
            found.append(float(np.abs(shares(real, place) - shares(fake, place)).max()))
        else:
            found.append(float(abs(np.isnan(real.values[:, place]).mean() - np.isnan(fake.values[:, place]).mean())))
    return 100 * max(found)


def quantile_differences(real: Frame, fake: Frame, name: str) -> Floats:
    """Return the relative differences of the quantiles of 50, 75 and 95 % of a positive column; 0.1 is 10 %."""
    place = real.place(name)
    wanted, found = (np.nanquantile(frame.values[:, place], PROBABILITIES) for frame in (real, fake))
    return np.asarray(np.abs(found / wanted - 1))


def pair_differences(real: Frame, fake: Frame) -> Floats:
    """Return the absolute differences of the associations of all pairs of columns, D (D - 1) / 2 of them."""
    return np.asarray(np.abs(associations(real) - associations(fake)))


def associations(frame: Frame) -> Floats:
    """Return the association of each pair of columns, (0, 1), (0, 2), ...

    Of two categories it is Cramer's V, missing values being a category; of a category and an amount the correlation
    ratio (Fisher's eta); of two amounts Pearson's correlation, both over the rows where the amounts are there.
    """
    return np.array([_association(frame, *pair) for pair in combinations(range(len(frame.columns)), 2)])


def _association(frame: Frame, one: int, other: int) -> float:
    if frame.columns[one].is_category and frame.columns[other].is_category:
        return cramers_v(frame.codes(one), frame.codes(other))
    if frame.columns[one].is_category:
        return correlation_ratio(frame.codes(one), frame.values[:, other])
    if frame.columns[other].is_category:
        return correlation_ratio(frame.codes(other), frame.values[:, one])
    return pearson(frame.values[:, one], frame.values[:, other])


def cramers_v(first: Codes, second: Codes) -> float:
    """Return Cramer's V of two columns of categories (N,), from 0 to 1; 0 where one of them does not vary."""
    counts = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(counts, (first, second), 1)
    counts = counts[counts.sum(1) > 0][:, counts.sum(0) > 0]
    least = min(counts.shape) - 1
    if least < 1:
        return 0.0
    expected = counts.sum(1, keepdims=True) * counts.sum(0) / counts.sum()
    return float(np.sqrt(((counts - expected) ** 2 / expected).sum() / counts.sum() / least))


def correlation_ratio(codes: Codes, values: Floats) -> float:
    """Return Fisher's eta of values (N,) by their categories, from 0 to 1; 0 where the values do not vary."""
    there = ~np.isnan(values)
    codes, values = codes[there], values[there]
    if len(values) == 0 or np.ptp(values) == 0:
        return 0.0
    counts, sums = np.bincount(codes), np.bincount(codes, weights=values)
    means = sums[counts > 0] / counts[counts > 0]
    between = (counts[counts > 0] * (means - values.mean()) ** 2).sum()
    return float(np.sqrt(min(1.0, between / ((values - values.mean()) ** 2).sum())))


def pearson(first: Floats, second: Floats) -> float:
    """Return the correlation of two columns (N,) over the rows that have both; 0 where one of them does not vary."""
    there = ~np.isnan(first) & ~np.isnan(second)
    first, second = first[there], second[there]
    if len(first) == 0 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])
