"""Tables as text, written the way the file was that was read: separator, decimal mark, names, encoding."""

import csv
import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gansmith.data.dataset import Origin
from gansmith.data.formats.cells import MARKS
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.dialect import BLANKS, SEPARATORS, USUAL, find_dialect
from gansmith.data.formats.encoding import UTF8, known_encoding
from gansmith.data.formats.header import holds_names
from gansmith.data.formats.registry import format_of
from gansmith.data.formats.table import to_table
from gansmith.data.reader.library_errors import require, shown
from gansmith.errors import UsageError, remark

_LOOKED_AT = 200  # rows, as many as a reader looks at


@dataclass(frozen=True)
class Writing:
    """How a table is written as text."""

    separator: str
    decimal: str = "."
    encoding: str = UTF8
    missing: str = ""


def write_csv(path: Path, made: Contents) -> None:
    """Write a table in the columns and the way that were read; a line of names unless the file read had none."""
    origin = made.origin
    require("pyarrow", "table", f"Writing {path.suffix}")
    kind = format_of(path) or "csv"
    table, how = to_table(made.values, origin, made.labels, made.class_names, made.conditions), _writing(origin, kind)
    texts = (*made.class_names, *(name for column in origin.schema for name in column.categories))
    _check_names(table.column_names, path)
    wanted = bool(origin.details.get("header", 1))
    start = _text(table.slice(0, _LOOKED_AT), how, texts)
    if not _is_read_alike(start, table.column_names if wanted else None, how, kind):
        how = Writing(USUAL[kind], encoding=how.encoding, missing=how.missing)
        start = _text(table.slice(0, _LOOKED_AT), how, texts)
        wanted = wanted or not _is_read_alike(start, None, how, kind)
        if wanted and not _is_read_alike(start, table.column_names, how, kind):
            remark(
                f"Columns are written as 'c{table.column_names[0]}' and so on: their names would be read as a sample."
            )
            table = table.rename_columns([f"c{name}" for name in table.column_names])
    content = _line(table.column_names, how) * wanted
    with gzip.open(path, "wb") if path.suffix.lower() == ".gz" else path.open("wb") as file:
        if how.encoding == UTF8:
            file.write(content)
            _write(table, file, how, texts)
        else:
            file.write(_encoded(content + _text(table, how, texts), how.encoding))


def _writing(origin: Origin, kind: str) -> Writing:
    """Return how a file of this kind is written: as the one was that was read, if of the same kind."""
    known = origin.details if origin.format == kind else {}
    separator, decimal, missing = (str(known.get(name, "")) for name in ("separator", "decimal", "missing"))
    try:
        encoding = known_encoding(str(known.get("encoding", UTF8)))
    except UsageError:  # a stranger's model may say anything
        encoding = UTF8
    return Writing(
        separator if separator in SEPARATORS.values() else USUAL[kind],
        "," if decimal == "," else ".",
        encoding,
        missing if missing in MARKS else "",
    )


def _check_names(names: Sequence[str], path: Path) -> None:
    if broken := [name for name in names if "\n" in name or "\r" in name]:
        raise UsageError(
            f"{path}: column {shown(broken[0])!r} has a line break in its name, which a table as text does not take. "
            f"Write {path.with_suffix('.parquet').name} instead."
        )


def _is_read_alike(start: bytes, names: Sequence[str] | None, how: Writing, kind: str) -> bool:
    """Whether the first rows, below a line of names if there is one, will be read the way they are written."""
    whole = start if names is None else _line(names, how) + start
    found = find_dialect(whole, None, None, USUAL[kind])
    alike = found.separator == how.separator and found.decimal == how.decimal and not found.comments
    if not found.rows or not alike:
        return False
    first = found.rows[0]
    reads_names = holds_names(first, found.rows[1:], found.decimal, quoted=found.quoted)
    return reads_names == (names is not None) and (names is None or len(first) == len(names))


def _text(table: Any, how: Writing, texts: Sequence[str]) -> bytes:
    stream = io.BytesIO()
    _write(table, stream, how, texts)
    return stream.getvalue()


def _write(table: Any, stream: Any, how: Writing, texts: Sequence[str]) -> None:
    import pyarrow.csv

    special = (how.separator, '"', "\r", "\n", *((" ", "\t") if how.separator == BLANKS else ()))
    plain = not any(mark in name for name in texts for mark in special)
    plain = plain and not any(name.startswith(("#", "%")) for name in texts) and how.decimal != how.separator
    options = pyarrow.csv.WriteOptions(
        include_header=False, delimiter=how.separator, quoting_style="none" if plain else "needed"
    )  # needed: every text is in quotes
    if how.decimal != "." or how.missing:
        table = _as_texts(table, how)
    pyarrow.csv.write_csv(table, stream, options)


def _as_texts(table: Any, how: Writing) -> Any:
    """Return a table with fractions as texts that have the decimal mark, and what is missing as the mark of that."""
    import pyarrow
    from pyarrow import compute, string, types

    columns = []
    for column in table.columns:
        gaps = compute.is_null(column, nan_is_null=True)
        if types.is_floating(column.type):
            text = compute.replace_substring(column.cast(string()), ".", how.decimal)
            column = compute.if_else(gaps, how.missing or "nan", text)
        elif how.missing and column.null_count and not types.is_dictionary(column.type):
            column = compute.if_else(gaps, how.missing, column.cast(string()))
        columns.append(column)
    return pyarrow.table(columns, names=table.column_names)


def _line(names: Sequence[str], how: Writing) -> bytes:
    text = io.StringIO()
    if names[0].startswith(("#", "%")):  # which would be a comment
        csv.writer(text, delimiter=how.separator, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(names)
    else:
        csv.writer(text, delimiter=how.separator, lineterminator="\n").writerow(names)
    return text.getvalue().encode()


def _encoded(content: bytes, encoding: str) -> bytes:
    """Return UTF-8 in another encoding, or as it is where that lacks a character."""
    try:
        return content.decode().encode(encoding)
    except UnicodeEncodeError:
        remark(f"The table is written in UTF-8, since {encoding} lacks some of its characters.")
        return content
