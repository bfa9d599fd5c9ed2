"""A value in a person's words, such as Private, 60 or 2024-02-29, as the number that stands for it in a column."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from gansmith.data.date_form import moment_in
from gansmith.data.number_form import NumberForm
from gansmith.data.reader.library_errors import did_you_mean, shown
from gansmith.data.schema import EXACT, Column
from gansmith.errors import first_few

A_DAY = {"D": 1, "s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}  # in units of dates
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TRUTH = {"false": 0.0, "true": 1.0}
_LISTED = 10  # categories that an error names


class Unsuitable(ValueError):
    """A value that a column cannot have; its text says why."""


def number_of(column: Column, value: object, *, between: bool = False) -> float:
    """Return the number by which a column holds a value; raises Unsuitable where it has none such.

    between: whether a number may lie between those that a column of whole numbers holds.
    """
    if isinstance(value, np.generic) and not isinstance(value, np.datetime64):
        value = value.item()
    if column.is_named:
        return _category(column, value)
    if column.type == "date":
        return _moment(column, value)
    return _number(column, float(value) if isinstance(value, Decimal) else value, between)


def spelled(column: Column, value: float) -> str:
    """Return the number by which a column holds a value as a person writes the value."""
    if column.is_named:
        return shown((column.truths if column.type == "boolean" else column.categories)[int(value)])
    if column.type == "date":
        return str(np.array(round(value)).astype(f"datetime64[{column.unit}]"))
    return f"{value:,.0f}" if column.type == "integer" and abs(value) < EXACT else f"{value:.6g}"


def is_in_form(column: Column, text: str) -> bool:
    """Whether a text is written as the dates or numbers of a column are, where that is unusual, as $1,000.00 is."""
    if column.type == "date":
        return bool(column.form) and moment_in(column.form, text) is not None
    form = NumberForm.of(column.form) if column.form and not column.is_named else None
    return form is not None and not _NUMBER.fullmatch(text.strip()) and form.number_in(text) is not None


def is_day(text: str) -> bool:
    """Whether a text is a date without a time."""
    return _DAY.fullmatch(text) is not None


def looks_like_date(text: str) -> bool:
    """Whether a text starts as a date does."""
    return _DAY.match(text) is not None


def _category(column: Column, value: object) -> float:
    texts = _spellings(value)
    found = next((text for text in texts if text in column.categories), None)
    if found is not None:
        return float(column.categories.index(found))
    if column.type == "boolean" and texts[0].lower() in _TRUTH:
        return _TRUTH[texts[0].lower()]
    if column.type == "boolean" and (place := [text.lower() for text in column.truths]).count(texts[0].lower()):
        return float(place.index(texts[0].lower()))
    names = column.truths if column.type == "boolean" else column.categories
    known = first_few([repr(shown(name)) if "," in name else shown(name) for name in names], _LISTED)
    guess = did_you_mean(texts[0], list(column.categories))
    raise Unsuitable(
        f"no row of the training data has {shown(repr(texts[0]))} in {shown(column.name)!r}, which holds {known}."
        f"{guess} Choose one of those"
    )


def _spellings(value: object) -> list[str]:
    """Return the texts that a value may have been read from, the likeliest first."""
    if isinstance(value, bool):
        return [str(value), str(value).lower(), str(value).upper()]
    if isinstance(value, float) and value.is_integer():
        return [str(int(value)), repr(value)]
    return [str(value)]


def _number(column: Column, value: object, between: bool) -> float:
    name = shown(column.name)
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        number = float(value)
    elif isinstance(value, str) and is_in_form(column, value):
        number = (NumberForm.of(column.form) or NumberForm()).number_in(value) or 0.0
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise Unsuitable(f"{name!r} holds numbers, and {shown(repr(str(value)))} is none. Give one, such as 1.5")
    else:
        number = float(value) if abs(value) <= EXACT else float("inf")
    if not np.isfinite(number):
        raise Unsuitable(f"{name!r} holds finite numbers, and {shown(value)} is too great for one")
    if column.type == "integer" and not between and number != np.rint(number):
        raise Unsuitable(f"{name!r} holds whole numbers, and {shown(value)} is none")
    return number


def _moment(column: Column, value: object) -> float:
    """Return how many units of a column of dates have passed since 1970."""
    name, zone = shown(column.name), zone_of(column)
    moment: Any = value
    if isinstance(value, str):
        moment = _in_words(column, value)
        if moment is None:
            raise Unsuitable(
                f"{name!r} holds dates, and {shown(repr(value))} is none. Write it as 2024-02-29 or 2024-02-29T18:30:00"
            )
    if isinstance(moment, np.datetime64):
        return _counted(moment, column)
    if isinstance(moment, date) and not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    if not isinstance(moment, datetime):
        raise Unsuitable(f"{name!r} holds dates, and {shown(repr(value))} is none. Write it as 2024-02-29")
    if moment.tzinfo is not None and zone is None:
        raise Unsuitable(f"{name!r} holds dates without a time zone, and {shown(repr(str(value)))} has one")
    if zone is not None:
        moment = (moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)).astimezone(UTC)
    return _counted(np.datetime64(moment.replace(tzinfo=None), "us"), column)


def _in_words(column: Column, text: str) -> datetime | None:
    """Return the date that a text is in the form of a column, or in that of ISO 8601; None where it is none."""
    if column.form and (found := moment_in(column.form, text)) is not None:
        return found if zone_of(column) is not None else found.replace(tzinfo=None)
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def zone_of(column: Column) -> Any:
    """Return the time zone of a column of dates, None where it has none."""
    name = column.stored.partition("tz=")[2].rstrip("]")
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # an offset, or a name that this machine does not know
        return UTC


def _counted(moment: "np.datetime64", column: Column) -> float:
    unit = "ns" if str(moment.dtype).endswith("[ns]") else "us"
    per_day = A_DAY[unit]
    count = int(np.array(moment).astype(f"datetime64[{unit}]").astype(np.int64)) * A_DAY[column.unit]
    return count // per_day if count % per_day == 0 else count / per_day
