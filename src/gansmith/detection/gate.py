"""Which samples are like those that a detector was trained on; the others are not guessed at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from gansmith.detection.parts import Floats, Part

QUANTILE = 0.99  # of calibration samples lie within the threshold
_MOST_ROWS = 2000  # of which principal components are computed
_MOST_COMPONENTS = 50
_EXPLAINED = 0.95  # of the variance
_LARGEST = 1e30  # number of a gate: squares of larger ones are no numbers
_NOTHING = 1e-9  # distance that counts as 0
_LEAST = 1e-3  # distance, in standard deviations, below which rounding decides
_SHRUNK = 1e-3  # of the mean variance that is added to every direction
_FEW = 0.005  # of calibration samples are nearer to the mean than the floor, but for a margin
_MARGIN, _CONCENTRATED = 0.8, 0.15  # of that distance; of the scale, from which on it is a floor


@dataclass(frozen=True)
class Gate:
    """Three distances of a sample from what was trained on, each divided by its 99 % quantile; the largest counts.

    The first is Mahalanobis' from the nearest set among the network's features (Lee et al. 2018), the second the same
    along the principal components of the values, the third what these components leave out of the values.

    In many dimensions no sample is near the mean: what is nearer than any, as an average of images or one without
    contrast, is unlike them too. The second and third distance have a floor where nearly all samples keep away from 0.
    """

    centres: Floats  # (sets, F) of features
    whitening: Floats  # (F, F), from features to those of unit covariance
    mean: Floats  # (D,) of standardised values
    components: Floats  # (K, D)
    deviations: Floats  # (K,) along the components
    scales: Floats  # (3,) by which the distances are divided
    threshold: float
    floors: Floats  # (3,) of the distances, below which a sample is unlike; 0 where there is none

    def distance(self, features: Floats, values: Floats) -> Floats:
        """Return distances (N,) by features (N, F) and standardised values (N, D); beyond 1 a sample is unlike."""
        with np.errstate(over="ignore", invalid="ignore"):  # what is no number is beyond 1 too
            three = self._three(features, values)
            far = (three / self.scales).max(1) / self.threshold
            near = (self.floors / np.maximum(three, _NOTHING)).max(1)
        return np.asarray(np.maximum(far, near))

    def _three(self, features: Floats, values: Floats) -> Floats:
        white = features @ self.whitening
        centres = self.centres @ self.whitening
        nearest = np.min([np.sqrt(((white - centre) ** 2).sum(1)) for centre in centres], axis=0)
        centred = values - self.mean
        along = centred @ self.components.T
        left = centred - along @ self.components
        inside = np.sqrt(((along / self.deviations) ** 2).mean(1))
        return np.stack([nearest, inside, np.sqrt((left**2).mean(1))], axis=1)

    @classmethod
    def fit(
        cls, train: Part, features: Floats, values: Floats, held: Part, held_features: Floats, held_values: Floats
    ) -> Self:
        """Return the gate of training samples whose threshold 99 % of the held samples, weighted alike, lie within."""
        sets = np.unique(train.sets)
        centres = np.stack([features[train.sets == one].mean(0) for one in sets])
        around = features - centres[np.searchsorted(sets, train.sets)]
        covariance = np.cov(around.T, aweights=train.weights)
        covariance += np.eye(len(covariance)) * (_SHRUNK * np.trace(covariance) / len(covariance) + 1e-12)
        eigenvalues, axes = np.linalg.eigh(covariance)
        mean, components, deviations = _components(values)
        whitening = (axes / np.sqrt(eigenvalues)) @ axes.T
        gate = cls(centres, whitening, mean, components, deviations, np.ones(3), 1.0, np.zeros(3))
        three = gate._three(held_features, held_values)
        scales = np.array([_quantile(one, held.weights) for one in three.T])
        scales = np.maximum(scales, _LEAST)
        floors = np.array([0.0, *(_MARGIN * _quantile(one, held.weights, _FEW) for one in three.T[1:])])
        floors[floors < _CONCENTRATED * scales] = 0
        return cls(*gate.parts, scales, _quantile((three / scales).max(1), held.weights), floors)

    @property
    def parts(self) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """The arrays but for the scales."""
        return self.centres, self.whitening, self.mean, self.components, self.deviations

    def arrays(self) -> dict[str, Floats]:
        """Return the arrays by name."""
        names = ("centres", "whitening", "mean", "components", "deviations")
        threshold = np.array([self.threshold])
        return dict(zip(names, self.parts, strict=True)) | {
            "scales": self.scales,
            "threshold": threshold,
            "floors": self.floors,
        }

    @classmethod
    def of(cls, arrays: Mapping[str, Floats], features: int, length: int) -> Self:
        """Return the gate of stored arrays; raises ValueError or KeyError where they do not fit each other."""
        if any(array.dtype != np.float64 for array in arrays.values()):
            raise ValueError("its gate is of other numbers than float64")
        gate = cls(
            arrays["centres"],
            arrays["whitening"],
            arrays["mean"],
            arrays["components"],
            arrays["deviations"],
            arrays["scales"],
            float(arrays["threshold"].reshape(-1)[0]),
            arrays.get("floors", np.zeros(3)),  # detectors of earlier versions have none
        )
        count = len(gate.components)
        shapes = [array.shape for array in (*gate.parts, gate.scales, gate.floors)]
        wanted = [(len(gate.centres), features), (features,) * 2, (length,), (count, length), (count,), (3,), (3,)]
        sane = shapes == wanted and len(gate.centres) > 0 and count > 0
        numbers = (*gate.parts, gate.scales, np.array(gate.threshold))
        if not (sane and all((np.abs(part) <= _LARGEST).all() for part in numbers)):
            raise ValueError("its gate does not fit its network")
        if not ((gate.deviations > 0).all() and (gate.scales > 0).all() and 0 < gate.threshold < np.inf):
            raise ValueError("its gate has no width")
        if not ((gate.floors >= 0).all() and (gate.floors <= gate.scales * gate.threshold).all()):
            raise ValueError("its gate lets nothing through")
        return gate


def _components(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return mean (D,), principal components (K, D) and deviations (K,) along them, of 95 % of the variance at most."""
    rows = values[np.linspace(0, len(values) - 1, min(len(values), _MOST_ROWS)).astype(int)]
    mean = rows.mean(0)
    _, singular, axes = np.linalg.svd(rows - mean, full_matrices=False)
    shares = np.cumsum(singular**2) / max(float((singular**2).sum()), 1e-300)
    count = min(int(np.searchsorted(shares, _EXPLAINED)) + 1, _MOST_COMPONENTS, max(1, len(rows) // 4), len(axes))
    spread = singular[:count] / np.sqrt(max(len(rows) - 1, 1))
    return mean, axes[:count], np.maximum(spread, 1e-9)


def _quantile(found: Floats, weights: Floats, share: float = QUANTILE) -> float:
    order = np.argsort(found)
    place = int(np.searchsorted(np.cumsum(weights[order]), share * weights.sum()))
    return float(max(found[order][min(place, len(found) - 1)], 1e-12))
