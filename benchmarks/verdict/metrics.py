"""The pairs of fidelity and diversity that are put to the sanity checks, each on columns of the reals' deviation."""

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.verdict.checks import Role
from benchmarks.verdict.draws import Rows
from gansmith.metrics.clipped import clipped
from gansmith.metrics.fidelity import fidelity
from gansmith.metrics.prdc import support

Values = dict[Role, float]


def _precision_and_recall(real: Rows, fake: Rows) -> Values:
    found = support(real, fake, k=3)
    return {"fidelity": found.precision.value, "diversity": found.recall.value}


def _density_and_coverage(real: Rows, fake: Rows) -> Values:
    found = support(real, fake, k=5)
    return {"fidelity": found.density.value, "diversity": found.coverage.value}


def _clipped(real: Rows, fake: Rows) -> Values:
    found = clipped(real, fake)
    return {"fidelity": found.density.value, "diversity": found.coverage.value}


def _fidelity_and_diversity(real: Rows, fake: Rows) -> Values:
    found = fidelity(real, fake)
    return {"fidelity": found.fidelity.value, "diversity": found.diversity.value}


PAIRS: dict[str, Callable[[Rows, Rows], Values]] = {
    "precision, recall": _precision_and_recall,
    "density, coverage": _density_and_coverage,
    "clipped density, clipped coverage": _clipped,
    "fidelity, diversity": _fidelity_and_diversity,
}


def measured(real: Rows, fake: Rows) -> Iterator[tuple[str, Values]]:
    """Give what every pair makes of samples; columns are standardised by the reals first, as the paper does."""
    centre, deviation = real.mean(axis=0), real.std(axis=0)
    deviation[deviation == 0] = 1
    for name, pair in PAIRS.items():
        yield name, pair((real - centre) / deviation, (np.asarray(fake, np.float64) - centre) / deviation)
