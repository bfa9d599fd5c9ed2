"""Figures of every kind of data have all their rows; very many are thinned out, and the figure says so."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence
from small_models import KINDS, run_on

import gansmith
from gansmith.drawing.lettering import rendered
from gansmith.latent.cells import text_of
from gansmith.latent.figures import Row, film, rows_figure
from gansmith.latent.rows import rows_of_arithmetic, rows_of_walk


def texts(figure: Any) -> list[str]:
    """Return all text of a figure."""
    from matplotlib.table import Table
    from matplotlib.text import Text

    cells = [cell.get_text() for table in figure.findobj(Table) for cell in table.get_celld().values()]
    return [found.get_text() for found in (*figure.findobj(Text), *cells) if found.get_text()]


@pytest.mark.parametrize("kind", KINDS)
def test_a_walk_and_arithmetic_are_drawn_with_labels_and_without_overlap(kind: str) -> None:
    model = gansmith.load(run_on(kind))
    walk = gansmith.walk(model, seeds=[1, 2], steps=2, **({"label": 0} if model.prior.classes else {}))  # type: ignore[arg-type]
    figure = rows_figure(model, rows_of_walk(walk))
    assert {"seed 1", "seed 2"} <= {word for text in texts(figure) for word in (text, *text.split(", "))}
    figure.canvas.draw()
    boxes = [axes.get_window_extent() for axes in figure.axes]
    for place, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[place + 1 :])
    parts = gansmith.arithmetic(model, plus=[[1, 4], 4], minus=[7])
    assert len(rendered(rows_figure(model, rows_of_arithmetic(parts)))) > 1000
    with Image.open(io.BytesIO(film(model, walk.samples, walk.stops))) as shown:
        assert sum(frame.info["duration"] for frame in ImageSequence.Iterator(shown)) == 600 + 80 + 600


@pytest.mark.parametrize("kind", ["image", "table"])
def test_very_many_rows_and_samples_are_thinned_out_and_the_title_says_so(kind: str) -> None:
    model = gansmith.load(run_on(kind))
    rows = [Row(f"row {number}", model.sample(3)) for number in range(41)]
    words = " ".join(texts(rows_figure(model, rows)))
    assert "40 of 41 rows" in words
    assert "row 0" in words
    assert "row 40" in words
    long = " ".join(texts(rows_figure(model, [Row("row 0", model.sample(100), tuple(map(str, range(100))))])))
    assert "of 100 samples in a row" in long
    assert {"0", "99"} <= set(long.split())


def test_values_of_a_table_are_printed_as_what_they_are() -> None:
    columns = gansmith.load(run_on("table")).card.codec.table.columns  # type: ignore[union-attr]
    printed = [text_of(column, value) for column, value in zip(columns, (30.0, 1000.5, 1.0, 18262.0), strict=True)]
    assert printed == ["30", "1000", "b", "2020-01-01"] or printed == ["30", "1001", "b", "2020-01-01"]
    assert text_of(columns[1], np.nan) == "missing"
