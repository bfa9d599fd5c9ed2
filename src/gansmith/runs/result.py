"""How a run ended."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gansmith.drawing.notebook import image, shown, table
from gansmith.training.callbacks.record import read_course

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Run:
    """A run that has ended: where it lies, and how it ended.

    Attributes
    ----------
    path : Path
        Directory of the run. `gansmith.load(run.path)` returns its model.
    steps : int
        Number of steps that are done, from the run's beginning.
    planned : int
        Number of steps that were planned.
    seconds : float
        Duration, from the start or from the step that the run was resumed at.
    finished : bool
        Whether the run ended by itself, and not by a signal.
    exit_code : int
        0, or the exit code of the command line where a signal ended the run: 130 for Ctrl-C, 75 for others.
    resumed_at : int
        Step at which the run was resumed; 0 for a new run.
    translates : bool
        Whether the model translates images, instead of drawing samples from noise.
    gave_up : bool
        Whether `patience` ended the run.
    best : tuple of int and float, or None
        Step and value of the model in best/; None where nothing was measured.
    stop_reason : str
        Why a callback, early stopping among them, asked to stop; "" where none did.
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
    stop_reason: str = ""

    def __repr__(self) -> str:
        """Return where the run lies and how it ended, in a line."""
        return f"Run({str(self.path)!r}: {self.ending})"

    def _repr_html_(self) -> str:
        """Return the same for a notebook, with the newest picture of samples."""
        facts = [("run", self.path), ("ended", self.ending), *([("best", self.path / "best")] if self.best else [])]
        newest = max((self.path / "samples").glob("step-*.png"), default=None)
        picture = "" if newest is None else image(newest.read_bytes(), f"samples, {newest.stem}")
        return f"{table(facts)}{picture}"

    def plot(self) -> "Figure":
        """Return the course of the run, losses and validations over steps, as a matplotlib figure.

        Raises
        ------
        DataError
            If the run's record is missing.
        """
        from gansmith.report.plots import course_figure  # with libraries that a training does without

        quality = self.path / "quality.jsonl"
        measured = read_course(quality) if quality.is_file() else []
        return shown(course_figure(read_course(self.path / "log.jsonl"), measured))

    @property
    def ending(self) -> str:
        """How the run ended, in a few words."""
        best = f"; best at step {self.best[0]:,}" if self.best else ""
        if self.exit_code:
            return f"stopped by a signal after {self.steps:,} steps{best}"
        reason = f" ({self.stop_reason})" if self.stop_reason else ""
        return f"{self.steps:,} of {self.planned:,} steps in {self.seconds:.1f} s{reason}{best}"

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
            "stop_reason": self.stop_reason,
            "best": None if self.best is None else {"step": self.best[0], "value": self.best[1]},
        }
