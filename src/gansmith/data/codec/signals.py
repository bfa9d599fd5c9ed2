"""Whether samples are signals: values in a row, of which neighbours belong together."""

import numpy as np

from gansmith.data.chunks import Array, deviations

_SHORTEST = 64  # values of a signal that a ladder of convolutions is worth its while for
_SMOOTHER = 0.4  # most that neighbours differ by, as a share of what any two values do
_SPREAD = 8  # values at least that the variance is shared by


def looks_like_signals(vectors: Array) -> bool:
    """Whether vectors (N, D) are long and their neighbouring values alike: recordings, pulses and spectra are.

    Deviations from each value's mean, in the units of the data, must differ much less between neighbours than between
    any two of a row. Those of a table do not, even where columns are related, unless all have one unit and lie in an
    order. They are not standardised, for a beat or a peak at one place lies between values that are mere noise. A few
    columns that are larger than all others tell nothing.
    """
    if vectors.shape[1] < _SHORTEST or len(vectors) < 2:
        return False
    sample = deviations(vectors)
    variance = np.square(sample).mean(axis=0)
    is_spread = np.square(variance.sum()) > _SPREAD * np.square(variance).sum()
    return bool(is_spread and _roughness(sample) < _SMOOTHER)


def _roughness(rows: Array) -> float:
    """Return the mean squared difference of neighbours, over that of any two values of a row."""
    count = rows.shape[1]
    beside = np.square(np.diff(rows, axis=1)).mean()
    squares, total = np.square(rows).sum(axis=1), rows.sum(axis=1)
    apart = 2 * (count * squares - np.square(total)).mean() / (count * (count - 1))
    return float(beside / apart) if apart > 0 else 1.0
