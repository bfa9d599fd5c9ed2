"""The result of a training run."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gansmith.drawing.notebook import image, shown, table
from gansmith.training.callbacks.record import read_course

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Run:
    """The directory of a training run, and how the run ended.

    Attributes
    ----------
    path : Path
        The run directory. `gansmith.load(run.path)` returns its model.
    steps : int
        Number of steps trained since the beginning of the run.
    planned : int
        Number of steps planned.
    seconds : float
        Training time in seconds, since the start or the last resume.
    finished : bool
        Whether the run is complete.
    exit_code : int
        0, or the exit code of the command line if a signal interrupted the run: 130 for Ctrl-C, 75 for others.
    resumed_at : int
        Step at which the run was resumed; 0 if it was not.
    translates : bool
        Whether the model translates images.
    gave_up : bool
        Whether `patience` ended the run, because no evaluation improved.
    best : tuple of (int, float) or None
        Step and metric value of the model in best/; None without evaluations.
    stop_reason : str
        Why a callback, such as early stopping, ended the run; "" if none did.
    ending_of_outputs : str
        Ending of a file of samples in the format of the data, such as ".csv"; "" for a folder.
    late_signal : int
        Exit code of a signal that came when the run was complete; 0 if none did.

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
    stop_reason: str = ""
    ending_of_outputs: str = ".npy"
    late_signal: int = 0

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
        """Return a plot of the losses and evaluations over the steps of the run.

        Returns
        -------
        matplotlib.figure.Figure
            The plot.

        Raises
        ------
        DataError
            The record of the run is missing.
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
            "stop_reason": self.stop_reason,
            "best": None if self.best is None else {"step": self.best[0], "value": self.best[1]},
        }
