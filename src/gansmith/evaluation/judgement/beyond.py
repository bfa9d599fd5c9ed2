"""Values that no real row comes near: far outside all real ones, or negative where none is."""

import numpy as np

from gansmith.errors import first_few
from gansmith.evaluation.judgement.evidence import CHANCE
from gansmith.evaluation.judgement.finding import Fault, Finding
from gansmith.evaluation.judgement.numbers import said
from gansmith.evaluation.judgement.sets import Sets

_NAMED = 3  # columns that a line names
_FAR, _BELOW_ZERO = 0.25, 0.02  # of the middle 98 % of real values, beyond the last; less where only the sign is wrong
_WORTH = 0.01  # share of samples
_MOST_ROWS = 0.5  # of the samples, from where they are poor


def beyond(sets: Sets) -> Finding | None:
    """Find columns of which a share of samples lies where no real value is near, more than chance makes it."""
    found = [text for place in range(sets.width) for text in _column(sets, place)]
    if not found:
        return None
    found.sort(key=lambda pair: -pair[0])
    grade: Fault = "poor" if found[0][0] > _MOST_ROWS else "fair"
    named = first_few([text for _, text in found], _NAMED, "such column")
    return Finding("marginals", grade, named, weight=3.0)


def rows_beyond(sets: Sets) -> Finding | None:
    """Find pictures or signals that hold values far outside all of the real ones."""
    highest = [part.max(axis=1) for part in (sets.real, sets.flat[2])]
    lowest = [-part.min(axis=1) for part in (sets.real, sets.flat[2])]
    for (real, fake), sign, word in ((highest, 1, "above"), (lowest, -1, "below")):
        share = float((fake > real.max() + max(float(np.ptp(sets.real)) / 2, 1e-300)).mean())
        if share > max(_WORTH, _by_chance(len(real), len(fake), 2)):
            line = (
                f"{share:.0%} of its samples hold values {word} {said(sign * float(real.max()))}, "
                f"the last of real ones, as far as {said(sign * float(fake.max()))}"
            )
            return Finding("marginals", "poor" if share > _MOST_ROWS else "fair", line, weight=3.0)
    return None


def _column(sets: Sets, place: int) -> list[tuple[float, str]]:
    real, fake, name = sets.real[:, place], sets.flat[2][:, place], sets.name_of(place)
    least, most = float(real.min()), float(real.max())
    middle = float(np.subtract(*np.quantile(real, [0.99, 0.01]))) or most - least
    if not middle:
        return []
    rare = max(_WORTH, _by_chance(len(real), len(fake), 3 * sets.width))
    negative = float((fake < -_BELOW_ZERO * middle).mean()) if least >= 0 else 0.0
    below = float((fake < least - _FAR * middle).mean())
    above = float((fake > most + _FAR * middle).mean())
    if max(negative, below, above) <= rare:
        return []
    lowest, highest = said(float(fake.min())), said(float(fake.max()))
    if negative >= max(below, above):
        return [(negative, f"{negative:.0%} of {name} is negative, and real ones are at least {said(least)}")]
    if below >= above:
        return [(below, f"{below:.0%} of {name} lies below {said(least)}, the least in the data, down to {lowest}")]
    return [(above, f"{above:.0%} of {name} lies above {said(most)}, the most in the data, up to {highest}")]


def _by_chance(real: int, fake: int, tests: int) -> float:
    """Return the share of samples that may lie beyond all reals; k of them do with a chance of (M / (N + M))^k."""
    return float(np.log(CHANCE / tests) / np.log(fake / (real + fake)) / fake)
