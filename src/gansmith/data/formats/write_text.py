"""Tables as text, written the way the file was that was read: separator, decimal mark, names, encoding."""

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from gansmith.data.dataset import Origin
from gansmith.data.formats.cells import FRACTION, MARKS, WHOLE, kind_of
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.dialect import BLANKS, SEPARATORS, USUAL, find_dialect
from gansmith.data.formats.encoding import UTF8, known_encoding
from gansmith.data.formats.header import holds_names
from gansmith.data.formats.registry import format_of
from gansmith.data.formats.table import to_table
from gansmith.data.formats.table_form import SAID, written_names
from gansmith.data.formats.text_cells import Writing, lines_of, marks_of
from gansmith.data.reader.library_errors import require, shown
from gansmith.data.schema import Column
from gansmith.errors import UsageError, option, remark

_LOOKED_AT = 200  # rows, as many as a reader looks at
_AT_ONCE = 50_000  # rows that are written


def write_csv(path: Path, made: Contents) -> None:
    """Write a table in the columns and the way that were read; a line of names unless the file read had none."""
    origin = made.origin
    require("pyarrow", "table", f"Writing {path.suffix}")
    kind = format_of(path) or "csv"
    table, how = to_table(made.values, origin, made.labels, made.class_names, made.conditions), _writing(origin, kind)
    columns = {column.name: column for column in origin.schema}
    names = written_names(table.column_names, origin.details) if origin.format == kind else table.column_names
    wanted = bool(origin.details.get("header", 1))
    _check_names(names if wanted else (), takes_lines=how.separator != BLANKS)
    start = _text(table.slice(0, _LOOKED_AT), how, columns)
    if not _is_read_alike(start, names if wanted else None, how, kind):
        how = Writing(USUAL[kind], encoding=how.encoding, missing=how.missing)
        start = _text(table.slice(0, _LOOKED_AT), how, columns)
        wanted = wanted or not _is_read_alike(start, None, how, kind)
        if wanted and not _is_read_alike(start, names, how, kind):
            names = _readable_names(names, start, how, kind, kept=origin.details.get("header") == SAID)
        _check_names(names if wanted else (), takes_lines=_is_read_alike(start, names, how, kind))
    content = _line(names, how) * wanted
    packed = path.suffix.lower() == ".gz"
    with path.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) if packed else nullcontext(raw) as file:
        if how.encoding == UTF8:
            file.write(content)
            _write(table, file, how, columns)
        else:
            file.write(_encoded(content + _text(table, how, columns), how.encoding))


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


def _check_names(names: Sequence[str], *, takes_lines: bool) -> None:
    """Raise UsageError for names of several lines where those are not read again as they are."""
    broken = [name for name in names if "\n" in name or "\r" in name]
    if broken and not takes_lines:
        raise UsageError(
            f"Column {shown(broken[0])!r} has a line break in its name, which this table as text does not take. "
            "Write .parquet instead."
        )


def _is_read_alike(start: bytes, names: Sequence[str] | None, how: Writing, kind: str) -> bool:
    """Whether the first rows, below a line of names if there is one, will be read the way they are written."""
    whole = start if names is None else _line(names, how) + start
    try:
        found = find_dialect(whole, None, None, USUAL[kind])
    except ValueError as error:  # names and categories may be as long as anybody likes
        raise UsageError(f"A table as text cannot hold these samples: {error}. Write .parquet instead.") from None
    alike = found.separator == how.separator and found.decimal == how.decimal and not found.comments
    if not found.rows or not alike:
        return False
    first = found.rows[0]
    reads_names = holds_names(first, found.rows[1:], found.decimal, quoted=found.quoted)
    return reads_names == (names is not None) and (names is None or len(first) == len(names))


def _readable_names(names: Sequence[str], start: bytes, how: Writing, kind: str, *, kept: bool) -> Sequence[str]:
    """Return names that are read as such above the first rows: as few as can be are changed, none if they are kept."""
    if kept:
        remark(f"The line of names would be read as a sample: give {option('header', 'yes')} where you read it.")
        return names
    rows = find_dialect(start, None, how.decimal_name, USUAL[kind]).rows
    columns = [{row[place].strip() for row in rows if place < len(row)} for place in range(len(names))]
    odd = [kind_of(name) in (WHOLE, FRACTION) or name in held for name, held in zip(names, columns, strict=True)]
    fewest = [f"c{name}" if is_odd else name for name, is_odd in zip(names, odd, strict=True)]
    new = fewest if _is_read_alike(start, fewest, how, kind) else [f"c{name}" for name in names]
    changed = [(name, other) for name, other in zip(names, new, strict=True) if name != other]
    more = f", and {len(changed) - 1:,} others likewise" if len(changed) > 1 else ""
    remark(
        f"Column {shown(changed[0][0])!r} is written as {shown(changed[0][1])!r}{more}, as the line of names "
        "would be read as a sample."
    )
    return new


def _text(table: Any, how: Writing, columns: Mapping[str, Column]) -> bytes:
    stream = io.BytesIO()
    _write(table, stream, how, columns)
    return stream.getvalue()


def _write(table: Any, stream: Any, how: Writing, columns: Mapping[str, Column]) -> None:
    marks = marks_of(table, how, columns)
    for start in range(0, table.num_rows, _AT_ONCE):
        lines = lines_of(table.slice(start, _AT_ONCE), how, columns, marks)
        stream.write("".join(f"{line}\n" for line in lines).encode())


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
