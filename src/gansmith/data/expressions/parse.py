"""From the text of a condition or rule to the condition: a small grammar, whose only names are those of columns.

    condition = column "is" ["not"] "missing" | column "in" value {"," value} | column sign value | sum sign sum within
    sum       = ["-"] term {("+" | "-") term}
    term      = number ["*" column] | column ["*" number]
    sign      = "=" | "!=" | "<" | "<=" | ">" | ">="
    within    = ["within" number]

A column whose name has signs or blanks in it stands in quotes, unless it is the longest name that fits.
"""

from collections.abc import Iterable

import numpy as np

from gansmith.data.expressions.columns import Columns
from gansmith.data.expressions.condition import Condition, Sum, of_missing, of_sums, of_values
from gansmith.data.expressions.constants import Unsuitable, is_day, is_in_form, looks_like_date, number_of
from gansmith.data.expressions.scanner import OPERATORS, Scanner, listed, unquoted
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, option

MOST_CONDITIONS = 100
_MOST_TERMS, _MOST_VALUES = 50, 500
_ORDERED = ("<", "<=", ">", ">=")
_APART = "Give each condition by itself"


def conditions(texts: Iterable[str], columns: Columns, kind: str) -> tuple[Condition, ...]:
    """Return the conditions of texts; kind is the option that they were given with, "where" or "rule".

    Raises UsageError naming the text, and what is wrong with it.
    """
    each = (texts,) if isinstance(texts, str) else tuple(texts)
    if len(each) > MOST_CONDITIONS:
        raise UsageError(f"{option(kind)}: {len(each):,} are given, and {MOST_CONDITIONS} are the most. Give fewer.")
    if unfit := next((one for one in each if not isinstance(one, str)), None):
        raise UsageError(f"{option(kind, shown(repr(unfit)))}: give a text, such as 'age >= 60', or several in a list.")
    return tuple(parse(text, columns, kind) for text in each)


def parse(text: str, columns: Columns, kind: str) -> Condition:
    """Return the condition that a text states of the columns; raises UsageError."""
    scanner = Scanner(text, kind)
    left = _sum(scanner, columns)
    if left.lone is not None:
        if scanner.take_word("is"):
            return _missing(scanner, columns, left.lone)
        if scanner.take_word("in"):
            return _one_of(scanner, columns, left.lone)
    sign = scanner.take(*OPERATORS).replace("==", "=")
    if not sign:
        what = f"{shown(repr(scanner.rest))} comes where" if scanner.rest else "after it"
        raise scanner.error(f"{what} a sign is expected: one of = != < <= > >=, or in, is missing, is not missing")
    if not scanner.rest:
        raise scanner.error(f"nothing comes after {sign}. Give a value, or write: is missing")
    if scanner.rest[0] in "<>" and sign == "=" and not (left.lone is not None and columns[left.lone].is_named):
        raise scanner.error(f"= comes before {scanner.rest[0]}. Write {scanner.rest[0]}=")
    if left.lone is not None and _takes_constant(scanner, columns, left.lone):
        return _compared(scanner, columns, left.lone, sign)
    right = _sum(scanner, columns, beside=left.lone)
    within = _within(scanner, sign)
    if scanner.rest:
        raise scanner.error(f"{shown(repr(scanner.rest))} comes after its end. {_APART}")
    return _of_sums(scanner, columns, (left, sign, right), within)


def _missing(scanner: Scanner, columns: Columns, place: int) -> Condition:
    negated = scanner.take_word("not")
    if not scanner.take_word("missing") or scanner.rest:
        raise scanner.error("after is comes missing or not missing, and nothing else")
    if not columns.code_of(place).missing and scanner.kind == "where" and not negated:
        raise scanner.error(f"no value of {shown(columns[place].name)!r} is missing in samples of this model")
    return of_missing(scanner.text, scanner.kind, place, wanted=not negated)


def _one_of(scanner: Scanner, columns: Columns, place: int) -> Condition:
    texts = listed(scanner.rest)
    if len(texts) > _MOST_VALUES:
        raise scanner.error(f"it lists {len(texts):,} values, and {_MOST_VALUES} are the most")
    return _of_texts(scanner, columns, place, "=", texts)


def _takes_constant(scanner: Scanner, columns: Columns, place: int) -> bool:
    """Whether what comes is a constant of a column's: of a category always, else where it is written as its values."""
    column = columns[place]
    text = unquoted(scanner.rest)
    if column.type == "date" and looks_like_date(text):
        return True
    return column.is_named or is_in_form(column, text)


def _compared(scanner: Scanner, columns: Columns, place: int, sign: str) -> Condition:
    column = columns[place]
    if column.is_named and sign in _ORDERED:
        raise scanner.error(
            f"{shown(column.name)!r} holds categories, which have no order. Write =, != or in, as in "
            f"{shown(column.name)}={shown(column.categories[0]) if column.categories else ''}"
        )
    return _of_texts(scanner, columns, place, sign, [unquoted(scanner.rest)])


def _of_texts(scanner: Scanner, columns: Columns, place: int, sign: str, texts: list[str]) -> Condition:
    column = columns[place]
    try:
        values = [number_of(column, text, between=sign in _ORDERED) for text in texts]
    except Unsuitable as error:
        several = any(f" {word} " in scanner.rest for word in ("and", "or", "AND", "OR"))
        raise scanner.error(f"{error}{'. ' + _APART if several else ''}") from None
    finer = column.type == "date" and column.unit != "D" and sign in ("=", "!=")
    if finer and (day := next((text for text in texts if is_day(text)), None)):
        raise scanner.error(
            f"{shown(column.name)!r} holds moments, of which {day} is the first of a day. Write it with its time, as "
            f"{day}T00:00:00, or ask for a day by >= and <"
        )
    if columns.dtype.kind == "f":
        values = [float(np.asarray(value, columns.dtype)) for value in values]
    return of_values(scanner.text, scanner.kind, place, sign, values)


def _sum(scanner: Scanner, columns: Columns, beside: int | None = None) -> Sum:
    """Return the sum that comes next; `beside` is the lone column that it is compared with."""
    terms, constant, sign = [], 0.0, -1.0 if scanner.take("-") else 1.0
    for _ in range(_MOST_TERMS):
        factor, place = _term(scanner, columns, beside)
        if place is None:
            constant += sign * factor
        else:
            terms.append((place, sign * factor))
        found = scanner.take("+", "-")
        if not found:
            return Sum(tuple(terms), constant)
        sign = -1.0 if found == "-" else 1.0
    raise scanner.error(f"a sum has more than {_MOST_TERMS} parts, which are the most")


def _term(scanner: Scanner, columns: Columns, beside: int | None) -> tuple[float, int | None]:
    """Return a factor and the column that it multiplies, None for a number alone."""
    number = scanner.number(columns.names)
    if number is not None and not np.isfinite(number):
        raise scanner.error("a number in it is too great")
    if number is not None and not scanner.take("*"):
        return number, None
    rest = scanner.rest
    name = scanner.column(columns.names)
    if name not in columns.names:
        if beside is not None and name and columns[beside].type != "date":
            mine = shown(columns[beside].name)
            raise scanner.error(f"{mine!r} holds numbers, and {shown(repr(rest))} is neither a number nor a column")
        raise scanner.error(columns.unknown(name) if name or not rest else f"{shown(repr(rest))} is no column")
    if number is None and scanner.take("*"):
        number = scanner.number(columns.names)
        if number is None:
            raise scanner.error("after * a number is expected")
    return 1.0 if number is None else number, columns.names.index(name)


def _within(scanner: Scanner, sign: str) -> float:
    if not scanner.take_word("within"):
        return 0.0
    if sign not in ("=", "!="):
        raise scanner.error(f"within goes with = and !=, not with {sign}")
    number = scanner.number(())
    if number is None or not np.isfinite(number):
        raise scanner.error("after within a number is expected, as in within 0.5")
    return number


def _of_sums(scanner: Scanner, columns: Columns, sides: tuple[Sum, str, Sum], within: float) -> Condition:
    left, sign, right = sides
    total = left.minus(right)
    if not total.terms:
        raise scanner.error("it is of no column, so that it holds always or never. Name a column")
    for place, _ in (*left.terms, *right.terms):
        if columns[place].is_named:
            raise scanner.error(
                f"{shown(columns[place].name)!r} holds categories, which are compared with a category alone"
            )
    dates = [factor for place, factor in total.terms if columns[place].type == "date"]
    if dates and sum(dates):
        raise scanner.error("dates are compared with dates, or with a date such as 2024-02-29")
    precision = float(np.finfo(columns.dtype).eps) if columns.dtype.kind == "f" else float(np.finfo(np.float64).eps)
    if len(total.terms) == 1 and left.lone is not None and not right.terms and not within:
        (place, _), value = total.terms[0], right.constant
        return _of_texts(scanner, columns, place, sign, [repr(value)])
    return of_sums(scanner.text, scanner.kind, (left, sign, right), columns.code.columns, within, precision)
