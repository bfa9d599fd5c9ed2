"""Standard errors for metrics that have none of their own, from disjoint blocks of rows."""

from collections.abc import Callable

import numpy as np

from gansmith.errors import UsageError
from gansmith.features.rows import Floats
from gansmith.metrics.result import Estimate

_MOST, _FEWEST, _ROWS = 10, 5, 20  # blocks, blocks, and rows of each at least


def estimate_by_blocks(metric: Callable[[Floats, Floats], list[float]], real: Floats, fake: Floats) -> list[Estimate]:
    """Return a metric's K values on two sets (n, D) with errors from blocks; rows need be in random order.

    The error is the scatter over b blocks by sqrt(b): right where a variance goes by 1 / n, and not touched by a bias,
    which all blocks share. Resampling with repeats would itself add to a distance. NaN for fewer than 100 rows, or
    where the metric refuses a block.
    """
    values = metric(real, fake)
    count = min(_MOST, min(len(real), len(fake)) // _ROWS)
    errors = np.full(len(values), np.nan)
    if count >= _FEWEST:
        try:
            found = np.array([metric(real[block::count], fake[block::count]) for block in range(count)])
            errors = found.std(axis=0, ddof=1) / np.sqrt(count)
        except UsageError:  # such as a feature that varies in the whole, and not in a block
            pass
    return [Estimate(value, float(error)) for value, error in zip(values, errors, strict=True)]
