"""The figure of a table: a panel for each column, bars for categories, and correlations of ranks."""

import numpy as np
import pytest

from gansmith.data.schema import Column
from gansmith.report.table_figure import MOST_COLUMNS, table_figure

KIND = Column("$kind$ of a very long name", "category", 0, ("a", "_b", "c"))
DAY = Column("day", "date", 0, stored="date32[day]", unit="D")


def test_every_column_has_a_panel_and_missing_values_are_counted() -> None:
    rng = np.random.default_rng(0)
    real = np.stack([rng.integers(0, 3, 300), np.exp(3 * rng.normal(size=300)), rng.integers(1, 9, 300)], 1).astype(
        float
    )
    real[::4, 0] = np.nan
    figure = table_figure((KIND, Column("mass"), DAY), real, real, (real[:, 1:], real[:, 1:]), title="a run")
    titles = [axes.get_title() for axes in figure.axes if axes.axison]
    assert titles[0].endswith("\nmissing 25%, 25%")
    assert titles[1:] == ["mass", "day", "rank correlations"]
    assert figure.axes[1].get_xscale() == "log"
    bars = sorted(bar.get_width() for bar in figure.axes[0].patches)
    assert sum(bars) == pytest.approx(2.0)


def test_what_cannot_be_drawn_does_not_matter() -> None:
    empty, constant = np.full((5, 2), np.nan), np.ones((5, 2))
    table_figure((Column("a"), KIND), empty, constant, (constant, constant))
    wide = np.zeros((4, 40))
    figure = table_figure(tuple(Column(f"c{n}") for n in range(40)), wide, wide, (wide, wide), title="wide")
    assert len([axes for axes in figure.axes if axes.axison]) == MOST_COLUMNS + 1
