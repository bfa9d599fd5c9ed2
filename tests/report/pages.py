"""Pages for tests of how they look: with every kind of figure, and with names that mean something to HTML."""

from html.parser import HTMLParser

import numpy as np

from gansmith.metrics.result import MetricValue
from gansmith.report.comparison_page import ComparisonPage, Line, Place
from gansmith.report.page import Page, Plot
from gansmith.report.plots import png

ODD = '<b>&"x"|`*_\\'
VOID = {"meta", "link", "img", "br", "hr"}
FIGURES = (
    MetricValue("fd", "values", 0.123456, 400, "lower", standard_error=0.0123, floor=0.0042),
    MetricValue("kid", "values", -0.001, 400, "lower", interval=(-0.01, 0.02), floor=0.0),
    MetricValue("mmd-rbf", "values", 0.5, 1400, "lower", floor=0.25, p_value=0.002, note="a | b"),
    MetricValue("spectrum", "values", float("inf"), 400, "lower", floor=0.3, note="no variance in 3 of 4 components"),
    MetricValue("is", ODD, None, 20, "higher", note=f"n = 20 is below 100 {ODD}"),
)


def plain(draw_colour: str = "#ff00ff") -> bytes:
    """Return a PNG that is all of one colour."""
    return png(lambda figure: figure.set_facecolor(draw_colour), (3, 2))


def page(name: str = ODD) -> Page:
    return Page(
        title=f"How good is {name}?",
        verdict=f"Fair: {name}.",
        facts=(("data", name), ("seed", "0")),
        plates=(Plot(f"Losses {name}", f"caption of {name}", plain()),),
        figures=FIGURES,
        commands=("gansmith train a --method gan", f"gansmith evaluate '{name}'"),
        notes=(f"note on {name}",),
    )


def contest_page(name: str = ODD) -> ComparisonPage:
    places = (Place("1", name, "fair", "0.5 ± 0.1", "2", "0", "12"), Place("-", "gan", "", "", "0", "2", "3"))
    return ComparisonPage(
        title="Which method is best?",
        verdict=f"{name} wins.",
        facts=(("data", name),),
        figure="kid[values]",
        legend="Mean over seeds.",
        standings=places,
        failures=(f"gan, seed 0: {name}",),
        plates=(Plot("Quality", name, plain()),),
        table=(Line("kid[values]", "lower", "0", ("0.5 ± 0.1 (1)", "")), Line(name, "higher", "", ("", "3 (1)"))),
        commands=("gansmith compare ring",),
    )


class Document(HTMLParser):
    """What is in a document: its elements with their attributes, its tables row by row, its text; tags must match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._open and self._open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


def drawn(seed: int, *shape: int) -> np.ndarray:
    """Return samples in [-1, 1]."""
    return np.random.default_rng(seed).uniform(-1, 1, shape)
