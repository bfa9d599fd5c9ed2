"""A condition that rows of a table meet or not: of one column and constants, or of sums of columns."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array, as_float64
from gansmith.data.expressions.constants import A_DAY
from gansmith.data.schema import Column

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
_COMPARED: Mapping[str, Callable[[Floats, float | Floats], Mask]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_ROUNDING = 16  # units of the last place of what is summed, within which sums count as equal


@dataclass(frozen=True)
class Condition:
    """What rows (N, D) are asked for.

    text is what a person wrote, kind the option that it was given with: a missing value meets a "rule", of which it is
    not known to break it, and no "where". places are the columns that it is of. meets takes rows and tells which meet
    it, whatever it says where values are missing. made computes the first column of `places` from the others, so that
    the condition holds; None where nothing does. constants are the values with which a column alone is compared.
    """

    text: str
    kind: str
    places: tuple[int, ...]
    meets: Callable[[Floats], Mask]
    of_missing: bool = False  # whether it says itself what holds of missing values
    made: Callable[[Floats], Floats] | None = None
    constants: tuple[float, ...] = ()

    def holds(self, values: Array) -> Mask:
        """Return which of some rows (N, D) meet it."""
        rows = as_float64(values)
        met = self.meets(rows)
        if self.of_missing:
            return met
        known = np.isfinite(rows[:, list(self.places)]).all(axis=1)
        return met | ~known if self.kind == "rule" else met & known


@dataclass(frozen=True)
class Sum:
    """A sum of columns, each times a number, and a constant: terms are (column, factor)."""

    terms: tuple[tuple[int, float], ...] = ()
    constant: float = 0.0

    @property
    def lone(self) -> int | None:
        """The column that it is, where it is no more than one."""
        return self.terms[0][0] if len(self.terms) == 1 and self.terms[0][1] == 1 and not self.constant else None

    def minus(self, other: "Sum") -> "Sum":
        """Return the difference, with one term for each column that is left."""
        factors: dict[int, float] = {}
        for sign, part in ((1, self), (-1, other)):
            for place, factor in part.terms:
                factors[place] = factors.get(place, 0.0) + sign * factor
        return Sum(tuple((p, f) for p, f in factors.items() if f), self.constant - other.constant)

    def value(self, rows: Floats) -> Floats:
        """Return its value (N,) of rows (N, D)."""
        total = np.full(len(rows), self.constant)
        for place, factor in self.terms:
            total += factor * rows[:, place]
        return total

    def size(self, rows: Floats) -> Floats:
        """Return the sum of the sizes (N,) of its parts."""
        total = np.full(len(rows), abs(self.constant))
        for place, factor in self.terms:
            total += np.abs(factor * rows[:, place])
        return total


def of_missing(text: str, kind: str, place: int, *, wanted: bool) -> Condition:
    """Return the condition that a column is missing, or that it is not."""
    return Condition(text, kind, (place,), lambda rows: np.isnan(rows[:, place]) == wanted, of_missing=True)


def of_values(text: str, kind: str, place: int, sign: str, values: Sequence[float]) -> Condition:
    """Return the condition that a column compares so with a constant, or with one of several where sign is "="."""
    if len(values) == 1:
        compare, value = _COMPARED[sign], values[0]
        return Condition(text, kind, (place,), lambda rows: compare(rows[:, place], value), constants=(value,))
    several = np.array(values)
    return Condition(text, kind, (place,), lambda rows: np.isin(rows[:, place], several), constants=tuple(values))


def of_sums(
    text: str, kind: str, sides: tuple[Sum, str, Sum], columns: Sequence[Column], within: float, precision: float
) -> Condition:
    """Return the condition that two sums compare so.

    within: how far those may be apart that are to be equal. precision: the relative distance of neighbouring numbers
    of the table's type. Dates are compared in the finest unit that one of them has; constants beside them are days.
    """
    left, sign, right = sides
    difference = _in_one_unit(left.minus(right), columns)
    whole = all(columns[place].decimals == 0 and factor == round(factor) for place, factor in difference.terms)
    rounding = 0.0 if whole and difference.constant == round(difference.constant) else _ROUNDING * precision
    compare = _COMPARED[sign]

    def meets(rows: Floats) -> Mask:
        apart = difference.value(rows)
        slack = within + rounding * difference.size(rows)
        return compare(np.where(np.abs(apart) <= slack, 0.0, apart), 0.0)

    places = tuple(place for place, _ in difference.terms)
    lone = left.lone
    made = None
    if sign == "=" and not within and lone is not None and _fits(lone, right, columns):
        places = (lone, *(place for place in places if place != lone))

        def made(rows: Floats) -> Floats:
            return right.value(rows)

    constants = (-difference.constant / difference.terms[0][1],) if len(places) == 1 else ()
    return Condition(text, kind, places, meets, made=made, constants=constants)


def _fits(lone: int, total: Sum, columns: Sequence[Column]) -> bool:
    """Whether a column of numbers can hold a sum of other columns exactly."""
    column, others = columns[lone], [columns[place] for place, _ in total.terms]
    if (
        not others
        or lone in [place for place, _ in total.terms]
        or any(one.type == "date" for one in (column, *others))
    ):
        return False
    if column.decimals is None:
        return True
    factors = [factor for _, factor in total.terms] + [total.constant]
    return all(factor == round(factor) for factor in factors) and all(
        one.decimals is not None and one.decimals <= column.decimals for one in others
    )


def _in_one_unit(total: Sum, columns: Sequence[Column]) -> Sum:
    """Return a sum in which dates count the finest unit that one of them has, and its constant, in days, does too."""
    units = [A_DAY[columns[place].unit] for place, _ in total.terms if columns[place].type == "date"]
    if not units:
        return total
    finest = max(units)
    scales = {p: finest // A_DAY[columns[p].unit] if columns[p].type == "date" else finest for p, _ in total.terms}
    return Sum(tuple((place, factor * scales[place]) for place, factor in total.terms), total.constant * finest)
