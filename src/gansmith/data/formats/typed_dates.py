"""Columns of dates: those of a type for them, texts such as 31/12/2020, and whole numbers such as 20201231."""

from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.formats.date_forms import form_of
from gansmith.data.formats.dates import Moments, read_moments
from gansmith.data.formats.day_order import NANO
from gansmith.data.formats.typed import Typed
from gansmith.data.reader.library_errors import shown
from gansmith.data.schema import Column
from gansmith.errors import DataError, UsageError, flags_are_spoken, option

DAYS = 86_400  # seconds of a day
UNITS = ("s", "ms", "us", "ns")
_FEWEST = 20  # whole numbers that are dates, all of them, from which on nobody needs to say that they are
_YEARS = (19_000_101, 21_001_231)  # and between which
_DAY = DAYS * NANO
_FEW, _MOST_STRAYS, _LONGEST_STRAY = 0.1, 5, 20  # share and number of texts among dates that may be marks, characters
_LOOKED_AT = 1000  # such texts
_MOST = 2**62  # that an integer of 64 bits holds safely


def dated(stored: Any, name: str, form: str) -> Typed:
    """Return a column of pyarrow's dates as numbers of the longest unit that all are whole numbers of."""
    import pyarrow
    from pyarrow import compute, types

    kind = stored.type
    unit = "s" if types.is_date(kind) else kind.unit
    whole = stored.cast(pyarrow.timestamp(unit) if types.is_date(kind) else kind).cast(pyarrow.int64())
    gaps = np.asarray(whole.is_null().to_numpy(zero_copy_only=False))
    counted = np.asarray(compute.fill_null(whole, 0).to_numpy(), np.int64)
    counted, unit = _longest(counted, unit)
    values = counted.astype(np.float64)
    values[gaps] = np.nan
    return Typed(values, Column(name, "date", 0, (), str(kind), unit, form))


def dates_in(texts: Any, name: str, order: str, where: str, *, written: bool) -> Typed | None:
    """Return a column of texts as dates, None where some are none; nulls are missing.

    order is that of day and month where nothing else tells, as in `read_moments`. written: it is of a table as text, so
    that it is stored in a type for dates where another format has one. Raises UsageError where the order is not known.
    """
    import pyarrow

    kind = texts.type
    texts = texts.cast(pyarrow.string())
    try:
        found = read_moments(texts, "auto", where)
        if found is not None and found.note and order != "auto":
            found = read_moments(texts, order, where)
    except UsageError:
        if order == "auto":
            raise
        found = read_moments(texts, order, where)
    known = np.asarray(texts.is_valid().to_numpy(zero_copy_only=False))
    if found is None or not found.order:
        return None
    if not np.array_equal(found.readable, known):
        _refuse_strays(texts, np.flatnonzero(known & ~found.readable), int(known.sum()), name, where)
        return None
    return _counted(texts, name, found, known, "" if written else str(kind))


def _refuse_strays(texts: Any, rows: Array, known: int, name: str, where: str) -> None:
    """Raise DataError for a column of dates among which are a few short texts (rows) that are none."""
    strays = list(dict.fromkeys(str(texts[int(row)]).strip() for row in rows[:_LOOKED_AT]))
    if len(rows) > _FEW * known or len(strays) > _MOST_STRAYS or max(map(len, strays)) > _LONGEST_STRAY:
        return
    marks = " ".join(map(repr, strays)) if flags_are_spoken() else strays[0] if len(strays) == 1 else tuple(strays)
    raise DataError(
        f"{where} holds dates, and {strays[0]!r} in row {rows[0]}. If that stands for a missing value, give "
        f"{option('missing_values', marks)}; to take its texts for names, "
        f"{option('column', shown(name) + ':category')}; to leave the column out, {option('drop', shown(name))}."
    )


def dates_of_whole(numbers: Array, name: str, stored: str, *, wanted: bool) -> Typed | None:
    """Return whole numbers such as 20201231 as dates, None where some are none, or too few to tell unless wanted."""
    import pyarrow

    known = np.isfinite(numbers) if numbers.dtype.kind == "f" else np.ones(len(numbers), np.bool_)
    some = numbers[known]
    if not len(some) or (numbers.dtype.kind == "f" and (some != np.rint(some)).any()):
        return None
    low, high = int(some.min()), int(some.max())
    if len({len(str(low)), len(str(high)), 8}) > 1 or (
        not wanted and (len(some) < _FEWEST or low < _YEARS[0] or high > _YEARS[1] or low == high)
    ):
        return None
    texts = pyarrow.array(np.where(known, numbers, 0).astype(np.int64), mask=~known).cast(pyarrow.string())
    found = read_moments(pyarrow.chunked_array([texts]), "auto", "")
    if found is None or not found.order or not np.array_equal(found.readable, known):
        return None
    return _counted(texts, name, found, known, stored)


def _counted(texts: Any, name: str, found: Moments, known: Array, stored: str) -> Typed:
    """Return dates that have been read as numbers of the longest unit; stored: their type, "" for one of dates."""
    days, clock = found.days[known] + found.clock[known] // _DAY, found.clock[known] % _DAY
    counted, unit = days, "D"
    if clock.any():
        parts, unit = _longest(clock, "ns", until="s")
        while np.abs(days).max() * DAYS * 1000.0 ** UNITS.index(unit) > _MOST:
            parts, unit = parts // 1000, UNITS[UNITS.index(unit) - 1]
        counted = days * DAYS * 1000 ** UNITS.index(unit) + parts
    values = np.full(len(known), np.nan)
    values[known] = counted
    zone = ", tz=UTC" if found.zones else ""
    stored = stored or ("date32[day]" if unit == "D" and not found.clock.any() else f"timestamp[{unit}{zone}]")
    stored = stored.replace("[D", "[s")
    inside = Moments(days, clock, np.ones(len(days), np.bool_), found.form, found.order, found.zones)
    some = texts.drop_null().to_pylist()
    form, odd = form_of(some, inside)
    return Typed(values, Column(name, "date", 0, (), stored, unit, form), note=_said(name, some, odd, found))


def _said(name: str, texts: list[str], odd: str, found: Moments) -> str:
    """Return how dates are read, and how others are written that are not in the same form."""
    first = {"dmY": "the day first", "mdY": "the month first", "Ymd": "the year first"}.get(found.order, "a month each")
    first = "the month first" if texts[0].strip()[:1].isalpha() else first  # its name, whatever the order of numbers
    other = next((text for text in texts if text.strip() != odd), "")
    mixed = f"; {shown(odd)!r} is written otherwise, and becomes like the others" if odd and other else ""
    return (
        f"column {shown(name)!r} holds dates such as {shown(texts[0].strip())}, {first}{found.note}{mixed}; "
        f"{option('column', shown(name) + ':category')} takes them for names"
    )


def _longest(counted: Array, unit: str, until: str = "D") -> tuple[Array, str]:
    """Return numbers of a unit in the longest unit that all are whole numbers of, up to another."""
    while unit != "s" and not (counted % 1000).any():
        counted, unit = counted // 1000, UNITS[UNITS.index(unit) - 1]
    if unit == "s" and until == "D" and not (counted % DAYS).any():
        counted, unit = counted // DAYS, "D"
    return counted, unit
