"""The cells of a text table: which are numbers, which mark a missing value; and columns of text to numbers."""

import re
from collections.abc import Iterable
from typing import Any

MARKS = (
    *("", "?", "-", "--", ".", "NA", "N/A", "n/a", "na", "<NA>", "NaN", "nan", "NAN", "-NaN", "-nan"),
    *("NULL", "Null", "null", "None", "none", "#N/A", "#N/A N/A", "#NA", "#DIV/0!", "#VALUE!", "#NUM!", "#REF!"),
    *("#NULL!", "#NAME?", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"),
)  # of missing values: those of UCI, pandas, R, SQL, SAS and Excel
MISSING, WHOLE, FRACTION, TEXT = "missing", "whole", "fraction", "text"
_POINT, _COMMA = ".", ","
_BETWEEN = ("'", "\u2019", " ", "\u00a0", "\u202f", "_")  # thousands, whatever the decimal mark
_THOUSANDS = {_POINT: (_COMMA, *_BETWEEN), _COMMA: (_POINT, *_BETWEEN)}
_WHOLE = r"[+-]?[0-9]+"
_INFINITE = r"[+-]?[iI][nN][fF](?:[iI][nN][iI][tT][yY])?"
_SEEN = {_POINT: "decimal point", _COMMA: "decimal comma"}
_NAMES = {" ": "blank", "\u00a0": "blank", "\u202f": "blank"}


def _plain(decimal: str) -> str:
    mark = re.escape(decimal)
    return rf"(?:[+-]?(?:[0-9]+{mark}?[0-9]*|{mark}[0-9]+)(?:[eE][+-]?[0-9]+)?|{_INFINITE})"


def _grouped(mark: str, decimal: str) -> str:
    return rf"[+-]?[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+(?:{re.escape(decimal)}[0-9]*)?"


_PLAIN = {decimal: re.compile(_plain(decimal)) for decimal in (_POINT, _COMMA)}
_GROUPED = {
    decimal: re.compile("|".join(_grouped(mark, decimal) for mark in marks)) for decimal, marks in _THOUSANDS.items()
}
_IS_WHOLE = re.compile(_WHOLE)


def kind_of(cell: str, decimal: str = _POINT, marks: Iterable[str] = MARKS) -> str:
    """Return what a cell holds: MISSING, a WHOLE number, a FRACTION or TEXT."""
    cell = cell.strip()
    if cell in marks:
        return MISSING
    if _IS_WHOLE.fullmatch(cell):
        return WHOLE
    if _PLAIN[decimal].fullmatch(cell) or _GROUPED[decimal].fullmatch(cell):
        return FRACTION
    return TEXT


def value_of(cell: str, decimal: str = _POINT) -> float | None:
    """Return the number in a cell, None where there is none or its thousands are set apart."""
    cell = cell.strip()
    return float(cell.replace(decimal, _POINT)) if _PLAIN[decimal].fullmatch(cell) else None


def common_decimal(cells: Iterable[str], separator: str) -> str:
    """Return the decimal mark of a table whose cells are cut by a separator, "." or ","."""
    if separator == _COMMA:
        return _POINT
    points, commas, groups, several = 0, 0, 0, 0
    for cell in map(str.strip, cells):
        if _PLAIN[_POINT].fullmatch(cell):
            points += _POINT in cell
        elif re.fullmatch(_grouped(_COMMA, _POINT), cell):
            groups += 1
            several += cell.count(_COMMA) > 1
        elif _PLAIN[_COMMA].fullmatch(cell) or re.fullmatch(_grouped(_POINT, _COMMA), cell):
            commas += 1
    if separator == ";" and not points and not several:  # what a program writes whose numbers need the comma
        commas += groups
    return _COMMA if commas and commas + groups >= points else _POINT


def as_numbers(column: Any, decimal: str, marks: Iterable[str]) -> tuple[Any | None, str]:
    """Return a column of text (N,) as one of numbers with nulls, and how its numbers are written where unusual.

    None where some cells are neither numbers nor marks of a missing value.
    """
    import pyarrow
    from pyarrow import compute

    column = column.cast(pyarrow.string())
    text = compute.utf8_trim_whitespace(column)
    text = compute.if_else(compute.is_in(text, value_set=pyarrow.array([*marks], pyarrow.string())), None, text)
    if text.null_count == len(text):
        return pyarrow.nulls(len(text)), ""
    other = _COMMA if decimal == _POINT else _POINT
    attempts = [(decimal, ""), *((decimal, mark) for mark in _THOUSANDS[decimal]), (other, "")]
    for sign, mark in attempts:
        pattern = _plain(sign) + (f"|{_grouped(mark, sign)}" if mark else "")
        if compute.all(compute.match_substring_regex(text, f"^(?:{pattern})$"), skip_nulls=True).as_py():
            return _cast(text, sign, mark), _said(sign if sign != decimal else "", mark)
    return None, ""


def without(column: Any, marks: Iterable[str]) -> Any:
    """Return a column of numbers with null where it equals one of the marks that are numbers."""
    import pyarrow
    from pyarrow import compute

    for mark in marks:
        if pyarrow.types.is_null(column.type) or pyarrow.types.is_boolean(column.type):
            continue
        if _PLAIN[_POINT].fullmatch(mark.strip()):
            same = compute.equal(column.cast(pyarrow.float64(), safe=False), float(mark))
            column = compute.if_else(same, None, column)
    return column


def _cast(text: Any, decimal: str, mark: str) -> Any:
    import pyarrow
    from pyarrow import compute

    if mark:
        text = compute.replace_substring(text, mark, "")
    if decimal != _POINT:
        text = compute.replace_substring(text, decimal, _POINT)
    text = compute.replace_substring_regex(text, r"^\+", "")
    if compute.all(compute.match_substring_regex(text, f"^{_WHOLE}$"), skip_nulls=True).as_py():
        for kind in (pyarrow.int64(), pyarrow.uint64()):
            try:
                return text.cast(kind)
            except pyarrow.ArrowInvalid:
                continue
    return text.cast(pyarrow.float64())


def _said(decimal: str, mark: str) -> str:
    parts = [f"a {_SEEN[decimal]}"] if decimal else []
    if mark:
        parts.append(f"a {_NAMES[mark]} between thousands" if mark in _NAMES else f"{mark!r} between thousands")
    return " and ".join(parts)
