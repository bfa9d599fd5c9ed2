"""How a run ended."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Run:
    """Where a run lies and how it ended; exit_code is 0, or 130 or 75 where a signal cut it off.

    steps counts from the run's beginning, seconds from the step it was resumed at. gave_up says that it ended because
    no measurement was better; best is step and value of the model in best/, None where nothing was measured.
    """

    path: Path
    steps: int
    planned: int
    seconds: float
    finished: bool
    exit_code: int = 0
    resumed_at: int = 0
    translates: bool = False
    gave_up: bool = False
    best: tuple[int, float] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the outcome as JSON."""
        return {
            "run": str(self.path),
            "steps": self.steps,
            "planned": self.planned,
            "seconds": round(self.seconds, 3),
            "finished": self.finished,
            "exit_code": self.exit_code,
            "resumed_at": self.resumed_at,
            "translates": self.translates,
            "gave_up": self.gave_up,
            "best": None if self.best is None else {"step": self.best[0], "value": self.best[1]},
        }
