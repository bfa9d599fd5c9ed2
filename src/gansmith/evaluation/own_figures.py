"""Figures of the user's own metrics."""

from collections.abc import Sequence

from gansmith.data.codec.units import as_data
from gansmith.evaluation.sample_sets import SampleSets
from gansmith.metrics.own import FEATURES, OwnMetric
from gansmith.metrics.result import MetricValue
from gansmith.metrics.suite import measure_own


def own_figures(sets: SampleSets, own: Sequence[OwnMetric], seed: int) -> list[MetricValue]:
    """Return the figures of metrics of the user's own, of samples in the units and shape of the data."""
    train = None if sets.train is None else as_data(sets.codec, sets.train)
    real, fake, table = as_data(sets.codec, sets.real), as_data(sets.codec, sets.fake), [one.entry() for one in own]
    return measure_own(real, fake, features=FEATURES, seed=seed, metrics=table, train=train)
