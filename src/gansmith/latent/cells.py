"""Samples of any data as cells of a figure: images, curves of signals and vectors, and rows of tables as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gansmith.data.codec.measured import Measured
from gansmith.data.schema import Column
from gansmith.drawing.lettering import literal
from gansmith.errors import ELLIPSIS, within
from gansmith.models.model import Model
from gansmith.report.curves import FAKE
from gansmith.report.own_units import as_drawn
from gansmith.report.plots import draw_sample

MOST_COLUMNS = 8  # of a table that are printed
_LONGEST = 14  # characters of a cell of text
_ROOM = 0.08  # of the range of values, above and below curves


@dataclass(frozen=True)
class Cells:
    """How samples of a model are drawn: as images, as curves in one range, or as text."""

    model: Model
    measured: Measured

    @classmethod
    def of(cls, model: Model) -> "Cells":
        """Return the drawing of a model's samples."""
        return cls(model, Measured.of(model.card.codec, model.card.origin.columns))

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of a table, () for other data."""
        table = self.model.card.codec.table
        return () if table is None else table.columns

    @property
    def is_image(self) -> bool:
        """Whether samples are images, and no signals of several channels."""
        shape = self.model.card.codec.shape
        return len(shape) == 3 and not shape[1] == 1 < shape[2]

    @property
    def aspect(self) -> float:
        """Height over width of a cell."""
        shape = self.model.card.codec.shape
        return float(np.clip(shape[1] / shape[2], 0.25, 4.0)) if self.is_image else 0.75

    def encoded(self, samples: np.ndarray) -> np.ndarray:
        """Return samples (N, ...) in the units of the data as they are drawn."""
        return as_drawn(self.measured.codec, self.measured.encode(samples, clip=False))

    def span(self, drawn: Sequence[np.ndarray]) -> tuple[float, float]:
        """Return the range of all curves of a figure."""
        low, high = min(float(part.min()) for part in drawn), max(float(part.max()) for part in drawn)
        room = _ROOM * ((high - low) or 1.0)
        return low - room, high + room

    def draw(self, axes: Any, sample: np.ndarray, span: tuple[float, float], colour: str = FAKE) -> None:
        """Draw one sample of `encoded`, (D,) or (C, H, W)."""
        draw_sample(axes, sample, colour)
        if self.is_image:
            axes.set_axis_on()
            axes.set(xticks=[], yticks=[])
            for spine in axes.spines.values():
                spine.set_visible(False)
            return
        axes.set(ylim=span, xticks=[], yticks=[])
        if sample.ndim == 1 and len(sample) <= 3:  # a line of so few values is hardly one
            axes.plot(sample, "o", color=colour, markersize=3)

    def texts(self, samples: np.ndarray) -> list[list[str]]:
        """Return the first values of each row of a table as text."""
        return [
            [text_of(column, value) for column, value in zip(self.columns[:MOST_COLUMNS], row, strict=False)]
            for row in samples.astype(np.float64)
        ]

    @property
    def heads(self) -> list[str]:
        """The names of the columns that are printed."""
        return [literal(within(column.name, _LONGEST, ELLIPSIS)) for column in self.columns[:MOST_COLUMNS]]

    @property
    def left_out(self) -> str:
        """In words, how many columns are not printed."""
        more = len(self.columns) - MOST_COLUMNS
        return f"{more:,} further columns are not shown" if more > 0 else ""


def text_of(column: Column, value: float) -> str:
    """Return the value that a column holds by a number, as text."""
    if not np.isfinite(value):
        return "missing" if np.isnan(value) else str(value)
    if column.is_named:
        number = round(value)
        known = 0 <= number < len(column.categories)
        return literal(within(column.categories[number], _LONGEST, ELLIPSIS)) if known else str(number)
    if column.type == "date":
        return str(np.array(round(value)).astype(f"datetime64[{column.unit}]"))[:10]
    return f"{round(value):,}" if column.type == "integer" else f"{value:.4g}"
