"""What a report says, apart from how it looks: as one HTML file, as Markdown, or as a model card."""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from gansmith.errors import printable
from gansmith.metrics.result import MetricValue

Facts = Sequence[tuple[str, str]]

_LIVELY = re.compile(r"://|www\.|@|\$|#\w|:[\w+-]+:", re.IGNORECASE)  # links, mail, people, formulas, issues, emoji


@dataclass(frozen=True)
class Plot:
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
    """A report: the verdict first, then all findings, facts, pictures, all figures, and how to repeat it."""

    title: str
    verdict: str
    facts: Facts
    plates: tuple[Plot, ...]
    figures: tuple[MetricValue, ...]
    commands: tuple[str, ...]
    notes: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A figure as shown in a table."""

    label: str
    value: str
    floor: str
    better: str
    n: str
    p: str
    note: str
    left_out: bool


def html(page: Page) -> str:
    """Return the report as one HTML document: pictures and styles inside, no scripts, no network."""
    return filled("page.html", {"page": page, "rows": [row_of(figure) for figure in page.figures]})


def filled(template: str, values: Mapping[str, object]) -> str:
    """Return a template of this package with its values, which are escaped."""
    from jinja2 import Environment, FunctionLoader

    def read(name: str) -> str:
        return files("gansmith.report").joinpath(name).read_text(encoding="utf-8")

    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, loader=FunctionLoader(read), finalize=_shown
    )
    return environment.get_template(template).render(values) + "\n"


def _shown(value: object) -> object:
    """Return text of ours, which jinja escapes yet, without characters that control or hide; all else as it is."""
    return printable(value, keep="\n\t") if type(value) is str else value


def markdown(page: Page) -> str:
    """Return the report as Markdown, without the pictures."""
    head = [f"# {_plain(page.title)}", f"**{_plain(page.verdict)}**", _listing(page.facts)]
    if page.findings:
        head.insert(2, "\n".join(f"- {_plain(finding)}" for finding in page.findings))
    parts = [*head, "## Metric values", _table(page.figures)]
    parts += ["## How to repeat it", "\n".join(f"    {printable(command)}" for command in page.commands)]
    if page.notes:
        parts += ["## Notes", "\n".join(f"- {_plain(note)}" for note in page.notes)]
    return "\n\n".join(parts) + "\n"


def model_card(page: Page, *, licence: str = "unknown") -> str:
    """Return the report as a model card: the Markdown under the front matter that model hubs read."""
    front = ["---", "library_name: gansmith", "tags:", "- gan", f"license: {licence}", "---"]
    uses = (
        "## Use and limits\n\nThe samples resemble the data described above and nothing else. They are no "
        "measurements: what the metric values do not show to be right may be wrong. Where the metrics of memorisation "
        "say so, samples repeat training data, and are as private as that data."
    )
    return "\n".join(front) + "\n\n" + markdown(page) + "\n" + uses + "\n"


def row_of(figure: MetricValue) -> Row:
    """Return value with its error or interval, floor, p-value and note, as shown."""
    error = ""
    if figure.standard_error is not None:
        error = f" ± {figure.standard_error:.2g}"
    elif figure.interval is not None:
        error = f" ({figure.interval[0]:.3g} to {figure.interval[1]:.3g})"
    return Row(
        label=figure.label,
        value="left out" if figure.value is None else f"{figure.value:.4g}{error}",
        floor="" if figure.value is None or figure.floor is None else f"{figure.floor:.4g}",
        better=figure.better,
        n=f"{figure.n:,}",
        p="" if figure.value is None or figure.p_value is None else f"{figure.p_value:.2g}",
        note=figure.note,
        left_out=figure.value is None,
    )


def _listing(facts: Facts) -> str:
    return "\n".join(f"- {name}: {_plain(value)}" for name, value in facts)


def _table(figures: Sequence[MetricValue]) -> str:
    head = "| metric | value | real-vs-real | better | n | p | note |\n|---|---|---|---|---|---|---|"
    rows = (
        f"| {_plain(row.label)} | {row.value} | {row.floor} | {row.better} | {row.n} | {row.p} | {_plain(row.note)} |"
        for row in map(row_of, figures)
    )
    return "\n".join([head, *rows])


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is, on one line: no markup, no link, no character that controls.

    What sites make links, names or formulas of by themselves goes into spans of code, the one place they leave alone.
    """
    line = printable(" ".join(text.split()))
    if _LIVELY.search(line):
        return r"\|".join(_code(part) for part in line.split("|"))  # a | inside of code would end a table's cell
    line = re.sub(r"([\\`*_<>|&~]|\](?=[(\[:]))", r"\\\1", line)
    return re.sub(r"^([#+=\[-]|\d+(?=[.)]( |$)))", _not_a_mark, line)


def _not_a_mark(start: re.Match[str]) -> str:
    """Escape what would make a line a heading, a list or a reference."""
    return f"{start[0]}\\" if start[0].isdigit() else f"\\{start[0]}"


def _code(text: str) -> str:
    """Return text as a span of code, between more backticks than it holds in a row."""
    marks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    room = " " if text[:1] in ("`", " ") or text[-1:] in ("`", " ") else ""
    return f"{marks}{room}{text}{room}{marks}" if text.strip() else text
