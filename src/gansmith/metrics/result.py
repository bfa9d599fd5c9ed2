"""A metric value with all that is needed to read it: sample size, standard error and real-vs-real baseline."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from gansmith.errors import UsageError

Better = Literal["lower", "higher", "nearer"]
"""Which of two figures is the better one; nearer: to the floor, from either side."""


class Estimate(NamedTuple):
    """A number and its standard error.

    Attributes
    ----------
    value : float
        The estimate.
    standard_error : float
        Its standard error; NaN if none is known.

    Examples
    --------
    >>> from gansmith.metrics import Estimate
    >>> value, standard_error = Estimate(0.25, 0.02)
    """

    value: float
    standard_error: float


@dataclass(frozen=True)
class MetricValue:
    """The value of a metric in an evaluation, or the reason why the metric was skipped.

    Attributes
    ----------
    name : str
        Name of the metric, such as "fd" or "kid".
    features : str
        Name of the features it was measured in, such as "pixels".
    value : float or None
        The value; None if the metric was skipped.
    n : int
        Number of generated samples it was measured on.
    better : {"lower", "higher", "nearer"}
        Which values are better; "nearer" means nearer to `floor`, from either side.
    standard_error : float or None
        Standard error of the value.
    interval : tuple of float or None
        95 % confidence interval (low, high), for metrics whose distribution no standard error describes.
    floor : float or None
        Real-vs-real baseline: the same metric between two sets of real samples of size n.
    p_value : float or None
        P-value of the hypothesis that generated and real samples have one distribution.
    note : str
        A remark; the reason if the metric was skipped.

    Examples
    --------
    >>> from gansmith.metrics import MetricValue
    >>> first = MetricValue("kid", "pixels", 0.02, n=1000, better="lower")
    >>> second = MetricValue("kid", "pixels", 0.05, n=1000, better="lower")
    >>> first.label, first.better_than(second)
    ('kid[pixels]', True)
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
        """Name and features, such as "fd[pixels]": unique within an evaluation."""
        return f"{self.name}[{self.features}]"

    def better_than(self, other: "MetricValue") -> bool:
        """Return whether this value is better than another one, whatever the noise.

        Parameters
        ----------
        other : MetricValue
            A value of the same metric in the same features, at the same n.

        Returns
        -------
        bool
            Whether this value is better.

        Raises
        ------
        UsageError
            The metric, the features or n differ, or one of the two was skipped.
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
            return from_floor(self.value, self.floor) < from_floor(other.value, other.floor)
        return self.value < other.value if self.better == "lower" else self.value > other.value


def from_floor(value: float, floor: float | None) -> float:
    """Return how far a value is from its floor, by which values are compared where nearer to that is better."""
    return abs(value - (floor or 0.0))
