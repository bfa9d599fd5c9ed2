"""The time of a table whose rows are moments: found and left out, put in order, and asked where it jumps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.formats.day_order import DAY
from gansmith.data.formats.series import Series, found_series, named_series
from gansmith.data.formats.table_choices import TableChoices
from gansmith.data.formats.time_columns import CALLED, Found, find_time, numbers_of, usual_step, words
from gansmith.data.reader.library_errors import shown
from gansmith.errors import option

WINDOW = "window"  # name of the column that tells written windows apart
_UNEVEN = 0.5  # of the usual step: what a step may differ by before it is a gap
_BACKWARD = 0.9  # share of steps back, from where the newest rows come first
_SPANS = ((float(DAY), "day"), (3600.0, "hour"), (60.0, "minute"))


@dataclass(frozen=True)
class Moments:
    """What a table says of the time of its rows.

    breaks (T,) tells whether a row does not follow the one before. step is the usual time between rows, in the unit of
    its column, of which 1 is so many seconds; None without time, which columns hold and time names. notes say what was
    found, and jumps how often time does what.
    """

    breaks: npt.NDArray[np.bool_]
    time: str = ""
    step: float | None = None
    unit: float = 1.0
    notes: tuple[str, ...] = ()
    jumps: Mapping[str, int] = field(default_factory=dict)
    columns: tuple[str, ...] = ()


def without_time(
    table: Any, label: str | None, told: TableChoices, path: str, *, lenient: bool = False
) -> tuple[Any, Moments]:
    """Return a table of pyarrow's without its column of time and those that number windows or recordings.

    Its rows are put in order: those of one recording together, and the oldest first. With `told.keep_index` a column of
    time that holds numbers is kept, and then is a channel too. Raises UsageError for dates that may be read in two
    ways, DataError for a column that is not there, unless `lenient`, as generated recordings lack it.
    """
    breaks, notes = np.zeros(table.num_rows, np.bool_), list[str]()
    if (numbers := _window_numbers(table)) is not None:
        breaks[1:] |= numbers[1:] != numbers[:-1]
        table = table.drop_columns([WINDOW])
        notes.append(f"column {WINDOW!r} is left out: it numbers windows, which are kept apart")
    absent = lenient and told.series not in table.column_names
    named = None if told.series is None or absent else named_series(table, told.series, path)
    searched = table if named is None or named.name == label else table.drop_columns([named.name])
    found = find_time(searched, label, told.dates, path, breaks)
    series = named
    if series is None and found is not None and not breaks.any() and not told.keep_index and not found.is_clock:
        series = found_series(table, found.times, found.names)
    if series is not None:
        table, breaks, found = _together(table, series, breaks, found)
        notes.append(series.note(label=label))
        table = table if series.name == label else table.drop_columns([series.name])
    if found is None:
        notes += [*_called_time(table, label), "no column holds time: rows are taken for moments in order"]
        return table, Moments(breaks, notes=tuple(notes), jumps=_ends(series))
    table, breaks, found = _oldest_first(table, breaks, found, notes)
    return _measured(table, breaks, found, notes, told, _ends(series))


def _together(table: Any, series: Series, breaks: Any, found: Found | None) -> tuple[Any, Any, Found | None]:
    """Return rows of one recording together, with breaks where one ends."""
    order = series.order
    ends = np.zeros(len(order), np.bool_)
    ends[1:] = np.diff(series.numbers[order]) != 0
    if np.array_equal(order, np.arange(len(order))):
        return table, breaks | ends, found
    moved = None if found is None else Found(**{**vars(found), "times": found.times[order]})
    return table.take(order), breaks[order] | ends, moved


def _oldest_first(table: Any, breaks: Any, found: Found, notes: list[str]) -> tuple[Any, Any, Found]:
    """Return rows in reverse where most are older than the one before."""
    with np.errstate(invalid="ignore"):
        back = (np.diff(found.times) < 0)[~breaks[1:]]
    if found.is_clock or not len(back) or back.mean() < _BACKWARD:
        return table, breaks, found
    notes.append("rows are taken from the last to the first, as the newest come first")
    turned = np.zeros_like(breaks)
    turned[1:] = breaks[1:][::-1]
    found = Found(**{**vars(found), "times": found.times[::-1]})
    return table.take(np.arange(table.num_rows)[::-1]), turned, found


def _measured(
    table: Any, breaks: Any, found: Found, notes: list[str], told: TableChoices, ends: dict[str, int]
) -> tuple[Any, Moments]:
    times, name = found.times, "time" if found.names[1:] else found.names[0]
    usual, steps = usual_step(times, breaks), np.diff(times)
    if found.is_clock:
        steps = np.where(steps < 0, steps + DAY, steps)  # the next day
    with np.errstate(invalid="ignore"):
        follows = np.abs(steps - usual) < _UNEVEN * usual
    good = steps[follows & ~breaks[1:]]
    step = float(f"{good.mean() if len(good) else usual:.10g}")  # the mean: single steps are rounded
    jumps = ends | _jumps(steps[~breaks[1:] & ~follows], usual)
    breaks = breaks.copy()
    breaks[1:] |= ~follows
    kept = told.keep_index and not found.is_date
    several = f"columns {', '.join(repr(shown(one)) for one in found.names)}" if found.names[1:] else ""
    called = several or (f"column {shown(name)!r}" if name else "the first column, which has no name,")
    verbs = ("are", "they hold") if several else ("is", "it holds")
    what = f"{verbs[0]} kept as {'channels' if several else 'a channel'}" if kept else f"{verbs[0]} left out"
    more = "" if found.is_date or kept else f"; {option('keep_index')} keeps {'them' if several else 'it'} as a channel"
    apart = _span(step * found.unit) if np.isfinite(step) else "an unknown time"
    notes.append(f"{called} {what}: {verbs[1]} the time of each row, {apart} apart{found.note}{more}")
    table = table if kept else table.drop_columns(list(found.names))
    measured = step if np.isfinite(step) else None
    return table, Moments(breaks, name, measured, found.unit, tuple(notes), jumps, found.names)


def _jumps(steps: Any, usual: float) -> dict[str, int]:
    with np.errstate(invalid="ignore"):
        counts = {
            "gaps": int((steps > usual).sum()),
            "steps back": int((steps < 0).sum()),
            "repeated times": int((steps == 0).sum()),
            "short steps": int(((steps > 0) & (steps <= usual)).sum()),
            "times that cannot be read": int(np.isnan(steps).sum()),
        }
    return {name: count for name, count in counts.items() if count}


def _ends(series: Series | None) -> dict[str, int]:
    count = 0 if series is None else int(series.numbers.max(initial=0))
    return {"ends of recordings": count} if count else {}


def _called_time(table: Any, label: str | None) -> list[str]:
    """Return notes of columns that are called time, and are channels all the same."""
    names = [name for name in table.column_names if name != label and words(name) & CALLED]
    numbers = [name for name in names if numbers_of(table.column(name)) is not None]
    if len(table.column_names) < 2:
        return []
    return [f"column {shown(name)!r} is a channel, as its numbers go up and down" for name in numbers]


def _span(seconds: float) -> str:
    """Return a time as people say it."""
    for size, unit in _SPANS:
        if seconds >= size:
            count = f"{seconds / size:.4g}"
            return f"{count} {unit}{'' if count == '1' else 's'}"
    return f"{seconds:.6g} second{'' if seconds == 1 else 's'}"


def _window_numbers(table: Any) -> Any:
    from pyarrow import types

    if WINDOW not in table.column_names or len(table.column_names) < 2:
        return None
    column = table.column(WINDOW)
    if not types.is_integer(column.type) or column.null_count or not len(column):
        return None
    numbers = column.to_numpy()
    return numbers if numbers[0] == 0 and np.isin(np.diff(numbers), (0, 1)).all() else None
