"""Windows of a long recording as samples: cut at a stride, never over a gap, and written as rows of moments again."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.formats.moments import Moments
from gansmith.data.storage.store import store
from gansmith.errors import UsageError, option

_FEWEST = 2  # windows that can be learned from
_MOST_CHANNELS = 256  # of an array without names, beyond which it holds samples
_AT_ONCE = 256  # windows
_OF_ROWS = ("axes", "axes_because", "channels", "label_at")  # details that are not of windows
_EXACT = 1e-6  # of a rate: what a whole number of moments a second may miss


def check_window(window: int | None, stride: int | None) -> None:
    """Raise UsageError for a window of less than 2 moments, a stride of less than 1, or one without a window."""
    if window is None and stride is not None:
        raise UsageError(
            f"{option('stride', stride)} says how far apart windows begin. Give their length as well, such as "
            f"{option('window', 256)}."
        )
    if window is not None and window < 2:
        raise UsageError(f"{option('window', window)}: a window takes 2 moments at least, such as 256.")
    if stride is not None and stride < 1:
        raise UsageError(
            f"{option('stride', stride)}: windows begin 1 moment apart at the least. Give {window} for windows that "
            "do not overlap, or leave it out."
        )


def of_array(dataset: Dataset, window: int, stride: int | None, *, turn: bool) -> Dataset:
    """Return windows of the recording in an array: (1, T) or (1, 1, T, C) of a .wav file, else rows that are moments.

    turn: whether the longer axis of (C, T) may be taken for time. Raises UsageError where the array holds samples.
    """
    values, origin, labels = dataset.values, dataset.origin, dataset.labels
    asked = option("window", window)
    stored, notes = " x ".join(map(str, origin.stored_shape)), list[str]()
    is_turned = False
    if origin.format == "wav":
        values = values.reshape(-1, values.shape[-1] if values.ndim == 4 else 1)
    elif values.ndim != 2 or (min(values.shape) > _MOST_CHANNELS and turn):
        raise UsageError(
            f"{asked} cuts one recording, (moments,) or (moments, channels), and {origin.path} holds samples already: "
            f"{len(values):,} of {' x '.join(map(str, dataset.sample_shape))}. Leave it out."
        )
    elif turn and labels is None and values.shape[1] > len(values):
        values, is_turned = values.T, True
    if origin.format != "wav" and 1 not in values.shape:
        axis = len(origin.stored_shape) - 1 if is_turned else origin.samples_axis
        notes.append(
            f"took axis {axis} of {stored} for time and the other for {values.shape[1]} channels; "
            f"{option('samples_axis', 1 - axis)} says it is the other way"
        )
    moments = Moments(np.zeros(len(values), np.bool_), notes=tuple(notes))
    return cut(replace(dataset, values=values), window, stride, moments, first=is_turned)


def cut(dataset: Dataset, window: int, stride: int | None, moments: Moments, *, first: bool = False) -> Dataset:
    """Return windows of rows (T, C) that are moments, as (N, L), or (N, 1, L, C) of several channels.

    No window holds a missing value, a break, or moments of two classes. first: channels come first where windows are
    written. Raises UsageError where fewer than two windows fit.
    """
    values, labels, stride = dataset.values, dataset.labels, stride or window
    breaks = moments.breaks.copy()
    if labels is not None:
        breaks[1:] |= labels[1:] != labels[:-1]
    complete = np.asarray(np.isfinite(values).all(axis=1))
    starts, longest = _starts(complete, breaks, window, stride)
    if len(starts) < _FEWEST:
        raise _too_few(dataset, moments, window, stride, len(starts), longest)
    channels = values.shape[1]
    shape = (len(starts), window) if channels == 1 else (len(starts), 1, window, channels)
    samples = store(_windows(values, starts, window, shape[1:]), shape, values.dtype)
    order = "NCL" if first else "NLC"
    sizes = {"N": len(starts), "L": window, "C": channels}
    stored = shape if channels == 1 else tuple(sizes[letter] for letter in order)
    origin = dataset.origin
    details = _details(origin, window, moments) | ({} if channels == 1 else {"axes": order})
    notes = (*dataset.notes, *moments.notes, *_said(breaks, complete, starts, window, stride, len(values)))
    found = replace(origin, stored_shape=stored, samples_axis=0, columns=(), details=details)
    return Dataset(samples, None if labels is None else labels[starts], dataset.class_names, found, notes=notes)


def as_moments(origin: Origin) -> Origin:
    """Return the origin of windows with the names of channels for columns, as a table of moments has them."""
    if "window" not in origin.details:
        return origin
    try:
        names = tuple(map(str, json.loads(str(origin.details.get("channel_names", "[]")))))
    except ValueError:  # a stranger's model may say anything
        names = ()
    return replace(origin, columns=names)


def times(count: int, window: int, origin: Origin) -> tuple[str, Array]:
    """Return the name of the column of time and its values, from 0 in each of the windows."""
    try:
        step = float(origin.details.get("step", 1))
    except ValueError:  # a stranger's model may say anything
        step = 1.0
    if "step" not in origin.details and int(origin.details.get("rate", 0)) > 0:
        step = 1 / int(origin.details["rate"])
    rate = round(1 / step) if 0 < step <= 1 else 0
    exact = rate > 0 and abs(rate * step - 1) < _EXACT
    each = np.arange(window) / rate if exact else np.arange(window) * step
    whole = np.array_equal(each, np.rint(each))
    return str(origin.details.get("time") or "time"), np.tile(each.astype(np.int64) if whole else each, count)


def _starts(
    complete: npt.NDArray[np.bool_], breaks: npt.NDArray[np.bool_], window: int, stride: int
) -> tuple[npt.NDArray[np.int64], int]:
    """Return where windows begin, a stride apart from the start of each stretch without gaps; and the longest such."""
    begins = complete & (breaks | ~np.concatenate([[False], complete[:-1]]))
    first = np.flatnonzero(begins)
    ends = np.flatnonzero(complete & np.concatenate([begins[1:] | ~complete[1:], [True]])) + 1
    lengths = ends - first
    counts = np.maximum((lengths - window) // stride + 1, 0)
    counts[lengths < window] = 0
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    starts = np.repeat(first, counts) + stride * within
    return starts.astype(np.int64), int(lengths.max(initial=0))


def _windows(values: Array, starts: npt.NDArray[np.int64], window: int, shape: tuple[int, ...]) -> Iterator[Array]:
    steps = np.arange(window)
    for at in range(0, len(starts), _AT_ONCE):
        some = starts[at : at + _AT_ONCE]
        yield values[some[:, np.newaxis] + steps].reshape(len(some), *shape)


def _too_few(dataset: Dataset, moments: Moments, window: int, stride: int, count: int, longest: int) -> UsageError:
    path, total = dataset.origin.path, len(dataset.values)
    if count == 0 and longest < total:
        leave = f", or leave the time out with {option('drop', moments.time)}" if moments.time else ""
        where = f"the longest stretch without a gap in {path} has {longest:,} moments of {total:,}"
        return UsageError(f"{option('window', window)}: {where}. Choose a window of at most {longest // 2:,}{leave}.")
    where = f"{path} has {total:,} moments, of which {count} such windows can be cut, and {_FEWEST} are the least"
    if 2 * window <= longest or count == 0:
        return UsageError(f"{option('window', window)}: {where}. Choose a window of at most {longest // 2:,}.")
    return UsageError(
        f"{option('window', window)}: {where}. Choose a window of at most {longest // 2:,}, or a smaller "
        f"{option('stride')} than {stride:,}."
    )


def _details(origin: Origin, window: int, moments: Moments) -> dict[str, Detail]:
    """Return what is kept of the reader's details, and what writes windows with their time again."""
    kept = {name: value for name, value in origin.details.items() if name not in _OF_ROWS}
    found: dict[str, Detail] = {**kept, "window": window}
    if origin.columns:
        found["channel_names"] = json.dumps(list(origin.columns))
    if moments.step is not None:
        found |= {"time": moments.time, "step": repr(moments.step)}
        rate = round(1 / moments.step)
        if rate >= 1 and abs(rate * moments.step - 1) < _EXACT and (moments.is_date or rate > 1):
            found["rate"] = rate
    return found


def _said(breaks: Any, complete: Any, starts: Any, window: int, stride: int, total: int) -> list[str]:
    used = np.zeros(total + 1, np.int64)
    np.add.at(used, starts, 1)
    np.add.at(used, starts + window, -1)
    left = total - int(np.count_nonzero(np.cumsum(used[:-1])))
    parts = [f"{len(starts):,} windows of {window:,} moments are cut from {total:,}, {stride:,} apart"]
    parts += [f"{left:,} moments are in none"] if left else []
    notes = ["; ".join(parts)]
    holes = int(np.count_nonzero(~complete & np.concatenate([[True], complete[:-1]])))
    jumps = int(np.count_nonzero(breaks[1:]))
    if holes:
        missing = int(np.count_nonzero(~complete))
        notes.append(f"no window holds any of the {missing:,} moments that miss values, which are gaps: {holes:,}")
    if jumps:
        notes.append(f"no window crosses a place where time jumps or the label changes: {jumps:,} of them")
    return notes
