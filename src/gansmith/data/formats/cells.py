"""The cells of a text table: which are numbers, which mark a missing value."""

import re
from collections.abc import Container, Iterable

MARKS = (
    *("", "?", "-", "--", ".", "NA", "N/A", "n/a", "na", "<NA>", "NaN", "nan", "NAN", "-NaN", "-nan"),
    *("NULL", "Null", "null", "None", "none", "#N/A", "#N/A N/A", "#NA", "#DIV/0!", "#VALUE!", "#NUM!", "#REF!"),
    *("#NULL!", "#NAME?", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"),
)  # of missing values: those of UCI, pandas, R, SQL, SAS and Excel
_OF_MARKS = frozenset(MARKS)
MISSING, WHOLE, FRACTION, TEXT = "missing", "whole", "fraction", "text"
POINT, COMMA = ".", ","
_BETWEEN = ("'", "\u2019", " ", "\u00a0", "\u202f", "_")  # thousands, whatever the decimal mark
THOUSANDS = {POINT: (COMMA, *_BETWEEN), COMMA: (POINT, *_BETWEEN)}
WHOLE_NUMBER = r"[+-]?[0-9]+"
_INFINITE = r"[+-]?[iI][nN][fF](?:[iI][nN][iI][tT][yY])?"


def plain(decimal: str) -> str:
    """Return the regular expression of numbers with a decimal mark."""
    mark = re.escape(decimal)
    return rf"(?:[+-]?(?:[0-9]+{mark}?[0-9]*|{mark}[0-9]+)(?:[eE][+-]?[0-9]+)?|{_INFINITE})"


def grouped(mark: str, decimal: str) -> str:
    """Return the regular expression of numbers whose thousands are set apart by a mark."""
    return rf"[+-]?[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+(?:{re.escape(decimal)}[0-9]*)?"


PLAIN = {decimal: re.compile(plain(decimal)) for decimal in (POINT, COMMA)}
_GROUPED = {
    decimal: re.compile("|".join(grouped(mark, decimal) for mark in marks)) for decimal, marks in THOUSANDS.items()
}
_IS_WHOLE = re.compile(WHOLE_NUMBER)


def kind_of(cell: str, decimal: str = POINT, marks: Container[str] = _OF_MARKS) -> str:
    """Return what a cell holds: MISSING, a WHOLE number, a FRACTION or TEXT."""
    cell = cell.strip()
    if cell in marks:
        return MISSING
    if _IS_WHOLE.fullmatch(cell):
        return WHOLE
    if PLAIN[decimal].fullmatch(cell) or _GROUPED[decimal].fullmatch(cell):
        return FRACTION
    return TEXT


def value_of(cell: str, decimal: str = POINT) -> float | None:
    """Return the number in a cell, None where there is none or its thousands are set apart."""
    cell = cell.strip()
    return float(cell.replace(decimal, POINT)) if PLAIN[decimal].fullmatch(cell) else None


def common_decimal(cells: Iterable[str], separator: str) -> str:
    """Return the decimal mark of a table whose cells are cut by a separator, "." or ","."""
    if separator == COMMA:
        return POINT
    points, commas, groups, several = 0, 0, 0, 0
    for cell in map(str.strip, cells):
        if PLAIN[POINT].fullmatch(cell):
            points += POINT in cell
        elif re.fullmatch(grouped(COMMA, POINT), cell):
            groups += 1
            several += cell.count(COMMA) > 1
        elif PLAIN[COMMA].fullmatch(cell) or re.fullmatch(grouped(POINT, COMMA), cell):
            commas += 1
    if separator == ";" and not points and not several:  # what a program writes whose numbers need the comma
        commas += groups
    return COMMA if commas and commas + groups >= points else POINT
