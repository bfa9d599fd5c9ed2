"""Which of the variables in a file is the data, and which its labels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any

from gansmith.data.chunks import Array
from gansmith.data.companions import Companion
from gansmith.data.conventions import LATEST
from gansmith.data.dataset import Dataset, Detail
from gansmith.data.formats.axes import from_array
from gansmith.data.formats.size_limits import check_unpacked, nbytes
from gansmith.data.formats.table_choices import AS_FOUND, TableChoices
from gansmith.data.formats.variable_notes import (
    RECORDS,
    TEXT,
    Found,
    Shape,
    is_obvious,
    last_word,
    listing,
    notes_of_rest,
    rate_among,
)
from gansmith.data.labels import OBVIOUS_NAMES
from gansmith.data.reader.library_errors import did_you_mean, shown
from gansmith.data.storage.memory import expect
from gansmith.data.survey import Missing
from gansmith.errors import DataError, option

_MOST_LISTED = 20
_OF_A_TEXT = 200  # bytes
_COPIES = 4  # of an array that libraries make at the most while they read it


__all__ = ["RECORDS", "TEXT", "Choices", "Found", "Shape", "is_filled", "read_chosen"]


@dataclass(frozen=True)
class Choices:
    """What the user said about a file; None leaves it to the reader."""

    variable: str | None = None
    samples_axis: int | None = None
    axes: str | None = None
    label: str | None = None
    condition: tuple[str, ...] = ()  # columns or variables that samples are conditioned on
    unlabelled: str | None = None  # the label of samples whose class is unknown
    aside: str | None = None  # a variable that is not the data
    drop: tuple[str, ...] = ()  # columns that are left out
    lenient: bool = False  # whether some of those may not be there
    table: TableChoices = AS_FOUND
    size: tuple[int, int] | None = None  # height and width of images
    crop: bool = False  # whether their middle is cut out before they are resized
    labels_from: str | None = None  # where the classes of images are said
    unreadable: str = "error"  # or "drop": what becomes of images that cannot be read
    window: int | None = None  # moments of a sample that is cut from a recording
    stride: int | None = None  # moments from one such sample to the next
    conventions: int = LATEST  # by which everything else is recognised
    missing: Missing = "error"  # what becomes of values that a recording misses
    fewest_windows: int = 2  # that a recording must give

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Choices":
        """Return what `asdict` made a document of, after JSON."""
        table = TableChoices.from_json(document["table"])
        names = {name: tuple(document[name]) for name in ("drop", "condition")}
        return cls(**{**document, **names, "table": table})


def read_chosen(
    format: str,
    path: str,
    found: Found,
    refused: Mapping[str, str],
    choices: Choices,
    load: Callable[[str], Array],
    details: Mapping[str, Detail],
    *,
    in_memory: bool = False,
) -> Dataset:
    """Return the Dataset in the variable chosen among those `found`, with its labels and conditions, and nothing else.

    `refused` says why others cannot be read; in_memory: there is no file at `path`. Raises DataError if none fits, or
    several do and none is named.
    """
    name, beside, left_out = _choose_names(format, path, found, refused, choices)
    told = [_named(condition, found, refused, path) for condition in choices.condition]
    unpacked = sum(_bytes(*found[chosen]) for chosen in (name, beside, *told) if chosen)
    if not in_memory:
        check_unpacked(path, format, Path(path).stat().st_size, unpacked)
        expect(_COPIES * unpacked)
    companion = None
    if beside is not None:
        companion = Companion(beside, load(beside), choices.label is not None, choices.unlabelled)
    rate = rate_among(found, load) if choices.window is not None else None
    dataset = from_array(
        load(name),
        format=format,
        path=path,
        samples_axis=choices.samples_axis,
        axes=choices.axes,
        variable=name,
        companion=companion,
        conditions=[(condition, load(condition)) for condition in told],
        details={**details, **({"rate": rate[1]} if rate else {}), **({"label_unused": left_out} if left_out else {})},
        conventions=choices.conventions,
    )
    notes = [*dataset.notes]
    if rate is not None:
        notes.append(f"variable {shown(rate[0])!r} is taken for the sampling rate: {rate[1]:,} moments a second")
    notes += notes_of_rest(found, refused, choices.variable, choices.aside, dataset, beside)
    return replace(dataset, notes=tuple(notes))


def is_filled(shape: Shape, kind: str) -> bool:
    """Whether a variable holds several numbers."""
    return kind not in (TEXT, RECORDS) and prod(shape) > 1


def _bytes(shape: Shape, dtype: str) -> int:
    return prod(shape) * _OF_A_TEXT if dtype == TEXT else nbytes(shape, dtype)


def _choose_names(
    format: str, path: str, found: Found, refused: Mapping[str, str], choices: Choices
) -> tuple[str, str | None, str]:
    """Return the variable of the data, that of its labels, and what is to be said of labels that are left out."""
    data = _choose_data(format, path, found, refused, choices)
    if choices.label is not None:
        label = _named(choices.label, found, refused, path)
        if found[label][1] == RECORDS:
            raise DataError(f"{path}: {shown(label)} is a table, no labels. It holds: {listing(found, refused)}.")
        return data, label, ""
    obvious = [
        name
        for name, (shape, dtype) in found.items()
        if name not in (data, *choices.condition)
        and is_obvious(name)
        and dtype != RECORDS
        and prod(shape) > 1
        and (dtype == TEXT or _is_vector(shape) or (len(shape) == 2 and {*shape} & {*found[data][0]}))
    ]
    if len(obvious) > 1:
        return data, None, f"{' and '.join(map(shown, obvious[:_MOST_LISTED]))} (choose one)"
    hidden = {name: reason for name, reason in refused.items() if is_obvious(name)}
    hidden |= {
        name: f"shape {shape}"
        for name, (shape, _) in found.items()
        if name not in (data, *choices.condition) and is_obvious(name) and prod(shape) > 1
    }
    left = next((f"{shown(name)} ({reason})" for name, reason in hidden.items()), "") if not obvious else ""
    return data, obvious[0] if obvious else None, left


def _choose_data(format: str, path: str, found: Found, refused: Mapping[str, str], choices: Choices) -> str:
    if choices.variable is not None:
        name = _named(choices.variable, found, refused, path)
        if found[name][1] not in (TEXT, RECORDS):
            return name
        raise DataError(f"{path}: {shown(name)} holds text, no numbers. It holds: {listing(found, refused)}.")
    label = choices.label
    aside = OBVIOUS_NAMES if label is None else (label.lower(),)
    numbers = {name: shape for name, (shape, dtype) in found.items() if dtype not in (TEXT, RECORDS)}
    apart = (label, choices.aside, *choices.condition)
    filled = [name for name, shape in numbers.items() if prod(shape) > 1 and name not in apart]
    names = [name for name in filled if not (last_word(name) in aside and _is_vector(numbers[name]))] or filled
    arrays = [name for name in names if not _is_vector(numbers[name])]
    arrays = [name for name in arrays if label is not None or not _may_be_one_hot(name, numbers[name])] or arrays
    if format == "mat" and len(arrays) > 1:  # those at the top come before those in structs
        arrays = [name for name in arrays if "." not in name] or arrays
    if len(names) == 1 or len(arrays) == 1:  # vectors beside the one matrix are its axes and remarks
        return (arrays or names)[0]
    if not names and any(kind == RECORDS for _, kind in found.values()):
        raise DataError(
            f"{path} holds several tables; choose one with {option('variable', 'NAME')}: {listing(found, {})}."
        )
    if not names:
        raise DataError(f"{path} holds no variable of numbers. It holds: {listing(found, refused)}.")
    several = listing({name: found[name] for name in names}, {})
    raise DataError(f"{path} holds several variables; choose one with {option('variable', 'NAME')}: {several}.")


def _named(name: str, found: Found, refused: Mapping[str, str], path: str) -> str:
    if name in found:
        return name
    if name in refused:
        raise DataError(f"{path}: {shown(name)} is {refused[name]}. Only arrays of real numbers can be read.")
    guess = did_you_mean(name, [*found, *refused])
    raise DataError(f"{path} holds no variable {shown(name)!r}.{guess} It holds: {listing(found, refused)}.")


def _is_vector(shape: Shape) -> bool:
    return prod(shape) == max(shape, default=1)


def _may_be_one_hot(name: str, shape: Shape) -> bool:
    return is_obvious(name) and len(shape) == 2
