"""Two sets of samples side by side: the second's columns in the order of the first's, by name where they have names."""

from dataclasses import replace
from math import prod

import numpy as np

from gansmith.data.dataset import Dataset
from gansmith.data.formats.window_rows import channel_names
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, first_few, option

_NAMED = 3  # of columns whose names differ


def alike(first: Dataset, second: Dataset) -> tuple[Dataset, tuple[str, ...]]:
    """Return the second set with its features in the first's order, and what is to be said of it.

    Columns of one name belong together wherever they stand; the others are taken in their order, with a note, since
    samples from other tools often have lost their names. So are pictures beside vectors of as many values. Raises
    UsageError where samples differ in shape otherwise.
    """
    second, folded = _in_one_shape(first, second)
    names, others = _names(first), _names(second)
    if names == others or not names or not others:
        return second, folded
    spare = iter([place for place, name in enumerate(others) if name not in names])
    order = np.array([others.index(name) if name in others else next(spare) for name in names])
    if first.has_channels:
        ordered = replace(second, values=second.values[..., order])
    else:
        schema = tuple(second.schema[place] for place in order) if second.schema else ()
        origin = replace(second.origin, columns=names, schema=schema)
        ordered = replace(second, values=second.values[:, order], origin=origin)
    renamed = [(name, others[place]) for name, place in zip(names, order, strict=True) if name != others[place]]
    if not renamed:
        return ordered, folded
    pairs = first_few([f"{shown(mine)!r} with {shown(theirs)!r}" for mine, theirs in renamed], _NAMED)
    files = f"{first.origin.path} and {second.origin.path}"
    return ordered, (*folded, f"Columns whose names differ in {files} are compared in their order: {pairs}.")


def _names(data: Dataset) -> tuple[str, ...]:
    """Return the names of columns, or of the channels of windows."""
    return channel_names(data.origin) if data.has_channels else data.origin.columns


def _in_one_shape(first: Dataset, second: Dataset) -> tuple[Dataset, tuple[str, ...]]:
    """Return the second set in the shape of the first, and what is to be said of that; raises UsageError."""
    wanted, given = first.sample_shape, second.sample_shape
    if wanted == given:
        return second, ()
    if first.has_channels and len(given) == 2:
        length, channels = wanted[1:]
        values = (
            second.values.transpose(0, 2, 1) if given == (channels, length) != (length, channels) else second.values
        )
        if values.shape[1:] == (length, channels):
            note = f"Samples of {second.origin.path} are arrays of {_by(given)} and are read as {length:,} moments of "
            signals = values.reshape(len(second), *wanted)
            return replace(second, values=signals), (f"{note}{channels} channels.",)
    if 1 in (len(wanted), len(given)) and prod(wanted) == prod(given):
        values = second.values.reshape(len(second), *wanted)
        note = f"Samples of {second.origin.path} are {_said(given)} and are read row by row as {_said(wanted)}."
        return replace(second, values=values, origin=replace(second.origin, columns=())), (note,)
    raise UsageError(
        f"{first.origin.path} holds samples of shape {wanted} and {second.origin.path} of {given}. "
        f"{_remedy(first, second)}"
    )


def _said(shape: tuple[int, ...]) -> str:
    return f"vectors of {shape[0]:,} values" if len(shape) == 1 else f"pictures of {_by(shape)}"


def _by(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))


def _remedy(first: Dataset, second: Dataset) -> str:
    """Return what brings samples of two shapes together."""
    wanted, given = first.sample_shape, second.sample_shape
    if "window" in first.origin.details or "window" in second.origin.details:
        return f"Give windows of one length ({option('window')}) and the same channels in both."
    if len(wanted) == len(given) == 1:
        names, others = first.origin.columns, second.origin.columns
        odd = [name for name in names if name not in others] or [name for name in others if name not in names]
        if "window" in odd:
            return f"One holds windows of recordings: give their length ({option('window', 256)}, say)."
        if odd and names and others:
            listed = " ".join(repr(shown(name)) for name in odd[:_NAMED])
            return (
                f"Only one of them has {listed}: leave such columns out with {option('drop')}, or write them to both."
            )
        return "Give two sets of the same kind, of as many values a sample."
    if min(len(wanted), len(given)) > 1 and wanted[:2] != given[:2]:
        return (
            f"Give {option('size', f'{wanted[0]}x{wanted[1]}')} to resize folders of images, or two sets of "
            f"pictures of one size."
        )
    if min(len(wanted), len(given)) > 1:
        return "One has other channels (grey, colour, transparency): save both with the same."
    return "Give two sets of the same kind."
