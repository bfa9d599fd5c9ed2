"""The spaces a judgement looks in: some that are unlike for each nature of data, so that none passes in all by luck."""

import warnings
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from gansmith.evaluation.judgement.profiles import averaged, profile, signal_spectrum, texture
from gansmith.evaluation.judgement.sets import Sets
from gansmith.features.random_convolution import RandomConvolutions
from gansmith.features.rows import Floats, Integers, first_equal

_SIDE = 32  # pixels to which large pictures are averaged: texture sees the rest
_ROWS = 20  # of the reference to a cluster
_EXACT = 500  # columns up to which components are exact; of more they are found by random projections
_ROWS_TO_ONE = 5  # of the reference, to a component: balls of few rows in many dimensions hold nothing
_COMPONENTS = 64  # principal components that stand for many columns


@dataclass(frozen=True, eq=False)
class Space:
    """Features (n, K) of reference, peers and samples, at equal scales; phrase goes on from "unlike real ones"."""

    name: str
    phrase: str
    reference: Floats
    peer: Floats
    fake: Floats

    @cached_property
    def real(self) -> Floats:
        """Features of all real rows."""
        return np.concatenate([self.reference, self.peer])

    @cache  # noqa: B019 - a space lives as long as one judgement
    def clusters(self, count: int) -> tuple[Integers, Integers] | None:
        """Return the nearest of so many cluster centres for all real rows and for samples; None for too few rows.

        Centres are those of reals and samples together, so that neither set has shaped them more than the other; no
        more than there are distinct rows.
        """
        from sklearn.cluster import KMeans
        from sklearn.exceptions import ConvergenceWarning

        together = np.concatenate([self.real, self.fake])
        count = min(count, len(np.unique(first_equal(together))))
        if count < 2 or len(together) < _ROWS * count:
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # rows that differ by rounding alone share a centre
            found = KMeans(count, n_init=1, random_state=0).fit_predict(together).astype(np.int64)
        return found[: len(self.real)], found[len(self.real) :]


def spaces_of(sets: Sets) -> list[Space]:
    """Return the spaces for sets of this nature, the values themselves first."""
    if sets.nature == "pictures":
        return [_values(sets), _convolutions(sets), _texture(sets)]
    if sets.nature == "signals":
        return [_values(sets), _spectrum(sets), _profile(sets)]
    return [_standardised(sets), _ranks(sets)]


def ranked(known: Floats, values: Floats) -> Floats:
    """Return values (n, D) as normal scores of their ranks among the known (m, D), ties at their middle.

    What lies beyond the known goes on outside by its distance, in units of their central range, so that "far outside"
    is not taken for "largest".
    """
    from scipy.special import ndtri

    sorted_known, least = np.sort(known, axis=0), 0.5 / len(known)
    found = np.empty(values.shape)
    for column, (these, here) in enumerate(zip(sorted_known.T, values.T, strict=True)):
        places = np.searchsorted(these, here, "left") + np.searchsorted(these, here, "right")
        beyond = np.maximum(here - these[-1], 0) + np.minimum(here - these[0], 0)
        unit = max(float(np.subtract(*np.quantile(these, [0.9, 0.1]))), float(np.ptp(these)) / 20, 1e-300)
        with np.errstate(over="ignore"):  # infinitely far beyond is far
            outside = np.clip(2 * beyond / unit, -9, 9)
        found[:, column] = ndtri(np.clip(places / 2 / len(these), least, 1 - least)) + outside
    return found


def _values(sets: Sets) -> Space:
    parts = (averaged(part, _SIDE).reshape(len(part), -1) for part in (sets.reference, sets.peer, sets.fake))
    return Space("values", "in their values", *_components(*parts))


def _standardised(sets: Sets) -> Space:
    known = sets.flat[0]
    varying = np.where(np.ptp(known, axis=0) > 0, known.std(axis=0), 1.0)  # a constant's deviation is rounding
    return Space("values", "in their values", *_components(*(part / varying for part in sets.flat)))


def _ranks(sets: Sets) -> Space:
    parts = (ranked(sets.flat[0], part) for part in sets.flat)
    return Space("ranks", "in the ranks of their values", *_components(*parts))


def _convolutions(sets: Sets) -> Space:
    low, high = float(sets.real.min()), float(sets.real.max())
    extractor = RandomConvolutions.of(sets.reference.shape[1], low, high if high > low else low + 1)
    parts = (extractor(part) for part in (sets.reference, sets.peer, sets.fake))
    return Space("random-conv", "in their shapes (random convolutions)", *_components(*parts))


def _texture(sets: Sets) -> Space:
    low, width = float(sets.real.min()), float(np.ptp(sets.real)) or 1.0
    parts = (texture(part, low, width) for part in (sets.reference, sets.peer, sets.fake))
    return Space("texture", "in their texture (frequencies, contrast, edges)", *parts)


def _spectrum(sets: Sets) -> Space:
    power = float(sets.flat[0].var(axis=1).mean()) or 1.0
    parts = (signal_spectrum(part, power) for part in sets.flat)
    return Space("spectrum", "in their spectrum and autocorrelation", *parts)


def _profile(sets: Sets) -> Space:
    step = float(np.diff(sets.flat[0], axis=1).std()) or 1.0
    parts = (profile(part, sets.spread, step) for part in sets.flat)
    return Space("profile", "in how their values and steps are distributed", *parts)


def _components(reference: Floats, peer: Floats, fake: Floats) -> tuple[Floats, Floats, Floats]:
    """Project on the first principal components of all rows together, where there are more columns.

    Of all: axes of one set fit its own noise, by which its rows would be told from any others of the same law.
    """
    count = min(_COMPONENTS, max(2, len(reference) // _ROWS_TO_ONE))
    if reference.shape[1] <= count:
        return reference, peer, fake
    centred = np.concatenate([reference, peer, fake])
    centred -= centred.mean(axis=0)
    if centred.shape[1] <= _EXACT:
        axes = np.linalg.eigh(centred.T @ centred)[1][:, -count:]
        found = np.asarray(centred @ axes, np.float64)
    else:
        from sklearn.utils.extmath import randomized_svd

        unit = max(float(centred.max()), -float(centred.min())) or 1.0
        centred /= unit
        rows, sizes, _ = randomized_svd(centred.astype(np.float32), count, n_iter=4, random_state=0)
        found = rows.astype(np.float64) * (sizes * unit)
    ends = (len(reference), len(reference) + len(peer))
    return found[: ends[0]], found[ends[0] : ends[1]], found[ends[1] :]
