"""Two sets of samples side by side: the second's columns in the order of the first's, by name where they have names."""

from dataclasses import replace

import numpy as np

from gansmith.data.dataset import Dataset
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError


def alike(first: Dataset, second: Dataset) -> tuple[Dataset, tuple[str, ...]]:
    """Return the second set with its features in the first's order, and what is to be said of their names.

    Tables of the same names in another order are put in order; of other names they are taken as they stand, with a
    note, since samples from other tools often have lost theirs. Raises UsageError where samples differ in shape.
    """
    names, others = first.origin.columns, second.origin.columns
    if first.sample_shape != second.sample_shape:
        raise UsageError(
            f"{first.origin.path} holds samples of shape {first.sample_shape} and {second.origin.path} of "
            f"{second.sample_shape}. Give two sets of the same kind."
        )
    if names == others or not names or not others:
        return second, ()
    if set(names) == set(others):
        order = np.array([others.index(name) for name in names])
        origin = replace(second.origin, columns=names)
        return replace(second, values=second.values[:, order], origin=origin), ()
    place = next(place for place, (a, b) in enumerate(zip(names, others, strict=True)) if a != b)
    return second, (
        f"columns are compared in their order, as their names differ: column {place + 1} is {shown(names[place])!r} in "
        f"{first.origin.path} and {shown(others[place])!r} in {second.origin.path}",
    )
