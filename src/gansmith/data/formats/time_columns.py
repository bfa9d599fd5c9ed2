"""Which columns of a table hold the time of its rows: dates, times of day, epochs, serial days or plain numbers."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.formats.civil import are_dates, civil_days
from gansmith.data.formats.dates import Dates, from_whole, read_texts
from gansmith.data.formats.day_order import DAY
from gansmith.data.reader.library_errors import shown

CALLED = {  # words of names of columns that hold time
    *("time", "times", "timestamp", "timestamps", "date", "dates", "datetime", "t", "ts", "epoch", "unix", "unixtime"),
    *("seconds", "second", "secs", "sec", "ms", "msec", "us", "usec", "elapsed", "clock", "utc", "zeit", "datum"),
}
_DATED = {"date", "dates", "datetime", "datum"}
_SERIAL = (20_000, 80_000)  # days since 1899-12-30 that spreadsheets write for 1954 to 2119
_UNITS = {  # seconds of a unit that a column's name may hold
    **dict.fromkeys(("ms", "msec", "millis", "milliseconds"), 1e-3),
    **dict.fromkeys(("us", "usec", "micros", "microseconds"), 1e-6),
    **dict.fromkeys(("ns", "nsec", "nanoseconds"), 1e-9),
    **dict.fromkeys(("min", "mins", "minutes"), 60.0),
    **dict.fromkeys(("h", "hr", "hrs", "hours"), 3600.0),
    **dict.fromkeys(("d", "days"), float(DAY)),
    **dict.fromkeys(("month", "months"), 30.436875 * DAY),
    **dict.fromkeys(("year", "years"), 365.2425 * DAY),
}
_EPOCHS = (1.0, 1e-3, 1e-6, 1e-9)  # seconds of the units that epochs are counted in
_FIRST_EPOCH, _LAST_EPOCH = 3e8, 5e9  # seconds since 1970: 1979 to 2128
_PARTS = (  # names of columns that hold a date part by part
    *({"year", "yr"}, {"month", "mo", "mon"}, {"day", "dy"}),
    *({"hour", "hr"}, {"minute", "min"}, {"second", "sec"}),
)
_EVEN = 0.99  # least share of steps that are the usual one, of a column that is time by its numbers alone
_ONWARD = 0.9  # share of steps near the usual one of an epoch that no name tells of
_HALF = 0.5  # share of steps of one direction of a column that is called time


@dataclass(frozen=True)
class Found:
    """The time of each row: the columns that hold it, in order, and the times themselves, NaN where missing.

    unit is the seconds that 1 stands for. is_date tells whether the columns can be no channels; is_clock that they are
    times of day, after which comes midnight. note is what else is to be said.
    """

    names: tuple[str, ...]
    times: npt.NDArray[np.float64]
    unit: float = 1.0
    is_date: bool = False
    is_clock: bool = False
    note: str = ""


def find_time(table: Any, label: str | None, order: str, path: str, breaks: Array) -> Found | None:
    """Return the time of the rows of a table of pyarrow's, None where no column holds it.

    order is that of day and month, as in `dates.read_texts`, whose errors are raised. breaks (T,) tells where time may
    start again.
    """
    names = [name for name in table.column_names if name != label]
    if len(names) < 2 or table.num_rows < 3:
        return None
    return (
        _of_dates(table, names, order, path)
        or _in_parts(table, names)
        or _of_numbers(_columns_of_numbers(table, names), names, breaks)
    )


def _columns_of_numbers(table: Any, names: list[str]) -> dict[str, Array]:
    return {name: found for name in names if (found := numbers_of(table.column(name))) is not None}


def numbers_of(column: Any) -> Array | None:
    """Return a column of numbers as float64 or whole numbers, None for anything else."""
    from pyarrow import types

    if not (types.is_integer(column.type) or types.is_floating(column.type)):
        return None
    return np.asarray(column.to_numpy())


def usual_step(times: Array, breaks: Array) -> float:
    """Return the usual step forward, NaN where there is none."""
    steps = np.diff(times)
    steps = steps[np.isfinite(steps) & (steps > 0) & ~breaks[1:]]
    return float(np.median(steps)) if len(steps) else float("nan")


def _of_dates(table: Any, names: list[str], order: str, path: str) -> Found | None:
    days: tuple[str, Dates] | None = None
    clock: tuple[str, Dates] | None = None
    for name in names:
        if (days and (clock or not days[1].are_days)) or (clock and days):
            break
        found = _dates(table.column(name), order, f"{path}: column {shown(name)!r}")
        if found is None or not np.isfinite(found.seconds).any():
            continue
        if found.is_clock:
            clock = clock or (name, found)
        else:
            days = days or (name, found)
    if days and clock and days[1].are_days:
        times = days[1].seconds + clock[1].seconds
        both = tuple(name for name in names if name in (days[0], clock[0]))
        return Found(both, times, is_date=True, note=days[1].note)
    chosen = days or clock
    if chosen is None:
        return None
    return Found((chosen[0],), chosen[1].seconds, 1.0, is_date=True, is_clock=chosen[1].is_clock, note=chosen[1].note)


def _dates(column: Any, order: str, where: str) -> Dates | None:
    """Return a column of dates, times of day or spans, as text or not; None for anything else."""
    import pyarrow
    from pyarrow import compute, types

    kind = column.type
    if types.is_string(kind) or types.is_large_string(kind):
        return read_texts(column.cast(pyarrow.string()), order, where)
    if types.is_date(kind):
        column = column.cast(pyarrow.timestamp("s"))
    elif not (types.is_time(kind) or types.is_timestamp(kind) or types.is_duration(kind)):
        return None
    whole = column.cast(pyarrow.int32() if types.is_time32(kind) else pyarrow.int64()).cast(pyarrow.int64())
    scale = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}[column.type.unit]
    start = next((value for value in compute.drop_null(whole)[:1].to_pylist()), 0)
    numbers = compute.fill_null(compute.subtract(whole, start).cast(pyarrow.float64(), safe=False), float("nan"))
    seconds = np.asarray(numbers.to_numpy()) * scale
    known = np.asarray(compute.fill_null(whole, 0).to_numpy())
    days = not types.is_time(kind) and not (known % round(DAY / scale)).any()
    return Dates(seconds, is_clock=types.is_time(kind), are_days=days)


def _in_parts(table: Any, names: list[str]) -> Found | None:
    """Return the time in columns called year, month, day and so on."""
    lower = {name.lower().strip(): name for name in names}
    columns = []
    for called in _PARTS:
        name = next((lower[one] for one in called if one in lower), None)
        values = None if name is None else numbers_of(table.column(name))
        if name is None or values is None or values.dtype.kind not in "iu":
            break
        columns.append((name, values.astype(np.int64)))
    if len(columns) < 3 or len(columns) == len(names):
        return None
    year, month, day, *clock = (values for _, values in columns)
    if not are_dates(year, month, day).all():
        return None
    seconds = civil_days(year, month, day) * DAY
    for values, size in zip(clock, (3600, 60, 1), strict=False):
        seconds = seconds + values * size
    return Found(tuple(name for name, _ in columns), (seconds - seconds[0]).astype(np.float64), is_date=False)


def _of_numbers(columns: dict[str, Array], names: list[str], breaks: Array) -> Found | None:
    named = [name for name in columns if words(name) & CALLED]
    for name in named:
        if (found := _called_time(name, columns[name])) is not None:
            return found
    for name, numbers in columns.items():
        unit = _epoch(numbers)
        if unit is not None and _evenness(numbers, breaks) > _ONWARD:
            return _counted(name, numbers, unit)
    first = next(iter(columns), None)
    if first is not None and first == names[0] and _is_even(times := _after_first(columns[first]), breaks):
        return Found((first,), times, _unit(first), note=_assumed(first))
    return None


def words(name: str) -> set[str]:
    """Return the words of a name in small letters: "time" and "ms" of "Time_ms" and of "timeMs"."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return {part.lower() for part in parts} | set(re.findall(r"[a-z]+", name.lower()))


def _called_time(name: str, numbers: Array) -> Found | None:
    """Return the time in a column that is called so, None where its numbers go up and down."""
    if (dates := from_whole(numbers)) is not None:
        return Found((name,), dates.seconds, 1.0, note=", written as in 20240131")
    if (unit := _epoch(numbers)) is not None:
        return _counted(name, numbers, unit)
    finite = numbers[np.isfinite(numbers)]
    if words(name) & _DATED and len(finite) and _SERIAL[0] <= finite.min() <= finite.max() <= _SERIAL[1]:
        return Found((name,), _after_first(numbers) * DAY, note=", counted in days as spreadsheets do")
    if _onward(numbers) <= _HALF:
        return None
    return Found((name,), _after_first(numbers), _unit(name), note=_assumed(name))


def _counted(name: str, numbers: Array, unit: float) -> Found:
    """Return times since 1970, in the unit of their column where its name says it, else in seconds."""
    times = _after_first(numbers)
    if _unit(name) == unit:
        return Found((name,), times, unit)
    return Found((name,), times * unit, note=", counted from 1970 on")


def _assumed(name: str) -> str:
    return "" if words(name) & {*_UNITS, "s", "sec", "secs", "second", "seconds"} else ", taken for seconds"


def _unit(name: str) -> float:
    return next((_UNITS[word] for word in re.findall(r"[a-zµ]+", name.lower())[::-1] if word in _UNITS), 1.0)


def _epoch(numbers: Array) -> float | None:
    """Return the seconds of the unit in which numbers count from 1970 on, None where they do not."""
    finite = numbers[np.isfinite(numbers)].astype(np.float64)
    if not len(finite):
        return None
    low, high = float(finite.min()), float(finite.max())
    return next((unit for unit in _EPOCHS if _FIRST_EPOCH <= low * unit <= high * unit <= _LAST_EPOCH), None)


def _onward(numbers: Array) -> float:
    """Return the share of steps that go forward, or backward where those are more; 1 where none goes the other way."""
    steps = np.diff(_after_first(numbers))
    if (steps != 0).any() and ((steps >= 0).all() or (steps <= 0).all()):
        return 1.0
    return float(max(np.mean(steps > 0), np.mean(steps < 0))) if len(steps) else 0.0


def _evenness(numbers: Array, breaks: Array) -> float:
    """Return the share of steps that differ from the usual one by half of it at most, in one direction or the other."""
    times = _after_first(numbers) * (-1 if numbers[-1] < numbers[0] else 1)
    step = usual_step(times, breaks)
    with np.errstate(invalid="ignore"):
        return float(np.mean(np.abs(np.diff(times) - step) <= 0.5 * step)) if len(times) > 1 else 0.0


def _is_even(times: Array, breaks: Array) -> bool:
    step = usual_step(times, breaks)
    with np.errstate(invalid="ignore"):
        return bool(np.mean((np.abs(np.diff(times) - step) < 0.01 * step)[~breaks[1:]]) >= _EVEN)


def _after_first(numbers: Array) -> npt.NDArray[np.float64]:
    """Return numbers less the first of them, exact where they are whole."""
    if numbers.dtype.kind in "iu":
        whole = numbers.astype(np.int64)
        return np.asarray(whole - whole[0], np.float64)
    finite = numbers[np.isfinite(numbers)]
    return np.asarray(numbers, np.float64) - (float(finite[0]) if len(finite) else 0.0)
