"""The cells of a table as text: numbers, dates and names in the form of their column, quoted where they have to be."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gansmith.data.formats.dialect import BLANKS
from gansmith.data.formats.encoding import UTF8
from gansmith.data.formats.stored_columns import dates_as_texts
from gansmith.data.number_form import NumberForm
from gansmith.data.schema import Column

_ZONE = r"([+-][0-9]{2})([0-9]{2})$"  # of an offset without a colon


@dataclass(frozen=True)
class Writing:
    """How a table is written as text."""

    separator: str
    decimal: str = "."
    encoding: str = UTF8
    missing: str = ""

    @property
    def decimal_name(self) -> str:
        """The decimal mark in the words of the option."""
        return "comma" if self.decimal == "," else "point"


def marks_of(table: Any, how: Writing, columns: Mapping[str, Column]) -> list[str]:
    """Return what stands for a missing value in each column: the mark that was read, unless it is a name there."""
    from pyarrow import compute, string, types

    found = []
    for name, values in zip(table.column_names, table.columns, strict=True):
        mark = how.missing if name not in columns else columns[name].mark
        has_names = types.is_string(values.type) or types.is_dictionary(values.type)
        taken = mark and has_names and compute.any(compute.equal(values.cast(string()), mark)).as_py()
        found.append(_mark("" if taken else mark, how, alone=table.num_columns == 1))
    return found


def lines_of(table: Any, how: Writing, columns: Mapping[str, Column], marks: Sequence[str]) -> list[str]:
    """Return the rows of a table as lines without their ends.

    columns say how each is written, by name; marks what stands for a missing value in each, see `marks_of`.
    """
    from pyarrow import compute

    if not table.num_columns:
        return []
    cells = []
    for place, name in enumerate(table.column_names):
        column = columns.get(name)
        texts = _quoted(_texts(table.column(place).combine_chunks(), column, how), how, is_first=place == 0)
        cells.append(compute.fill_null(texts, marks[place]))
    lines: list[str] = compute.binary_join_element_wise(*cells, how.separator).to_pylist()
    return lines


def _mark(mark: str, how: Writing, *, alone: bool) -> str:
    """Return what stands for a missing value, which is no empty line, and no blank among blanks."""
    if mark and not any(sign in mark for sign in (how.separator, '"', "\r", "\n")):
        return mark
    return '""' if alone or how.separator == BLANKS else ""


def _texts(values: Any, column: Column | None, how: Writing) -> Any:
    """Return a column as texts, null where missing."""
    import pyarrow
    from pyarrow import compute, types

    gaps = compute.is_null(values, nan_is_null=True)
    kind = values.type
    if types.is_dictionary(kind):
        return values.cast(pyarrow.string())
    if types.is_boolean(kind):
        names = column.truths if column is not None and column.form else ("false", "true")
        return compute.if_else(values, names[1], names[0])
    is_date = types.is_date(kind) or types.is_timestamp(kind)
    if is_date:
        return _dates(values, column, kind)
    if types.is_floating(kind) or types.is_integer(kind):
        form = NumberForm.of(column.form) if column is not None and column.form and column.type != "date" else None
        if form is not None and not column_is_named(column):
            numbers = np.asarray(compute.fill_null(values, 0).to_numpy(zero_copy_only=False))
            return pyarrow.array(form.texts(np.nan_to_num(numbers).tolist()), pyarrow.string(), mask=_mask(gaps))
    texts = values.cast(pyarrow.string())
    if types.is_floating(kind) and how.decimal != ".":
        texts = compute.replace_substring(texts, ".", how.decimal)
    return compute.if_else(gaps, None, texts)


def column_is_named(column: Column | None) -> bool:
    """Whether a column holds names, and no numbers that have a form."""
    return column is not None and column.is_named


def _mask(gaps: Any) -> Any:
    return np.asarray(gaps.to_numpy(zero_copy_only=False))


def _dates(values: Any, column: Column | None, kind: Any) -> Any:
    """Return dates as texts in the form of their column, or in that of ISO 8601."""
    import pyarrow
    from pyarrow import compute, types

    if column is not None and column.type == "date" and column.form:
        unit = "s" if types.is_date(kind) else kind.unit
        whole = values.cast(pyarrow.timestamp(unit) if types.is_date(kind) else kind).cast(pyarrow.int64())
        counted = np.asarray(compute.fill_null(whole, 0).to_numpy(zero_copy_only=False))
        as_stored = replace(column, unit=unit)
        return pyarrow.array(dates_as_texts(counted, as_stored), pyarrow.string(), mask=_mask(whole.is_null()))
    texts = values.cast(pyarrow.string())
    if types.is_timestamp(kind):
        texts = compute.replace_substring_regex(texts, r"\.0+(Z?|[+-][0-9]{4})$", r"\1")
        texts = compute.replace_substring_regex(texts, _ZONE, r"\1:\2")
    return texts


def _quoted(texts: Any, how: Writing, *, is_first: bool) -> Any:
    """Return texts in quotes where they would be read otherwise: as several cells, a comment, or nothing."""
    from pyarrow import compute

    signs = "".join(map(re.escape, {how.separator, '"', "\r", "\n", *((" ", "\t") if how.separator == BLANKS else ())}))
    pattern = f"[{signs}]|^$|^\\s|\\s$" + ("|^[#%]" if is_first else "")
    special = compute.match_substring_regex(texts, pattern)
    if not compute.any(special).as_py():
        return texts
    doubled = compute.replace_substring(texts, '"', '""')
    wrapped = compute.binary_join_element_wise('"', doubled, '"', "")
    return compute.if_else(special, wrapped, texts)
