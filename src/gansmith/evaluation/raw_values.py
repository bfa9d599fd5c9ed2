"""The values of samples as features: in the units of the data, and standardised where columns differ in scale."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.data.codec.codec import Codec
from gansmith.evaluation.sample_sets import SampleSets
from gansmith.features.rows import Floats, rows
from gansmith.metrics.registry import METRICS, Metric

IN_UNITS = tuple(metric for metric in METRICS if metric.power)


@dataclass(frozen=True)
class RawValues:
    """An extractor: every value of a sample once, times a weight of its column.

    A distance of 1 in these features is `unit` in those of the data. metrics are those that mean something here.
    """

    name: str
    codec: Codec
    weights: Floats
    unit: float
    metrics: Sequence[Metric] = METRICS

    def __call__(self, samples: npt.ArrayLike) -> Floats:
        return rows(self.codec.columns(np.asarray(samples, np.float64))) * self.weights


def raw_values(sets: SampleSets) -> list[RawValues]:
    """Return the spaces of raw values: "values" of vectors or "pixels" of pictures, in the units of the data.

    Where each column has a scale of its own, the largest would decide alone, so that "standardised" comes first: each
    column divided by the standard deviation of the real one; of the other then only the distances are measured. They
    are computed near 1 and multiplied by their unit at the end, so that no unit is too large or too small for them.
    """
    codec, named = sets.codec, "pixels" if sets.real.ndim == 4 else "values"
    units = codec.units
    if not codec.scale.per_feature:
        return [RawValues(named, codec, np.ones(1), float(units[0]))]
    widest = float(units.max())
    standardised = RawValues("standardised", codec, 1 / _deviations(sets), 1.0)
    return [standardised, RawValues(named, codec, units / widest, widest, IN_UNITS)]


def _deviations(sets: SampleSets) -> Floats:
    """Return each real column's deviation; where it has none, that of both sets, and 1 where nothing varies."""
    real, fake = (rows(sets.codec.columns(part)) for part in (sets.real, sets.fake))
    found, both = real.std(axis=0), np.concatenate([real, fake]).std(axis=0)
    return np.where(np.ptp(real, axis=0) > 0, found, np.where(both > 0, both, 1.0))
