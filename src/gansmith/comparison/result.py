"""The result of a comparison: its trials, the order of the methods, and the sentence about the winner."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gansmith.comparison.trials import Trial
from gansmith.evaluation.metrics_file import Asked, spelt
from gansmith.evaluation.ranking import Standing
from gansmith.metrics.result import Better


@dataclass(frozen=True)
class Comparison:
    """The result of a comparison of methods.

    `gansmith.compare` returns comparisons.

    Attributes
    ----------
    path : Path
        Directory of the comparison.
    plan : mapping
        Settings that all runs share.
    asked : dict
        Options of the evaluations.
    label : str
        Label of the metric that decides between equal grades, such as "kid[random]".
    figure : str
        Name of the ranked value: the label, or the distance from the real-vs-real baseline if `better` is "nearer".
    better : {"lower", "higher", "nearer"}
        Which values of the metric are better; "nearer" means nearer to `floor`.
    floor : float or None
        Real-vs-real baseline of the metric.
    trials : tuple of Trial
        All runs with their metric values.
    standings : tuple of Standing
        The methods, from best to worst.
    sentence : str
        A sentence that names the winner, or says that there is none.
    """

    path: Path
    plan: Mapping[str, Any]
    asked: Asked
    label: str
    figure: str
    better: Better
    floor: float | None
    trials: tuple[Trial, ...]
    standings: tuple[Standing, ...]
    sentence: str

    def __repr__(self) -> str:
        """Return where the comparison lies and the sentence about the winner."""
        return f"Comparison({str(self.path)!r}: {self.sentence})"

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as JSON values.

        Returns
        -------
        dict
            Plan, standings and trials. Infinite values, which JSON lacks, are strings.
        """
        trials = [
            {
                "contestant": trial.contestant,
                "seed": trial.seed,
                "run": str(trial.run),
                "seconds": trial.seconds,
                "failure": trial.failure,
                "grade": trial.grade,
                "values": spelt({label: figure.value for label, figure in trial.measured.items()}),
            }
            for trial in self.trials
        ]
        about = {
            "label": self.label,
            "figure": self.figure,
            "better": self.better,
            "floor": self.floor,
            "sentence": self.sentence,
        }
        ranked = [asdict(standing) for standing in self.standings]
        return spelt(about) | {"plan": dict(self.plan), "standings": ranked, "trials": trials}
