"""What X and y of scikit-learn are to gansmith: data to train on, the options to read it by, and rows to judge."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from sklearn.utils import assert_all_finite, check_array, check_consistent_length, column_or_1d
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import validate_data

from gansmith.data.dataset import Origin
from gansmith.data.expressions.columns import Columns
from gansmith.data.frames import FrameKind, as_arrow, is_frame, rows_of
from gansmith.data.given import read_given
from gansmith.models.critic import as_fitted
from gansmith.records.model_card import Card
from gansmith.sklearn.mishaps import UnfitData, UnfitOption

FEWEST = 2  # rows to fit
UNLABELLED = -1  # the class of what is not labelled, by scikit-learn's convention for semi-supervised estimators
READING = ("column", "fold", "missing", "missing_values", "rule", "scale", "schema")  # which leave a sample per row
CONDITION = "y"  # what a target of numbers is called where it is a condition
Target = Literal["none", "classes", "numbers"]
Rows = npt.NDArray[Any]


@dataclass(frozen=True)
class Given:
    """X as an array (N, ...) or as a frame, y as it goes with it, and what y is to a method."""

    samples: Any
    kind: FrameKind | None
    target: Target = "none"
    y: Rows | None = None  # of classes their numbers, -1 unknown; of numbers float64
    classes: Rows | None = None

    def __len__(self) -> int:
        return len(self.samples) if self.kind is None else rows_of(self.samples)


def given_rows(estimator: Any, x: Any, *, reset: bool) -> Given:
    """Return X, checked as scikit-learn does; reset where an estimator is fitted to it anew.

    Missing values are allowed, infinite ones are not. Raises ValueError or TypeError, as scikit-learn's own do.
    """
    if is_frame(x):
        names = list(getattr(x, "column_names", None) or x.columns)
        if len(set(names)) < len(names):
            twice = next(name for at, name in enumerate(names) if name in names[:at])
            raise UnfitData(f"X has two columns {str(twice)[:60]!r}. Rename one.")
        validate_data(estimator, X=x, reset=reset, skip_check_array=True)
        if reset and rows_of(x) < FEWEST:
            raise UnfitData(f"X holds {rows_of(x)} sample(s), and {FEWEST} are the least: n_samples={rows_of(x)}.")
        return Given(x, FrameKind.of(x))
    if np.ma.is_masked(x):
        raise UnfitData("X is an array with a mask, which is not heeded. Give X.filled(np.nan).")
    fewest = FEWEST if reset else 1
    rows = validate_data(
        estimator,
        X=x,
        reset=reset,
        dtype="numeric",
        ensure_all_finite="allow-nan",
        allow_nd=True,
        ensure_min_samples=fewest,
    )
    return Given(rows, None)


def with_target(given: Given, y: Any, method: str, classes: Rows | None = None, wanted: Target | None = None) -> Given:
    """Return X with what y is to a method: its classes, numbers to condition on, or nothing.

    classes: those that are known already, of which every label must be one; wanted: what y was before, if it was.
    Raises ValueError for labels that are not one for each row, and for several targets.
    """
    if y is None:
        return given
    check_consistent_length(np.empty(len(given)), y)
    labels = column_or_1d(y)
    assert_all_finite(labels, input_name="y")
    wanted = wanted or target_of(labels, method)
    if wanted == "none":
        return given
    if wanted == "numbers":
        numbers = check_array(labels, ensure_2d=False, dtype=np.float64, input_name="y")
        return Given(given.samples, given.kind, "numbers", numbers)
    known = labels != UNLABELLED if method == "sgan" else np.ones(len(labels), np.bool_)
    found = np.unique(labels[known]) if classes is None else classes
    if not len(found):
        raise UnfitData("y holds no class, only -1 for samples that are not labelled. Give the class of some.")
    return Given(given.samples, given.kind, "classes", numbered(labels, found, known), found)


def target_of(labels: Rows, method: str) -> Target:
    """Return what a method makes of a target; raises ValueError for one that is neither classes nor numbers."""
    if method not in ("cgan", "acgan", "sgan") and ":" not in method:
        return "none"
    kind = type_of_target(labels, input_name="y")
    if kind in ("binary", "multiclass"):
        return "classes"
    if kind == "continuous":
        if method != "cgan":
            raise UnfitData(f"y holds numbers, and method={method!r} learns from classes. Use method='cgan'.")
        return "numbers"
    raise UnfitData(f"Unknown label type {kind!r} of y: give one class or one number for each row of X.")


def numbered(labels: Rows, classes: Rows, known: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return the number of each label among sorted classes, -1 where unknown; raises ValueError for another class."""
    places = np.full(len(labels), UNLABELLED)
    found = np.minimum(np.searchsorted(classes, labels[known]), len(classes) - 1)
    strange = classes[found] != labels[known]
    if strange.any():
        name = labels[known][np.flatnonzero(strange)[0]]
        raise UnfitData(f"y holds the class {str(name)[:60]!r}, which is none that the model was fitted to.")
    places[known] = found
    return places.astype(np.int64)


def source_of(given: Given, options: Mapping[str, Any] | None) -> tuple[Any, dict[str, Any]]:
    """Return what to train on, and the options to read it by, of which a person gives some.

    Columns that number the rows are kept, as are all others. Missing values of vectors are learnt as those of tables.
    """
    reading = _checked_options(options)
    source: Any = given.samples
    if given.kind is not None:
        source, columns = as_arrow(source)
        told = reading.get("column", ())
        reading["column"] = (*columns, *((told,) if isinstance(told, str) else told))
        reading["keep_index"] = True
        if given.target == "numbers":
            source, reading["condition"] = _with_column(source, given), (CONDITION,)
    elif given.target == "numbers":
        source = {"samples": given.samples, CONDITION: given.y}
        reading |= {"variable": "samples", "samples_axis": 0, "condition": (CONDITION,)}
    else:
        reading["samples_axis"] = 0
    if "missing" not in reading and given.kind is None and given.samples.ndim == 2 and _has_gaps(given.samples):
        reading |= {"missing": "model", "fold": "none"}
    if given.target == "classes":
        source = (source, given.y)
        reading |= {"unlabelled": str(UNLABELLED)} if (np.asarray(given.y) == UNLABELLED).any() else {}
    return source, reading


def _with_column(table: Any, given: Given) -> Any:
    import pyarrow

    if CONDITION in table.column_names:
        raise UnfitData(f"X has a column {CONDITION!r}, which is the name of the target here. Rename it.")
    return table.append_column(CONDITION, pyarrow.array(given.y))


def _has_gaps(rows: Rows) -> bool:
    return rows.dtype.kind == "f" and bool(np.isnan(rows).any())


def _checked_options(options: Mapping[str, Any] | None) -> dict[str, Any]:
    if not isinstance(options, Mapping | None):
        raise UnfitOption(
            f"data_options={str(options)[:60]!r}: give a dictionary, as data_options={{'scale': 'feature'}}."
        )
    for name in options or {}:
        if name not in READING:
            raise UnfitOption(
                f"data_options: {str(name)[:60]!r} would change which rows or columns X has, or is unknown. Of "
                f"{', '.join(READING)} any can be given."
            )
    return dict(options or {})


def require_all_columns(given: Given, origin: Origin, notes: tuple[str, ...]) -> None:
    """Raise ValueError where not every column of a frame is learnt from, with the reason."""
    if given.kind is None or len(origin.columns) == len(given.kind.names):
        return
    left = next(str(name) for name in given.kind.names if str(name) not in origin.columns)
    why = next((note for note in notes if repr(left) in note), f"column {left!r} is left out")
    other = f", or give data_options={{'column': '{left}:category'}}" if "column=" in why else ""
    raise UnfitData(f"X: {why.split(';')[0]}. Leave it out of X{other}.")


def values_of(given: Given, card: Card) -> Rows:
    """Return rows as the data of a model is stored: an array in its type, or the numbers of a table's columns.

    Raises DataError naming row, column and value of what a column of the model's cannot hold.
    """
    if given.kind is None:
        if any(column.is_named or column.type == "date" for column in card.origin.schema):
            raise UnfitData(
                "X is an array, and the model was fitted to a frame of other columns than numbers. Give one."
            )
        return as_fitted(given.samples, card.codec.dtype)
    if not card.origin.columns:
        return as_fitted(check_array(given.samples, ensure_all_finite="allow-nan"), card.codec.dtype)
    columns = replace(Columns.of(card.codec, card.origin, "X"), label=None, left_out=(), conditions=())
    frame = given.samples
    read = read_given({str(name): frame[name] for name in given.kind.names}, columns, card.origin, ())
    whole = np.isfinite(read.values).all() or card.codec.dtype.kind == "f"
    return read.values.astype(card.codec.dtype) if whole else read.values


def require_shape(given: Given, card: Card) -> None:
    """Raise ValueError where rows are not of the shape or the columns that a model was trained on."""
    wanted = card.codec.scale.low.shape
    if given.kind is None:
        if given.samples.shape[1:] != wanted:
            raise UnfitData(f"Samples of X have shape {given.samples.shape[1:]}, and the model was made for {wanted}.")
        return
    names, known = {str(name) for name in given.kind.names}, card.origin.columns
    if lacking := [name for name in known if name not in names]:
        raise UnfitData(f"X has no column {lacking[0]!r}, which the model was trained on. Add it.")
    if len(known) != wanted[0]:
        raise UnfitData("X is a frame, and the model was trained on an array without names. Give an array.")
