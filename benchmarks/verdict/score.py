"""What is said of a cell beside what is right of it, and the goals that follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import get_args

from benchmarks.results import Goal
from benchmarks.verdict.expected import Expectation, Truth
from benchmarks.verdict.record import Said
from benchmarks.verdict.work import FAILED

MANY = 1000  # generated rows, from which on "untold" is no answer to what can be told
NAMED = 0.9  # share of planted defects
TRUTHS = get_args(Truth)


@dataclass(frozen=True)
class Cell:
    """One seed of a kind and plant: what is right, and what was said."""

    half: str  # or "models"
    rows: int  # generated ones
    right: Expectation
    said: Said

    @property
    def wrong(self) -> bool:
        """Whether something is wrong with it that can be told."""
        return self.right.truth in ("garbage", "flawed")

    @property
    def failed(self) -> bool:
        """Whether an error was all that was said."""
        return self.said.grade == FAILED

    @property
    def flattered(self) -> bool:
        """Whether garbage was called good or fair."""
        return self.right.truth == "garbage" and self.said.grade in ("good", "fair")

    @property
    def slandered(self) -> bool:
        """Whether rows of the law were called worse than good, or nothing was said of many."""
        worse = ("fair", "poor", FAILED, *(("untold",) if self.rows >= MANY else ()))
        return self.right.truth == "equal" and self.said.grade in worse

    @property
    def copied(self) -> bool:
        """Whether its rows are copies, which must be named."""
        return self.wrong and self.right.named == {"copies"}

    @property
    def named(self) -> bool:
        """Whether it is called worse than good, and a finding names what is wrong."""
        return self.said.grade in ("fair", "poor") and not self.right.named.isdisjoint(self.said.kinds)

    @property
    def misled(self) -> bool:
        """Whether a model that learns from its data was said to copy it, or nothing was said of it."""
        nothing = self.said.grade in ("untold", FAILED)
        return self.right.truth == "learning" and (nothing or "copies" in self.said.kinds)

    @property
    def missed(self) -> bool:
        """Whether what was said falls short of what is right in any way."""
        return self.failed or self.flattered or self.slandered or self.misled or (self.wrong and not self.named)


def goals(cells: Iterable[Cell], half: str) -> tuple[Goal, ...]:
    """Return the goals of the cells of a half, those that any cell is tried for."""
    of_half = [cell for cell in cells if cell.half == half]
    of_truth = {truth: [cell for cell in of_half if cell.right.truth == truth] for truth in TRUTHS}
    copies = [cell for cell in of_half if cell.copied]
    lowest = (
        ("garbage called good or fair", [cell.flattered for cell in of_truth["garbage"]]),
        ("rows of the law called worse than good", [cell.slandered for cell in of_truth["equal"]]),
        ("copies not named", [not cell.named for cell in copies]),
        ("learning models called copies, or untold", [cell.misled for cell in of_truth["learning"]]),
    )
    found = [Goal(f"{half}: {what}", "0", f"{sum(bad)} of {len(bad)}", not any(bad)) for what, bad in lowest if bad]
    named = [cell.named for cell in of_half if cell.wrong]
    if named:
        share = sum(named) / len(named)
        result = f"{share:.1%} of {len(named)}"
        found.append(Goal(f"{half}: defects named by kind", f">= {NAMED:.0%}", result, share >= NAMED))
    return tuple(found)


def seconds(cells: Iterable[Cell]) -> tuple[float, float, float]:
    """Return the median, the longest and the sum of the seconds of CPU of all judgements; zeros of none."""
    taken = [cell.said.seconds for cell in cells] or [0.0]
    return median(taken), max(taken), sum(taken)
