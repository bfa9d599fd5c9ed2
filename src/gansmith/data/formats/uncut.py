"""What recordings leave out where they are cut: values that are missing, moments in no window, classes without any."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gansmith.data.dataset import Dataset
from gansmith.data.formats.moments import Moments
from gansmith.data.labels import Labels
from gansmith.data.reader.library_errors import shown
from gansmith.data.survey import Missing
from gansmith.errors import DataError, UsageError, first_few, option, quoted

_LISTED = 5  # names in a note
_ENOUGH = 2  # windows

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Stretches:
    """The moments of recordings: which are complete, where time breaks and labels change, and where windows begin."""

    complete: Flags
    breaks: Flags
    changes: Flags
    moments: Moments
    starts: npt.NDArray[np.int64]
    longest: int  # moments without a gap


def fill_channels(dataset: Dataset, missing: Missing) -> tuple[Dataset, list[str]]:
    """Return moments (T, C) with missing values filled by the mean of their channel where these are to be, and notes.

    Raises DataError for a channel that has no value at all.
    """
    values, notes = dataset.values, list[str]()
    if values.dtype.kind != "f":
        return dataset, notes
    finite = np.isfinite(values)
    if finite.all():
        return dataset, notes
    if len(empty := np.flatnonzero(~finite.any(axis=0))):
        columns = dataset.origin.columns
        remedy = f" Leave it out: {option('drop', quoted(columns[empty[0]]))}." if columns else ""
        raise DataError(f"{dataset.origin.path}: {channel(dataset, int(empty[0]))} has no value at all.{remedy}")
    if missing != "mean":
        return dataset, notes
    known = np.where(finite, values, 0).astype(np.float64)
    means = known.sum(axis=0) / finite.sum(axis=0)
    count = int(np.count_nonzero(~finite))
    notes.append(f"{count:,} missing values become the mean of their channel ({option('missing', 'mean')})")
    return replace(dataset, values=np.where(finite, values, means).astype(values.dtype)), notes


def channel(dataset: Dataset, place: int) -> str:
    """Return how a message calls a channel."""
    columns = dataset.origin.columns
    return f"column {shown(columns[place])!r}" if columns else f"channel {place}"


def without_empty_classes(
    labels: Labels | None, names: tuple[str, ...]
) -> tuple[Labels | None, tuple[str, ...], list[str]]:
    """Return labels of windows and the classes that have any, with a note of the others."""
    if labels is None:
        return None, names, []
    there = np.bincount(labels[labels >= 0], minlength=len(names)) > 0
    if there.all():
        return labels, names, []
    gone = [name for name, is_there in zip(names, there, strict=True) if not is_there]
    numbers = np.append(np.cumsum(there) - 1, -1)  # the last is of what is unknown
    kept = tuple(name for name, is_there in zip(names, there, strict=True) if is_there)
    listed = first_few([repr(shown(name)) for name in gone], _LISTED)
    return numbers[labels].astype(np.int64), kept, [f"no window is all of one of the classes {listed}"]


def too_few(
    dataset: Dataset, found: Stretches, window: int, stride: int, count: Callable[[Flags, Flags], int]
) -> UsageError:
    """Return what to say where fewer windows than needed can be cut: why, and each remedy that helps.

    count tells how many windows there are for other complete moments and breaks.
    """
    path, total, longest = dataset.origin.path, len(dataset.values), found.longest
    everywhere, breaks = np.ones(total, np.bool_), found.breaks | found.changes
    causes, remedies = [], []
    if not found.complete.all():
        causes.append(f"{int((~found.complete).sum()):,} moments miss values, most of them of {_emptiest(dataset)}")
        if count(everywhere, breaks) >= _ENOUGH:
            remedies.append(f"fill them ({option('missing', 'mean')})")
            if dataset.origin.columns and dataset.values.shape[1] > 1:
                remedies.append(f"leave that column out ({option('drop')})")
    if found.moments.jumps:
        causes.append(listed_jumps(found.moments.jumps))
        if found.moments.columns and count(found.complete, found.changes) >= _ENOUGH:
            named = " ".join(map(quoted, found.moments.columns))
            remedies.append(f"leave the time out ({option('drop', named)})")
        if found.moments.jumps.get("repeated times") or found.moments.jumps.get("steps back"):
            remedies.append(f"name the column that tells recordings apart ({option('series', 'COLUMN')})")
    if found.changes.any():
        causes.append(f"the label changes {int(found.changes.sum()):,} times")
    where = f"the longest stretch without a gap in {path} has {longest:,} moments of {total:,}"
    if longest == total:
        where = f"{path} has {total:,} moments, of which {len(found.starts)} such windows can be cut"
    if longest >= 2 * window or (longest > window and stride > 1):
        remedies.insert(0, f"choose a {option('stride')} of at most {min(stride - 1, longest - window):,}")
    shorter = min(window - 1, longest // 2)
    if shorter >= 2 and (stride == window or longest - shorter >= stride):
        remedies.insert(0, f"choose a window of at most {shorter:,}")
    why = f" ({'; '.join(causes)})" if causes else ""
    instead = " or ".join(remedies) or ("sort and mend the times" if found.moments.jumps else "record more moments")
    return UsageError(
        f"{option('window', window)}: {where}{why}, and {_ENOUGH} windows are the least. "
        f"{instead[0].upper()}{instead[1:]}."
    )


def _emptiest(dataset: Dataset) -> str:
    missing = (~np.isfinite(dataset.values)).sum(axis=0)
    return channel(dataset, int(np.argmax(missing)))


def listed_jumps(jumps: Mapping[str, int]) -> str:
    """Return how often time does what, as a message lists it."""
    return ", ".join(f"{count:,} {name if count > 1 else _ONE.get(name, name)}" for name, count in jumps.items())


_ONE = {
    "gaps": "gap",
    "steps back": "step back",
    "repeated times": "repeated time",
    "short steps": "short step",
    "times that cannot be read": "time that cannot be read",
    "ends of recordings": "end of a recording",
    "changes of the label": "change of the label",
}


def unused(found: Stretches, window: int) -> int:
    """Return how many moments are in no window."""
    total = len(found.complete)
    used = np.zeros(total + 1, np.int64)
    np.add.at(used, found.starts, 1)
    np.add.at(used, found.starts + window, -1)
    return total - int(np.count_nonzero(np.cumsum(used[:-1])))


def cut_notes(dataset: Dataset, found: Stretches, window: int, stride: int) -> list[str]:
    """Return what was cut, what is in no window and why, and which channels never change.

    The first note is what was cut.
    """
    total, starts, left = len(dataset.values), found.starts, unused(found, window)
    parts = [f"{len(starts):,} windows of {window:,} moments are cut from {total:,}, {stride:,} apart"]
    parts += [f"{left:,} moments are in none"] if left else []
    notes = ["; ".join(parts)]
    if stride < window:
        notes.append(
            f"windows overlap, so that those of the validation set share moments with those that are trained on; "
            f"{option('stride', window)} keeps them apart"
        )
    holes = int(np.count_nonzero(~found.complete & np.concatenate([[True], found.complete[:-1]])))
    if holes:
        missing = int(np.count_nonzero(~found.complete))
        notes.append(
            f"no window holds any of the {missing:,} moments that miss values, which are gaps: {holes:,}; "
            f"{option('missing', 'mean')} fills them"
        )
    jumps = dict(found.moments.jumps)
    if changed := int(np.count_nonzero(found.changes & ~found.breaks)):
        jumps["changes of the label"] = changed
    if count := int(np.count_nonzero((found.breaks | found.changes)[1:])):
        kinds = f" ({listed_jumps(jumps)})" if jumps else ""
        notes.append(f"no window crosses a place where time jumps or the label changes: {count:,} of them{kinds}")
    values = dataset.values
    still = np.flatnonzero((values == values[:1]).all(axis=0) & (values.shape[1] > 1))
    notes += [f"{channel(dataset, int(place))} never changes" for place in still[:_LISTED]]
    return notes
