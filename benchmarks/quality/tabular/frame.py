"""Tables as the benchmark measures them: declared columns over one matrix of float64, read from and written to CSV.

The reader is the benchmark's own: it judges every contestant's file by the columns of the real table, and shares no
code with the package that it measures.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Column:
    """A column: its name, its kind ("number", "date" or "category"), and the categories of the real table."""

    name: str
    kind: str = "number"
    categories: tuple[str, ...] = ()

    @property
    def is_category(self) -> bool:
        """Whether the values are numbers of categories; otherwise they are amounts, or days since 1970."""
        return self.kind == "category"


@dataclass(frozen=True)
class Frame:
    """Columns and their values (N, D), NaN where a value is missing.

    A category is its number among the column's categories. A text that is none of them has the number after the last.
    """

    columns: tuple[Column, ...]
    values: Floats

    def __len__(self) -> int:
        return len(self.values)

    def rows(self, chosen: slice | Floats | npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> "Frame":
        """Return the chosen rows."""
        return replace(self, values=self.values[chosen])

    def place(self, name: str) -> int:
        """Return the number of a column; raises ValueError without it."""
        return [column.name for column in self.columns].index(name)

    def codes(self, place: int) -> npt.NDArray[np.int64]:
        """Return the categories of a column (N,); the last two numbers are unknown text and missing values."""
        missing = len(self.columns[place].categories) + 1
        return np.nan_to_num(self.values[:, place], nan=missing).astype(np.int64)


def gathered(texts: Sequence[Sequence[str]], columns: Sequence[Column]) -> Frame:
    """Return the table of a list of texts for each column; categories without a list of theirs are those that occur.

    Raises ValueError where a text is no number or date of its column.
    """
    whole = tuple(
        replace(column, categories=tuple(sorted(set(column_texts) - {""})))
        if column.is_category and not column.categories
        else column
        for column, column_texts in zip(columns, texts, strict=True)
    )
    values = [_parsed(column, column_texts) for column, column_texts in zip(whole, texts, strict=True)]
    return Frame(whole, np.stack(values, axis=1))


def _parsed(column: Column, texts: Sequence[str]) -> Floats:
    if column.is_category:
        numbers = {text: float(number) for number, text in enumerate(column.categories)} | {"": np.nan}
        return np.array([numbers.get(text, len(column.categories)) for text in texts])
    read = _days if column.kind == "date" else float
    try:
        return np.array([read(text) if text else np.nan for text in texts])
    except ValueError as error:
        raise ValueError(f"column {column.name}: {error}") from error


def _days(text: str) -> float:
    return float(np.datetime64(text[:10], "D").astype(np.int64))


def read(path: Path, columns: Sequence[Column]) -> Frame:
    """Read a CSV file with a line of names by the columns of the real table, in their order.

    Raises ValueError where a column is absent or a text is no number or date.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        header, *lines = csv.reader(stream)
    if absent := {column.name for column in columns} - set(header):
        raise ValueError(f"{path} has no column {sorted(absent)[0]}.")
    texts = dict(zip(header, zip(*lines, strict=True), strict=True))
    return gathered([[text.strip() for text in texts[column.name]] for column in columns], columns)


def write(frame: Frame, path: Path) -> None:
    """Write a table as CSV with a line of names; missing values are empty cells."""
    texts = [_texts(column, frame.values[:, place]) for place, column in enumerate(frame.columns)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([column.name for column in frame.columns])
        writer.writerows(zip(*texts, strict=True))


def _texts(column: Column, values: Floats) -> list[str]:
    return ["" if np.isnan(value) else _text(column, float(value)) for value in values]


def _text(column: Column, value: float) -> str:
    if column.is_category:
        return column.categories[int(value)]
    if column.kind == "date":
        return str(np.datetime64(int(value), "D"))
    return np.format_float_positional(value, trim="-")
