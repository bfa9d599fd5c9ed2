"""Columns that hold some values only: whole numbers, steps of a size, a few codes, and values that occur again."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gansmith.errors import first_few
from gansmith.evaluation.judgement.evidence import CHANCE, more_often
from gansmith.evaluation.judgement.finding import Finding
from gansmith.evaluation.judgement.numbers import said
from gansmith.evaluation.judgement.sets import Sets
from gansmith.features.rows import Floats

_NAMED = 3  # columns that a line names
_FEW_VALUES = 20  # distinct ones, from where a column is no code any more
_CLOSED = 0.01  # share of other real rows with a value not seen before, up to where the values are all there are
_BETWEEN, _UNSEEN = 0.05, 0.1  # share of samples more than of real rows, of values off the steps and of unseen ones
_SAME, _ROUNDED = 1e-6, 1e-7  # of a column's middle range, and of its greatest number: differences that are rounding
_STEPS = 10  # roundings that a step must be longer than
_PARTS = 6  # of the least difference of two values: the step may be one of so many
_FINE = 50  # steps to the middle 98 % of values, from where tenths, hundredths, ... are but how numbers were written
_LEAST = 5  # distinct values, from where a step can be told

Flags = npt.NDArray[np.bool_]


class _Odd(NamedTuple):
    share: float
    text: str


def codes(sets: Sets) -> Finding | None:
    """Find columns whose samples hold values between those real rows can have, compared with other real rows."""
    reference, peer, fake = sets.flat
    rows = {row.tobytes() for row in reference}
    fresh = [part[[row.tobytes() not in rows for row in part]] for part in (peer, fake)]
    odd = [
        _column(sets.name_of(place), reference[:, place], (peer[:, place], fake[:, place]), (one, other), sets.width)
        for place, (one, other) in enumerate(zip(fresh[0].T, fresh[1].T, strict=True))
    ]
    worst = sorted((found for found in odd if found), key=lambda found: -found.share)
    if not worst:
        return None
    named = first_few([found.text for found in worst], _NAMED, "column")
    return Finding("marginals", "fair", f"values lie where real ones never do in {named}", weight=2.5)


def _column(
    name: str, known: Floats, rows: tuple[Floats, Floats], fresh: tuple[Floats, Floats], width: int
) -> _Odd | None:
    """Say what values one column may have and samples break; fresh are rows that are no copies of the reference."""
    distinct = np.unique(known)
    middle = float(np.subtract(*np.quantile(known, [0.99, 0.01]))) or float(np.ptp(known))
    if len(distinct) < 2:
        return None
    near = _SAME * middle
    step, words = steps_of(distinct, near)
    if 0 < step < min(1.0, middle / _FINE) and abs(np.log10(step) - np.rint(np.log10(step))) < _SAME:
        return None
    if step:
        off = [
            off_steps(part - distinct[0], step) > min(max(near, _rounding(part)), step / _STEPS / 2) for part in rows
        ]
        if _more(off, width, _BETWEEN):
            share = float(off[1].mean())
            return _Odd(share, f"{name} ({words} in the data, others in {share:.0%} of its samples)")
    unseen = [_distance(distinct, part) > near for part in rows]
    few = len(distinct) <= _FEW_VALUES and unseen[0].mean() <= _CLOSED
    if few and _more(unseen, width, _BETWEEN):
        share = float(unseen[1].mean())
        return _Odd(share, f"{name} ({len(distinct)} values in the data, others in {share:.0%} of its samples)")
    alone = [  # rows said twice would be values seen twice; what lies outside is no matter of codes
        (_distance(distinct, part) > near) & (part > distinct[0]) & (part < distinct[-1]) for part in fresh
    ]
    if min(map(len, alone)) and _more(alone, width, _UNSEEN):
        again = [float(1 - part.mean()) for part in alone]
        return _Odd(1 - again[1], f"{name} ({again[0]:.0%} of real values occur again, {again[1]:.0%} of its samples')")
    return None


def steps_of(distinct: Floats, near: float) -> tuple[float, str]:
    """Return the step that all values are whole multiples of, apart from the first, and words for it; 0 for none."""
    whole = bool(
        (np.abs(distinct - np.rint(distinct)) <= _rounding(distinct)).all() and _rounding(distinct) < 1 / _STEPS
    )
    between = np.diff(distinct)
    between = between[between > near]
    if len(distinct) >= _LEAST and len(between):
        for parts in range(1, _PARTS + 1):
            step = float(between.min()) / parts
            if step < _STEPS * near:
                break
            if off_steps(distinct - distinct[0], step).max() <= near:
                step = max(1.0, float(np.rint(step))) if whole else float(f"{step:.9g}")  # 1, not 0.99999999999
                starts = float(off_steps(distinct[:1], step)[0]) <= near
                return step, _words(step, starts)
    return (1.0, "whole numbers") if whole else (0.0, "")


def _words(step: float, starts: bool) -> str:
    if not starts:
        return f"steps of {said(step)}"
    return "whole numbers" if step == 1 else f"multiples of {said(step)}"


def _rounding(values: Floats) -> float:
    return max(_ROUNDED * float(np.abs(values).max(initial=0.0)), _SAME)


def off_steps(values: Floats, step: float) -> Floats:
    """Return how far values are from the nearest multiple of a step."""
    return np.asarray(np.abs(values - step * np.rint(values / step)), np.float64)


def _distance(sorted_known: Floats, values: Floats) -> Floats:
    """Return how far each value is from the nearest known one."""
    place = np.searchsorted(sorted_known, values).clip(1, len(sorted_known) - 1)
    return np.asarray(
        np.minimum(np.abs(values - sorted_known[place - 1]), np.abs(values - sorted_known[place])), np.float64
    )


def _more(odd: list[Flags], tests: int, least: float) -> bool:
    """Whether so much more of the samples is odd than of reals, by Fisher's exact test, for so many tests in all."""
    real, fake = odd
    return bool(fake.mean() - real.mean() > least and more_often(real, fake) * 3 * tests < CHANCE)
