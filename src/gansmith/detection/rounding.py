"""The grids that the values of all sets are put onto, and which sets that changes."""

from collections.abc import Mapping, Sequence

import numpy as np

from gansmith.config.command_line import shown
from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset
from gansmith.data.reader.library_errors import shown as named
from gansmith.detection.grid import FEWEST, Grid, distinct_values

REAL = "the real data"  # the name of its set
NAMED = 3  # columns or sets that a note names


def grids_of(
    real: Dataset, fakes: Mapping[str, Dataset], *, by_column: bool
) -> tuple[tuple[tuple[Grid, ...], ...], tuple[str, ...]]:
    """Return the grids of each column, or of all values, the coarsest last, and what is said of sets that change."""
    columns: Sequence[int | None] = range(real.values.shape[1]) if by_column else (None,)
    made, changed = list[tuple[Grid, ...]](), dict[str, list[str]]()
    for place in columns:
        if place is not None and real.schema and real.schema[place].is_named:
            made.append(())
            continue
        sets = {REAL: _part(real, place)} | {name: _part(fake, place) for name, fake in fakes.items()}
        found = {name: Grid.of(values) for name, values in sets.items()}
        kept = [grid for name, grid in found.items() if grid and _speaks(name, sets[name], grid)]
        grids = tuple(sorted(dict.fromkeys(kept), key=lambda grid: grid.coarseness))
        made.append(grids)
        for name in sets if grids else ():
            if found.get(name) != grids[-1]:
                changed.setdefault(name, []).append(f"{_column(real, place)}{grids[-1]}")
    notes = [
        f"{shown(name)} is rounded to the coarsest format of all sets: {_some(what)}." for name, what in changed.items()
    ]
    return tuple(made), tuple(notes)


def _some(what: Sequence[str]) -> str:
    return "; ".join(what[:NAMED]) + (f" and {len(what) - NAMED} more columns" if len(what) > NAMED else "")


def _column(real: Dataset, place: int | None) -> str:
    """Return the name of a column, as the beginning of a note; "" where values are no columns."""
    if place is None:
        return ""
    return f"{named(real.origin.columns[place]) if real.origin.columns else f'column {place}'}: "


def _part(data: Dataset, place: int | None) -> Array:
    return np.asarray(data.values if place is None else data.values[:, place])


def _speaks(name: str, values: Array, grid: Grid) -> bool:
    """Whether a grid is of a format: that of real data is, that of generated samples unless their values are few."""
    return name == REAL or (grid.kind != "levels" and distinct_values(values) >= FEWEST)
