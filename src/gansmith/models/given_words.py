"""How near the samples came by which given rows were completed, in words and as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.expressions.columns import Columns
from gansmith.data.expressions.constants import spelled
from gansmith.data.given import Given
from gansmith.data.reader.library_errors import shown
from gansmith.errors import first_few

FAR = 0.05  # of the ranks: a row whose nearest sample is further is named
_LISTED = 10  # rows that a line names
Places = npt.NDArray[np.int64]


@dataclass
class Distances:
    """What is known of each row: how many categories of its samples differ, and how far its nearest is by rank."""

    given: Given
    columns: Columns
    _differing: dict[int, int] = field(default_factory=dict)
    _apart: dict[int, tuple[float, int]] = field(default_factory=dict)

    def differing(self, rows: Places, count: int) -> None:
        """Note that in the samples of some rows so many categories are not those that are given."""
        if count:
            self._differing |= dict.fromkeys(rows.tolist(), count)

    def nearest(self, rows: Places, apart: npt.NDArray[np.float64], places: Places) -> None:
        """Note how far the nearest sample of equal rows is in each of some columns, which count from 1."""
        if len(apart):
            furthest = int(np.argmax(apart))
            self._apart |= dict.fromkeys(rows.tolist(), (float(apart[furthest]), int(places[furthest]) - 1))

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as JSON values."""
        ranks = [apart for apart, _ in self._apart.values()]
        found: dict[str, Any] = {"rows": len(self.given.values), "other_categories": sorted(self._differing)}
        return found | ({"ranks_median": float(np.median(ranks)), "ranks_most": max(ranks)} if ranks else {})

    def said(self, pool: int, drawn: int, nearest: int) -> tuple[str, ...]:
        """Return what is to be said; pool and drawn count samples, `nearest` those that one is chosen among."""
        several = f"{pool:,}" if drawn == pool else f"{pool:,} to {drawn:,}"
        lines = [
            f"{len(self.given.values):,} rows are completed approximately: each by one of the {nearest} nearest of "
            f"{several} samples, which has the given categories; what is given is kept"
        ]
        if self._apart:
            ranks = np.array([apart for apart, _ in self._apart.values()])
            row = max(self._apart, key=lambda one: self._apart[one][0])
            most, place = self._apart[row]
            lines.append(
                f"the nearest sample of a row is {_percent(float(np.median(ranks)))} of the ranks away at the median, "
                f"and {_percent(most)} at most (row {row}, column {shown(self.columns[place].name)!r})"
            )
        if far := [row for row, (apart, _) in sorted(self._apart.items()) if apart > FAR]:
            lines.append(f"no sample comes near {_rows(far)}: the nearest is over {_percent(FAR)} of the ranks away")
        if self._differing:
            most_differing = max(self._differing.values())
            lines.append(
                f"none of {drawn:,} samples has all categories of {_rows(sorted(self._differing))}: they are completed "
                f"by samples that differ in up to {most_differing}"
            )
        return (*lines, *self._beyond(), *self.given.notes)

    def _beyond(self) -> list[str]:
        """Return which given values lie outside of those that were trained on."""
        lines = []
        for place, column in enumerate(self.columns.code.columns):
            code, values = self.columns.code_of(place), self.given.values[:, place]
            ends = [*code.singles, *(end for part in code.ranges for end in (part.low, part.high))]
            if column.is_named or not ends:
                continue
            with np.errstate(invalid="ignore"):
                outside = np.flatnonzero((values < min(ends)) | (values > max(ends)))
            if len(outside):
                worst = spelled(column, float(values[outside[0]]))
                lines.append(
                    f"column {shown(column.name)!r} of {_rows(outside.tolist())} lies outside of the training data, "
                    f"{spelled(column, min(ends))} to {spelled(column, max(ends))}, as {worst} does; it is kept"
                )
        return lines


def _rows(rows: Sequence[int]) -> str:
    return f"{'row' if len(rows) == 1 else 'rows'} {first_few([*map(str, rows)], _LISTED)}"


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %"
