"""Files of labels that lie beside images: tables with a line for each file, and JSON in the ways it is written."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gansmith.data.labels import OBVIOUS_NAMES
from gansmith.data.reader.library_errors import did_you_mean, reading, shown
from gansmith.errors import DataError, option
from gansmith.storage.json_text import TooMuch, parsed

Entries = list[tuple[str, str]]  # name of a file, its label or ""
Knows = Callable[[str], bool]  # whether a text names one of the images

MOST_BYTES = 256 << 20
MOST_VALUES = 40_000_000  # of ten million images
_LABEL_NAMES = (*OBVIOUS_NAMES, "category", "species", "diagnosis", "breed")
_SEPARATORS = (",", ";", "\t")
_FLAGS = {"0": 0, "1": 1, "0.0": 0, "1.0": 1}
_LABELS = "labels"  # the field of StyleGAN's dataset.json


def read_label_file(path: Path, label: str | None, knows: Knows) -> tuple[Entries, str]:
    """Return the names and labels in a .json, .jsonl or text file, and how they were found, for a note.

    label: the column or field that holds them. Raises DataError for a file that is damaged, too large, or in which no
    column names any of the images.
    """
    with reading(path, "a file of labels"):
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise DataError(f"{path} has {size:,} bytes; files of labels have {MOST_BYTES:,} at the most.")
        return read_labels(path.read_bytes(), path, label, knows)


def read_labels(content: bytes, path: Path, label: str | None, knows: Knows) -> tuple[Entries, str]:
    """Return the same of a file's content; path is how messages name it, and its ending says what it is."""
    if path.suffix.lower() == ".json":
        return _of_json(parsed(content, most=MOST_VALUES), path, label, knows)
    if path.suffix.lower() == ".jsonl":
        if content.count(b"\n") > MOST_VALUES:
            raise TooMuch(f"it holds more than {MOST_VALUES:,} lines")
        records = [parsed(line) for line in content.splitlines() if line.strip()]
        return _of_json(records, path, label, knows)
    return _of_rows(_rows(_text(content)), path, label, knows)


def _text(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _rows(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    if separator in first:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    else:
        rows = [line.split(maxsplit=1) for line in text.splitlines()]
    return [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]


def _of_rows(rows: list[list[str]], path: Path, label: str | None, knows: Knows) -> tuple[Entries, str]:
    """Find the column that names images by how many it names, and the one of labels by its name."""
    width = max(map(len, rows), default=0)
    named = [sum(knows(row[column]) for row in rows if column < len(row)) for column in range(width)]
    if not any(named):
        raise DataError(
            f"{path} names none of the images: no column holds their names. Its first line is "
            f"{shown(','.join(rows[0]) if rows else '')!r}."
        )
    files = max(range(width), key=named.__getitem__)
    has_header = not (files < len(rows[0]) and knows(rows[0][files]))
    header = rows[0] if has_header else [str(column + 1) for column in range(width)]
    if has_header and label is None and (classes := _one_hot(header, rows[1:], files)):
        return classes, f"column {shown(header[files])}, and one column of 0 and 1 for each class"
    chosen = _label_column(header, files, path, label)
    found = [(row[files], row[chosen] if chosen < len(row) else "") for row in rows[has_header:] if files < len(row)]
    return found, f"columns {shown(header[files])} and {shown(header[chosen])}"


def _one_hot(header: Sequence[str], rows: Sequence[Sequence[str]], files: int) -> Entries:
    """Return names and labels where each further column is a class, 1 for images of it and 0 for others; else none."""
    others = [column for column in range(len(header)) if column != files]
    if len(others) < 2 or any(len(row) != len(header) for row in rows):
        return []
    cells = [[_FLAGS.get(row[column]) for column in others] for row in rows]
    if any(None in flags or sum(filter(None, flags)) > 1 for flags in cells) or not any(map(any, cells)):
        return []
    names = [header[column] for column in others]
    return [(row[files], names[flags.index(1)] if 1 in flags else "") for row, flags in zip(rows, cells, strict=True)]


def _label_column(header: Sequence[str], files: int, path: Path, label: str | None) -> int:
    others = [column for column in range(len(header)) if column != files]
    if label is not None:
        if label not in header:
            raise DataError(f"{path} has no column {shown(label)!r}.{did_you_mean(label, list(header))}")
        return header.index(label)
    obvious = [column for column in others if header[column].lower() in _LABEL_NAMES]
    fitting = obvious if len(obvious) == 1 else others
    if len(fitting) != 1:
        names = ", ".join(shown(header[column]) for column in others[:20]) or "none"
        raise DataError(
            f"{path} has several columns: say which holds the labels, with {option('label', 'NAME')}: {names}."
        )
    return fitting[0]


def _of_json(document: Any, path: Path, label: str | None, knows: Knows) -> tuple[Entries, str]:
    """Read [{"file": ..., "label": ...}], {file: label}, or {"labels": [[file, label], ...]} as StyleGAN writes it."""
    if (
        isinstance(document, Mapping)
        and isinstance(document.get(_LABELS), list | Mapping | None)
        and _LABELS in document
    ):
        document = document[_LABELS] or {}
    if isinstance(document, Mapping):
        document = list(document.items())
    if not isinstance(document, list):
        raise _no_labels(path)
    if document and all(isinstance(record, Mapping) for record in document):
        fields = list(dict.fromkeys(str(name) for record in document for name in record))
        rows = [
            [_word(record.get(name), path) if _is_plain(record.get(name)) else "" for name in fields]
            for record in document
        ]
        return _of_rows([fields, *rows], path, label, knows)
    if not all(isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str) for pair in document):
        raise _no_labels(path)
    return [(pair[0], _word(pair[1], path)) for pair in document], "JSON"


def _no_labels(path: Path) -> DataError:
    return DataError(
        f"{path} holds no labels that can be read. Write {{FILE: LABEL, ...}}, [[FILE, LABEL], ...], or a labels.csv "
        "with the columns file and label."
    )


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def _word(value: object, path: Path) -> str:
    """Return a label as text: a one-hot list as the number of its place, nothing where it is unknown."""
    if isinstance(value, list) and value and all(part in (0, 1) for part in value) and sum(value) == 1:
        return str(value.index(1))
    if not _is_plain(value):
        raise DataError(f"{path} holds {shown(value)!r} as a label; labels are names, whole numbers or one-hot lists.")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
