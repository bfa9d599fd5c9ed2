"""How much worse than real samples others are, by the worst of several unlike measurements: what chooses a model."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.features.rows import Floats
from gansmith.metrics.kernel import kid
from gansmith.metrics.neighbours import nearest, nearest_within
from gansmith.metrics.transport import sliced_wasserstein

_FEW = 32  # columns of which all pairs are measured; signals of more values have a spectrum
_PAIRS = math.comb(2 * _FEW, 2)  # of more columns, drawn
_BANDS = 128  # of a signal's spectrum at most
_PIXELS = 384 * 28 * 28  # of all the pictures that pass through convolutions: a quarter of a second
_VALUES = 2048  # of a sample at most; of larger ones neighbouring values are averaged, which keeps it quick
_LINES = 200  # that the sliced distance is measured along
_LEAST = 0.1  # of the columns' typical deviation: narrower ones are not widened to it
_GRAIN = 1e-3  # of the data's spread: what is nearer than that counts as that near

Array = npt.NDArray[np.generic]
Features = Callable[[Array], Floats]


@dataclass(frozen=True)
class _Space:
    """Features in units of the real ones' deviations: those held out, those trained on, and what lies between both."""

    name: str
    of: Features
    real: Floats
    peer: Floats
    grain: float
    floors: dict[str, float]

    @classmethod
    def measured(cls, name: str, of: Features, real: Array, peer: Array) -> "_Space":
        """Return the space of these features, each divided by its deviation in the real samples."""
        raw = of(real)
        widths = raw.std(axis=0)
        typical = float(np.sqrt(np.mean(widths**2))) or 1.0
        scale = np.maximum(widths, _LEAST * typical)

        def scaled(samples: Array) -> Floats:
            return np.asarray(of(samples) / scale, np.float64)

        first, second = raw / scale, scaled(peer)
        grain = _GRAIN * (float(np.sqrt(first.var(axis=0).sum())) or 1.0)
        return cls(name, scaled, first, second, grain, _distances(first, second))

    def ratios(self, fake: Floats) -> dict[str, float]:
        """Return each distance of the samples to the real ones in units of that of real ones to real ones."""
        found = _distances(self.real, fake)
        return {
            f"{name}[{self.name}]": (found[name] + self.grain) / (floor + self.grain)
            for name, floor in self.floors.items()
        }


class Yardstick:
    """Measure samples against real ones that no player has seen; those trained on give the baseline.

    real, peer: (N, D) or (N, C, H, W) encoded, held out and trained on, N at least 3. The second space are ranks and
    products of pairs of them for columns, spectra for signals of over 32 numbers, random convolutions for pictures.
    signals: whether neighbouring numbers of vectors belong together, as those of columns do not.
    """

    def __init__(self, real: Array, peer: Array, *, signals: bool) -> None:
        count = min(len(real), len(peer))
        real, peer = real[:count], peer[:count]
        self._values = _Space.measured("values", _coarse, real, peer)
        self._other = _Space.measured(*_second(real, signals=signals), real, peer)
        self._within = float(nearest_within(self._values.real, 1)[0].mean())
        self._kid = _bias(self._values.real)

    def __call__(self, fake: Array) -> dict[str, float]:
        """Return what each measurement of finite samples (N, ...) is in units of its baseline: near 1 for real samples.

        Samples beyond [-1, 1] are taken to its ends, as decoding does. sliced: Wasserstein distance along lines;
        unlike, missing: distance to the nearest real sample, and of a real one to the nearest; kid: the root of the
        kernel distance, with the bias that the others have as well; repeats: how much nearer samples lie to one another
        than real ones; copies: twice the share that lies nearer to a sample trained on than to any of as many others.
        """
        clipped = np.clip(fake, -1, 1)
        values, other = self._values.of(clipped), self._other.of(clipped)
        found = self._values.ratios(values) | self._other.ratios(other)
        grain = self._values.grain
        distance = max(kid(self._values.real, values).value, 0.0)
        found["kid[values]"] = math.sqrt(1 + distance / self._kid)
        within = float(nearest_within(values, 1)[0].mean())
        found["repeats[values]"] = (self._within + grain) / (within + grain)
        seen, unseen = (nearest(values, points, 1)[0] for points in (self._values.peer, self._values.real))
        found["copies[values]"] = float(2 * np.mean(seen < unseen) + np.mean(seen == unseen))
        return found


def _distances(real: Floats, other: Floats) -> dict[str, float]:
    return {
        "sliced": sliced_wasserstein(real, other, projections=_LINES, seed=0).value,
        "unlike": float(nearest(other, real, 1)[0].mean()),
        "missing": float(nearest(real, other, 1)[0].mean()),
    }


def _bias(rows: Floats) -> float:
    """Return what KID's kernel finds between two samples like these rows (N, D) of one distribution, were it biased."""
    kernel = (rows @ rows.T / rows.shape[1] + 1) ** 3
    within, count = float(np.trace(kernel)), len(rows)
    between = (float(kernel.sum()) - within) / (count * (count - 1))
    return max(2 * (within / count - between) / count, 1e-12)


def _flat(samples: Array) -> Floats:
    return np.asarray(samples, np.float64).reshape(len(samples), -1)


def _coarse(samples: Array) -> Floats:
    """Return samples as rows (N, at most _VALUES): means over blocks of pixels or stretches of a signal, if larger."""
    size = samples[0].size
    if samples.ndim == 4:
        block = math.ceil(math.sqrt(size / _VALUES))
        high, wide = (side // block for side in samples.shape[2:])
        if block > 1 and min(high, wide) > 0:
            cut = samples[:, :, : high * block, : wide * block]
            return _flat(cut.reshape(*cut.shape[:2], high, block, wide, block).mean(axis=(3, 5)))
    elif size > _VALUES:
        stretch = math.ceil(size / _VALUES)
        cut = samples[:, : size // stretch * stretch]
        return _flat(cut.reshape(len(cut), -1, stretch).mean(axis=2))
    return _flat(samples)


def _second(real: Array, *, signals: bool) -> tuple[str, Features]:
    """Return the name and the features of a space unlike the values."""
    if real.ndim == 4:
        from gansmith.features.random_convolution import RandomConvolutions

        extractor = RandomConvolutions.of(real.shape[1], -1.0, 1.0)
        most = max(16, _PIXELS // (real.shape[2] * real.shape[3]))
        return "convolutions", lambda pictures: extractor(pictures[:most])
    if signals and real.shape[1] > _FEW:
        return "spectra", _spectra
    some = np.sort(np.random.default_rng(0).permutation(real.shape[1])[:_VALUES])
    ordered = np.sort(_flat(real)[:, some], axis=0)
    return "ranks", lambda rows: _ranks(ordered, _flat(rows)[:, some])


def _spectra(signals: Array) -> Floats:
    """Return the logarithms of the power of signals (N, D) in bands of frequency, (N, at most _BANDS)."""
    values = _flat(signals)
    power = np.abs(np.fft.rfft(values - values.mean(axis=1, keepdims=True), axis=1)[:, 1:]) ** 2 / values.shape[1]
    bands = np.array_split(np.arange(power.shape[1]), min(_BANDS, power.shape[1]))
    return np.stack([np.log(power[:, band].mean(axis=1) + 1e-8) for band in bands], axis=1)


def _ranks(ordered: Floats, values: Floats) -> Floats:
    """Return the ranks of values (N, D) among ordered real ones, in [-1, 1], and products of pairs.

    The pairs are of ranks and of how far these are from the middle, which also sees dependence that is not monotonic.
    Of many columns some pairs are drawn.
    """
    columns = [
        (np.searchsorted(real, column, "left") + np.searchsorted(real, column, "right")) / len(real) - 1
        for real, column in zip(ordered.T, values.T, strict=True)
    ]
    ranks = np.stack(columns, axis=1)
    both = np.concatenate([ranks, 2 * np.abs(ranks) - 1], axis=1)
    count = both.shape[1]
    if count > 2 * _FEW:
        rng = np.random.default_rng(1)
        first = rng.integers(count, size=_PAIRS)
        second = (first + rng.integers(1, count, size=_PAIRS)) % count
    else:
        first, second = np.triu_indices(count, 1)
    return np.concatenate([ranks, both[:, first] * both[:, second]], axis=1)
