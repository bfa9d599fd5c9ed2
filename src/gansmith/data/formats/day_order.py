"""Which of year, month and day comes first in dates as text, and the days that they are."""

from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.date_form import THIS_CENTURY
from gansmith.data.formats.civil import are_dates, civil_days
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, option

DAY, NANO = 86_400, 1_000_000_000  # seconds of a day, nanoseconds of a second
NAMED = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: 1 + place for place, name in enumerate(NAMED)}
MONTHS |= {"mrz": 3, "mai": 5, "okt": 10, "dez": 12}
_ORDERS = {"day-first": "dmY", "month-first": "mdY"}

Days = tuple[Array, Array, str, str]  # days since 1970, which are dates, what is said of the first, what comes first


def days_of(parts: dict[str, Any], known: Array, clock: Array, order: str, where: str, texts: Any) -> Days:
    """Return the days since 1970, which of them are dates, and how the first is read where that is not evident.

    The last is what the parts a, b, c are: letters Y, m and d. Raises UsageError where that is not known.
    """
    a, c = whole_numbers(parts["a"]), whole_numbers(parts["c"]) if "c" in parts else np.ones(len(known), np.int64)
    if _is_named(parts["b"]):
        b = _months(parts["b"])
        is_first = int(a.max(initial=0)) > 31
        year, day = (a, c) if is_first else (c, a)
        return (*_settled(_full(year), b, day, known), "Ymd" if is_first else "dmY")
    b = whole_numbers(parts["b"])
    if (a[known] > 31).all():  # the year comes first
        return (*_settled(_full(a), b, c, known), "Ymd")
    readings = {"day-first": (_full(c), b, a), "month-first": (_full(c), a, b)}
    if order != "auto":
        days, readable, _ = _settled(*readings[order], known)
        if len(unfit := np.flatnonzero(known & ~readable)):
            raise UsageError(
                f"{option('dates', order)} does not fit {where}: {_quoted(texts, unfit[0])} is no date then. Leave it "
                "out."
            )
        return days, readable, "", _ORDERS[order]
    fitting = {name: reading for name, reading in readings.items() if are_dates(*reading)[known].all()}
    if len(fitting) == 2 and "." not in str(texts[int(np.argmax(known))]):  # with dots between them days come first
        return _steadier(fitting, known, clock, where, texts)
    name = next(iter(fitting), None) or max(readings, key=lambda one: int(are_dates(*readings[one]).sum()))
    # a number over 12 tells; where neither fits all, what fits most
    return (*_settled(*readings[name], known), _ORDERS[name])


def _steadier(
    readings: dict[str, tuple[Array, Array, Array]], known: Array, clock: Array, where: str, texts: Any
) -> Days:
    """Return the reading in which time goes on more steadily; raises UsageError where that does not tell."""
    found = {name: civil_days(*reading) for name, reading in readings.items()}
    if not len(apart := np.flatnonzero(known & (found["day-first"] != found["month-first"]))):
        return found["day-first"], known, "", "dmY"
    odd = {name: _odd_steps((days * DAY * NANO + clock)[known]) for name, days in found.items()}
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
    return found[best], known, f"{said} than with {option('dates', other)}", _ORDERS[best]


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
    short = 1900 + year + 100 * (year < THIS_CENTURY)
    return np.asarray(np.where(year < 100, short, year))


def _is_named(months: Any) -> bool:
    from pyarrow import compute

    return bool(compute.any(compute.match_substring_regex(months, "^[A-Za-z]")).as_py())


def _months(names: Any) -> npt.NDArray[np.int64]:
    named = names.dictionary_encode()
    numbers = np.array([MONTHS.get(name[:3].lower(), 0) for name in named.dictionary.to_pylist()] or [0], np.int64)
    return np.asarray(numbers[np.asarray(named.indices.fill_null(0).to_numpy())])


def _written(day: Any) -> str:
    """Return a day since 1970 as people write it."""
    from datetime import date, timedelta

    found = date(1970, 1, 1) + timedelta(days=int(day))
    return f"{found.day} {NAMED[found.month - 1].title()} {found.year}"


def whole_numbers(texts: Any) -> npt.NDArray[np.int64]:
    """Return texts of digits as whole numbers, 0 for none."""
    import pyarrow
    from pyarrow import compute

    filled = compute.fill_null(texts, "")
    return np.asarray(compute.if_else(compute.equal(filled, ""), "0", filled).cast(pyarrow.int64()).to_numpy())
