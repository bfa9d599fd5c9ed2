"""Dates and times of day as text, to seconds: the forms that loggers write, and which of day and month comes first."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.date_form import seconds_ahead
from gansmith.data.formats.day_order import DAY, NANO, days_of, whole_numbers

_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9})\d*)?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
)
_PACKED_CLOCK = r"(?:[T_ -]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?"
_ZONE = r"(?: ?(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?"
_SIGNED = re.compile(r"([+-])(\d{2}):?(\d{2})?")  # a zone other than UTC
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
_LOOKED_AT = 1000  # texts that must be of one form before the others are read
_MOST = 0.9  # of these


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


@dataclass(frozen=True)
class Moments:
    """Dates as days (N,) since 1970 and nanoseconds (N,) since their midnight, in UTC where a zone is written.

    form is the regular expression that texts match; order tells what its parts a, b and c are: letters Y, m and d, ""
    of times of day alone. zones are those that are written. note says how the first is read, where its text could be
    read otherwise.
    """

    days: npt.NDArray[np.int64]
    clock: npt.NDArray[np.int64]
    readable: npt.NDArray[np.bool_]
    form: str
    order: str = ""
    zones: tuple[str, ...] = ()
    note: str = ""


def read_moments(column: Any, order: str, where: str) -> Moments | None:
    """Return a column of texts as dates or times of day; None where they are none.

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
    zones = tuple(filter(None, compute.unique(parts["zone"]).to_pylist())) if "zone" in parts else ()
    if "a" not in parts:
        return Moments(np.zeros(len(known), np.int64), clock, known, form)
    days, readable, note, found = days_of(parts, known, clock, order, where, column)
    return Moments(days, clock, readable, form, found if "c" in parts else found[:2], zones, note)


def read_texts(column: Any, order: str, where: str) -> Dates | None:
    """Return a column of texts as times, None where they are none; order and errors are those of `read_moments`."""
    found = read_moments(column, order, where)
    if found is None:
        return None
    seconds = _from_first(found.days * DAY * NANO + found.clock, found.readable)
    return Dates(seconds, is_clock=not found.order, are_days=not found.clock.any(), note=found.note)


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


def _clock(parts: dict[str, Any], count: int) -> npt.NDArray[np.int64]:
    """Return the nanoseconds since midnight, in UTC where a zone is written."""
    if "hour" not in parts:
        return np.zeros(count, np.int64)
    from pyarrow import compute

    hour, minute, second = (whole_numbers(parts[name]) for name in ("hour", "minute", "second"))
    if "half" in parts:
        half = compute.utf8_lower(compute.fill_null(parts["half"], "")).to_numpy(zero_copy_only=False)
        hour = np.where(half == "", hour, hour % 12 + 12 * (half == "p"))
    total = (hour * 3600 + minute * 60 + second) * NANO
    if "part" in parts:
        length = compute.fill_null(compute.utf8_length(parts["part"]), 0).to_numpy().astype(np.int64)
        total += whole_numbers(parts["part"]) * 10 ** (9 - length)
    if "zone" in parts:
        named = parts["zone"].dictionary_encode()
        zones = [seconds_ahead(_SIGNED.fullmatch(zone)) for zone in named.dictionary.to_pylist()]
        offsets = np.array(zones or [0], np.int64)
        total -= offsets[np.asarray(named.indices.fill_null(0).to_numpy())] * NANO
    return np.asarray(total)


def _from_first(nanoseconds: Array, readable: Array) -> npt.NDArray[np.float64]:
    """Return seconds after the first that can be read, exact to the last figure that was written."""
    start = nanoseconds[np.argmax(readable)] if len(nanoseconds) else 0
    seconds = (nanoseconds - start) / NANO
    return np.where(readable, seconds, np.nan)
