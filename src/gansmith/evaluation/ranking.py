"""Which of several methods is best, by grade and then by one figure, over seeds, and whether it is more than noise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from statistics import fmean, stdev
from typing import Literal

from gansmith.errors import option

SIGNIFICANT = 0.05
Direction = Literal["lower", "higher"]
Grades = Mapping[str, Sequence[str]]
"""The grade of each seed that ended well, by contestant: "good", "fair", "poor", or "untold" of too few samples."""

_ORDER = {"good": 0, "fair": 1, "untold": 1, "poor": 2}


@dataclass(frozen=True)
class Standing:
    """One contestant: mean over seeds that ended well, standard error (None for one seed), rank from 1, failures.

    grade is the middle one of its seeds, "" where grades are not known of all contestants.
    """

    name: str
    mean: float | None
    standard_error: float | None
    rank: int | None
    seeds: int
    failed: int
    grade: str = ""


def order(grade: str) -> int:
    """Return the place of a grade: 0 for good, 2 for poor; what cannot be told is neither better nor worse than fair.

    Raises ValueError for what is no grade.
    """
    if grade not in _ORDER:
        raise ValueError(f"{grade!r} is no grade: there are {', '.join(_ORDER)}")
    return _ORDER[grade]


def middle_grade(grades: Sequence[str]) -> str:
    """Return the middle one of grades, of an even number the worse of the two in the middle."""
    return sorted(grades, key=order)[len(grades) // 2]


def standings(
    values: Mapping[str, Sequence[float | None]], better: Direction, grades: Grades | None = None
) -> list[Standing]:
    """Return the contestants from best to worst; those of which no seed has a finite value come last, without a rank.

    values holds one number a seed, None or not finite where that seed failed. A better grade comes first, whatever the
    figure says, where every contestant that has a value has grades. Equals share a rank.
    """
    kept = {name: [v for v in seeds if v is not None and isfinite(v)] for name, seeds in values.items()}
    means = {name: fmean(seeds) for name, seeds in kept.items() if seeds}
    sign = 1 if better == "lower" else -1
    graded = _graded(means, grades)
    places = {name: (order(graded[name]) if graded else 0, sign * mean) for name, mean in means.items()}
    ranked = [
        Standing(
            name,
            means[name],
            _error(kept[name]),
            1 + sum(place < places[name] for place in places.values()),
            len(kept[name]),
            len(values[name]) - len(kept[name]),
            graded.get(name, ""),
        )
        for name in sorted(places, key=lambda name: places[name])
    ]
    return ranked + [Standing(name, None, None, None, 0, len(values[name])) for name in values if name not in means]


def winner_sentence(
    values: Mapping[str, Sequence[float | None]], better: Direction, figure: str, grades: Grades | None = None
) -> str:
    """Return what names the winner, or says that the difference is within noise.

    Only contestants of the best grade can win, and among them the figure decides; who is out by a worse one is named.
    """
    ranked = [standing for standing in standings(values, better, grades) if standing.rank is not None]
    worse = [one for one in ranked if one.grade and order(one.grade) > order(ranked[0].grade)]
    if not worse:
        return _by_figure(values, better, figure)
    best, out = ranked[0], "; ".join(f"{one.name} as {one.grade}" for one in worse)
    if len(worse) == len(ranked) - 1:
        lost = f" {best.failed} of its {best.failed + best.seeds} runs failed." if best.failed else ""
        return f"{best.name} wins by its grade: it is judged {best.grade}, and no {figure} outweighs that: {out}.{lost}"
    rest = {name: seeds for name, seeds in values.items() if name not in {one.name for one in worse}}
    return f"{_by_figure(rest, better, figure)} Out by a worse grade, whatever their {figure}: {out}."


def _graded(means: Mapping[str, float], grades: Grades | None) -> dict[str, str]:
    """Return the middle grade of each contestant; {} where one has none."""
    if not grades or not all(grades.get(name) for name in means):
        return {}
    return {name: middle_grade(grades[name]) for name in means}


def _by_figure(values: Mapping[str, Sequence[float | None]], better: Direction, figure: str) -> str:
    """Return one sentence that names the best by a figure alone, or says that the difference is within noise.

    The best mean is held against every other by Welch's t-test, two-sided, at 5 %; one seed a method decides nothing.
    That some runs of the best have failed is said with it.
    """
    ranked = [standing for standing in standings(values, better) if standing.rank is not None]
    if not ranked:
        return f"No run ended with a {figure}, so there is no winner."
    best, others = ranked[0], ranked[1:]
    lost = f" {best.failed} of its {best.failed + best.seeds} runs failed." if best.failed else ""
    if not others:
        rest = "the others gave none" if len(values) > 1 else "there was no other"
        return f"{best.name} is the only method with a {figure}, {best.mean:.4g}; {rest}.{lost}"
    second = others[0]
    chances = {standing.name: _p_value(values[best.name], values[standing.name]) for standing in others}
    difference = f"{best.mean:.4g} against {second.mean:.4g} of {second.name}"
    if chances[second.name] is None:
        return (
            f"{best.name} has the best {figure}, {difference}, but one seed does not tell this from noise: "
            f"repeat with more {option('seeds')}.{lost}"
        )
    near = {name: p for name, p in chances.items() if p is None or p >= SIGNIFICANT}
    if near:
        means = {standing.name: standing.mean for standing in others}
        shown = "; ".join(
            f"{name}, {means[name]:.4g} ({'one seed' if p is None else f'p = {p:.2g}'})" for name, p in near.items()
        )
        return (
            f"{best.name} has the best {figure}, {best.mean:.4g}, but the difference is within noise (Welch's t-test) "
            f"from {shown}.{lost}"
        )
    over = f"Welch's t-test over {best.seeds} and {second.seeds} seeds"
    return f"{best.name} wins: {figure} {difference} (p = {chances[second.name]:.2g}, {over}).{lost}"


def _error(values: Sequence[float]) -> float | None:
    return stdev(values) / sqrt(len(values)) if len(values) > 1 else None


def _p_value(first: Sequence[float | None], second: Sequence[float | None]) -> float | None:
    """Return the p-value of Welch's test; None where a side has one seed, 0 or 1 where neither varies at all."""
    one, two = ([v for v in side if v is not None and isfinite(v)] for side in (first, second))
    if min(len(one), len(two)) < 2:
        return None
    if stdev(one) == stdev(two) == 0:
        return 1.0 if fmean(one) == fmean(two) else 0.0
    from scipy.stats import ttest_ind

    return float(ttest_ind(one, two, equal_var=False).pvalue)
