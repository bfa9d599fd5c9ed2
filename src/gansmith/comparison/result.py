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
    """All trials, the contestants in order by `figure`, and the sentence about the winner.

    label is that figure's; better says which of its values are the better ones: where it is those nearer to the floor,
    `figure` and the standings are of distances from it. floor is the figure of real samples against real ones; plan is
    what all runs share, asked what was measured.
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

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as JSON; what is infinite, which JSON does not know, is a string."""
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
