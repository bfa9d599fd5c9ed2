"""How far a run is, how long the rest will take, and the few numbers worth a glance: what every display shows."""

from collections.abc import Callable, Mapping

_LABELS = {
    "D(x)": "D(x)",
    "D(G(z))": "D(G(z))",
    "score/real": "score real",
    "score/fake": "score fake",
    "wasserstein": "Wasserstein",
    "speed/images_per_second": "samples/s",
}

Clock = Callable[[], float]


class Pace:
    """How far a run is, and how long the rest will take at the rate seen so far."""

    def __init__(self, total_steps: int | None, clock: Clock) -> None:
        self.total_steps, self._clock, self._start = total_steps, clock, clock()
        self._first: tuple[int, float] | None = None

    def steps(self, step: int) -> str:
        """Return how many steps are done, in words; the first call begins the measuring of the pace."""
        if self._first is None:
            self._first = (step, self._clock())
        return f"step {step:,}" + (f" of {self.total_steps:,}" if self.total_steps else "")

    def times(self, step: int) -> str:
        """Return the time gone and, where the number of steps is known, the time left."""
        now = self._clock()
        gone = f"{_duration(now - self._start)} gone"
        if not self.total_steps or self._first is None or step <= self._first[0]:
            return gone
        rate = (now - self._first[1]) / (step - self._first[0])
        return f"{gone}, {_duration(rate * (self.total_steps - step))} left"


def headline(report: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return the few scalars worth a glance, by label; the rest is in the record."""
    losses = [(f"{tag.removeprefix('loss/')} loss", _short(report[tag])) for tag in report if tag.startswith("loss/")]
    return losses + [(label, _short(report[tag])) for tag, label in _LABELS.items() if tag in report]


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
