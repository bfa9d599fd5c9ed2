"""What a user should know about their data before training on it."""

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from gansmith.data.chunks import Array, as_float64, row_chunks, row_hashes
from gansmith.data.codec.fold import square
from gansmith.data.dataset import Dataset
from gansmith.data.formats.window_rows import channel_names
from gansmith.data.labels import UNKNOWN
from gansmith.data.missing import place_name
from gansmith.data.quantities import gap_notes, spans
from gansmith.data.reader.library_errors import shown
from gansmith.data.reading_notes import FEW_ROWS, other_axis, readings, unused_labels
from gansmith.data.survey import Missing
from gansmith.errors import option

_FEW_SAMPLES = 500
_MANY_DUPLICATES = 0.05  # share of the rows
_CACHED = 64 << 10  # bytes of values that stay in the cache while all is done to them, in float64
_OF_RECORDINGS = {"id", "run", "trial", "session", "subject", "segment", "series", "recording", "sensor", "device"}
_IMBALANCE = 10  # between the largest and the smallest class


@dataclass(frozen=True)
class DataSummary:
    """Statistics of a dataset, over its finite values and in its own units.

    Attributes
    ----------
    path : str
        The data source.
    format : str
        Its format, such as "csv".
    variable : str or None
        Name of the variable in a .mat, .npz or HDF5 file.
    samples : int
        Number of samples.
    shape : tuple of int
        Shape of one sample.
    dtype : str
        Number type of the values.
    samples_axis : int
        Axis of the stored array along which the samples lie.
    low, high : float, int or None
        Smallest and largest value; None if no value is finite.
    mean, std : float or None
        Mean and standard deviation of all values.
    constant_features : int
        Number of features with one value.
    duplicate_rows : int
        Number of samples that equal an earlier one.
    missing_values : int
        Number of values that are NaN or infinite.
    first_missing : str or None
        Place of the first missing value, such as "row 3, column 'mass'".
    classes : dict of str to int
        Number of samples of each class; empty without labels.
    unlabelled : int
        Number of samples without a label.
    picture_side : int or None
        Side of the images, if vectors look like square images laid out row by row.
    sha256 : str
        Hash of the data.
    warnings : tuple of str
        Properties that may hinder training.
    conditions : dict of str to (float, float)
        The smallest and the largest value of each number that samples are conditioned on.
    """

    path: str
    format: str
    variable: str | None
    samples: int
    shape: tuple[int, ...]  # of one sample
    dtype: str
    samples_axis: int
    low: float | int | None  # None where nothing is finite
    high: float | int | None
    mean: float | None
    std: float | None
    constant_features: int
    duplicate_rows: int  # rows equal to an earlier one
    missing_values: int
    first_missing: str | None  # "row 3, column 'mass'"
    label: str | None  # variable, column or file that holds the classes
    classes: dict[str, int]  # samples of each; empty without labels
    unlabelled: int
    picture_side: int | None  # where vectors look like pictures laid out row by row
    sha256: str
    warnings: tuple[str, ...]
    conditions: dict[str, tuple[float, float]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the summary as JSON values.

        Returns
        -------
        dict
            The attributes by name.
        """
        return asdict(self) | {"shape": list(self.shape), "warnings": list(self.warnings)}


def describe(dataset: Dataset, treated: Missing = "error", validation_fraction: float = 0.0) -> DataSummary:
    """Return statistics of a dataset, in a few passes and without a copy of the data.

    Parameters
    ----------
    dataset : Dataset
        The data.
    treated : {"error", "mean", "drop"}, default "error"
        What becomes of missing values.
    validation_fraction : float, default 0.0
        Share of the samples that a training sets aside; a warning counts those that also occur in the training part.

    Returns
    -------
    DataSummary
        Ranges, moments, classes, missing values, duplicates, and warnings.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.data import describe, open_data
    >>> summary = describe(open_data(np.array([[1.0, 5.0], [2.0, 5.0], [3.0, 5.0]])))
    >>> summary.samples, summary.low, summary.high, summary.constant_features
    (3, 1.0, 5.0, 1)
    """
    values, origin, found = dataset.values, dataset.origin, dataset.survey
    hashes = row_hashes(values)
    low, high, mean, std = _figures(values, found.low, found.high)
    side = square(values.shape[1]).width if dataset.is_folded else None
    labels = dataset.labels
    classes = {} if labels is None else {name: int((labels == i).sum()) for i, name in enumerate(dataset.class_names)}
    constant, duplicates = int(np.count_nonzero(found.low == found.high)), len(values) - len(np.unique(hashes))
    repeats = ""
    if duplicates and validation_fraction:
        from gansmith.data.split import repeats_note  # which imports torch

        repeats = repeats_note(hashes, validation_fraction)
    missing = None
    if found.first_missing is not None:
        missing = f"row {found.first_missing[0]}, {place_name(dataset, found.first_missing[1:])}"
    return DataSummary(
        path=origin.path,
        format=origin.format,
        variable=origin.variable,
        samples=len(dataset),
        shape=dataset.sample_shape,
        dtype=origin.dtype,
        samples_axis=origin.samples_axis,
        low=low,
        high=high,
        mean=mean,
        std=std,
        constant_features=constant,
        duplicate_rows=duplicates,
        missing_values=found.missing,
        first_missing=missing,
        label=origin.label,
        classes=classes,
        unlabelled=0 if labels is None else int((labels == UNKNOWN).sum()),
        picture_side=side,
        sha256=dataset.sha256,
        warnings=(
            *_warnings(dataset, classes, constant, duplicates, missing, treated),
            *([repeats] if repeats else []),
        ),
        conditions={} if dataset.conditions is None else spans(dataset.conditions, origin.conditions),
    )


def _figures(values: Array, low: Array, high: Array) -> tuple[float | None, float | None, float | None, float | None]:
    """Return lowest, highest, mean and standard deviation, the last two through [-1, 1], where nothing overflows."""
    if np.isnan(low).all():
        return None, None, None, None
    least, most = np.fmin.reduce(low, axis=None), np.fmax.reduce(high, axis=None)
    middle, half = float(least) / 2 + float(most) / 2, float(most) / 2 - float(least) / 2
    if half == 0:
        return least.item(), most.item(), middle, 0.0
    count, total, squares = 0, 0.0, 0.0
    for chunk in row_chunks(values, _CACHED):
        unit = as_float64(chunk).ravel()
        unit -= middle
        unit /= half
        if not (finite := np.isfinite(unit)).all():
            unit = unit[finite]
        count, total, squares = count + unit.size, total + float(unit.sum()), squares + float(unit @ unit)
    mean = total / count
    deviation = max(squares / count - mean**2, 0) ** 0.5
    return least.item(), most.item(), middle + half * mean, half * deviation


def _warnings(
    dataset: Dataset, classes: dict[str, int], constant: int, duplicates: int, missing: str | None, treated: Missing
) -> list[str]:
    samples, found = len(dataset), [*dataset.notes]
    if dataset.source is not None:
        found += [f"of the sources: {note}" for note in dataset.source.notes if note not in dataset.notes]
    if samples < _FEW_SAMPLES:
        found.append(f"only {samples} samples: the model may learn them by heart; a few thousand are better")
        found += other_axis(dataset)
    found += [_of_missing(dataset.survey.missing, missing, treated)] if missing else []
    found += gap_notes(dataset, treated)
    if duplicates > _MANY_DUPLICATES * samples:
        found.append(f"{duplicates} rows repeat earlier ones: the model will favour them")
    if constant > dataset.values[0].size // 2:
        found.append(f"{constant} of {dataset.values[0].size} features never change")
    if lonely := dataset.origin.details.get("unmatched"):
        example = dataset.origin.details["unmatched_example"]
        found.append(f"pictures without a partner of their name are left out: {lonely}, such as {example}")
    if samples > FEW_ROWS and len(classes) > samples / 2:
        found.append(f"labels are of {len(classes):,} classes, most of one sample: they may be names, not classes")
    if classes and max(classes.values()) > _IMBALANCE * min(classes.values()):
        rare, frequent = min(classes, key=classes.__getitem__), max(classes, key=classes.__getitem__)
        found.append(
            f"classes are unbalanced: {classes[frequent]} of {shown(frequent)}, {classes[rare]} of {shown(rare)}"
        )
    found += readings(dataset)
    found += [
        f"column {shown(name)!r} looks as if it tells recordings apart: name it with {option('series', shown(name))}"
        for name in channel_names(dataset.origin)
        if name.lower() in _OF_RECORDINGS
    ]
    found += [
        f"column {name!r} looks like labels: name it with {option('label', name)}" for name in unused_labels(dataset)
    ]
    return found


def _of_missing(count: int, first: str, treated: Missing) -> str:
    """Return what becomes of missing values, or which options say so."""
    if treated == "mean":
        return f"{count:,} missing values become the mean of their feature ({option('missing', 'mean')})"
    if treated == "model":
        return (
            f"{count:,} values are missing, the first in {first}: where they are is learnt, and generated again; "
            f"{option('missing')} says otherwise"
        )
    return (
        f"missing values, the first in {first}: {option('missing', 'mean')} or {option('missing', 'drop')} says what "
        "becomes of them"
    )
