"""What a codec takes from the data that it is fitted to, and what can be no data."""

import numpy as np

from gansmith.data.chunks import Array, as_float64, row_chunks
from gansmith.data.codec.fold import Fold, choose_fold
from gansmith.data.codec.scale import Scale, ScaleChoice, shares_one_range
from gansmith.data.codec.state import Parts
from gansmith.data.codec.table_code import TableCode
from gansmith.data.dataset import Dataset
from gansmith.data.missing import FILLED, missing_error, place_name
from gansmith.data.schema import EXACT, columns_of
from gansmith.data.survey import Missing, Survey, complete_rows, feature_means, survey
from gansmith.errors import DataError, UsageError, option, quoted

_NARROW = 256  # columns up to which each is encoded by its own ranks
_LARGEST = 1e100  # of numbers whose differences and ratios are numbers


def fitted(dataset: Dataset, scale: ScaleChoice, fold: str, missing: Missing, *, tables: bool) -> Parts:
    """Return the parts of a codec of the data; `Codec.fit` describes the arguments and errors."""
    may_learn = missing == "auto" and tables and _has_gaps(dataset)
    if dataset.survey.missing and not may_learn and missing in ("auto", "error"):
        raise missing_error(dataset, dataset.survey)
    values, found = _complete(dataset) if missing == "drop" else (dataset.values, dataset.survey)
    folding = choose_fold(values, fold, is_folded=dataset.is_folded if values is dataset.values else None)
    if may_learn and not is_table(dataset, scale, folding):
        raise missing_error(dataset, found)
    policy = missing if missing != "auto" else "model" if may_learn else "error"
    check_varies(dataset, found)
    means = feature_means(values, found.low, found.high) if found.missing else None
    measured = _measured(dataset, found, scale, folding)
    if tables and is_table(dataset, scale, folding):
        columns, learns = dataset.schema or columns_of(values, dataset.origin.columns), policy == "model"
        whole = values if means is None or learns else np.where(np.isfinite(values), values, means)
        table = TableCode.fit(whole, columns, missing=learns)
        return measured, None, policy, None if learns else means, False, False, table
    if policy == "model":
        raise UsageError(f"{option('missing', 'model')} learns which values of a table are missing; this is none.")
    signals = folding is None and dataset.is_signal
    return measured, folding, policy, means, measured.piles_up(values), signals, None


def _has_gaps(dataset: Dataset) -> bool:
    """Whether values of named columns are missing; a value that is infinite is none of them."""
    if not (dataset.schema and dataset.survey.missing):
        return False
    return not any(np.isinf(chunk).any() for chunk in row_chunks(dataset.values))


def _complete(dataset: Dataset) -> tuple[Array, Survey]:
    """Return the samples without missing values, and what they hold; all of them where none are missing."""
    if not dataset.survey.missing:
        return dataset.values, dataset.survey
    values = dataset.values[complete_rows(dataset.values)]
    if len(values) < 2:
        raise DataError(
            f"{dataset.origin.path}: {len(values)} rows have no missing value. Use {option('missing', 'mean')}."
        )
    return values, survey(values)


def _measured(dataset: Dataset, found: Survey, choice: ScaleChoice, fold: Fold | None) -> Scale:
    """Return the ranges of the data; raises DataError where they are too wide."""
    low, high, per_feature = found.low, found.high, choose_per_feature(dataset, found, choice, fold)
    if dataset.has_channels and choice == "auto":  # each channel in its own unit, which is that of all its moments
        low, high, per_feature = *by_channel(low, high), True
    try:
        return Scale(low, high, per_feature)
    except DataError as error:
        raise DataError(f"{dataset.origin.path}: {largest(dataset, found)}. {error}") from error


def check_varies(dataset: Dataset, found: Survey) -> None:
    """Raise DataError where a feature has no value at all, or all samples are the same."""
    if np.isnan(found.low).any():
        place = tuple(int(i) for i in np.argwhere(np.isnan(found.low))[0])
        name, columns = place_name(dataset, place), dataset.origin.columns
        remedy = f"Leave it out: {option('drop', quoted(columns[place[0]]))}" if columns else "Leave it out"
        remedy = FILLED if place[1:] else remedy
        raise DataError(f"{dataset.origin.path}: {name} has no value at all. {remedy}.")
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
