"""Where values are missing, in words that let a person find them."""

import numpy as np

from gansmith.data.dataset import Dataset
from gansmith.data.reader.library_errors import shown
from gansmith.data.survey import Survey
from gansmith.errors import DataError, option

FILLED = "Fill such pixels with a number first, as numpy.nan_to_num or fslmaths -nan does"


def missing_error(dataset: Dataset, found: Survey) -> DataError:
    """Return the error that names the row and column of the first missing value, and the remedies."""
    assert found.first_missing is not None  # noqa: S101
    row, *place = found.first_missing
    value = dataset.values[found.first_missing]
    more = f" and {found.missing - 1:,} more are missing" if found.missing > 1 else ""
    if place[1:] and np.isnan(found.low).any():
        return DataError(
            f"{dataset.origin.path}: row {row}, {place_name(dataset, tuple(place))} is {value}{more}, some pixels "
            f"in all samples, as of a background. {FILLED}."
        )
    return DataError(
        f"{dataset.origin.path}: row {row}, {place_name(dataset, tuple(place))} is {value}{more}. Fill with each "
        f"column's mean ({option('missing', 'mean')}) or leave such rows out ({option('missing', 'drop')})."
    )


def place_name(dataset: Dataset, place: tuple[int, ...]) -> str:
    """Return how a person finds a feature: its column's name or number, or its row, column, channel in a picture."""
    columns = dataset.origin.columns
    if len(place) == 1:
        return f"column {shown(columns[place[0]])!r}" if columns else f"column {place[0]}"
    return "pixel " + ",".join(map(str, place))
