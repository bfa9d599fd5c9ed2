"""The result of a training run."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Run:
    """The directory of a training run, and how the run ended.

    Attributes
    ----------
    path : Path
        The run directory.
    steps : int
        Number of steps trained since the beginning of the run.
    planned : int
        Number of steps planned.
    seconds : float
        Training time in seconds, since the start or the last resume.
    finished : bool
        Whether the run is complete.
    exit_code : int
        0, or 130 or 75 if a signal interrupted the run.
    resumed_at : int
        Step at which the run was resumed; 0 if it was not.
    translates : bool
        Whether the model translates images.
    gave_up : bool
        Whether the run stopped early because no evaluation improved.
    best : tuple of (int, float) or None
        Step and metric value of the model in `best/`; None without evaluations.

    Examples
    --------
    >>> import gansmith
    >>> run = gansmith.train("ring", "gan", steps=2, network="mlp", width=8, validate_every=0, sample_every=0)
    >>> run.steps, run.finished
    (2, True)
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
        """Return the result as JSON values.

        Returns
        -------
        dict
            The attributes by name; `run` is the directory.
        """
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
