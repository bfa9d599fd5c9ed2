"""Data frames of several libraries by what they have in common: in as tables of pyarrow's, samples out as such frames.

No library of frames is imported: a frame that was given brings its own along.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gansmith.data.chunks import Array
from gansmith.data.dataset import Origin
from gansmith.data.formats.arrays import type_of
from gansmith.data.formats.objects import arrow_of, is_frame
from gansmith.data.formats.table import to_table
from gansmith.data.reader.library_errors import shown
from gansmith.errors import DataError, UsageError


@dataclass(frozen=True)
class FrameKind:
    """What frames are like: an empty one, with the library, the names and the types of the columns.

    Attributes
    ----------
    empty : data frame
        The frame without its rows.
    """

    empty: Any

    @classmethod
    def of(cls, frame: Any) -> "FrameKind":
        """Return the kind of a frame; raises UsageError for one of a library that is not known here."""
        if hasattr(frame, "iloc") and hasattr(frame, "astype"):  # pandas
            return cls(frame.iloc[:0])
        if hasattr(frame, "clear") and hasattr(frame, "schema"):  # polars
            return cls(frame.clear())
        if hasattr(frame, "column_names") and hasattr(frame, "slice"):  # pyarrow
            return cls(frame.slice(0, 0))
        raise UsageError(f"A data frame of type {type_of(frame)} is not known: give one of pandas, polars or pyarrow.")

    @property
    def names(self) -> tuple[Any, ...]:
        """Names of the columns."""
        return tuple(getattr(self.empty, "column_names", None) or self.empty.columns)

    def filled(self, table: Any) -> Any:
        """Return a table of pyarrow's, with as many columns, as a frame of this kind: library, names and types."""
        empty = self.empty
        if hasattr(empty, "iloc"):
            found = table.to_pandas()
            found.columns = empty.columns
            kinds = list(empty.dtypes)
            return type(empty)({name: found[name].astype(kind) for name, kind in zip(self.names, kinds, strict=True)})
        table = table.rename_columns([str(name) for name in self.names])
        if not hasattr(empty, "column_names"):
            return type(empty)(table).cast(empty.schema)
        columns = [_as_type(column, field.type) for column, field in zip(table.columns, empty.schema, strict=True)]
        return type(empty).from_arrays(columns, schema=empty.schema)

    def of_samples(self, samples: Array, origin: Origin) -> Any:
        """Return samples (N, D) of data that was read from such a frame, as a frame of this kind."""
        return self.filled(to_table(samples, origin, None, ()))


def rows_of(frame: Any) -> int:
    """Return how many rows a frame has."""
    return int(frame.shape[0])


def taken(frame: Any, rows: Sequence[int] | Array) -> Any:
    """Return rows of a frame by their numbers, as a frame of the same kind with a new index."""
    if hasattr(frame, "iloc"):
        return frame.iloc[rows].reset_index(drop=True)
    return frame.take(rows) if hasattr(frame, "take") else frame[rows]


def as_arrow(frame: Any) -> tuple[Any, tuple[str, ...]]:
    """Return a frame as a table of pyarrow's, and the options of its columns that read it as the frame means it.

    Categories whose names are numbers are categories, as in --column zip:category, and no numbers; truth values as
    categories are truth values. Raises DataError for a column that would not come back as it is.
    """
    from pyarrow import types

    table = arrow_of(frame)
    strange = next((field for field in table.schema if _is_strange(field.type)), None)
    if strange is not None:
        raise DataError(
            f"Column {shown(strange.name)!r} of the frame is of the type {shown(str(strange.type))}, which is read as "
            "something else. Turn it into numbers, texts or dates."
        )
    for at, field in enumerate(table.schema):
        if types.is_dictionary(field.type) and types.is_boolean(field.type.value_type):
            table = table.set_column(at, field.name, table.column(at).cast(field.type.value_type))
    numbers = [
        field.name
        for field in table.schema
        if types.is_dictionary(field.type) and types.is_primitive(field.type.value_type)
    ]
    return table, tuple(f"{name}:category" for name in numbers)


def _is_strange(kind: Any) -> bool:
    """Whether a column of a type of pyarrow's would not come back as it is."""
    import pyarrow
    from pyarrow import types

    inner = kind.value_type if types.is_dictionary(kind) else kind
    return isinstance(inner, pyarrow.BaseExtensionType) or types.is_nested(inner)


def _as_type(column: Any, kind: Any) -> Any:
    """Return a column of pyarrow's in another type; it has no cast into categories that are no texts."""
    from pyarrow import types

    if types.is_dictionary(kind) and not types.is_dictionary(column.type):
        return column.cast(kind.value_type).dictionary_encode().cast(kind)
    return column.cast(kind)


__all__ = ["FrameKind", "as_arrow", "is_frame", "rows_of", "taken"]
