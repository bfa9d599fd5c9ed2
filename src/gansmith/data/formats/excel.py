"""Sheets of Excel's .xlsx files, read and written through openpyxl."""

import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from importlib import import_module
from pathlib import Path
from typing import Any

from gansmith.data.conventions import TABLES
from gansmith.data.dataset import Dataset
from gansmith.data.formats.cells import MARKS
from gansmith.data.formats.columns import check_names, kept_columns
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.dialect import Dialect
from gansmith.data.formats.header import holds_names, units_below
from gansmith.data.formats.marks import DETAIL
from gansmith.data.formats.number_cells import read_numbers, without
from gansmith.data.formats.size_limits import check_unpacked
from gansmith.data.formats.table import from_table, to_table
from gansmith.data.formats.table_columns import listed
from gansmith.data.formats.text_table import column_names
from gansmith.data.formats.variables import Choices
from gansmith.data.formats.wanted_types import named_as
from gansmith.data.reader.library_errors import did_you_mean, reading, require, shown
from gansmith.data.storage.memory import expect
from gansmith.errors import DataError, UsageError, option, remark

_PADDED = re.compile(r"0[0-9]+")
_LOOKED_AT = 200  # rows in which names are told from values
_COPIES = 24  # bytes taken for each byte of a sheet's text, whose cells become objects
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384  # of a sheet
_MOST_BLANK = 10_000  # empty rows after which a sheet is over

Cells = list[Any]


def read_xlsx(path: str, choices: Choices) -> Dataset:
    """Read a sheet of a .xlsx file: the only one that holds a table, or `choices.variable`. Raises DataError."""
    import pyarrow

    notes: list[str] = []
    with reading(path, "an Excel file"):
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        check_unpacked(path, "xlsx", Path(path).stat().st_size, unpacked)
        expect(_COPIES * unpacked)
        book = _openpyxl().load_workbook(path, read_only=True, data_only=True)
        sheet, rows = _chosen(book, choices.variable, path)
        rows = _below_titles(rows, notes)
        width = max(map(len, rows))
        rows = [row + [None] * (width - len(row)) for row in rows]
        first = [[_text(cell) for cell in row] for row in rows[: _LOOKED_AT + 1]]
        names, has_names = column_names(Dialect(b"", ",", ".", first, 0, quoted=False), choices.table.header, notes)
        check_names(names, path)
        kept, below = set(kept_columns(names, choices, path, has_names=has_names)), rows[has_names:]
        if has_names and (units := units_below(first[1:])):
            below = below[1:]
            notes.append(f"the row below the names is left out, as it holds units: {listed(units)}")
        how = dict[str, list[str]]()
        columns = {
            name: _column([row[place] for row in below], name, choices, how)
            for place, name in enumerate(names)
            if name in kept and (name or any(row[place] is not None for row in below))
        }
    notes += [_said(words, some) for words, some in how.items() if words]
    return from_table(
        pyarrow.table(columns),
        "xlsx",
        path,
        choices,
        details={"header": int(has_names), "sheet": sheet},
        notes=notes,
        missing=choices.table.missing_values,
    )


def write_xlsx(path: Path, made: Contents) -> None:
    """Write one sheet of the columns that were read. Raises UsageError for more than a sheet holds."""
    origin = made.origin
    for module, extra in (("pyarrow", "table"), ("openpyxl", "excel")):
        require(module, extra, f"Writing {path.suffix}")
    table = to_table(made.values, origin, made.labels, made.class_names, made.conditions)
    if table.num_rows >= _MOST_ROWS or table.num_columns > _MOST_COLUMNS:
        raise UsageError(
            f"A sheet of Excel holds {_MOST_ROWS:,} rows of {_MOST_COLUMNS:,} columns, and there are "
            f"{table.num_rows:,} of {table.num_columns:,}. Write .parquet instead."
        )
    book = _openpyxl().Workbook(write_only=True)
    sheet = book.create_sheet(_title(str(origin.details.get("sheet", "Sheet1"))))
    names = _names_above(table, wanted=bool(origin.details.get("header", 1)) or origin.format != "xlsx")
    try:
        for name in names:
            sheet.append([_cell(sheet, cell) for cell in name])
        for batch in table.to_batches(max_chunksize=1000):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                sheet.append([_cell(sheet, cell) for cell in row])
    except _openpyxl().utils.exceptions.IllegalCharacterError:
        raise UsageError("A name has a character that Excel does not take. Write .parquet instead.") from None
    book.properties.description = origin.details.get(DETAIL)
    book.save(path)


def _openpyxl() -> Any:
    return import_module("openpyxl")


def _chosen(book: Any, named: str | None, path: str) -> tuple[str, list[Cells]]:
    """Return the name and the rows of the sheet that is read."""
    titles = [sheet.title for sheet in book.worksheets]
    if named is not None:
        if named not in titles:
            raise DataError(
                f"{path} has no sheet {shown(named)!r}.{did_you_mean(named, titles)} Its sheets: {_listed(titles)}."
            )
        titles = [named]
    filled = {title: rows for title in titles if (rows := _rows(book[title]))}
    if not filled:
        raise DataError(f"{path} holds no table: its sheets {_listed(titles)} are empty.")
    if len(filled) > 1:
        raise DataError(
            f"{path} holds several sheets; choose one with {option('variable', 'NAME')}: {_listed([*filled])}."
        )
    return next(iter(filled.items()))


def _said(words: str, names: Sequence[str]) -> str:
    as_names = option("column", f"{shown(names[0])}:category")
    return f"texts are read as numbers, with {words} in {listed(names)}; {as_names} takes them for names"


def _listed(titles: Sequence[str]) -> str:
    return ", ".join(repr(shown(title)) for title in titles[:20])


def _rows(sheet: Any) -> list[Cells]:
    """Return the rows of a sheet without empty ones at its start and end, and empty cells at their end."""
    rows: list[Cells] = []
    blank = 0
    for cells in sheet.iter_rows(values_only=True):
        row = list(cells)
        while row and row[-1] in (None, ""):
            row.pop()
        blank = 0 if row else blank + 1
        if row or rows:
            rows.append(row)
        if blank > _MOST_BLANK:
            break
    return rows[: len(rows) - blank]


def _below_titles(rows: list[Cells], notes: list[str]) -> list[Cells]:
    """Return the rows without those of one cell, and empty ones, above a table of several columns."""
    width, start = max(map(len, rows)), 0
    while width > 2 and start < len(rows) - 2 and sum(cell is not None for cell in rows[start]) <= 1:
        start += 1
    if start:
        notes.append(f"{start} rows above the table are left out, the first {shown(_text(rows[0][-1]))!r}")
    return rows[start:]


def _column(cells: Cells, name: str, choices: Choices, how: dict[str, list[str]]) -> Any:
    """Return a column as numbers with nulls, or as text; how gets its name where its texts are numbers in some form."""
    import pyarrow

    is_label = name == choices.label
    told = choices.table.missing_values
    if not is_label and {type(cell) for cell in cells} <= {int, float, type(None)}:
        try:
            return without(pyarrow.array(cells), told)
        except (pyarrow.ArrowInvalid, OverflowError):  # whole numbers beyond 64 bits
            return without(pyarrow.array([None if cell is None else float(cell) for cell in cells]), told)
    if not is_label and {type(cell) for cell in cells} <= {bool, type(None)}:
        return pyarrow.array(cells, pyarrow.bool_())
    if not is_label and choices.window is None and {type(cell) for cell in cells} <= {datetime, date, type(None)}:
        return pyarrow.array(cells, pyarrow.timestamp("us"))
    texts = pyarrow.array([_text(cell) for cell in cells], pyarrow.string())
    if is_label or name in named_as(choices.table.column, "category"):
        return texts
    if any(isinstance(cell, str) and _PADDED.fullmatch(cell.strip()) for cell in cells):
        return texts  # a code that begins with 0 is no number
    found = read_numbers(texts, ".", (*MARKS, *told), bare=choices.conventions < TABLES)
    if found is None:
        return texts
    how.setdefault(found.how, []).append(name)
    return without(found.column, told)


def _text(cell: Any) -> str:
    """Return a cell as the text that people see."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


def _names_above(table: Any, *, wanted: bool) -> list[list[str]]:
    """Return the row of names above a table, if any, such that it is read again as what it is."""
    names: list[str] = table.column_names
    rows = [[_text(cell) for cell in row.values()] for row in table.slice(0, _LOOKED_AT + 1).to_pylist()]
    if not wanted and not holds_names(rows[0], rows[1:]):
        return []
    if holds_names(names, rows[:_LOOKED_AT]):
        return [names]
    remark(f"Columns are written as 'c{names[0]}' and so on: their names would be read as a sample.")
    return [[f"c{name}" for name in names]]


def _title(name: str) -> str:
    """Return the name of a sheet, which Excel takes up to 31 characters of, and none of some."""
    kept = "".join(character for character in name if character not in "[]:*?/\\'" and character.isprintable())
    return kept[:31].strip() or "Sheet1"


def _cell(sheet: Any, value: Any) -> Any:
    """Return a cell with a number in all its digits, or a text that is no formula."""
    if value is None or value != value:  # NaN
        return None
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)  # Excel knows no time zones
    if isinstance(value, bool | date):
        return _openpyxl().cell.WriteOnlyCell(sheet, value)
    cell = _openpyxl().cell.WriteOnlyCell(sheet, str(value) if isinstance(value, str) else repr(value))
    cell.data_type = "s" if isinstance(value, str) else "n"
    return cell
