"""Whether the first line of a table holds the names of its columns, by what lies below it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from gansmith.data.formats.cells import FRACTION, MISSING, TEXT, WHOLE, kind_of, value_of

_ALMOST_ALL = 0.9  # of a column's cells, where it holds numbers
_FEWEST_LINES = 5  # below a line of numbers that may be names
_FEWEST_NAMES = 6  # that count from 0 or 1 above a table of whole numbers
_SPACED_NAMES = 8  # with fractions, as wavelengths are
_LOOKED_AT = 200  # lines
_LONGEST_UNIT = 20  # characters
_FEW_EVEN = 0.2  # share of lines that may be evenly spaced below names that are

Rows = Sequence[Sequence[str]]


def holds_names(first: Sequence[str], below: Rows, decimal: str = ".", *, quoted: bool = False) -> bool:
    """Return whether the first line (K cells) names the columns of the lines below it.

    A name stands over a column of another type: text over numbers. A text that its own column holds again is a value,
    as is a number over text. Numbers are names where they count evenly and nothing below them does: 0,1,2 as pandas
    writes them, years, wavelengths. quoted: the first line is written in quotes, and the others are not.
    """
    kinds = [kind_of(cell, decimal) for cell in first]
    rows = [row for row in below[:_LOOKED_AT] if len(row) == len(first)]
    if not rows:
        return TEXT in kinds
    if quoted and len(set(first)) == len(first):
        return True
    if TEXT not in kinds:
        return _numbers_are_names(first, kinds, rows, decimal)
    columns = [*zip(*rows, strict=True)]
    votes = sum(_vote(cell, kind, column, decimal) for cell, kind, column in zip(first, kinds, columns, strict=True))
    places = [place for place, kind in enumerate(kinds) if kind in (WHOLE, FRACTION)]
    if votes < 0 or not places:
        return votes >= 0
    beside = [[row[place] for place in places] for row in rows]
    if _numbers_are_names([first[place] for place in places], [kinds[place] for place in places], beside, decimal):
        return True
    return votes > kinds.count(FRACTION) / 2  # few name a column 4.9


def units_below(rows: Rows, decimal: str = ".") -> list[str]:
    """Return the cells of the line below the names where that holds units, as loggers write: texts over numbers alone.

    rows are all below the names. Where the first of them holds no number in any column of numbers, and a short text in
    most, it is none of the samples.
    """
    first, *others = [row for row in rows[:_LOOKED_AT] if len(row) == len(rows[0])] or [[]]
    if len(others) < _FEWEST_LINES:
        return []
    columns = [*zip(*others, strict=True)]
    kinds = [[kind_of(cell, decimal) for cell in column] for column in columns]
    numbers = [place for place, kind in enumerate(kinds) if _are_numbers(kind)]
    above = [kind_of(first[place], decimal) for place in numbers]
    is_text = above.count(TEXT) > len(numbers) / 2 and all(kind in (TEXT, MISSING) for kind in above)
    short = all(len(first[place].strip()) <= _LONGEST_UNIT for place in numbers)
    return [cell.strip() for cell in first if cell.strip()] if numbers and is_text and short else []


def _are_numbers(kinds: Sequence[str]) -> bool:
    known = [kind for kind in kinds if kind != MISSING]
    return bool(known) and sum(kind != TEXT for kind in known) >= _ALMOST_ALL * len(known)


def _vote(cell: str, kind: str, column: Sequence[str], decimal: str) -> int:
    """Return 1 where a cell names what lies below it, -1 where it is a value like those, 0 where neither is clear."""
    known = [value.strip() for value in column if kind_of(value, decimal) != MISSING]
    if not known or kind == MISSING:
        return 0
    of_numbers = sum(kind_of(value, decimal) != TEXT for value in known) >= _ALMOST_ALL * len(known)
    if kind == TEXT:
        if of_numbers:
            return 1
        shape = _shape(cell.strip())
        alike = any(c.isdigit() for c in cell) and sum(_shape(value) == shape for value in known) > len(known) / 2
        return -1 if cell.strip() in known or alike else 0
    return 0 if of_numbers else -1


def _shape(text: str) -> str:
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d", "9", text))


def _numbers_are_names(first: Sequence[str], kinds: Sequence[str], rows: Rows, decimal: str) -> bool:
    skipped = int(not first[0].strip())  # pandas leaves the name of its index empty
    names, below = _values(first[skipped:], decimal), len(rows)
    if len(names) != len(first) - skipped or len(names) < 2 or below < _FEWEST_LINES:
        return False
    columns = [*zip(*rows, strict=True)][skipped:]
    broken = [sum(kind_of(cell, decimal) == FRACTION for cell in column) for column in columns]
    counted = names in ([*range(len(names))], [*range(1, len(names) + 1)])
    if FRACTION in kinds:
        return len(names) >= _SPACED_NAMES and _is_even(names) and _few_are_even(rows, skipped, decimal)
    if skipped and counted:
        return all(kind_of(row[0], decimal) != MISSING for row in rows)
    if len(names) == 2:
        return counted and names[0] == 0 and min(broken) == below >= 2 * _FEWEST_LINES
    if not _is_even(names) or not _few_are_even(rows, skipped, decimal):
        return False
    mostly_broken = sum(count > below / 2 for count in broken) >= len(names) / 2
    return mostly_broken or (counted and len(names) >= _FEWEST_NAMES) or _lie_apart(names, columns, decimal)


def _lie_apart(names: Sequence[float], columns: Rows, decimal: str) -> bool:
    """Return whether each number lies beyond all numbers of its column, by more than these differ."""
    for name, column in zip(names, columns, strict=True):
        values = _values(column, decimal)
        if not values or min(abs(name - value) for value in values) <= max(values) - min(values):
            return False
    return True


def _few_are_even(rows: Rows, skipped: int, decimal: str) -> bool:
    return sum(_is_even(_values(row[skipped:], decimal)) for row in rows) <= _FEW_EVEN * len(rows)


def _is_even(numbers: Sequence[float]) -> bool:
    """Return whether numbers go up or down in equal steps."""
    if len(numbers) < 3 or numbers[0] == numbers[-1]:
        return False
    step = (numbers[-1] - numbers[0]) / (len(numbers) - 1)
    return all(abs(b - a - step) <= 1e-3 * abs(step) for a, b in pairwise(numbers))


def _values(cells: Sequence[str], decimal: str) -> list[float]:
    """Return the numbers among cells."""
    return [value for cell in cells if (value := value_of(cell, decimal)) is not None]
