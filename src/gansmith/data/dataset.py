"""What a reader returns: the values, their labels, and all a writer needs to write the same kind of file again."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array, row_chunks
from gansmith.data.codec.fold import looks_like_pictures
from gansmith.data.codec.signals import looks_like_signals
from gansmith.data.formats.registry import FORMATS
from gansmith.data.quantities import Quantity, require_writable
from gansmith.data.reader.library_errors import shown
from gansmith.data.schema import Column
from gansmith.data.survey import Survey, survey
from gansmith.errors import DataError

Detail = str | int

ORIGINS = (*FORMATS, "folder", "arrays", "builtin")
_WIDEST, _WIDEST_NAME = 8, 40_000  # bytes of a number, and of a class's name
_LONGEST_TYPE = 20  # characters of a type's name
_LONGEST_STEP = 1e30  # between moments
MOST_CLASSES = 10_000  # columns of labels that are one for each class
_LONGEST_REASON = 120  # characters of what is wrong with a stored origin
_MOST_AXES = 32  # of an array that anybody stores; numpy has none beyond 64


@dataclass(frozen=True)
class Origin:
    """Where values came from: everything needed to write the same kind of file again."""

    format: str  # one of ORIGINS
    path: str  # as the user gave it; a built-in set's name
    dtype: str  # of the stored values, in numpy's words: "float32", ">i2"
    stored_shape: tuple[int, ...]
    samples_axis: int  # which axis of the stored array holds the samples
    variable: str | None = None  # of a .mat, .npz or .h5
    columns: tuple[str, ...] = ()  # feature columns of a table
    label: str | None = None  # label column or variable
    details: Mapping[str, Detail] = field(default_factory=dict)  # what only one format knows: "version", "channels" ...
    schema: tuple[Column, ...] = ()  # what each of the columns holds
    conditions: tuple[Quantity, ...] = ()  # columns or variables that samples are conditioned on

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values that `from_json` turns back into an equal Origin."""
        document = vars(self) | {
            "stored_shape": list(self.stored_shape),
            "columns": list(self.columns),
            "details": dict(self.details),
            "schema": [column.to_json() for column in self.schema],
            "conditions": [asdict(quantity) for quantity in self.conditions],
        }
        return {name: value for name, value in document.items() if value or name not in ("schema", "conditions")}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Origin":
        """Rebuild from `to_json`'s document. Raises DataError if a field is missing, unknown, or cannot be written."""
        from pydantic import TypeAdapter, ValidationError

        try:
            if unknown := sorted(set(document) - set(cls.__dataclass_fields__)):
                raise ValueError(f"{shown(unknown[0])!r} is no field of it")
            origin = TypeAdapter(cls).validate_python(dict(document))
            origin._require_writable()
        except ValidationError as error:
            first = error.errors()[0]
            reason = shown(f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
            raise DataError(f"The stored origin of the data is damaged: {reason}. Restore it from a copy.") from None
        except (TypeError, ValueError) as error:
            raise DataError(
                f"The stored origin of the data is damaged: {str(error)[:_LONGEST_REASON]}. Restore it from a copy."
            ) from error
        return origin

    def _require_writable(self) -> None:
        """Raise ValueError or TypeError for what no reader says of a file."""
        if self.format not in ORIGINS:
            raise ValueError(f"format {shown(self.format)!r} is unknown")
        axes = len(self.stored_shape)
        if not (1 <= axes <= _MOST_AXES and 0 <= self.samples_axis < axes and min(self.stored_shape) >= 0):
            raise ValueError(f"axis {self.samples_axis} of shape {self.stored_shape[:_MOST_AXES]}")
        _require_type("dtype", self.dtype, "biuf", _WIDEST)
        _require_type("label_dtype", self.details.get("label_dtype", "int64"), "biufSU", _WIDEST_NAME)
        if self.schema and len(self.schema) != len(self.columns):
            raise ValueError(f"{len(self.schema)} columns have types, and {len(self.columns)} names")
        require_writable(self.conditions)
        if not 0 <= int(self.details.get("label_at", 0)) <= len(self.columns) + len(self.conditions):
            raise ValueError(f"label_at {shown(self.details['label_at'])!r}")
        if not 0 <= int(self.details.get("one_hot", 0)) <= MOST_CLASSES:
            raise ValueError(f"one_hot {shown(self.details['one_hot'])!r}")
        for name in ("rate", "bits", "window"):
            if int(self.details.get(name, 0)) < 0:
                raise ValueError(f"{name} {shown(self.details[name])!r}")
        if not 0 <= float(self.details.get("step", 0)) < _LONGEST_STEP:
            raise ValueError(f"step {shown(self.details['step'])!r}")
        order = str(self.details.get("axes") or "N")
        known = len(set(order)) == len(order) and set(order) <= set("NHWCL")
        if "axes" in self.details and not (known and len(order) == axes and order.find("N") == self.samples_axis):
            raise ValueError(f"axes {order[:_MOST_AXES]!r}")


def _require_type(name: str, said: Detail, kinds: str, widest: int) -> None:
    """Raise ValueError where a number type is unknown, or is not of these kinds."""
    try:
        dtype = np.dtype(str(said)[:_LONGEST_TYPE])
    except (SyntaxError, TypeError, ValueError):
        raise ValueError(f"{name} {str(said)[:_LONGEST_TYPE]!r} is no type of numbers") from None
    if dtype.kind not in kinds or dtype.itemsize > widest:
        raise ValueError(f"{name} {dtype}")


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples in their own units and dtype, along the first axis, with their labels and origin.

    Attributes
    ----------
    values : array, shape (N, D), (N, H, W) or (N, H, W, C)
        The samples.
    labels : array of int64, shape (N,), or None
        Class index of each sample, -1 if unknown.
    class_names : tuple of str
        Name of each class.
    origin : Origin
        Where the values come from, with all that is needed to write a file of the same form.
    source : Dataset or None
        The images that samples are translated from.
    paired : bool
        Whether image i of `source` belongs to sample i.
    notes : tuple of str
        What was chosen, changed or left out as the data was read, in words.
    conditions : array of float64, shape (N, K), or None
        Numbers that samples are conditioned on, NaN where missing; `origin.conditions` names them.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.data import open_data
    >>> dataset = open_data(np.zeros((3, 2)))
    >>> len(dataset), dataset.sample_shape, len(dataset.rows(np.array([0, 2])))
    (3, (2,), 2)
    """

    values: Array
    labels: npt.NDArray[np.int64] | None  # (N,), -1 = unknown
    class_names: tuple[str, ...]
    origin: Origin
    source: "Dataset | None" = None
    paired: bool = False
    notes: tuple[str, ...] = ()
    conditions: npt.NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.values)

    @property
    def schema(self) -> tuple[Column, ...]:
        """What each column of a table holds; empty where that is only known from the values."""
        return self.origin.schema

    @property
    def sample_shape(self) -> tuple[int, ...]:
        """Shape of one sample: (D,), (H, W) or (H, W, C)."""
        return self.values.shape[1:]

    def rows(self, chosen: npt.NDArray[Any]) -> "Dataset":
        """Return a selection of the samples, with their labels and, if paired, their source images.

        Parameters
        ----------
        chosen : array of int or bool
            Indices of the samples, or a mask of shape (N,).

        Returns
        -------
        Dataset
            The selection.
        """
        labels = None if self.labels is None else self.labels[chosen]
        source = self.source.rows(chosen) if self.source is not None and self.paired else self.source
        conditions = None if self.conditions is None else self.conditions[chosen]
        return replace(self, values=self.values[chosen], labels=labels, source=source, conditions=conditions)

    @cached_property
    def survey(self) -> Survey:
        """Ranges and missing values, measured once."""
        return survey(self.values)

    @cached_property
    def is_folded(self) -> bool:
        """Whether the samples are vectors that look like images laid out row by row."""
        return self.values.ndim == 2 and looks_like_pictures(self.values)

    @property
    def has_channels(self) -> bool:
        """Whether the samples are signals of several channels, (N, 1, L, C)."""
        return self.values.ndim == 4 and self.values.shape[1] == 1 and "L" in str(self.origin.details.get("axes"))

    @cached_property
    def is_signal(self) -> bool:
        """Whether the samples are signals: recordings, of several channels, or rows that look like it."""
        if self.has_channels:
            return True
        return self.values.ndim == 2 and ("window" in self.origin.details or looks_like_signals(self.values))

    @cached_property
    def sha256(self) -> str:
        """Hash of values, labels, conditions and source images, the same for every file format."""
        digest = hashlib.sha256(b"" if self.source is None else bytes.fromhex(self.source.sha256))
        for part in (self.values, self.labels, self.conditions):
            if part is not None:
                digest.update(f"{part.dtype.str}{part.shape}".encode())
                for chunk in row_chunks(part):
                    digest.update(np.ascontiguousarray(chunk).data)
        return digest.hexdigest()
