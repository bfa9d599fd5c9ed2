"""Windows of long recordings as samples: cut at a stride, and never over a gap."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil, prod
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.formats.moments import Moments
from gansmith.data.formats.table_choices import AS_FOUND, TableChoices
from gansmith.data.formats.uncut import Stretches, cut_notes, fill_channels, too_few, unused, without_empty_classes
from gansmith.data.formats.variables import Choices
from gansmith.data.reader.library_errors import shown
from gansmith.data.storage.memory import share
from gansmith.data.storage.store import store
from gansmith.data.survey import Missing
from gansmith.errors import UsageError, option

_FEWEST = 2  # windows that can be learned from
_MOST_CHANNELS = 256  # of an array without names, beyond which it holds samples
_AT_ONCE = 256  # windows
_OF_ROWS = ("axes", "axes_because", "channels", "label_at")  # details that are not of windows
_RATE_OFF = 1e-3  # of a rate: what a whole number of moments a second may miss, as times are rounded


@dataclass(frozen=True)
class Cut:
    """How recordings are cut: moments of a window, moments from one to the next, and what becomes of missing values.

    fewest: windows of which there must be as many. "mean" fills missing values with the mean of their channel; else
    they are gaps.
    """

    window: int
    stride: int
    missing: Missing = "error"
    fewest: int = _FEWEST

    @classmethod
    def asked(cls, choices: Choices) -> "Cut":
        """Return what options say: windows do not overlap unless they say so."""
        window = choices.window or _FEWEST
        return cls(window, choices.stride or window, choices.missing, choices.fewest_windows)


def check_window(window: int | None, stride: int | None, table: TableChoices = AS_FOUND) -> None:
    """Raise UsageError for a window of less than 2 moments, a stride of less than 1, or either without a window."""
    if window is None and stride is not None:
        raise UsageError(
            f"{option('stride', stride)} says how far apart windows begin. Give their length as well, such as "
            f"{option('window', 256)}."
        )
    if window is None and table.series is not None:
        raise UsageError(
            f"{option('series', table.series)} says which rows are one recording, which are cut into windows. Give "
            f"their length as well, such as {option('window', 256)}."
        )
    if window is not None and window < 2:
        raise UsageError(f"{option('window', window)}: a window takes 2 moments at least, such as 256.")
    if stride is not None and stride < 1:
        raise UsageError(
            f"{option('stride', stride)}: windows begin 1 moment apart at the least. Give {window} for windows that "
            "do not overlap, or leave it out."
        )


def windows_of(dataset: Dataset, choices: Choices) -> Dataset:
    """Return windows of what a reader found, as it is where that has cut it already, as one of tables does."""
    if choices.window is None or "window" in dataset.origin.details:
        return dataset
    apart = choices.axes is not None and "N" in choices.axes.upper()
    turn = choices.samples_axis is None and choices.axes is None
    return of_array(dataset, Cut.asked(choices), turn=turn, apart=apart)


def of_array(dataset: Dataset, how: Cut, *, turn: bool, apart: bool) -> Dataset:
    """Return windows of the recordings in an array: (1, T) or (1, 1, T, C) of a .wav file, else rows that are moments.

    Samples that are signals of several channels, (N, 1, T, C), are recordings, each of which is cut by itself; and so
    are rows (N, T) where `apart` says so. turn: whether the longer axis of (C, T) may be taken for time. Raises
    UsageError where the array holds samples of another kind.
    """
    values, origin, labels = dataset.values, dataset.origin, dataset.labels
    if origin.format == "wav":
        values = values.reshape(-1, values.shape[-1] if values.ndim == 4 else 1)
        return cut(replace(dataset, values=values), how, Moments(np.zeros(len(values), np.bool_)))
    if dataset.has_channels or (apart and values.ndim == 2):
        return _of_each(dataset, how)
    if values.ndim != 2 or (min(values.shape) > _MOST_CHANNELS and turn):
        raise _holds_samples(dataset, how.window)
    stored, notes, is_turned = " x ".join(map(str, origin.stored_shape)), list[str](), False
    if turn and values.shape[1] > len(values):
        if labels is not None and len(dataset.class_names) < len(labels):
            return _of_each(dataset, how)  # which has a class of its own
        values, is_turned = values.T, True
        if labels is not None:  # as those of electrodes
            names = tuple(dataset.class_names[label] for label in labels)
            notes.append(f"{shown(origin.label)!r} names the {len(names):,} channels")
            origin = replace(origin, columns=names, label=None)
            dataset = replace(dataset, labels=None, class_names=(), origin=origin)
    if 1 not in values.shape:
        axis = len(origin.stored_shape) - 1 if is_turned else origin.samples_axis
        notes.append(
            f"took axis {axis} of {stored} for time and the other for {values.shape[1]} channels; "
            f"{option('samples_axis', 1 - axis)} says it is the other way"
        )
    moments = Moments(np.zeros(len(values), np.bool_), notes=tuple(notes))
    return cut(replace(dataset, values=values), how, moments, first=is_turned)


def _of_each(dataset: Dataset, how: Cut) -> Dataset:
    """Return windows of samples that are recordings, (N, T) or (N, 1, T, C)."""
    values, labels, count = dataset.values, dataset.labels, len(dataset)
    length = values.shape[2] if values.ndim == 4 else values.shape[1]
    flat = values.reshape(count * length, -1)
    breaks = np.zeros(len(flat), np.bool_)
    breaks[::length] = True
    note = f"each of the {count:,} samples of {length:,} moments is a recording, and is cut by itself"
    order = str(dataset.origin.details.get("axes", "NLC"))
    whole = replace(dataset, values=flat, labels=None if labels is None else np.repeat(labels, length))
    moments = Moments(breaks, notes=(note,), jumps={"ends of recordings": count - 1} if count > 1 else {})
    return cut(whole, how, moments, first=order.find("C") < order.find("L"))


def _holds_samples(dataset: Dataset, window: int) -> UsageError:
    shape = " x ".join(map(str, dataset.sample_shape))
    remedy = "Leave it out"
    if dataset.values.ndim == 2:
        remedy += (
            f", or say that each is a recording of its own ({option('axes', 'NL')}), or which axis is time "
            f"({option('samples_axis', 0)}, say)"
        )
    elif dataset.values.ndim == 3:
        remedy += f", or say that each is a recording of its own ({option('axes', 'NCL')}, say)"
    return UsageError(
        f"{option('window', window)} cuts one recording, (moments,) or (moments, channels), and {dataset.origin.path} "
        f"holds samples already: {len(dataset):,} of {shape}. {remedy}."
    )


def cut(dataset: Dataset, how: Cut, moments: Moments, *, first: bool = False) -> Dataset:
    """Return windows of rows (T, C) that are moments, as (N, L), or (N, 1, L, C) of several channels.

    No window holds a missing value, a break, or moments of two classes. first: channels come first where windows are
    written. Raises UsageError where too few windows fit, DataError for a channel without a value.
    """
    dataset, filled = fill_channels(dataset, how.missing)
    values, labels = dataset.values, dataset.labels
    breaks = moments.breaks.copy()
    changes = np.zeros(len(values), np.bool_)
    if labels is not None:
        changes[1:] = labels[1:] != labels[:-1]
    complete = np.asarray(np.isfinite(values).all(axis=1))
    starts, longest = _starts(complete, breaks | changes, how)
    found = Stretches(complete, breaks, changes, moments, starts, longest)
    if len(starts) < how.fewest:
        raise too_few(dataset, found, how.window, how.stride, lambda c, b: len(_starts(c, b, how)[0]))
    channels, window = values.shape[1], how.window
    shape = (len(starts), window) if channels == 1 else (len(starts), 1, window, channels)
    _check_room(dataset, shape, how)
    samples = store(_windows(values, starts, window, shape[1:]), shape, values.dtype)
    order = "NCL" if first else "NLC"
    sizes = {"N": len(starts), "L": window, "C": channels}
    stored = shape if channels == 1 else tuple(sizes[letter] for letter in order)
    origin = dataset.origin
    details = _details(origin, window, moments) | ({} if channels == 1 else {"axes": order})
    said = cut_notes(dataset, found, how.window, how.stride)
    if how.fewest == 0:  # one of many files, whose counts are added up
        details |= {"moments": len(values), "unused": unused(found, window)}
        said = said[1:]
    origin = replace(origin, stored_shape=stored, samples_axis=0, columns=(), details=details)
    labels, names, emptied = without_empty_classes(None if labels is None else labels[starts], dataset.class_names)
    notes = (*dataset.notes, *moments.notes, *filled, *said, *emptied)
    return Dataset(samples, labels, names, origin, notes=notes)


def _check_room(dataset: Dataset, shape: tuple[int, ...], how: Cut) -> None:
    """Raise UsageError where windows overlap so much that they do not fit in memory."""
    needed, there = prod(shape) * dataset.values.dtype.itemsize, share()
    if how.stride < how.window and needed > there:
        wider = min(how.window, ceil(how.stride * needed / there))
        raise UsageError(
            f"{option('stride', how.stride)}: {shape[0]:,} windows of {how.window:,} moments take {needed:,} bytes, "
            f"and {there:,} may be taken. Choose a stride of at least {wider:,}."
        )


def _starts(
    complete: npt.NDArray[np.bool_], breaks: npt.NDArray[np.bool_], how: Cut
) -> tuple[npt.NDArray[np.int64], int]:
    """Return where windows begin, a stride apart from the start of each stretch without gaps; and the longest such."""
    begins = complete & (breaks | ~np.concatenate([[False], complete[:-1]]))
    first = np.flatnonzero(begins)
    ends = np.flatnonzero(complete & np.concatenate([begins[1:] | ~complete[1:], [True]])) + 1
    lengths = ends - first
    counts = np.maximum((lengths - how.window) // how.stride + 1, 0)
    counts[lengths < how.window] = 0
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    starts = np.repeat(first, counts) + how.stride * within
    return starts.astype(np.int64), int(lengths.max(initial=0))


def _windows(values: Array, starts: npt.NDArray[np.int64], window: int, shape: tuple[int, ...]) -> Iterator[Array]:
    steps = np.arange(window)
    for at in range(0, len(starts), _AT_ONCE):
        some = starts[at : at + _AT_ONCE]
        yield values[some[:, np.newaxis] + steps].reshape(len(some), *shape)


def _details(origin: Origin, window: int, moments: Moments) -> dict[str, Detail]:
    """Return what is kept of the reader's details, and what writes windows with their time again."""
    kept: dict[str, Any] = {name: value for name, value in origin.details.items() if name not in _OF_ROWS}
    found: dict[str, Detail] = {**kept, "window": window}
    if origin.columns:
        found["channel_names"] = json.dumps(list(origin.columns))
    if moments.step is not None:
        found |= {"time": moments.time, "step": repr(moments.step)}
        seconds = moments.step * moments.unit
        rate = round(1 / seconds) if seconds > 0 else 0
        if rate >= 1 and abs(rate * seconds - 1) < _RATE_OFF:
            found["rate"] = rate
    return found
