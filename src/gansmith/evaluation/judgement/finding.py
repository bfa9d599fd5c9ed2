"""A judgement: its grade, and the findings it is the worst of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "copies",
    "collapse",
    "repeats",
    "missing",
    "shares",
    "unlike",
    "dependence",
    "condition",
    "scale",
    "shift",
    "marginals",
    "blur",
    "sharp",
    "pattern",
    "spectrum",
    "told",
]
"""copies of real rows; collapse: hardly any variety; repeats: a few samples over and over; missing: a part of the data
or a class; shares: parts in other shares; unlike: samples do not look like the data; dependence: columns right alone
and wrong together; condition: samples are not of the condition they were asked for; scale, shift, marginals: of
single columns or of all values; blur, sharp, pattern (a checkerboard), spectrum: of frequencies and autocorrelation;
told: a trained classifier tells, and nothing says why."""
Grade = Literal["good", "fair", "poor", "untold"]
Fault = Literal["fair", "poor"]
_SAID = 3  # findings that the one line names


@dataclass(frozen=True)
class Finding:
    """One thing that gave samples away: its kind, the grade they deserve for it, and a clause that says it.

    line goes on from "its samples", names its number and what real samples reach. weight orders findings of one grade:
    the heavier is said first.
    """

    kind: Kind
    grade: Fault
    line: str
    weight: float = 0.0


@dataclass(frozen=True)
class Judgement:
    """The grade of generated samples and all findings, what names a cause first; note says what could not be seen.

    good: nothing told them from real ones; fair: something did, by a little or in a part; poor: they are no use as
    they are; untold: nothing did, but there are not enough samples to tell.
    """

    grade: Grade
    findings: tuple[Finding, ...]
    note: str = ""

    @classmethod
    def of(cls, findings: Sequence[Finding], *, enough: bool, note: str = "") -> "Judgement":
        """Return the judgement of these findings, the worst of which is the grade."""
        ordered = sorted(findings, key=lambda found: (found.kind == "told", found.grade == "fair", -found.weight))
        worst: Grade = "good" if enough else "untold"
        if ordered:
            worst = "poor" if any(found.grade == "poor" for found in ordered) else "fair"
        return cls(worst, tuple(ordered), note)

    @property
    def line(self) -> str:
        """The verdict in a line: the grade, what gave the samples away, and what could not be seen."""
        if self.grade == "untold":
            return f"Not enough samples to tell. {self.note}".strip()
        if self.grade == "good":
            return f"Good: no measurement tells its samples from real ones. {self.note}".strip()
        said = [found.line for found in self.findings[:_SAID]]
        rest = len(self.findings) - len(said)
        more = f" ({rest} more below.)" if rest else ""
        return f"{self.grade.capitalize()}: {'; '.join(said)}.{more}"
