"""Dates and times of day as text, to seconds: the forms that loggers write, and which of day and month comes first."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.formats.civil import are_dates, civil_days
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, option

DAY = 86_400  # seconds
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9})\d*)?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
)
_PACKED_CLOCK = r"(?:[T_ -]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?"
_ZONE = r"(?: ?(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?"
_DATES = (  # of which the parts a, b, c are year, month and day in an order that is found
    r"(?P<a>\d{4})[-/. ](?P<b>\d{1,2})[-/. ](?P<c>\d{1,2})\.?",
    r"(?P<a>\d{1,2})[-/. ](?P<b>\d{1,2})[-/. ](?P<c>\d{4}|\d{2})\.?",
    r"(?P<a>\d{1,4})[-/. ](?P<b>[A-Za-z]{3,9})\.?[-/. ](?P<c>\d{4}|\d{1,2})",
    r"(?P<b>[A-Za-z]{3,9})\.? (?P<a>\d{1,2}),? (?P<c>\d{4})",
    r"(?P<a>\d{4})[-/.](?P<b>\d{1,2})",
)
_FORMS = (
    *(f"^ *{date}(?:[T ,;_]+{_CLOCK}{_ZONE})? *$" for date in _DATES),
    rf"^ *(?P<a>\d{{4}})(?P<b>\d{{2}})(?P<c>\d{{2}}){_PACKED_CLOCK}{_ZONE} *$",
    f"^ *{_CLOCK} *$",
)
_NAMED = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: 1 + place for place, name in enumerate(_NAMED)}
_MONTHS |= {"mrz": 3, "mai": 5, "okt": 10, "dez": 12}
_LOOKED_AT = 1000  # texts that must be of one form before the others are read
_MOST = 0.9  # of these
_THIS_CENTURY = 70  # two figures of a year, below which it is of 2000 to 2069
_NANO = 1_000_000_000  # nanoseconds of a second


@dataclass(frozen=True)
class Dates:
    """Times in seconds after the first, NaN where none can be read.

    is_clock: whether only the time of day is known; are_days: whether only the day is. note says how the first is read,
    where its text could be read otherwise.
    """

    seconds: npt.NDArray[np.float64]
    is_clock: bool = False
    are_days: bool = False
    note: str = ""


def read_texts(column: Any, order: str, where: str) -> Dates | None:
    """Return a column of texts as times; None where they are none.

    order: "day-first" or "month-first" of dates such as 03/04/2024; "auto" finds it. Raises UsageError where either may
    be meant, or the order given does not fit.
    """
    from pyarrow import compute

    start = compute.drop_null(column)[:_LOOKED_AT]
    form = next((form for form in _FORMS if len(start) and _most_match(start, form)), None)
    if form is None:
        return None
    fields = compute.extract_regex(column, form)
    fields = fields.combine_chunks() if hasattr(fields, "combine_chunks") else fields
    known = np.asarray(compute.is_valid(fields).to_numpy(zero_copy_only=False))
    parts = {field.name: fields.field(field.name) for field in fields.type}
    clock = _clock(parts, len(known))
    if "a" not in parts:
        return Dates(_from_first(clock, known), is_clock=True)
    days, readable, note = _days(parts, known, clock, order, where, column)
    return Dates(_from_first(days * DAY * _NANO + clock, readable), are_days=not clock.any(), note=note)


def from_whole(numbers: Array) -> Dates | None:
    """Return whole numbers such as 20240131 or 20240131235959 as times; None where some are no dates."""
    import pyarrow

    if numbers.dtype.kind not in "iu" or not len(numbers):
        return None
    figures = {len(str(int(numbers.min()))), len(str(int(numbers.max())))}
    if len(figures) > 1 or not figures & {8, 12, 14}:
        return None
    found = read_texts(pyarrow.chunked_array([pyarrow.array(numbers).cast(pyarrow.string())]), "auto", "")
    return found if found is not None and np.isfinite(found.seconds).all() else None


def _most_match(texts: Any, form: str) -> bool:
    from pyarrow import compute

    return bool(compute.sum(compute.match_substring_regex(texts, form)).as_py() >= _MOST * len(texts))


def _numbers(texts: Any) -> npt.NDArray[np.int64]:
    """Return texts of digits as whole numbers, 0 for none."""
    import pyarrow
    from pyarrow import compute

    filled = compute.fill_null(texts, "")
    return np.asarray(compute.if_else(compute.equal(filled, ""), "0", filled).cast(pyarrow.int64()).to_numpy())


def _clock(parts: dict[str, Any], count: int) -> npt.NDArray[np.int64]:
    """Return the nanoseconds since midnight, in UTC where a zone is written."""
    if "hour" not in parts:
        return np.zeros(count, np.int64)
    from pyarrow import compute

    hour, minute, second = (_numbers(parts[name]) for name in ("hour", "minute", "second"))
    if "half" in parts:
        half = compute.utf8_lower(compute.fill_null(parts["half"], "")).to_numpy(zero_copy_only=False)
        hour = np.where(half == "", hour, hour % 12 + 12 * (half == "p"))
    total = (hour * 3600 + minute * 60 + second) * _NANO
    if "part" in parts:
        length = compute.fill_null(compute.utf8_length(parts["part"]), 0).to_numpy().astype(np.int64)
        total += _numbers(parts["part"]) * 10 ** (9 - length)
    if "zone" in parts:
        named = parts["zone"].dictionary_encode()
        offsets = np.array([_offset(zone) for zone in named.dictionary.to_pylist()] or [0], np.int64)
        total -= offsets[np.asarray(named.indices.fill_null(0).to_numpy())] * _NANO
    return np.asarray(total)


def _offset(zone: str) -> int:
    """Return the seconds that a zone such as +02:00 lies ahead of UTC."""
    found = re.fullmatch(r"([+-])(\d{2}):?(\d{2})?", zone)
    return 0 if found is None else int(f"{found[1]}1") * (3600 * int(found[2]) + 60 * int(found[3] or 0))


def _days(
    parts: dict[str, Any], known: Array, clock: Array, order: str, where: str, texts: Any
) -> tuple[Array, Array, str]:
    """Return the days since 1970, which of them are dates, and how the first is read where that is not evident."""
    a, c = _numbers(parts["a"]), _numbers(parts["c"]) if "c" in parts else np.ones(len(known), np.int64)
    if _is_named(parts["b"]):
        b = _months(parts["b"])
        year, day = (a, c) if int(a.max(initial=0)) > 31 else (c, a)
        return _settled(_full(year), b, day, known)
    b = _numbers(parts["b"])
    if (a[known] > 31).all():  # the year comes first
        return _settled(_full(a), b, c, known)
    readings = {"day-first": (_full(c), b, a), "month-first": (_full(c), a, b)}
    if order != "auto":
        days, readable, _ = _settled(*readings[order], known)
        if len(unfit := np.flatnonzero(known & ~readable)):
            raise UsageError(
                f"{option('dates', order)} does not fit {where}: {_quoted(texts, unfit[0])} is no date then. Leave it "
                "out."
            )
        return days, readable, ""
    fitting = {name: reading for name, reading in readings.items() if are_dates(*reading)[known].all()}
    if len(fitting) == 2 and "." not in str(texts[int(np.argmax(known))]):  # with dots between them days come first
        return _steadier(fitting, known, clock, where, texts)
    name = next(iter(fitting), None) or max(readings, key=lambda one: int(are_dates(*readings[one]).sum()))
    return _settled(*readings[name], known)  # a number over 12 tells; where neither fits all, what fits most


def _steadier(
    readings: dict[str, tuple[Array, Array, Array]], known: Array, clock: Array, where: str, texts: Any
) -> tuple[Array, Array, str]:
    """Return the reading in which time goes on more steadily; raises UsageError where that does not tell."""
    found = {name: civil_days(*reading) for name, reading in readings.items()}
    if not len(apart := np.flatnonzero(known & (found["day-first"] != found["month-first"]))):
        return found["day-first"], known, ""
    odd = {name: _odd_steps((days * DAY * _NANO + clock)[known]) for name, days in found.items()}
    best, other = sorted(odd, key=odd.__getitem__)
    text, place = _quoted(texts, apart[0]), apart[0]
    (back, uneven), (back_else, uneven_else) = odd[best], odd[other]
    if not (back < back_else and uneven <= uneven_else) and not (back == back_else and 2 * uneven <= uneven_else > 0):
        raise UsageError(
            f"{where} holds {text}, which may be {_written(found['day-first'][place])} or "
            f"{_written(found['month-first'][place])}, and nothing in that column tells: give "
            f"{option('dates', 'day-first')} or {option('dates', 'month-first')}."
        )
    said = f"; {text} is read as {_written(found[best][place])}, as time goes on more steadily then"
    return found[best], known, f"{said} than with {option('dates', other)}"


def _odd_steps(times: Array) -> tuple[int, int]:
    """Return how many steps go against most others, and how many are not as long as usual."""
    steps = np.diff(times).astype(np.float64)
    steps = -steps if (steps < 0).sum() > (steps > 0).sum() else steps
    forward = steps[steps > 0]
    usual = float(np.median(forward)) if len(forward) else 0.0
    return int((steps < 0).sum()), int((np.abs(steps - usual) > 0.5 * usual).sum())


def _quoted(texts: Any, place: int) -> str:
    return repr(shown(str(texts[int(place)]).strip()))


def _settled(year: Array, month: Array, day: Array, known: Array) -> tuple[Array, Array, str]:
    readable = known & are_dates(year, month, day)
    safe = [np.where(readable, part, other) for part, other in ((year, 1970), (month, 1), (day, 1))]
    return civil_days(*safe), readable, ""


def _full(year: Array) -> Array:
    """Return years of which two figures are written in full."""
    short = 1900 + year + 100 * (year < _THIS_CENTURY)
    return np.asarray(np.where(year < 100, short, year))


def _is_named(months: Any) -> bool:
    from pyarrow import compute

    return bool(compute.any(compute.match_substring_regex(months, "^[A-Za-z]")).as_py())


def _months(names: Any) -> npt.NDArray[np.int64]:
    named = names.dictionary_encode()
    numbers = np.array([_MONTHS.get(name[:3].lower(), 0) for name in named.dictionary.to_pylist()] or [0], np.int64)
    return np.asarray(numbers[np.asarray(named.indices.fill_null(0).to_numpy())])


def _written(day: Any) -> str:
    """Return a day since 1970 as people write it."""
    from datetime import date, timedelta

    found = date(1970, 1, 1) + timedelta(days=int(day))
    return f"{found.day} {_NAMED[found.month - 1].title()} {found.year}"


def _from_first(nanoseconds: Array, readable: Array) -> npt.NDArray[np.float64]:
    """Return seconds after the first that can be read, exact to the last figure that was written."""
    start = nanoseconds[np.argmax(readable)] if len(nanoseconds) else 0
    seconds = (nanoseconds - start) / _NANO
    return np.where(readable, seconds, np.nan)
