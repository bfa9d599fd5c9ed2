"""Which of several methods is best by one figure, over seeds, and whether the difference is more than noise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from statistics import fmean, stdev
from typing import Literal

SIGNIFICANT = 0.05
Direction = Literal["lower", "higher"]


@dataclass(frozen=True)
class Standing:
    """One contestant: mean over seeds that ended well, standard error (None for one seed), rank from 1, failures."""

    name: str
    mean: float | None
    standard_error: float | None
    rank: int | None
    seeds: int
    failed: int


def standings(values: Mapping[str, Sequence[float | None]], better: Direction) -> list[Standing]:
    """Return the contestants from best to worst; those of which no seed has a finite value come last, without a rank.

    values holds one number a seed, None or not finite where that seed failed. Equal means share a rank.
    """
    kept = {name: [v for v in seeds if v is not None and isfinite(v)] for name, seeds in values.items()}
    means = {name: fmean(seeds) for name, seeds in kept.items() if seeds}
    sign = 1 if better == "lower" else -1
    order = sorted(means, key=lambda name: sign * means[name])
    ranked = [
        Standing(
            name,
            means[name],
            _error(kept[name]),
            1 + sum(sign * other < sign * means[name] for other in means.values()),
            len(kept[name]),
            len(values[name]) - len(kept[name]),
        )
        for name in order
    ]
    return ranked + [Standing(name, None, None, None, 0, len(values[name])) for name in values if name not in means]


def verdict(values: Mapping[str, Sequence[float | None]], better: Direction, figure: str) -> str:
    """Return one sentence that names the winner, or says that the difference is within noise.

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
            f"repeat with more --seeds.{lost}"
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
