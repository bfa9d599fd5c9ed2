"""The pictures of a report, each made of arrays or records alone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gansmith.drawing.canvas import SIGNAL, canvas
from gansmith.drawing.lettering import literal, rendered
from gansmith.metrics.neighbours import nearest
from gansmith.report.curves import FAKE, REAL
from gansmith.report.overview import drawn_comparison
from gansmith.report.page import Plot
from gansmith.report.signals import MOST_CHANNELS

Record = Mapping[str, float]
COLOURS = ("#1f6f8b", "#d1495b", "#8a6d1f", "#5b4b8a", "#3f7d4e", "#7a7a7a")
_SHOWN = 8  # samples beside their nearest training rows
_FEW = 10  # measurements, fewer of which are marked on their curve
_HIGHEST = 1e100  # beyond all float32, and as much as axes are sure to show
_TALLEST = 6  # times as high as wide: pictures of samples one pixel wide are drawn smaller instead


def losses(records: Sequence[Record]) -> Plot | None:
    """Return the curves of losses and gradients over steps; None without records."""
    groups = {"loss": "losses", "gradient": "norms of gradients"}
    tags = sorted({tag for record in records for tag in record})
    kinds = {kind: [tag for tag in tags if tag.startswith(f"{kind}/")] for kind in groups}
    rest = sum(max(0, len(some) - len(COLOURS)) for some in kinds.values())
    if not any(kinds.values()):
        return None

    def draw(figure: Any) -> None:
        for axes, (kind, title) in zip(figure.subplots(1, 2), groups.items(), strict=True):
            for colour, tag in zip(COLOURS, kinds[kind], strict=False):
                _curve(axes, records, tag, colour, tag.partition("/")[2])
            axes.set(title=literal(title), xlabel="step")
            if axes.lines:
                axes.legend(frameon=False)

    caption = (
        "Losses of the critic and the generator, and the norms of their gradients. The height of a loss says nothing "
        "about the samples; a jump, or a gradient that grows without end, does." + _left_out(rest)
    )
    return Plot("Losses", caption, png(draw, (11, 3.6)))


def quality(records: Sequence[Record]) -> Plot | None:
    """Return the curves of what was measured on held-out data as the run went; None where nothing was."""
    tags = sorted({tag for record in records for tag in record if tag.startswith("quality/")})
    if not tags:
        return None
    shown = tags[: len(COLOURS)]

    def draw(figure: Any) -> None:
        for axes, colour, tag in zip(np.atleast_1d(figure.subplots(1, len(shown))), COLOURS, shown, strict=False):
            _curve(axes, records, tag, colour, "")
            axes.set(title=literal(tag.partition("/")[2]), xlabel="step")

    caption = (
        "Distance from generated samples to the validation set during training; lower is better. worst is the largest "
        "of several different measurements, each relative to its value between real samples, which is 1."
    )
    caption += _left_out(len(tags) - len(shown))
    return Plot("Quality over time", caption, png(draw, (11, 3.2)))


def course_figure(records: Sequence[Record], validations: Sequence[Record]) -> Any:
    """Return the matplotlib figure of losses, and of the first metric values of validations, over steps."""
    figure = canvas((11, 3.6)).figure
    groups = ((records, "loss/", "losses"), (validations, "quality/", "validation"))
    for axes, (lines, prefix, title) in zip(figure.subplots(1, 2), groups, strict=True):
        tags = sorted(
            {tag for line in lines for tag in line if tag.startswith(prefix)}, key=lambda tag: "worst" not in tag
        )
        for colour, tag in zip(COLOURS, tags, strict=False):
            _curve(axes, lines, tag, colour, tag.removeprefix(prefix))
        axes.set(title=title, xlabel="step")
        if axes.lines:
            axes.legend(frameon=False)
    return figure


def over_time(pictures: Sequence[tuple[int, np.ndarray]]) -> Plot | None:
    """Return pictures of samples, (H, W) or (H, W, 3) uint8, each with its step, side by side; None without any."""
    if not pictures:
        return None

    def draw(figure: Any) -> None:
        grid = np.atleast_1d(figure.subplots(1, len(pictures)))
        for axes, (step, picture) in zip(grid, pictures, strict=True):
            axes.imshow(picture, cmap="gray", vmin=0, vmax=255)
            axes.set_axis_off()
            axes.set_title(f"step {step:,}")

    wide = 11 / max(3, len(pictures))
    height = 0.5 + wide * min(_TALLEST, max(picture.shape[0] / picture.shape[1] for _, picture in pictures))
    caption = "The same noise, or the same sources, at several steps."
    return Plot("Samples over time", caption, png(draw, (wide * len(pictures), height)))


def comparison(real: np.ndarray, fake: np.ndarray, names: Sequence[str] = ()) -> Plot:
    """Return real beside generated samples, (N, D) or (N, C, H, W) as `as_drawn` returns them, and their statistics.

    names are those of the channels of signals (N, C, 1, L).
    """
    channels = real.shape[1] if real.ndim == 4 and real.shape[2] == 1 < real.shape[3] else 0
    statistics = "mean and standard deviation"
    if real.ndim == 4 or real.shape[1] > SIGNAL:
        statistics = "mean, standard deviation and spectrum"
    if channels or (real.ndim == 2 and real.shape[1] > SIGNAL):
        statistics = "mean, standard deviation, spectrum and autocorrelation" + " of each channel" * (channels > 1)
    more = "" if real.shape[1:] in ((1,), (2,)) else f"; {statistics} are over all of them"
    left = f" {channels - MOST_CHANNELS:,} further channels are left out." if channels > MOST_CHANNELS else ""
    caption = f"Samples chosen at random{more}.{left}"
    return Plot("Real beside generated", caption, drawn_comparison(real, fake, names=names))


def neighbours(
    fake: np.ndarray, known: np.ndarray, kind: str, shown_as: Callable[[np.ndarray], np.ndarray] = np.asarray
) -> Plot:
    """Return generated samples (N, D) or (N, C, H, W), each above the row known that is nearest to it (Euclidean).

    kind says what is known: "training" or "real" samples. shown_as turns samples into what is drawn of them.
    """
    shown = fake[:_SHOWN]
    _, places = nearest(shown.reshape(len(shown), -1), known.reshape(len(known), -1), 1)
    pairs = ((shown_as(shown), "generated", FAKE), (shown_as(known[places[:, 0]]), f"nearest {kind}", REAL))

    def draw(figure: Any) -> None:
        grid = figure.subplots(2, len(shown), squeeze=False)
        for row, (samples, name, colour) in enumerate(pairs):
            for axes, sample in zip(grid[row], samples, strict=True):
                draw_sample(axes, sample, colour)
            grid[row][0].set_title(literal(name), loc="left")

    caption = f"Each generated sample above the {kind} sample nearest to it; where both are the same, it is a copy."
    return Plot(f"Nearest {kind} samples", caption, png(draw, (1.4 * len(shown), 3.2)))


def columns(real: np.ndarray, fake: np.ndarray, names: Sequence[str]) -> Plot:
    """Return the distributions of up to twelve columns of (N, D) and (M, D), those that differ most first."""
    from gansmith.metrics.marginals import ks_statistics

    statistics = ks_statistics(real, fake)
    worst = np.argsort(-np.nan_to_num(statistics))[:12]

    def draw(figure: Any) -> None:
        wide = min(4, len(worst))
        grid = figure.subplots(-(-len(worst) // wide), wide, squeeze=False).ravel()
        for axes in grid[len(worst) :]:
            axes.set_axis_off()
        for axes, column in zip(grid, worst, strict=False):
            ends = np.histogram_bin_edges(np.concatenate([real[:, column], fake[:, column]]), bins=30)
            for values, colour in ((real, REAL), (fake, FAKE)):
                axes.hist(values[:, column], bins=ends, density=True, histtype="step", color=colour)
            name = names[column] if column < len(names) else f"column {column}"
            axes.set_title(f"{literal(name)}  KS {statistics[column]:.2f}", fontsize=9)
            axes.set_yticks([])

    caption = (
        "Real (blue) and generated (red), the columns that differ most first; KS is the largest gap of the "
        "distribution functions."
    )
    return Plot("Distributions by column", caption, png(draw, (11, 2.2 * -(-len(worst) // 4))))


def _curve(axes: Any, records: Sequence[Record], tag: str, colour: str, label: str) -> None:
    named = [(float(record["step"]), float(record.get(tag, np.nan))) for record in records]
    points = [(step, value) for step, value in named if abs(value) < _HIGHEST]
    if points:
        mark = "o" if len(points) < _FEW else None  # one point alone is no line
        axes.plot(
            *zip(*points, strict=True), color=colour, linewidth=1, marker=mark, markersize=3, label=literal(label)
        )


def _left_out(count: int) -> str:
    return f" {count:,} further curves are left out." if count else ""


def draw_sample(axes: Any, sample: np.ndarray, colour: str) -> None:
    """Draw a picture (C, H, W), or a signal (L,) or (C, 1, L) as a line for each channel."""
    if sample.ndim == 3 and not sample.shape[1] == 1 < sample.shape[2]:
        show(axes, picture_of(sample))
    else:
        several = sample.ndim > 1 and len(sample) > 1  # each in a colour of its own
        axes.plot(sample if sample.ndim == 1 else sample[:, 0].T, color=None if several else colour, linewidth=0.8)
        axes.set_xticks([])


def show(axes: Any, picture: np.ndarray) -> None:
    """Draw a picture (H, W) or (H, W, 3 or 4) in [0, 1] without axes."""
    axes.imshow(picture, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    axes.set_axis_off()


def picture_of(sample: np.ndarray) -> np.ndarray:
    """Return a sample (C, H, W) in [-1, 1] as (H, W), RGB or RGBA in [0, 1]; of other channel counts the first."""
    unit = np.moveaxis(sample.clip(-1, 1) / 2 + 0.5, 0, -1)
    return unit if unit.shape[-1] in (3, 4) else unit[..., 0]


def png(draw: Callable[[Any], None], size: tuple[float, float]) -> bytes:
    """Return the file of what `draw` puts on a figure of so many inches."""
    figure = canvas(size).figure
    draw(figure)
    return rendered(figure)
