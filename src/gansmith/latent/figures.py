"""Figures of rows of samples with labels beside and above them, and films of one sample after the other."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from gansmith.drawing.canvas import canvas
from gansmith.drawing.lettering import literal
from gansmith.latent.cells import Cells
from gansmith.models.model import Model
from gansmith.report.curves import FAKE, REAL
from gansmith.training.callbacks.image_grids import grid

_WIDE, _ROW_LABEL, _TITLE = 11.0, 1.7, 0.26  # inches: of a figure, of the labels beside rows, of a title above a cell
_LARGEST, _SMALLEST = 1.25, 0.42  # inches of a cell's width
_LINE, _LETTER = 0.2, 0.075  # inches of a line and of a letter of text
MOST_ACROSS, MOST_ROWS = 24, 40  # cells in a row, and rows, evenly chosen where there are more
MOST_LINES = 60  # of a table's figure
_HOLD, _FRAME = 600, 80  # milliseconds of a frame at a stop, and of any other
_SIDE = 160  # pixels of the frames of a film of images, at least


@dataclass(frozen=True)
class Row:
    """A row of a figure: its label, its samples (N, ...) in the units of the data, and what stands above each.

    real says which of them are real samples, () for none.
    """

    label: str
    samples: np.ndarray
    titles: tuple[str, ...] = ()
    real: tuple[bool, ...] = ()


def rows_figure(model: Model, rows: Sequence[Row], *, title: str = "") -> Any:
    """Return the matplotlib figure of rows of samples; of very many, evenly chosen, and the title says so."""
    cells, notes = Cells.of(model), [title] if title else []
    across = max(2, MOST_LINES // len(rows)) if cells.columns else MOST_ACROSS
    shown = [rows[place] for place in _evenly(len(rows), MOST_ROWS)]
    if len(shown) < len(rows):
        notes.append(f"{len(shown)} of {len(rows):,} rows")
    longest = max(len(row.samples) for row in shown)
    if longest > across:
        notes.append(f"{across} of {longest:,} samples in a row")
    few, title = [_thinned(row, across) for row in shown], ", ".join(notes)
    return _text_figure(cells, few, title) if cells.columns else _cells_figure(cells, few, title)


def _cells_figure(cells: Cells, rows: Sequence[Row], title: str) -> Any:
    across = max(len(row.samples) for row in rows)
    drawn = [cells.encoded(row.samples) for row in rows]
    span = cells.span(drawn)
    wide = float(np.clip((_WIDE - _ROW_LABEL) / across, _SMALLEST, _LARGEST))
    titled = any(any(row.titles) for row in rows)
    high = wide * cells.aspect + (_TITLE if titled else 0.05)
    figure = canvas((_ROW_LABEL + wide * across + 0.1, high * len(rows) + (0.4 if title else 0.1))).figure
    figure.get_layout_engine().set(w_pad=0.02, h_pad=0.02, wspace=0, hspace=0)
    if title:
        figure.suptitle(literal(title), fontsize="medium")
    grid_of = figure.subplots(len(rows), across, squeeze=False)
    for axes_of_row, row, encoded in zip(grid_of, rows, drawn, strict=True):
        for place, axes in enumerate(axes_of_row):
            if place >= len(encoded):
                axes.set_axis_off()
                continue
            is_real = bool(row.real and row.real[place])
            cells.draw(axes, encoded[place], span, REAL if is_real else FAKE)
            if titled:
                axes.set_title(literal(row.titles[place]) if row.titles else "", fontsize=7, pad=2)
        axes_of_row[0].set_ylabel(
            "\n".join(map(literal, row.label.split("\n"))), rotation=0, ha="right", va="center", fontsize=8, labelpad=6
        )
    return figure


def _thinned(row: Row, most: int) -> Row:
    """Return the row with at most so many samples, evenly chosen, the first and the last among them."""
    if len(row.samples) <= most:
        return row
    places = _evenly(len(row.samples), most)
    titles = tuple(row.titles[place] for place in places) if row.titles else ()
    real = tuple(row.real[place] for place in places) if row.real else ()
    return Row(row.label, row.samples[places], titles, real)


def _evenly(count: int, most: int) -> list[int]:
    """Return at most so many of the first `count` places, evenly chosen, the first and the last among them."""
    return np.linspace(0, count - 1, min(count, most)).round().astype(np.int64).tolist()  # type: ignore[no-any-return]


def _text_figure(cells: Cells, rows: Sequence[Row], title: str) -> Any:
    """Return the figure of rows of a table as text: each sample a line, with the label of its row and its title."""
    lines = list[list[str]]()
    for row in rows:
        first = literal(", ".join(row.label.split("\n")))
        for place, values in enumerate(cells.texts(row.samples)):
            told = literal(row.titles[place]) if row.titles else ""
            lines.append([first if place == 0 else "", told, *values])
    heads = ["", "", *cells.heads]
    longest = [max(map(len, column)) + 2 for column in zip(heads, *lines, strict=True)]
    note = literal(cells.left_out)
    height = _LINE * (len(lines) + 1 + bool(note)) + (0.35 if title else 0.1)
    figure = canvas((max(3.0, _LETTER * sum(longest)), height)).figure
    if title:
        figure.suptitle(literal(title), fontsize="medium")
    axes = figure.subplots()
    axes.set_axis_off()
    widths = [length / sum(longest) for length in longest]
    table = axes.table(
        cellText=lines, colLabels=heads, colWidths=widths, cellLoc="right", edges="horizontal", bbox=(0, 0, 1, 1)
    )
    table.auto_set_font_size(False)
    table.set_fontsize(7)
    for cell in table.get_celld().values():
        cell.set_linewidth(0.3)
    for line in range(len(lines) + 1):
        table[line, 0].set_text_props(ha="left")
    if note:
        axes.set_title(note, y=-0.02, va="top", fontsize=7, loc="left")
    return figure


def film(model: Model, samples: np.ndarray, stops: Sequence[int]) -> bytes:
    """Return the content of a GIF of samples (T, ...) one after the other, which rests at the stops and repeats."""
    cells = Cells.of(model)
    frames = [
        Image.fromarray(frame) for frame in (_images(cells, samples) if cells.is_image else _drawn(cells, samples))
    ]
    durations = [_HOLD if place in set(stops) else _FRAME for place in range(len(frames))]
    content = io.BytesIO()
    frames[0].save(content, format="GIF", save_all=True, append_images=frames[1:], duration=durations, loop=0)
    return content.getvalue()


def _images(cells: Cells, samples: np.ndarray) -> list[np.ndarray]:
    encoded = np.moveaxis(cells.encoded(samples), 1, -1)
    frames = []
    for place in range(len(encoded)):
        frame = grid(encoded[place : place + 1], 1, span=(-1.0, 1.0))
        times = -(-_SIDE // max(frame.shape[:2]))
        frames.append(frame.repeat(times, axis=0).repeat(times, axis=1))
    return frames


def _drawn(cells: Cells, samples: np.ndarray) -> list[np.ndarray]:
    """Return each sample drawn on axes that stay the same, those of a table as a line of text."""
    frames = []
    encoded = None if cells.columns else cells.encoded(samples)
    span = (0.0, 1.0) if encoded is None else cells.span([encoded])
    for place in range(len(samples)):
        if encoded is None:
            figure = _text_figure(cells, [Row("", samples[place : place + 1])], "")
            drawn = figure.canvas
        else:
            drawn = canvas((4, 3))
            cells.draw(drawn.figure.subplots(), encoded[place], span)
        drawn.draw()
        frames.append(np.array(drawn.buffer_rgba())[..., :3])
    return frames
