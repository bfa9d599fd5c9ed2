"""The figure of a table: each column's distribution, real beside generated, and how columns correlate."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.schema import Column
from gansmith.drawing.canvas import canvas
from gansmith.drawing.lettering import literal, rendered
from gansmith.errors import within
from gansmith.report.curves import FAKE, REAL
from gansmith.report.page import Plot

Values = npt.NDArray[np.floating]
MOST_COLUMNS = 23  # that are drawn
_PLANE = 2  # columns of numbers, up to which samples are drawn as points
_ACROSS, _BINS, _MOST_BARS, _LONGEST = 5, 30, 7, 14
_SKEWED = 20  # times the median, that the 99th percentile of a positive column lies above: drawn on a logarithmic axis


def by_column(columns: Sequence[Column], made: object) -> bool:
    """Return whether a table is drawn column by column, not as points: it has many columns, or some made numbers."""
    return len(columns) > _PLANE or bool(made)


def table_figure(
    columns: Sequence[Column], real: Values, fake: Values, numbers: tuple[Values, Values], *, title: str = ""
) -> Any:
    """Return the matplotlib figure of two tables (N, D) and (M, D).

    numbers are both tables as plain numbers (N, K), (M, K), whose correlations of ranks are drawn: the real ones below
    the diagonal, the generated ones above it.
    """
    shown = columns[:MOST_COLUMNS]
    across = min(_ACROSS, len(shown) + 1)
    down = ceil((len(shown) + 1) / across)
    figure = canvas((2.6 * across, 2.2 * down + 0.4)).figure
    if title:
        more = f", {len(shown)} of {len(columns)} columns" if len(shown) < len(columns) else ""
        figure.suptitle(literal(title + more))
    panels = np.atleast_1d(figure.subplots(down, across)).ravel()
    for place, (axes, column) in enumerate(zip(panels, shown, strict=False)):
        parts = real[:, place], fake[:, place]
        _bars(axes, column, *parts) if column.is_named else _steps(axes, column, *parts)
        axes.set_title(literal(within(column.name, _LONGEST)) + _gaps(*parts), fontsize="small")
        axes.tick_params(labelsize="x-small")
    _correlations(panels[len(shown)], *numbers)
    for axes in panels[len(shown) + 1 :]:
        axes.set_axis_off()
    if panels[0].get_legend_handles_labels()[0]:
        panels[0].legend(fontsize="x-small", frameon=False)
    return figure


def table_plot(
    columns: Sequence[Column], real: Values, fake: Values, numbers: tuple[Values, Values], maker: str = ""
) -> Plot:
    """Return the figure of two tables as a picture of a report, with the name of what made the second.

    The other arguments are those of `table_figure`.
    """
    more = f" {len(columns) - MOST_COLUMNS:,} further columns are left out." if len(columns) > MOST_COLUMNS else ""
    caption = (
        "Each column, real and generated: shares of categories, histograms of numbers and dates. Last, the "
        f"correlations of ranks.{more}"
    )
    title = f"Real beside generated, column by column{f': {maker}' if maker else ''}"
    return Plot(title, caption, rendered(table_figure(columns, real, fake, numbers)))


def _bars(axes: Any, column: Column, real: Values, fake: Values) -> None:
    """Draw the shares of the most frequent categories."""
    count = len(column.categories)
    shares = [np.bincount(part[np.isfinite(part)].astype(np.int64), minlength=count)[:count] for part in (real, fake)]
    shares = [part / max(part.sum(), 1) for part in shares]
    order = np.argsort(-shares[0], kind="stable")[:_MOST_BARS]
    places = np.arange(len(order))
    for offset, part, colour, name in zip((-0.2, 0.2), shares, (REAL, FAKE), ("real", "generated"), strict=True):
        axes.barh(places + offset, part[order], height=0.4, color=colour, label=name)
    axes.set_yticks(places, [literal(within(column.categories[number], _LONGEST)) for number in order])
    axes.invert_yaxis()


def _steps(axes: Any, column: Column, real: Values, fake: Values) -> None:
    """Draw histograms of numbers, of very skewed ones over a logarithmic axis."""
    known = [part[np.isfinite(part)] for part in (real, fake)]
    if not len(known[0]):
        return
    low, high = known[0].min(), known[0].max()
    middle, tail = np.quantile(known[0], [0.5, 0.99])
    logarithmic = low > 0 and tail > _SKEWED * middle
    edges = np.geomspace(low, high, _BINS) if logarithmic else np.linspace(low, high if high > low else low + 1, _BINS)
    for part, colour, name in zip(known, (REAL, FAKE), ("real", "generated"), strict=True):
        weights = np.full(len(part), 1 / max(len(part), 1))
        axes.hist(part, bins=edges, weights=weights, histtype="step", color=colour, label=name)
    axes.set_yticks([])
    if logarithmic:
        axes.set_xscale("log")
    if column.type == "date":
        ticks = np.linspace(low, high, 2)
        axes.set_xticks(ticks, [str(np.datetime64(int(tick), column.unit))[:10] for tick in ticks])  # type: ignore[call-overload]


def _correlations(axes: Any, real: Values, fake: Values) -> None:
    """Draw correlations of ranks, real ones below the diagonal and generated ones above it."""
    both = [_ranked(part) for part in (real, fake)]
    image = np.tril(both[0]) + np.triu(both[1], 1)
    axes.imshow(image, vmin=-1, vmax=1, cmap="RdBu_r", interpolation="nearest")
    axes.set_title("rank correlations", fontsize="small")
    axes.set(xticks=[], yticks=[], xlabel="below: real, above: generated")
    axes.xaxis.label.set_size("x-small")


def _ranked(values: Values) -> npt.NDArray[np.float64]:
    from scipy.stats import rankdata

    ranks = rankdata(values, axis=0)
    ranks = ranks - ranks.mean(axis=0)
    sizes = np.sqrt(np.square(ranks).sum(axis=0))
    ranks /= np.where(sizes > 0, sizes, 1)
    return np.asarray(ranks.T @ ranks)


def _gaps(real: Values, fake: Values) -> str:
    shares = [float(np.isnan(part).mean()) for part in (real, fake)]
    return f"\nmissing {shares[0]:.0%}, {shares[1]:.0%}" if max(shares) > 0 else ""
