"""A measured number with all that is needed to read it: what it was measured on, its error and its floor."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from gansmith.errors import UsageError

Better = Literal["lower", "higher", "nearer"]
"""Which of two figures is the better one; nearer: to the floor, from either side."""


class Estimate(NamedTuple):
    """A number and its standard error, NaN where there is none."""

    value: float
    standard_error: float


@dataclass(frozen=True)
class MetricValue:
    """A number of an evaluation, or the reason why it was left out.

    name is the metric's, features the extractor's, and `label` both: fd[pixels]. value is None where the metric was
    left out, and then note says why. n is the number of generated rows it was measured on; floor is the same metric
    of real against real rows at the same n. interval is (low, high) of 95 %, where no standard error is fit; p_value is
    of the hypothesis that samples and data are alike.
    """

    name: str
    features: str
    value: float | None
    n: int
    better: Better
    standard_error: float | None = None
    interval: tuple[float, float] | None = None
    floor: float | None = None
    p_value: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.value is None and not self.note:
            raise ValueError(f"{self.label} has neither a value nor the reason why")

    @property
    def label(self) -> str:
        """The name that no other extractor's figure shares."""
        return f"{self.name}[{self.features}]"

    def better_than(self, other: "MetricValue") -> bool:
        """Whether this number is the better one, whatever the noise.

        Raises UsageError where they cannot be compared: other metric or extractor, other n, or one was left out.
        """
        if self.label != other.label:
            raise UsageError(
                f"{self.label} and {other.label} are not the same figure. Measure both with one metric and extractor."
            )
        if self.value is None or other.value is None:
            missing = self if self.value is None else other
            raise UsageError(f"{missing.label} was left out: {missing.note}.")
        if self.n != other.n:
            raise UsageError(
                f"{self.label} was measured on {self.n} and on {other.n} rows, and depends on how many. "
                "Measure both on the same number."
            )
        if self.better == "nearer":
            return _gap(self.value, self.floor) < _gap(other.value, other.floor)
        return self.value < other.value if self.better == "lower" else self.value > other.value


def _gap(value: float, floor: float | None) -> float:
    return abs(value - (floor or 0.0))
