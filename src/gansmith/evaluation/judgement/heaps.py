"""Values that coincide in samples and not in the data: one over and over, rounded ones, a few instead of many."""

import numpy as np

from gansmith.errors import first_few
from gansmith.evaluation.judgement.codes import off_steps, steps_of
from gansmith.evaluation.judgement.evidence import CHANCE, more_often
from gansmith.evaluation.judgement.finding import Finding
from gansmith.evaluation.judgement.sets import Sets
from gansmith.features.rows import Floats

_NAMED = 3  # columns that a line names
_HEAP, _THERE = 0.05, 0.2  # share of samples with one value, and how many times that share real rows may have of it
_OTHERS = 0.5  # share of real values off the steps of samples
_FEWER = 0.3  # distinct values to a row that samples lack
_DIFFER = 0.5  # share of samples that differ, below which repeated rows are what is wrong
_SAME, _ROUNDED = 1e-6, 1e-7  # of a column's middle range, and of its greatest number: differences that are rounding
_FINE = 50  # steps to the middle 98 % of values, from where a step is but how numbers were written
_SETTLED = 5  # distinct values, up to where a column is a code whose shares are another matter


def heaps(sets: Sets) -> Finding | None:
    """Find columns whose samples hold the same values again where those of real rows differ.

    Rows that are repeated as a whole are left out, so that what is said is of single columns.
    """
    fake = np.unique(sets.flat[2], axis=0)
    if len(fake) < _DIFFER * len(sets.fake):
        return None
    fake = np.random.default_rng(sets.seed).permutation(fake)
    texts = []
    for place in range(sets.width):
        found = _column(sets.real[:, place], fake[:, place], sets.width)
        if found:
            texts.append((found[0], f"{sets.name_of(place)} ({found[1]})"))
    if not texts:
        return None
    named = first_few([text for _, text in sorted(texts, key=lambda pair: -pair[0])], _NAMED, "column")
    return Finding("marginals", "fair", f"values coincide as real ones do not in {named}", weight=2.4)


def _column(real: Floats, fake: Floats, width: int) -> tuple[float, str] | None:
    """Return how large a share of samples is wrong, and words for what is."""
    middle = float(np.subtract(*np.quantile(real, [0.99, 0.01]))) or float(np.ptp(real))
    if not middle:
        return None
    near = max(_SAME * middle, _ROUNDED * float(np.abs(real).max()))
    step, words = steps_of(np.unique(fake), near)
    found = None
    wide = step <= float(np.ptp(fake))  # all values near 0 are no whole numbers
    if step and wide and (step == np.rint(step) or step > middle / _FINE):
        found = _rounded(real, fake, (step, words, near), width)
    elif not step:
        found = _fewer(real, fake, near, width)
    return found or _heap(real, fake, near, width)


def _rounded(real: Floats, fake: Floats, steps: tuple[float, str, float], width: int) -> tuple[float, str] | None:
    """Look for steps that all samples keep and few real rows do."""
    step, words, near = steps
    others = off_steps(real - float(fake.min()), step) > near
    none = np.zeros(len(fake), np.bool_)
    if others.mean() < _OTHERS or more_often(none, others) * width > CHANCE:
        return None
    return 1.0, f"{words} in its samples, and {others.mean():.0%} of real ones are others"


def _fewer(real: Floats, fake: Floats, near: float, width: int) -> tuple[float, str] | None:
    """Compare how many values as many rows hold: by one more or less if one row changes (McDiarmid 1989)."""
    many = min(len(real), len(fake))
    mine, theirs = (_count(part[:many], near) for part in (real, fake))
    gap, chance = (mine - theirs) / many, 2 * float(np.sqrt(np.log(2 * width / CHANCE) / 2 / many))
    if gap < max(_FEWER, chance):
        return None
    return gap, f"{many:,} samples hold {theirs:,} values, and as many real rows {mine:,}"


def _heap(real: Floats, fake: Floats, near: float, width: int) -> tuple[float, str] | None:
    """Look for one value that many samples have, and hardly any real row."""
    values, counts = np.unique(fake, return_counts=True)
    if len(np.unique(real)) <= _SETTLED:
        return None
    value = float(values[counts.argmax()])
    here = [np.abs(part - value) <= near for part in (real, fake)]
    shares = [float(part.mean()) for part in here]
    if shares[1] < _HEAP or shares[0] > _THERE * shares[1] or more_often(*here) * len(values) * width > CHANCE:
        return None
    known = f"{shares[0]:.1%}" if shares[0] else "none"
    return shares[1], f"{shares[1]:.0%} are {value:.7g}, and {known} of real ones"


def _count(values: Floats, near: float) -> int:
    return 1 + int((np.diff(np.sort(values)) > near).sum())
