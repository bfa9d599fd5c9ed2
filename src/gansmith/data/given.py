"""Rows of which some columns are given and the others are to be drawn, from a file or from memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.dataset import Dataset, Origin
from gansmith.data.expressions.columns import Columns
from gansmith.data.expressions.constants import Unsuitable, number_of
from gansmith.data.formats.arrays import array_of, type_of
from gansmith.data.formats.cells import MARKS
from gansmith.data.formats.named_columns import EVERY_TEXT
from gansmith.data.formats.objects import is_frame
from gansmith.data.formats.read import open_data
from gansmith.data.formats.registry import FORMATS, format_of
from gansmith.data.formats.table_choices import AS_FOUND
from gansmith.data.reader.library_errors import shown
from gansmith.data.schema import Column, columns_of
from gansmith.errors import DataError, UsageError, option

_MEMORY = "the given rows"
_MAY_BE_NAMES = ("-", "--", ".")  # among the marks of missing values
_GAPS = ("NAType", "NaTType")  # types of what frames hold in place of missing values
_TO_LIST = ("to_pylist", "to_list", "tolist")


@dataclass(frozen=True)
class Given:
    """Values (N, D) of a table's columns, NaN where they are not given; classes (N,), -1 where not; and notes."""

    values: npt.NDArray[np.float64]
    classes: npt.NDArray[np.int64]
    where: str
    notes: tuple[str, ...] = ()


def read_given(source: Any, columns: Columns, origin: Origin, class_names: Sequence[str]) -> Given:
    """Return the given values of rows: a file, a data frame, an array (N, D), or a dictionary of columns.

    A column that is absent, or a cell that is empty, is not given. class_names are those that the generator can be
    asked for, () for none. Raises DataError naming row, column and value of what a column cannot hold.
    """
    where = str(source) if isinstance(source, str | Path) else _MEMORY
    cells, notes = _cells(source, where, origin)
    if not isinstance(cells, Mapping):
        return Given(_of_array(cells, columns, where), np.full(len(cells), -1), where, notes)
    count = next(iter(map(len, cells.values())), 0)
    if not count:
        raise DataError(f"{where}: there are no rows. Give one at least.")
    values, classes, unused = np.full((count, len(columns.names)), np.nan), np.full(count, -1), []
    for name, column in cells.items():
        if name == columns.label and class_names:
            classes = _classes(column, name, class_names, where)
        elif name in (columns.label, *columns.left_out):
            unused.append(shown(name))
        elif name not in columns.names:
            raise DataError(f"{where}: {columns.unknown(name)}. Rename it, or leave it out.".replace("?.", "?"))
        else:
            place = columns.names.index(name)
            values[:, place] = _numbers(column, columns[place], where)
    if unused:
        notes = (*notes, f"{where}: columns that the model does not draw are left out: {', '.join(unused)}")
    return Given(values, classes, where, notes)


def _cells(source: Any, where: str, origin: Origin) -> tuple[Mapping[str, Sequence[Any]] | Any, tuple[str, ...]]:
    """Return the columns by name, each a list of cells, or an array (N, D) where they have no names; and notes."""
    if isinstance(source, str | Path):
        dataset = _opened(Path(source), origin)
        notes = tuple(f"{where}: {note}" for note in dataset.notes)
        named = dataset.origin.columns and dataset.values.ndim == 2
        return (_of_dataset(dataset) if named else dataset.values), notes
    if isinstance(source, Mapping):
        return _of_mapping(source), ()
    if is_frame(source):
        names = list(getattr(source, "column_names", None) or source.columns)
        return {str(name): _listed(source[name]) for name in names}, ()
    if isinstance(source, np.ndarray | list | tuple) or hasattr(source, "__array__"):
        return array_of(source, "The given rows"), ()
    raise UsageError(
        f"{option('given')} of type {type_of(source)} cannot be read: give a path, a data frame, an array, or a "
        "dictionary of columns."
    )


def _opened(path: Path, origin: Origin) -> Dataset:
    """Open a file of rows; texts are read as they are, whatever they hold, so that no column goes missing."""
    kind = FORMATS.get(format_of(path) or "")
    table = AS_FOUND
    if kind is not None and "keep_index" in kind.options:
        table = replace(table, columns=EVERY_TEXT, keep_index=True)
        if "header" in kind.options and "header" in origin.details:
            table = replace(table, header="yes" if origin.details["header"] else "no")
    # lenient: arrays without fields know no such choices
    dataset = open_data(path, fewest=1, table=table, lenient=True)
    if table.header == "no" and _begins_with_names(dataset, origin):
        return open_data(path, fewest=1, table=replace(table, header="yes"), lenient=True)
    return dataset


def _begins_with_names(dataset: Dataset, origin: Origin) -> bool:
    """Return whether the first row holds names of columns, which those of data without a line of names get here."""
    first = [column[0] for column in _of_dataset(dataset).values()] if dataset.values.ndim == 2 else []
    return bool(first) and all(isinstance(cell, str) and cell in (*origin.columns, origin.label) for cell in first)


def _of_dataset(dataset: Dataset) -> dict[str, list[Any]]:
    schema = dataset.schema or columns_of(dataset.values, dataset.origin.columns)
    return {
        column.name: [None if np.isnan(value) else _cell(column, value) for value in np.asarray(values, np.float64)]
        for column, values in zip(schema, dataset.values.T, strict=True)
    }


def _cell(column: Column, value: float) -> Any:
    """Return the value that a column holds by a number, as a person would give it."""
    if column.type == "boolean":
        return bool(value)
    if column.is_named:
        return column.categories[int(value)]
    if column.type == "date":
        return np.array(round(value)).astype(f"datetime64[{column.unit}]")[()]
    return int(value) if column.type == "integer" else float(value)


def _of_mapping(source: Mapping[Any, Any]) -> dict[str, Sequence[Any]]:
    """Return the columns of a dictionary, in which one value alone holds for all rows."""
    lists = {str(name): None if _is_one(value) else _listed(value) for name, value in source.items()}
    lengths = {len(cells) for cells in lists.values() if cells is not None}
    if len(lengths) > 1:
        raise DataError(
            f"{_MEMORY}: columns have {' and '.join(map(str, sorted(lengths)[:3]))} values. Give one length."
        )
    count = lengths.pop() if lengths else 1
    return {str(name): lists[str(name)] or [value] * count for name, value in source.items()}


def _is_one(value: Any) -> bool:
    return (
        isinstance(value, str | bytes)
        or not (hasattr(value, "__len__") or hasattr(value, "__array__"))
        or (getattr(value, "ndim", 1) == 0)
    )


def _listed(values: Any) -> list[Any]:
    convert = next((getattr(values, name) for name in _TO_LIST if hasattr(values, name)), None)
    return list(values) if convert is None else list(convert())


def _is_gap(cell: Any, names: Iterable[str]) -> bool:
    if isinstance(cell, str):
        text = cell.strip()
        return text not in names and text in MARKS and text not in _MAY_BE_NAMES
    if cell is None or type(cell).__name__ in _GAPS:
        return True
    return bool(np.isnat(cell)) if isinstance(cell, np.datetime64) else bool(cell != cell)


def _numbers(cells: Sequence[Any], column: Column, where: str) -> npt.NDArray[np.float64]:
    """Return cells as the numbers by which a column holds them, NaN where there is nothing."""
    known: dict[Any, float] = {}
    values = np.full(len(cells), np.nan)
    limits = np.iinfo(column.stored) if column.stored.removeprefix("u") in ("int8", "int16", "int32", "int64") else None
    for row, cell in enumerate(cells):
        if _is_gap(cell, column.categories):
            continue
        told = (type(cell), cell)
        try:
            if told not in known:
                known[told] = number_of(column, cell.strip() if isinstance(cell, str) else cell)
            value = known[told]
            if limits is not None and not column.is_named and not limits.min <= value <= limits.max:
                raise Unsuitable(
                    f"{shown(column.name)!r} is stored as {column.stored}, which cannot hold {shown(cell)}"
                )
        except (Unsuitable, TypeError) as error:
            why = error if isinstance(error, Unsuitable) else f"{shown(repr(cell))} is no single value. Give one"
            raise DataError(f"{where}, row {row}, column {shown(column.name)!r}: {why}.") from None
        values[row] = value
    return values


def _classes(cells: Sequence[Any], name: str, class_names: Sequence[str], where: str) -> npt.NDArray[np.int64]:
    column = Column(name, "category", 0, tuple(class_names))
    numbers = _numbers(cells, column, where)
    return np.where(np.isnan(numbers), -1, numbers).astype(np.int64)


def _of_array(stored: Any, columns: Columns, where: str) -> npt.NDArray[np.float64]:
    """Return an array of numbers as given values: categories by their numbers, as samples have them."""
    if stored.ndim != 2 or stored.shape[1] != len(columns.names) or stored.dtype.kind not in "biuf":
        raise DataError(
            f"{where}: an array of shape {stored.shape} and type {stored.dtype} is given, and (N, "
            f"{len(columns.names)}) numbers are needed, NaN where nothing is given. Or give columns by their names."
        )
    values = np.asarray(stored, np.float64)
    for place, column in enumerate(columns.code.columns):
        whole = column.is_named or column.type in ("integer", "date")
        known = np.isfinite(values[:, place])
        wrong = known & (values[:, place] != np.rint(values[:, place])) if whole else np.isinf(values[:, place])
        if column.is_named:
            wrong |= known & ~np.isin(values[:, place], np.arange(len(column.categories)))
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            holds = f"numbers of categories, 0 to {len(column.categories) - 1}" if column.is_named else "whole numbers"
            raise DataError(
                f"{where}, row {row}, column {shown(column.name)!r}: {values[row, place]:g} is none of its values, "
                f"which are {holds if whole else 'finite numbers'}."
            )
    return values
