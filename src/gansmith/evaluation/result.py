"""The result of an evaluation: its verdict, and all values with what they were measured against."""

from dataclasses import asdict, dataclass
from typing import Any

from gansmith.evaluation.judgement.finding import Judgement
from gansmith.evaluation.metrics_file import EDITION, Asked, spelt
from gansmith.evaluation.sample_sets import SampleSets
from gansmith.metrics.result import MetricValue


@dataclass(frozen=True)
class Evaluation:
    """The judgement of one set of samples, all figures, and what they were measured against.

    Figures that the judgement stands on come first. kept: whether all that was to be written of it is.
    """

    subject: SampleSets
    asked: Asked
    judgement: Judgement
    figures: tuple[MetricValue, ...]
    kept: bool = True

    @property
    def verdict(self) -> str:
        """The judgement in a line."""
        return self.judgement.line

    def to_json(self) -> dict[str, Any]:
        """Return the evaluation as JSON; what is infinite or no number, which JSON does not know, is a string."""
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
