"""Folders of recordings that are cut into windows: each file by itself, and each sub-folder is a class."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Detail
from gansmith.data.formats.array_folder import left_out_of, visible_files
from gansmith.data.formats.folder_names import classes_of
from gansmith.data.formats.registry import FORMATS, format_of, labels_path
from gansmith.data.formats.unused_options import refuse_unused
from gansmith.data.formats.variables import Choices
from gansmith.data.formats.window_rows import channel_names, time_step
from gansmith.data.formats.windows import windows_of
from gansmith.data.labels import UNKNOWN, Labels
from gansmith.data.reader.isolated import read_apart
from gansmith.data.reader.library_errors import reading, shown
from gansmith.data.storage.store import store
from gansmith.errors import DataError, UsageError, option

_LISTED = 3  # names in a note
_OF_ALL = ("rate", "bits", "time", "step", "channel_names", "axes", "window")  # details that are of every file
_SAME_STEP = 0.01  # of a time between moments: what that of another file may differ by


@dataclass(frozen=True)
class _Part:
    """The windows of one file, of which there may be none."""

    file: Path
    data: Dataset


def find_recordings(directory: Path) -> list[Path]:
    """Return the files under a directory that may be recordings: those of the format that most have, in order."""
    found: dict[Path, str] = {}
    for file in visible_files(directory):
        kind = format_of(file)
        if kind is not None and "window" in FORMATS[kind].options:
            found[file] = kind
    beside = {labels_path(file) for file, kind in found.items() if kind == "npy"}
    counts = Counter(kind for file, kind in found.items() if file not in beside)
    usual = max(counts, key=lambda kind: (counts[kind], kind), default="")
    return [file for file, kind in found.items() if kind == usual and file not in beside]


def read_recordings(files: Sequence[Path], directory: Path, path: str, choices: Choices) -> Dataset:
    """Read windows of recordings, in the order of the files' names. Classes are those of sub-folders, or of the label.

    Raises DataError naming the first file whose channels, numbers or rate differ from those of the one before all.
    """
    kind = format_of(files[0]) or "npy"
    refuse_unused(path, choices, FORMATS[kind].options)
    parts = [_Part(file, _windows(file, kind, replace(choices, fewest_windows=0))) for file in files]
    if (empty := next((part.file for part in parts if not part.data.origin.details["moments"]), None)) is not None:
        raise DataError(f"{empty} holds no moments. Record or export it again, or take it out of the folder.")
    filled = [part for part in parts if len(part.data)]
    if sum(len(part.data) for part in parts) < choices.fewest_windows:
        raise _too_few(path, parts, choices)
    first = filled[0]
    for part in filled[1:]:
        _check_alike(first, part)
    dtype = np.result_type(*(part.data.values.dtype for part in filled))
    count = sum(len(part.data) for part in filled)
    sample = first.data.sample_shape
    values = store(_blocks(filled, dtype), (count, *sample), dtype)
    labels, class_names = _classes(filled, directory)
    origin, kept = first.data.origin, first.data.origin.details
    details: dict[str, Detail] = {name: kept[name] for name in _OF_ALL if name in kept}
    details |= {"suffix": "".join(files[0].suffixes[-2:] if files[0].suffix == ".gz" else files[0].suffix).lower()}
    details |= left_out_of(directory, {*files, *map(labels_path, files)})
    stored = (count, *origin.stored_shape[1:])
    origin = replace(origin, format="arrays", path=path, stored_shape=stored, dtype=str(dtype), details=details)
    return Dataset(values, labels, class_names, replace(origin, variable=None), notes=tuple(_notes(parts, choices)))


def _windows(file: Path, kind: str, choices: Choices) -> Dataset:
    """Return the windows of one file."""
    with reading(file, f"a .{kind} file"):
        if file.stat().st_size == 0:
            raise DataError(f"{file} is empty: it has 0 bytes. Copy or export it again.")
        one = FORMATS[kind]
        read = one.reader if one.library is None else partial(read_apart, kind)
        return windows_of(read(str(file), choices), choices)


def _blocks(parts: Sequence[_Part], dtype: "np.dtype[Any]") -> Iterator[Array]:
    for part in parts:
        yield part.data.values.astype(dtype, copy=False)


def _check_alike(first: _Part, other: _Part) -> None:
    one, two = first.data, other.data
    steps = [time_step(data.origin) for data in (one, two)]
    is_table = bool(channel_names(one.origin))
    compared: list[tuple[str, object, object]] = [
        (
            "channels",
            one.sample_shape[-1] if one.values.ndim > 2 else 1,
            two.sample_shape[-1] if two.values.ndim > 2 else 1,
        )
    ]
    if is_table:
        compared.append(("channels called", _listed(channel_names(one.origin)), _listed(channel_names(two.origin))))
    else:
        compared.append(("numbers of type", one.values.dtype, two.values.dtype))
    compared.append(("bits", one.origin.details.get("bits"), two.origin.details.get("bits")))
    if None in steps or not np.isclose(float(steps[0] or 0), float(steps[1] or 0), rtol=_SAME_STEP, atol=0):
        compared.append(("a time between moments of", _said(steps[0]), _said(steps[1])))
    for what, here, there in compared:
        if here != there:
            raise DataError(
                f"{other.file} holds {what} {there} and {first.file} {here}. Recordings of one folder must be alike: "
                "convert them, or put the others elsewhere."
            )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(repr(shown(name)) for name in names[:_LISTED]) + (" and more" if len(names) > _LISTED else "")


def _said(step: float | None) -> str:
    return "none" if step is None else f"{step:.6g}"


def _classes(parts: Sequence[_Part], directory: Path) -> tuple[Labels | None, tuple[str, ...]]:
    """Return the class of each window: that of its label, or of the sub-folder of its file."""
    if all(part.data.labels is not None for part in parts):
        names = tuple(sorted({name for part in parts for name in part.data.class_names}, key=_in_order))
        return np.concatenate([_numbered(part.data, names) for part in parts]), names
    within = [part.file.relative_to(directory) for part in parts]
    if not all(len(name.parts) > 1 for name in within):
        return None, ()
    labels, names = classes_of(within)
    return np.repeat(labels, [len(part.data) for part in parts]), names


def _numbered(data: Dataset, names: tuple[str, ...]) -> Labels:
    numbers = np.array([*(names.index(name) for name in data.class_names), UNKNOWN], np.int64)
    labels: Labels = numbers[data.labels]
    return labels


def _in_order(name: str) -> tuple[bool, int, str]:
    """Sort whole numbers by their size, and before texts."""
    is_number = name.lstrip("-").isdecimal()
    return not is_number, int(name) if is_number else 0, name


def _too_few(path: str, parts: Sequence[_Part], choices: Choices) -> UsageError:
    count = sum(len(part.data) for part in parts)
    longest = max(int(part.data.origin.details["moments"]) for part in parts)
    return UsageError(
        f"{option('window', choices.window)}: {count} such windows can be cut from the {len(parts):,} files in {path}, "
        f"of which the longest has {longest:,} moments, and {choices.fewest_windows} are the least. Choose a shorter "
        f"window; reading one file alone says where it has gaps."
    )


def _files(count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}"


def _notes(parts: Sequence[_Part], choices: Choices) -> Iterator[str]:
    """Yield what is true of all files, what of some, and what was cut."""
    count = sum(len(part.data) for part in parts)
    total, left = (sum(int(part.data.origin.details[name]) for part in parts) for name in ("moments", "unused"))
    rest = f"; {left:,} moments are in none" if left else ""
    yield (
        f"{count:,} windows of {choices.window:,} moments are cut from {total:,} in {_files(len(parts))}, each by "
        f"itself, {choices.stride or choices.window:,} apart{rest}"
    )
    short = [part.file.name for part in parts if not len(part.data)]
    if short:
        yield f"files too short for a window are left out: {len(short):,}, such as {shown(short[0])!r}"
    said = Counter(note for part in parts for note in dict.fromkeys(part.data.notes))
    for note, times in said.items():
        if times == len(parts):
            yield note
    others = [note for note, times in said.items() if times < len(parts)]
    files = [next(part.file.name for part in parts if note in part.data.notes) for note in others[:_LISTED]]
    for file, note in zip(files, others, strict=False):
        yield f"{shown(file)}: {note}"
    if len(others) > _LISTED:
        yield f"{len(others) - _LISTED:,} more notes are of single files"
