"""The result of an evaluation: its verdict, and all values with what they were measured against."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from gansmith.drawing.notebook import shown
from gansmith.evaluation.in_a_notebook import as_html, as_text
from gansmith.evaluation.judgement.finding import Judgement
from gansmith.evaluation.metrics_file import EDITION, Asked, spelt
from gansmith.evaluation.sample_sets import SampleSets
from gansmith.metrics.result import MetricValue
from gansmith.report.overview import comparison_figure
from gansmith.report.own_units import as_drawn

if TYPE_CHECKING:
    import matplotlib.figure


@dataclass(frozen=True)
class Evaluation:
    """The verdict on generated samples, and all metric values.

    `gansmith.evaluate` returns evaluations.

    Attributes
    ----------
    subject : SampleSets
        The real and the generated samples that were compared.
    asked : dict
        Options of the evaluation: features, sample count, seed and data options.
    judgement : Judgement
        Grade and findings.
    figures : tuple of MetricValue
        The metric values, those that the verdict is based on first.
    kept : bool
        Whether the values were written to metrics.json of the run.
    """

    subject: SampleSets
    asked: Asked
    judgement: Judgement
    figures: tuple[MetricValue, ...]
    kept: bool = True

    @property
    def verdict(self) -> str:
        """The verdict in one sentence."""
        return self.judgement.line

    def __repr__(self) -> str:
        """Return the verdict and the first figures, which fit a screen."""
        return as_text(self.verdict, self.subject, self.figures)

    def _repr_html_(self) -> str:
        """Return the verdict, the findings and all figures for a notebook."""
        return as_html(self.verdict, self.subject, self.judgement, self.figures)

    def plot(self) -> "matplotlib.figure.Figure":
        """Return a plot of real and generated samples side by side, with their statistics.

        Returns
        -------
        matplotlib.figure.Figure
            The plot.
        """
        sets = self.subject
        real, fake = as_drawn(sets.codec, sets.real), as_drawn(sets.codec, sets.fake)
        return shown(comparison_figure(real, fake, names=sets.channels))

    def to_json(self) -> dict[str, Any]:
        """Return the evaluation as JSON values.

        Returns
        -------
        dict
            Verdict, grade, findings, notes and metric values. Infinite values and NaN, which JSON lacks, are strings.
        """
        return {
            "subject": self.subject.name,
            "against": self.subject.against,
            "model": self.subject.model,
            "edition": EDITION,
            "asked": dict(self.asked),
            "verdict": self.verdict,
            "grade": self.judgement.grade,
            "findings": [asdict(finding) for finding in self.judgement.findings],
            "notes": list(self.subject.notes),
            "figures": [spelt(asdict(figure)) | {"label": figure.label} for figure in self.figures],
        }
