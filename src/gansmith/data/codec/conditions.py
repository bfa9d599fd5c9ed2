"""Conditions to what networks are told, and conditions as they are distributed in the training data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.quantities import Quantity, names_of, numbers_of
from gansmith.errors import DataError

Floats = npt.NDArray[np.float64]
LEVELS = 101  # quantiles that are kept of each number
ENOUGH = 100  # samples of a class, from where it has quantiles of its own
_FEW = 50  # different values, up to which drawn ones are among them
_CLOSE = 1e-6  # what is added to the diagonal of a correlation, so that it stays one after rounding
_ARRAYS = ("mean", "scale", "levels", "correlation", "groups", "whole")


@dataclass(frozen=True, eq=False)
class ConditionCodec:
    """Standardises conditions, and draws such as the training data has.

    Of the training data 101 quantiles of each number are kept, and how the ranks of several numbers correlate: those of
    all samples, and of each class of 100 or more. No row is kept. Drawn conditions have these quantiles and
    correlations, by a Gaussian copula (Nelsen 2006, section 2.5).

    Attributes
    ----------
    mean, scale : array of float64, shape (K,)
        Mean and standard deviation, that of a constant 1.
    levels : array of float64, shape (G, 101, K)
        Quantiles from the smallest to the largest value, of all samples and then of single classes.
    correlation : array of float64, shape (G, K, K)
        Correlations of the normal scores of ranks.
    groups : array of int64, shape (1 + C,)
        Which of the G distributions a sample of unknown class, and of each class, has; 0 is that of all samples.
    whole : array of int64, shape (K,)
        1 where all values are whole numbers, so that drawn ones are too.
    """

    mean: Floats
    scale: Floats
    levels: Floats
    correlation: Floats
    groups: npt.NDArray[np.int64]
    whole: npt.NDArray[np.int64]

    @classmethod
    def fit(cls, values: Floats, labels: npt.NDArray[np.int64] | None = None, classes: int = 0) -> "ConditionCodec":
        """Return the codec of conditions (N, K), NaN where missing, and of the classes (N,) that they go with."""
        largest = np.nanmax(np.abs(values), axis=0)
        unit = np.where(largest > 0, largest, 1.0)
        deviation = np.nanstd(values / unit, axis=0) * unit
        parts, groups = [values], np.zeros(1 + classes, np.int64)
        for number in range(classes) if labels is not None else ():
            rows = values[labels == number]
            if len(rows) >= ENOUGH and not np.isnan(rows).all(axis=0).any():
                groups[1 + number] = len(parts)
                parts.append(rows)
        return cls(
            np.nanmean(values / unit, axis=0) * unit,
            np.where(deviation > 0, deviation, 1.0),
            np.stack([_levels(part) for part in parts]),
            np.stack([_correlation(part) for part in parts]),
            groups,
            np.all(np.isnan(values) | (values == np.rint(values)), axis=0).astype(np.int64),
        )

    @property
    def low(self) -> Floats:
        """The smallest value of each number in the training data."""
        return np.asarray(self.levels[0, 0])

    @property
    def high(self) -> Floats:
        """The largest value of each number in the training data."""
        return np.asarray(self.levels[0, -1])

    def encode(self, values: Array) -> npt.NDArray[np.float32]:
        """Return conditions (N, K) standardised; a missing one, NaN, becomes 0, the mean."""
        with np.errstate(over="ignore"):
            standard = (np.asarray(values, np.float64) - self.mean) / self.scale
            return np.where(np.isnan(standard), 0.0, standard).astype(np.float32)

    def draw(
        self, count: int, seed: int, labels: npt.NDArray[np.int64] | None = None, given: Floats | None = None
    ) -> Floats:
        """Return conditions (count, K) in units of the data, distributed as those of the training data.

        labels: classes (count,), whose own distributions are taken where known. given (count, K): numbers that are set,
        NaN where they are to be drawn, which then go with those that are set. Row i does not depend on count.
        """
        rng = np.random.Generator(np.random.Philox(key=seed))
        scores = rng.standard_normal((count, len(self.mean)))
        known = np.full(scores.shape, np.nan) if given is None else given
        which = np.zeros(count, np.int64)
        if labels is not None:
            which = self.groups[1 + labels]
        found = np.empty(scores.shape)
        for group in np.unique(which):
            rows = which == group
            found[rows] = self._drawn(int(group), scores[rows], known[rows])
        return np.where(np.isnan(known), found, known)

    def _drawn(self, group: int, scores: Floats, given: Floats) -> Floats:
        from scipy.special import ndtr, ndtri

        levels, size = self.levels[group], len(self.mean)
        correlation = self.correlation[group] + _CLOSE * np.eye(size)
        scores = scores @ np.linalg.cholesky(correlation).T
        places = np.linspace(0.0, 1.0, LEVELS)
        fixed = ~np.isnan(given)
        for pattern in np.unique(fixed, axis=0):
            if not pattern.any() or pattern.all():
                continue
            rows = (fixed == pattern).all(axis=1)
            shares = np.column_stack([np.interp(given[rows, k], levels[:, k], places) for k in np.flatnonzero(pattern)])
            wanted = ndtri(np.clip(shares, 0.5 / LEVELS, 1 - 0.5 / LEVELS))
            gain = np.linalg.solve(correlation[np.ix_(pattern, pattern)], correlation[pattern])
            scores[rows] += (wanted - scores[np.ix_(rows, pattern)]) @ gain
        shares = ndtr(scores)
        found = np.column_stack([_quantiles(shares[:, k], levels[:, k], places) for k in range(size)])
        return np.where(self.whole == 1, np.rint(found), found)

    def to_state(self) -> dict[str, Array]:
        """Return the arrays that `from_state` reads."""
        return {name: np.asarray(getattr(self, name)) for name in _ARRAYS}

    @classmethod
    def from_state(cls, arrays: Mapping[str, Array], quantities: Sequence[Quantity], classes: int) -> "ConditionCodec":
        """Return the codec of arrays; raises DataError where they are damaged or do not fit each other."""
        try:
            found = cls(**{name: arrays[name] for name in _ARRAYS})
        except KeyError as error:
            raise DataError(f"The stored conditions lack {error}. Restore the model from a copy.") from None
        size, groups = numbers_of(quantities), found.levels.shape[0] if found.levels.ndim else 0
        shapes = {
            "mean": (size,),
            "scale": (size,),
            "levels": (groups, LEVELS, size),
            "correlation": (groups, size, size),
            "groups": (1 + classes,),
            "whole": (size,),
        }
        fits = groups > 0 and all(getattr(found, name).shape == shape for name, shape in shapes.items())
        fits = fits and all(
            array.dtype == (np.int64 if name in ("groups", "whole") else np.float64) and bool(np.isfinite(array).all())
            for name, array in found.to_state().items()
        )
        if not (fits and found._is_sound(groups)):
            raise DataError("The stored conditions do not fit each other. Restore the model from a copy.")
        return found

    def _is_sound(self, groups: int) -> bool:
        ones = np.diagonal(self.correlation, axis1=1, axis2=2)
        symmetric = np.array_equal(self.correlation, self.correlation.swapaxes(1, 2)) and np.allclose(ones, 1)
        least = min(np.linalg.eigvalsh(self.correlation).min(initial=1.0), 1.0)
        inside = bool(((self.groups >= 0) & (self.groups < groups)).all())
        rises = bool((np.diff(self.levels, axis=1) >= 0).all())
        return symmetric and least > -_CLOSE / 2 and inside and rises and bool((self.scale > 0).all())

    def beyond(self, values: Floats, quantities: Sequence[Quantity]) -> list[str]:
        """Return what is to be said of numbers (N, K) outside the range of the training data."""
        outside = (values < self.low) | (values > self.high)
        return [
            f"{name}={values[outside[:, k], k][0]:g} lies outside the training data, which has {self.low[k]:g} to "
            f"{self.high[k]:g}: nothing was learnt of it"
            for k, name in enumerate(names_of(quantities))
            if outside[:, k].any()
        ]


def _levels(values: Floats) -> Floats:
    """Return (101, K) quantiles, which are values of the data where these are few."""
    found = np.empty((LEVELS, values.shape[1]))
    for k, column in enumerate(values.T):
        known = np.sort(column[~np.isnan(column)])
        places = np.linspace(0.0, 1.0, LEVELS)
        is_few = len(np.unique(known)) <= _FEW
        found[:, k] = np.quantile(known, places, method="inverted_cdf") if is_few else np.quantile(known, places)
    return np.maximum.accumulate(found, axis=0)  # rounding may make one smaller than the one before


def _correlation(values: Floats) -> Floats:
    from scipy.special import ndtri
    from scipy.stats import rankdata

    known = values[~np.isnan(values).any(axis=1)]
    size = values.shape[1]
    if size == 1 or len(known) <= size:
        return np.eye(size)
    scores = ndtri((rankdata(known, axis=0) - 0.5) / len(known))
    scores -= scores.mean(axis=0)
    norms = np.sqrt(np.square(scores).sum(axis=0))
    scores /= np.where(norms > 0, norms, 1.0)
    found = np.asarray(scores.T @ scores, np.float64)
    found = (found + found.T) / 2
    np.fill_diagonal(found, 1.0)
    return found


def _quantiles(shares: Floats, levels: Floats, places: Floats) -> Floats:
    """Return the values at shares in [0, 1]: between quantiles, or the nearest of them where values are few."""
    if len(np.unique(levels)) <= _FEW:
        return np.asarray(levels[np.rint(shares * (LEVELS - 1)).astype(np.int64)])
    return np.asarray(np.interp(shares, places, levels), np.float64)
