"""Whether any sample can meet conditions: what each column holds is known, so that what none can meet is refused."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from gansmith.data.codec.column_code import ColumnCode
from gansmith.data.expressions.columns import Columns
from gansmith.data.expressions.condition import Condition, Floats
from gansmith.data.expressions.constants import spelled
from gansmith.data.reader.library_errors import shown
from gansmith.data.schema import Column
from gansmith.errors import UsageError, first_few, option

_LISTED = 10  # values that a message lists


def require_possible(asked: Sequence[Condition], columns: Columns) -> None:
    """Raise UsageError where a condition of one column, or those of one together, can be met by no sample.

    Conditions of several columns are not looked at.
    """
    alone = [one for one in asked if len(one.places) == 1]
    for place in dict.fromkeys(one.places[0] for one in alone):
        mine = [one for one in alone if one.places[0] == place]
        column, code = columns[place], columns.code_of(place)
        tried = _tried(column, code, [constant for one in mine for constant in one.constants])
        rows = np.zeros((len(tried), len(columns.names)))
        rows[:, place] = tried
        met = [one.holds(rows) for one in mine]
        if (never := next((one for one, each in zip(mine, met, strict=True) if not each.any()), None)) is not None:
            raise UsageError(
                f"{option(never.kind, shown(repr(never.text)))}: no sample can meet it, as column "
                f"{shown(column.name)!r} {_held(column, code)}. Ask for values among these."
            )
        if not np.logical_and.reduce(met).any():
            texts = ", ".join(shown(repr(one.text)) for one in mine)
            raise UsageError(
                f"{option(mine[0].kind)}: no value of column {shown(column.name)!r} meets all of {texts}, and it "
                f"{_held(column, code)}. Leave out one of them."
            )


def _tried(column: Column, code: ColumnCode, constants: Sequence[float]) -> Floats:
    """Return values of a column among which some meet conditions with these constants, if any value does."""
    gap = [np.nan] if code.missing else []
    if column.is_named or not code.ranges:
        return np.array([*code.singles, *gap])
    ends = sorted({*constants, *(end for part in code.ranges for end in (part.low, part.high))})
    unit = 0.0 if code.decimals is None else 10.0**-code.decimals
    near = [(end + step) for end in ends for step in (-unit, 0, unit)]
    near += [np.nextafter(end, side) for end in ends for side in (-np.inf, np.inf)] if not unit else []
    near += [(low + high) / 2 for low, high in pairwise(ends)]
    values = np.array([*near, *np.floor(near), *np.ceil(near)])
    values = values if code.decimals is None else np.round(values, code.decimals)
    inside = np.logical_or.reduce([(values >= part.low) & (values <= part.high) for part in code.ranges])
    return np.unique(np.array([*code.singles, *values[inside], *gap]))


def _held(column: Column, code: ColumnCode) -> str:
    """Return what a column of samples holds, in words."""
    gap = ", or nothing" if code.missing else ""
    if not code.ranges:
        return f"holds {first_few([spelled(column, value) for value in code.singles], _LISTED)}{gap}"
    values = [*code.singles, *(end for part in code.ranges for end in (part.low, part.high))]
    return f"holds values from {spelled(column, min(values))} to {spelled(column, max(values))}{gap}"
