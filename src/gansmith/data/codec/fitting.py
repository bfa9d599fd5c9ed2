"""What a codec takes from the data that it is fitted to, and what can be no data."""

import numpy as np

from gansmith.data.chunks import Array, as_float64
from gansmith.data.codec.fold import Fold
from gansmith.data.codec.scale import ScaleChoice, shares_one_range
from gansmith.data.dataset import Dataset
from gansmith.data.missing import place_name
from gansmith.data.survey import Survey
from gansmith.errors import DataError, UsageError, option, quoted

_NARROW = 256  # columns up to which each is encoded by its own ranks
_LARGEST = 1e100  # of numbers whose differences and ratios are numbers
EXACT = 2**53  # beyond it float64 does not hold every whole number


def check_varies(dataset: Dataset, found: Survey) -> None:
    """Raise DataError where a feature has no value at all, or all samples are the same."""
    if np.isnan(found.low).any():
        place = tuple(int(i) for i in np.argwhere(np.isnan(found.low))[0])
        name, columns = place_name(dataset, place), dataset.origin.columns
        remedy = f": {option('drop', quoted(columns[place[0]]))}" if columns else ""
        raise DataError(f"{dataset.origin.path}: {name} has no value at all. Leave it out{remedy}.")
    if np.all(found.low == found.high):
        raise DataError(
            f"{dataset.origin.path}: all {len(dataset)} samples are the same, so there is nothing to learn. Check the "
            "file, the variable and the axis of the samples."
        )


def largest(dataset: Dataset, found: Survey) -> str:
    """Say where the largest value is, and the smallest."""
    said = []
    for ends, row_of in ((found.high, np.argmax), (found.low, np.argmin)):
        flat = int(row_of(ends))
        place = tuple(int(i) for i in np.unravel_index(flat, ends.shape))
        row = row_of(dataset.values.reshape(len(dataset), -1)[:, flat])
        said.append(f"row {row}, {place_name(dataset, place)} is {ends[place]}")
    return " and ".join(said)


def by_channel(low: Array, high: Array) -> tuple[Array, Array]:
    """Return the range of each channel at all of its places, of (1, L, C)."""
    least, most = low.min(axis=(0, 1)), high.max(axis=(0, 1))
    return np.broadcast_to(least, low.shape).copy(), np.broadcast_to(most, high.shape).copy()


def choose_per_feature(dataset: Dataset, found: Survey, choice: ScaleChoice, fold: Fold | None) -> bool:
    """Return whether each feature gets a range of its own; those of images, or unnamed ones of one range, do not."""
    if choice != "auto":
        return choice == "feature"
    if "window" in dataset.origin.details and dataset.values.ndim == 2:
        return False  # every moment is measured in the same unit
    if fold is not None or dataset.values.ndim > 2:
        return False  # the brightness of a pixel means the same all over a picture
    has_names = bool(dataset.origin.columns) and dataset.origin.details.get("header", 1) != 0
    return has_names or not shares_one_range(found.low, found.high)


def is_table(dataset: Dataset, choice: ScaleChoice, fold: Fold | None) -> bool:
    """Whether samples are rows of a table, whose columns are encoded one by one; raises UsageError for what cannot be.

    That are those with columns of categories, and else the narrow ones that are no images, recordings or signals.
    """
    values = dataset.values
    plain = values.ndim == 2 and fold is None and "window" not in dataset.origin.details
    if choice != "quantile":
        narrow = plain and dataset.source is None and values.shape[1] <= _NARROW and not dataset.is_signal
        suits = choice == "auto" and narrow and _is_moderate(dataset.survey)
        return any(column.is_named for column in dataset.schema) or suits
    if not plain:
        raise UsageError(f"{option('scale', 'quantile')} is for rows of a table; these samples are none.")
    return True


def _is_moderate(found: Survey) -> bool:
    """Whether differences of values are exact numbers: integers that float64 holds, floats far from its ends."""
    ends = np.abs(np.stack([as_float64(found.low), as_float64(found.high)]))
    if found.low.dtype.kind in "iu":
        return bool(ends.max() <= EXACT)
    return bool(np.nanmax(ends) < _LARGEST and np.nanmin(ends[ends > 0], initial=1.0) > 1 / _LARGEST)
