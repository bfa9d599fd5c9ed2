"""The time column of a table whose rows are moments: found, left out, and asked where the time between them jumps."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.reader.library_errors import shown
from gansmith.errors import option

WINDOW = "window"  # name of the column that tells written windows apart
_NAMES = {"time", "times", "timestamp", "date", "datetime", "t", "seconds", "sec", "ms"}
_FORMS = (  # of dates that pyarrow does not take for such by itself
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d",
)
_LOOKED_AT = 1000  # texts of which all must be dates before the others are read
_EVEN = 0.99  # least share of steps that are the usual one, of a column that is time by its numbers alone
_UNEVEN = 0.5  # of the usual step: what a step may differ by before it is a gap
_HALF = 0.5  # share of steps forward of a column that is called time


@dataclass(frozen=True)
class Moments:
    """What a table says of the time of its rows.

    breaks (T,) tells whether a row does not follow the one before. step is the usual time between rows, in seconds of
    dates, None without a column of time, whose name is time. notes say what was found.
    """

    breaks: npt.NDArray[np.bool_]
    time: str = ""
    step: float | None = None
    is_date: bool = False
    notes: tuple[str, ...] = ()


def without_time(table: Any, label: str | None, *, keep: bool) -> tuple[Any, Moments]:
    """Return a table of pyarrow's without its column of time and of numbers of windows, and what these say.

    keep: keep a column of time that holds numbers, which then is a channel too.
    """
    breaks, notes = np.zeros(table.num_rows, np.bool_), list[str]()
    if (numbers := _window_numbers(table)) is not None:
        breaks[1:] |= numbers[1:] != numbers[:-1]
        table = table.drop_columns([WINDOW])
        notes.append(f"column {WINDOW!r} is left out: it numbers windows, which are kept apart")
    found = _find(table, label, breaks)
    if found is None:
        notes.append("no column holds time: rows are taken for moments in order, without gaps between them")
        return table, Moments(breaks, notes=tuple(notes))
    name, times, is_date = found
    step = _usual(times, breaks)
    with np.errstate(invalid="ignore"):
        follows = np.abs(np.diff(times) - step) < _UNEVEN * step
    breaks[1:] |= ~follows
    kept = keep and not is_date
    unit = " seconds" if is_date else ""
    what = "is kept as a channel" if kept else "is left out"
    more = "" if is_date or kept else f"; {option('keep_index')} keeps it as a channel"
    notes.append(f"column {shown(name)!r} {what}: it holds the time of each row, {step:g}{unit} apart{more}")
    table = table if kept else table.drop_columns([name])
    return table, Moments(breaks, name, step, is_date, tuple(notes))


def _window_numbers(table: Any) -> Any:
    from pyarrow import types

    if WINDOW not in table.column_names or len(table.column_names) < 2:
        return None
    column = table.column(WINDOW)
    if not types.is_integer(column.type) or column.null_count or not len(column):
        return None
    numbers = column.to_numpy()
    return numbers if numbers[0] == 0 and np.isin(np.diff(numbers), (0, 1)).all() else None


def _find(table: Any, label: str | None, breaks: Any) -> tuple[str, Any, bool] | None:
    """Return the name of the column of time, its times in order of rows, and whether they are dates."""
    names = [name for name in table.column_names if name != label]
    if len(names) < 2 or table.num_rows < 3:
        return None
    for name in names:
        times = _dates(table.column(name))
        if times is not None and np.isfinite(_usual(times, breaks)):
            return name, times, True
    numbered = [name for name in names if _numbers(table.column(name)) is not None]
    for name in (name for name in numbered if set(re.findall(r"[a-z]+", name.lower())) & _NAMES):
        times = _numbers(table.column(name))
        if np.mean(np.diff(times) > 0) > _HALF:
            return name, times, False
    if numbered and numbered[0] == names[0] and _is_even(times := _numbers(table.column(names[0])), breaks):
        return names[0], times, False
    return None


def _usual(times: Any, breaks: Any) -> float:
    """Return the usual step forward, NaN where there is none."""
    steps = np.diff(times)
    steps = steps[np.isfinite(steps) & (steps > 0) & ~breaks[1:]]
    return float(np.median(steps)) if len(steps) else float("nan")


def _is_even(times: Any, breaks: Any) -> bool:
    step = _usual(times, breaks)
    with np.errstate(invalid="ignore"):
        return bool(np.mean(np.abs(np.diff(times) - step)[~breaks[1:]] < 0.01 * step) >= _EVEN)


def _numbers(column: Any) -> Any:
    from pyarrow import types

    if not (types.is_integer(column.type) or types.is_floating(column.type)):
        return None
    return np.asarray(column.to_numpy(), np.float64)


def _dates(column: Any) -> Any:
    """Return a column of dates, times of day or spans in seconds, NaN where missing; None for anything else."""
    import pyarrow
    from pyarrow import compute, types

    kind = column.type
    if types.is_string(kind) or types.is_large_string(kind):
        start = compute.drop_null(column)[:_LOOKED_AT]
        fitting = (form for form in _FORMS if len(start) and _all_dates(start, form))
        form = next(fitting, None)
        if form is None:
            return None
        column = compute.strptime(column, form, "us", error_is_null=True)
    elif types.is_date(kind):
        column = column.cast(pyarrow.timestamp("us"))
    elif types.is_time(kind):
        column = column.cast(pyarrow.time64("us"), safe=False)
    elif types.is_timestamp(kind):
        column = column.cast(pyarrow.timestamp("us", kind.tz), safe=False)
    elif types.is_duration(kind):
        column = column.cast(pyarrow.duration("us"), safe=False)
    else:
        return None
    numbers = column.cast(pyarrow.int64()).cast(pyarrow.float64())
    return np.asarray(compute.fill_null(numbers, float("nan")).to_numpy()) / 1e6


def _all_dates(texts: Any, form: str) -> bool:
    from pyarrow import compute

    return bool(compute.strptime(texts, form, "us", error_is_null=True).null_count == 0)
