"""What a report says, apart from how it looks: as one HTML file, as Markdown, or as a model card."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from gansmith.evaluation.metric import Figure

Facts = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Plate:
    """A picture with its title and what is to be seen on it; png holds the file's bytes, alt says it in words."""

    title: str
    caption: str
    png: bytes

    @property
    def uri(self) -> str:
        """The picture as a data URI."""
        return "data:image/png;base64," + base64.b64encode(self.png).decode("ascii")


@dataclass(frozen=True)
class Page:
    """A report: the verdict first, then facts, pictures, all figures, and how to repeat it."""

    title: str
    verdict: str
    facts: Facts
    plates: tuple[Plate, ...]
    figures: tuple[Figure, ...]
    commands: tuple[str, ...]
    notes: tuple[str, ...] = ()


def html(page: Page) -> str:
    """Return the report as one HTML document: pictures and styles inside, no scripts, no network."""
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(files("gansmith.report").joinpath("page.html").read_text(encoding="utf-8"))
    rows = [(figure, *_cells(figure)) for figure in page.figures]
    return template.render(page=page, rows=rows) + "\n"


def markdown(page: Page) -> str:
    """Return the report as Markdown, without the pictures."""
    parts = [f"# {page.title}", f"**{page.verdict}**", _listing(page.facts), "## Figures", _table(page.figures)]
    parts += ["## How to repeat it", "\n".join(f"    {command}" for command in page.commands)]
    if page.notes:
        parts += ["## Notes", "\n".join(f"- {note}" for note in page.notes)]
    return "\n\n".join(parts) + "\n"


def model_card(page: Page, *, licence: str = "unknown") -> str:
    """Return the report as a model card: the Markdown under the front matter that model hubs read."""
    front = ["---", "library_name: gansmith", "tags:", "- gan", f"license: {licence}", "---"]
    uses = (
        "## Use and limits\n\nThe samples resemble the data described above and nothing else. They are no "
        "measurements: what the figures do not show to be right may be wrong. Where the figures on memorisation say "
        "so, samples repeat training data, and are as private as that."
    )
    return "\n".join(front) + "\n\n" + markdown(page) + "\n" + uses + "\n"


def _cells(figure: Figure) -> tuple[str, str, str]:
    """Return value with its error or interval, floor, and the note, as shown."""
    if figure.value is None:
        return "left out", "", figure.note
    error = ""
    if figure.standard_error is not None:
        error = f" ± {figure.standard_error:.2g}"
    elif figure.interval is not None:
        error = f" ({figure.interval[0]:.3g} to {figure.interval[1]:.3g})"
    floor = "" if figure.floor is None else f"{figure.floor:.4g}"
    return f"{figure.value:.4g}{error}", floor, figure.note


def _listing(facts: Facts) -> str:
    return "\n".join(f"- {name}: {value}" for name, value in facts)


def _table(figures: Sequence[Figure]) -> str:
    head = "| figure | value | real against real | better | n | note |\n|---|---|---|---|---|---|"
    rows = (
        f"| {figure.label} | {value} | {floor} | {figure.better} | {figure.n:,} | {note} |"
        for figure in figures
        for value, floor, note in [_cells(figure)]
    )
    return "\n".join([head, *rows])
