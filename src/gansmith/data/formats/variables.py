"""Which of the variables in a file is the data, and which its labels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Detail
from gansmith.data.formats.axes import from_array
from gansmith.data.formats.size_limits import check_unpacked, nbytes
from gansmith.data.labels import OBVIOUS_NAMES, Companion
from gansmith.data.reader.library_errors import did_you_mean, shown
from gansmith.data.storage.memory import expect
from gansmith.errors import DataError, option

Shape = tuple[int, ...]
Found = Mapping[str, tuple[Shape, str]]  # name: shape, dtype

_MOST_LISTED = 20
_COPIES = 4  # of an array that libraries make at the most while they read it


@dataclass(frozen=True)
class Choices:
    """What the user said about a file; None leaves it to the reader."""

    variable: str | None = None
    samples_axis: int | None = None
    label: str | None = None
    aside: str | None = None  # a variable that is not the data
    drop: tuple[str, ...] = ()  # columns that are left out
    lenient: bool = False  # whether some of those may not be there
    size: tuple[int, int] | None = None  # height and width of images
    crop: bool = False  # whether their middle is cut out before they are resized
    labels_from: str | None = None  # where the classes of images are said
    unreadable: str = "error"  # or "drop": what becomes of images that cannot be read


def read_chosen(
    format: str,
    path: str,
    found: Found,
    refused: Mapping[str, str],
    choices: Choices,
    load: Callable[[str], Array],
    details: Mapping[str, Detail],
) -> Dataset:
    """Return the Dataset in the variable chosen among those `found`, with its labels, loading nothing else.

    `refused` says why others cannot be read. Raises DataError if none fits, or several do and none is named.
    """
    name, beside = _choose_names(path, found, refused, choices)
    unpacked = sum(nbytes(*found[chosen]) for chosen in (name, beside) if chosen)
    check_unpacked(path, format, Path(path).stat().st_size, unpacked)
    expect(_COPIES * unpacked)
    return from_array(
        load(name),
        format=format,
        path=path,
        samples_axis=choices.samples_axis,
        variable=name,
        companion=Companion(beside, load(beside), asked=choices.label is not None) if beside else None,
        details=details,
    )


def _choose_names(path: str, found: Found, refused: Mapping[str, str], choices: Choices) -> tuple[str, str | None]:
    data = _choose_data(path, found, refused, choices)
    if choices.label is not None:
        return data, _named(choices.label, found, refused, path)
    obvious = [name for name, (shape, _) in found.items() if name != data and _is_label(name, shape, OBVIOUS_NAMES)]
    return data, obvious[0] if len(obvious) == 1 else None


def _choose_data(path: str, found: Found, refused: Mapping[str, str], choices: Choices) -> str:
    if choices.variable is not None:
        return _named(choices.variable, found, refused, path)
    label = choices.label
    aside = OBVIOUS_NAMES if label is None else (label.lower(),)
    filled = [name for name, (shape, _) in found.items() if prod(shape) > 1 and name not in (label, choices.aside)]
    names = [name for name in filled if not _is_label(name, found[name][0], aside)] or filled
    arrays = [name for name in names if not _is_vector(found[name][0])]
    if len(names) == 1 or len(arrays) == 1:  # vectors beside the one matrix are its axes and remarks
        return (arrays or names)[0]
    if not names:
        raise DataError(f"{path} holds no variable of numbers. It holds: {_listing(found, refused)}.")
    several = _listing({name: found[name] for name in names}, {})
    raise DataError(f"{path} holds several variables; choose one with {option('variable', 'NAME')}: {several}.")


def _named(name: str, found: Found, refused: Mapping[str, str], path: str) -> str:
    if name in found:
        return name
    if name in refused:
        raise DataError(f"{path}: {shown(name)} is {refused[name]}. Only arrays of real numbers can be read.")
    guess = did_you_mean(name, [*found, *refused])
    raise DataError(f"{path} holds no variable {shown(name)!r}.{guess} It holds: {_listing(found, refused)}.")


def _is_vector(shape: Shape) -> bool:
    return prod(shape) == max(shape, default=1)


def _is_label(name: str, shape: Shape, names: tuple[str, ...]) -> bool:
    return name.rpartition("/")[2].lower() in names and _is_vector(shape)


def _listing(found: Found, refused: Mapping[str, str]) -> str:
    names = [*found, *refused]
    entries = []
    for name in names[:_MOST_LISTED]:
        if name in found:
            shape, dtype = found[name]
            entries.append(f"{shown(name)} {shown('x'.join(map(str, shape))) or 'scalar'} {dtype}")
        else:
            entries.append(f"{shown(name)} ({refused[name]})")
    more = [f"and {len(names) - _MOST_LISTED} more"] if len(names) > _MOST_LISTED else []
    return "; ".join(entries + more) or "nothing"
