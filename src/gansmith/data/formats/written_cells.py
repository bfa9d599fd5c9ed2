"""Columns of a table as text that are numbers after all, and how each column is written."""

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gansmith.data.conventions import TABLES
from gansmith.data.formats.cells import MARKS, MISSING, TEXT, WHOLE, kind_of
from gansmith.data.formats.date_forms import form_of
from gansmith.data.formats.dates import read_moments
from gansmith.data.formats.dialect import Dialect
from gansmith.data.formats.lost_forms import lost_forms
from gansmith.data.formats.number_cells import decimals_in, has_points, read_numbers, without
from gansmith.data.formats.sign_cells import signed_form
from gansmith.data.formats.table_columns import listed
from gansmith.data.formats.typed import CASES, NAMES_OF_TRUTH, Written
from gansmith.data.formats.variables import Choices
from gansmith.data.formats.wanted_types import named_as
from gansmith.data.number_form import NumberForm, is_short_line
from gansmith.data.reader.library_errors import shown
from gansmith.data.schema import EXACT, inexact
from gansmith.errors import option

FirstCells = Mapping[str, Sequence[str]]  # those of each column

_PADDED = re.compile(r"0[0-9]+")
_SIGN, _USUAL = re.compile(r"[^0-9.,eE]"), NumberForm()
_PLAIN_WHOLE = r"^-?(0|[1-9][0-9]{0,17})$"


def with_numbers(
    table: Any, dialect: Dialect, first: FirstCells, path: str, choices: Choices, notes: list[str]
) -> tuple[Any, dict[str, Written]]:
    """Return the table with columns of text that are numbers after all as numbers, and how each column is written.

    Notes say how numbers are written where that is unusual. Raises DataError for whole numbers that are read as
    fractions, as they are beyond 64 bits.
    """
    import pyarrow
    from pyarrow import types

    marks = (*MARKS, *choices.table.missing_values)
    codes = padded({name: first[name] for name in table.column_names}, choices)
    if codes:
        notes.append(
            f"whole numbers that begin with 0, as codes do, are taken for names in {listed(codes)}; "
            f"{option('column', shown(codes[0]) + ':integer')} makes them numbers"
        )
    as_names, apart = named_as(choices.table.column, "category"), {*codes, choices.label}
    usual = next(iter(_marks(dialect)), "")
    how, seen, columns, every_mark = dict[str, list[str]](), dict[str, Written](), [], frozenset(marks)
    for name, column in zip(table.column_names, table.columns, strict=True):
        form: NumberForm | None = None
        is_text = types.is_string(column.type) and name not in apart
        found = None
        if is_text and name not in as_names:
            found = read_numbers(column, dialect.decimal, marks, bare=choices.conventions < TABLES)
        if found is not None:
            column, form = found.column, found.form
            how.setdefault(found.how, []).append(name)
        elif name in as_names:
            column = _whole_names(column)
        if name != choices.label and not types.is_string(column.type):
            column = without(column, choices.table.missing_values)
        columns.append(column)
        if choices.window is not None:
            continue
        if choices.conventions >= TABLES and name not in as_names and name != choices.label:
            _check_exact(column, first[name], name, path)
        seen[name] = _written(column, first[name], form, dialect, every_mark, usual)
    notes += _said(how, seen) + lost_forms(table.column_names, columns, first)
    return pyarrow.table(columns, names=table.column_names), seen


def _said(how: Mapping[str, Sequence[str]], seen: Mapping[str, Written]) -> list[str]:
    """Return notes of how numbers are written where that is unusual, and of dates that become those of one zone."""
    mixed = [name for name, one in seen.items() if "%z" in one.form]
    notes = [f"{listed(mixed)} holds dates of several time zones, which are written in UTC"] if mixed else []
    said = ((words, some) for words, some in how.items() if words)
    return notes + [f"numbers are read with {words} in {listed(some)}{_kept(words, some)}" for words, some in said]


def padded(first: FirstCells, choices: Choices) -> list[str]:
    """Return the columns of whole numbers of which some begin with 0, as codes do that are no amounts."""
    found = list[str]()
    if choices.conventions < TABLES:
        return found
    numbers = named_as(choices.table.column, "integer") | named_as(choices.table.column, "real")
    for name, cells in first.items():
        if name not in numbers and any(map(_PADDED.fullmatch, cells)):
            found += [name] if all(kind_of(cell) != TEXT for cell in cells) else []
    return found


def _kept(words: str, names: Sequence[str]) -> str:
    """Return how columns are kept as they are whose numbers have something before or behind them, a sign too."""
    is_plain = not any(part in words for part in ("before them", "behind them", "negative ones"))
    return "" if is_plain else f"; {option('column', shown(names[0]) + ':category')} takes them for names"


def first_cells(dialect: Dialect, names: Sequence[str]) -> FirstCells:
    """Return the first cells of each column, without the one that may be its name."""
    rows = dialect.rows[1:]
    return {name: [row[place].strip() for row in rows if place < len(row)] for place, name in enumerate(names)}


def _whole_names(column: Any) -> Any:
    """Return texts that are whole numbers, each written in one way, as numbers, which are the names of categories."""
    import pyarrow
    from pyarrow import compute

    texts = compute.utf8_trim_whitespace(column.cast(pyarrow.string()))
    texts = compute.if_else(compute.is_in(texts, value_set=pyarrow.array([*MARKS])), None, texts)
    is_whole = compute.all(compute.match_substring_regex(texts, _PLAIN_WHOLE), skip_nulls=True).as_py()
    return texts.cast(pyarrow.int64()) if is_whole and texts.null_count < len(texts) else column


def _check_exact(column: Any, cells: Sequence[str], name: str, path: str) -> None:
    """Raise DataError for whole numbers that were read as fractions, as they are too great for 64 bits."""
    from pyarrow import compute, types

    if not types.is_floating(column.type):
        return
    great = next((cell for cell in cells if kind_of(cell) == WHOLE and abs(int(cell)) > EXACT), None)
    if great is None or compute.max(compute.abs(column)).as_py() is None:
        return
    if all(kind_of(cell) in (WHOLE, MISSING) for cell in cells):
        raise inexact(great, name, f"{path}: column {shown(name)!r}")


def _written(
    column: Any, cells: Sequence[str], form: NumberForm | None, dialect: Dialect, marks: Container[str], usual: str
) -> Written:
    """Return how a column is written, by its first cells; usual: the mark of missing values that is most frequent."""
    from pyarrow import types

    gaps = [cell for cell in cells if cell in marks and is_short_line(cell)]
    mark = Counter(gaps).most_common(1)[0][0] if gaps else usual
    known = [cell for cell in cells if cell not in marks]
    if form is None and (types.is_floating(column.type) or types.is_integer(column.type)) and known:
        signed = signed_form(_USUAL, known, known) if any(map(_SIGN.search, known)) else _USUAL
        decimals, least = decimals_in(known, dialect.decimal), int(has_points(known, dialect.decimal))
        if decimals or least or signed != _USUAL:
            form = replace(signed, point=dialect.decimal, decimals=decimals, least=least)
    if types.is_boolean(column.type) and known:
        pairs = [(change("false"), change("true")) for change in CASES]
        truths = next((pair for pair in pairs if {*known} <= {*pair}), None)
        return Written("|".join(truths or NAMES_OF_TRUTH), mark)
    if (types.is_date(column.type) or types.is_timestamp(column.type)) and known:
        return Written(_date_form(known), mark)
    return Written(str(form or ""), mark)


def _marks(dialect: Dialect) -> list[str]:
    """Return the marks of missing values in a table, the most frequent first."""
    cells = Counter(cell.strip() for row in dialect.rows for cell in row)
    return [mark for mark, _ in cells.most_common() if mark and mark in MARKS]


def _date_form(known: Sequence[str]) -> str:
    import pyarrow

    found = read_moments(pyarrow.chunked_array([pyarrow.array(known)]), "auto", "")
    return "" if found is None or not found.order or not np.all(found.readable) else form_of(known, found)[0]
