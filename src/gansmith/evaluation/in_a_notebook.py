"""An evaluation as a prompt and a notebook show it."""

from collections.abc import Sequence

from gansmith.drawing.notebook import table, text
from gansmith.errors import printable
from gansmith.evaluation.judgement.finding import Judgement
from gansmith.evaluation.sample_sets import SampleSets
from gansmith.metrics.result import MetricValue
from gansmith.report.page import row_of

_FIRST = 10  # figures that a prompt shows


def as_text(verdict: str, subject: SampleSets, figures: Sequence[MetricValue]) -> str:
    """Return the verdict and the first figures that have a value, a line each."""
    rows = [row for row in map(row_of, figures) if not row.left_out]
    lines = [f"  {row.label}: {row.value}, real-vs-real {row.floor or 'unknown'}" for row in rows[:_FIRST]]
    rest = [f"  and {len(rows) - _FIRST} more in .figures"] if len(rows) > _FIRST else []
    return "\n".join(map(printable, [f"{subject.name} against {subject.against}.", verdict, *lines, *rest]))


def as_html(verdict: str, subject: SampleSets, judgement: Judgement, figures: Sequence[MetricValue]) -> str:
    """Return the verdict, the findings and all figures, with the reasons of those that were left out."""
    found = "".join(f"<li>{text(finding.grade)}: {text(finding.line)}.</li>" for finding in judgement.findings)
    head = ("metric[features]", "value", "real-vs-real", "better", "n", "note")
    cells = [(row.label, row.value, row.floor, row.better, row.n, row.note) for row in map(row_of, figures)]
    return (
        f"<p><b>{text(verdict)}</b><br>{text(subject.name)} against {text(subject.against)}.</p><ul>{found}</ul>"
        f"{table(cells, head)}"
    )
