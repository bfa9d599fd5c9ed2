"""Tables as text, .csv, .tsv and .txt, in the many ways in which programs write them; parsed by pyarrow."""

from collections import Counter
from pathlib import Path
from typing import Any

from gansmith.data.conventions import BY_EVIDENCE, SIGNALS, TABLES
from gansmith.data.dataset import Dataset
from gansmith.data.formats.cells import MARKS, MISSING, TEXT, kind_of
from gansmith.data.formats.columns import check_names, check_width, is_number, kept_columns
from gansmith.data.formats.dialect import (
    BLANKS,
    USUAL,
    Dialect,
    cut,
    find_dialect,
    with_tabs,
    without_comments,
    without_first,
)
from gansmith.data.formats.encoding import read_text
from gansmith.data.formats.header import holds_names, units_below
from gansmith.data.formats.registry import format_of
from gansmith.data.formats.table import from_table
from gansmith.data.formats.table_columns import listed
from gansmith.data.formats.table_form import NAMES, details_of, unusual
from gansmith.data.formats.variables import Choices
from gansmith.data.formats.wanted_types import named_as
from gansmith.data.formats.write_text import write_csv
from gansmith.data.formats.written_cells import FirstCells, first_cells, padded, with_numbers
from gansmith.data.reader.library_errors import reading, shown
from gansmith.data.storage.memory import expect
from gansmith.errors import DataError, option

__all__ = ["column_names", "read_csv", "write_csv"]
_BLOCK = 64 << 20  # bytes; many small blocks are slow where there are thousands of columns
_COPIES = 32  # bytes taken for each byte of a table as text, where "1," becomes a number of 8 several times
_A_COLUMN = 16 << 10  # bytes taken for each column, however few rows there are


def read_csv(path: str, choices: Choices) -> Dataset:
    """Read a table as text; what separates its cells, its encoding and its names are found. Raises DataError."""
    kind, told = format_of(Path(path)) or "csv", choices.table
    with reading(path, f"a .{kind} table"):
        expect(_COPIES * Path(path).stat().st_size)
        text, encoding = read_text(path, told.encoding)
        expect(_COPIES * len(text))
        may = {"may_count": told.header == "auto" and choices.conventions >= SIGNALS}
        may["may_be_filled"] = choices.conventions >= TABLES
        dialect = find_dialect(text, told.separator, told.decimal, USUAL[kind], **may)
        check_width(max(map(len, dialect.rows), default=0), path)
        notes = unusual(dialect, encoding, kind)
        names, has_names = column_names(dialect, _header(dialect, choices), notes)
        check_names(names, path)
        expect(_COPIES * len(text) + _A_COLUMN * len(names))
        start = dialect.body[dialect.below * has_names :]
        if has_names and (units := units_below(dialect.rows[1:], dialect.decimal)):
            start = without_first(start, dialect.separator)
            notes.append(f"the line below the names is left out, as it holds units: {listed(units)}")
        body, left_out = without_comments(start, dialect, len(names))
        if left_out:
            notes.append(f"lines of comments, which start with #, are left out: {left_out:,}")
        first = first_cells(dialect, names)
        table = _parse(body, first, dialect, path, choices, has_names=has_names)
        table, seen = with_numbers(_without_empty(table, names), dialect, first, path, choices, notes)
    details = details_of(dialect, encoding, kind, names, has_names=has_names, said=told.header == "yes")
    try:
        return from_table(
            table, kind, path, choices, details=details, notes=notes, missing=told.missing_values, seen=seen
        )
    except DataError as error:
        if has_names or told.header != "auto" or not str(error).rpartition(" in row 0")[1]:
            raise
        raise DataError(f"{error} If the first line holds names, give {option('header', 'yes')}.") from None


def _header(dialect: Dialect, choices: Choices) -> str:
    """Return whether the first line holds names: auto, yes or no; by the first conventions, unless all are numbers."""
    if choices.table.header != "auto" or choices.conventions >= BY_EVIDENCE or not dialect.rows:
        return choices.table.header
    return "no" if all(map(is_number, dialect.rows[0])) else "yes"


def column_names(dialect: Dialect, header: str, notes: list[str]) -> tuple[list[str], bool]:
    """Return the names of the columns, and whether the first row holds them; `header` is auto, yes or no."""
    if not dialect.rows:
        return [], False
    first, below = [cell.strip() for cell in dialect.rows[0]], dialect.rows[1:]
    width, line = Counter(map(len, below)).most_common(1)[0][0] if below else len(first), 1 + bool(dialect.counts)
    if width == len(first) + 1:
        first = [*first, ""] if all(row[-1:] == [""] for row in below if len(row) == width) else ["", *first]
    if header == "yes" or (header == "auto" and holds_names(first, below, dialect.decimal, quoted=dialect.quoted)):
        if header == "auto" and any(kind_of(cell) not in (TEXT, MISSING) for cell in first):
            notes.append(
                f"line {line} is taken for the names of columns: {listed(first)}; {option('header', 'no')} if it is a "
                "sample"
            )
        if first[0] == "" and len(dialect.rows[0]) < len(first):
            notes.append("line 1 has one name fewer than there are columns: the first column has none")
        return _nameless_apart(first), True
    if names := _names_in_comments(dialect, len(first)):
        notes.append(f"columns are named by the comment above the table: {listed(names)}")
        return names, False
    names = [f"c{i}" for i in range(len(first))]
    if header == "auto":
        notes.append(
            f"line {line} is taken for a sample, so columns are called "
            f"{' to '.join(dict.fromkeys((names[0], names[-1])))}"
            + ("" if dialect.counts else f"; {option('header', 'yes')} if it holds names")
        )
    return names, False


def _nameless_apart(names: list[str]) -> list[str]:
    """Return names of which at most the first is empty."""
    return [names[0], *(name or f"unnamed_{place}" for place, name in enumerate(names[1:], 1))]


def _names_in_comments(dialect: Dialect, width: int) -> list[str]:
    """Return the cells of the last comment above a table, where they are as many as its columns and none a number."""
    last = dialect.comments[-1] if dialect.comments else ""
    cells = [cell.strip() for cell in next(iter(cut([last.encode()], dialect.separator)), [])]
    is_line = len(cells) == width > 1 and len({*cells}) == width and all(kind_of(cell) == TEXT for cell in cells)
    return cells if is_line else []


def _parse(body: bytes, first: FirstCells, dialect: Dialect, path: str, choices: Choices, *, has_names: bool) -> Any:
    """Return the columns that are kept as a table of pyarrow's; raises DataError for lines of another length.

    first: the first cells of every column of the file.
    """
    import pyarrow
    import pyarrow.csv

    names, separator = [*first], dialect.separator
    if separator == BLANKS:
        body, separator = with_tabs(body), "\t"
    kept = kept_columns(names, choices, path, has_names=has_names)
    if not body.strip():
        return pyarrow.table({name: pyarrow.array([], pyarrow.float64()) for name in kept})
    texts = kept if dialect.decimal == "," else [] if choices.label is None else [choices.label]
    texts = [*texts, *padded(first, choices), *(named_as(choices.table.column, "category") & {*kept})]
    uneven: list[Any] = []

    def remember(row: Any) -> str:
        uneven.append(row)
        return "error"

    try:
        return pyarrow.csv.read_csv(
            pyarrow.BufferReader(body),
            read_options=pyarrow.csv.ReadOptions(column_names=names, block_size=_BLOCK),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=separator, newlines_in_values=b'"' in body, invalid_row_handler=remember
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=kept,
                column_types=dict.fromkeys(texts, pyarrow.string()),
                null_values=[*MARKS, *choices.table.missing_values],
            ),
        )
    except pyarrow.ArrowInvalid:
        if not uneven:
            raise
    raise _of_other_length(uneven[0], names, dialect, path, has_names=has_names)


def _of_other_length(row: Any, names: list[str], dialect: Dialect, path: str, *, has_names: bool) -> DataError:
    """Return the error of a line, as pyarrow's parser hands it over, that has more or fewer values than others."""
    if has_names and len(names) != Counter(map(len, dialect.rows[1:])).most_common(1)[0][0]:
        return DataError(
            f"{path}: line 1 has {len(names)} values and the lines below {row.actual_columns}: "
            f"{shown(','.join(names))!r}. If it is no line of names, remove it."
        )
    return DataError(
        f"{path} is damaged or written otherwise than it looks: its lines have {row.expected_columns} values, "
        f"separated by {NAMES[dialect.separator]}s, but one has {row.actual_columns}: {shown(row.text)!r}. Mend that "
        f"line, or say what separates values ({option('separator', 'semicolon')}, say)."
    )


def _without_empty(table: Any, names: list[str]) -> Any:
    """Return a table without columns that have no name and hold nothing, as a separator at the end of lines makes."""
    nameless = {name for place, name in enumerate(names) if not name or name == f"unnamed_{place}"}
    nameless.intersection_update(table.column_names)
    empty = {name for name in nameless if _is_empty(table.column(name))}
    return table.select([name for name in table.column_names if name not in empty])


def _is_empty(column: Any) -> bool:
    from pyarrow import compute, types

    if not types.is_string(column.type):
        return bool(column.null_count == len(column))
    return bool(compute.all(compute.equal(compute.utf8_trim_whitespace(column), ""), skip_nulls=True).as_py())
