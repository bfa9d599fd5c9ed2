"""Places of pictures and signals that hold the same value in all samples, and others in real ones."""

import numpy as np

from gansmith.evaluation.judgement.evidence import CHANCE, SURE, Evidence
from gansmith.evaluation.judgement.finding import Fault, Finding
from gansmith.evaluation.judgement.numbers import said
from gansmith.evaluation.judgement.sets import Sets

_WORTH = 0.1  # share of real rows with another value, from where it is worth a word
_SAME = 1e-6  # of the spread of real values: rounding
_POOR = 0.5  # of all places that vary


def stuck(sets: Sets) -> Evidence:
    """Return a finding of pixels or values that are the same in all samples, and other ones in real rows.

    Of places that hold one value with a chance of p in real rows, all of M samples do so with p^M.
    """
    real, fake = sets.real, sets.flat[2]
    value = np.where(np.abs(fake[0]) <= _SAME * sets.spread, 0.0, fake[0])
    still = np.ptp(fake, axis=0) <= _SAME * sets.spread
    others = np.zeros(len(value))
    others[still] = (np.abs(real[:, still] - value[still]) > _SAME * sets.spread).mean(axis=0)
    least = others - SURE * np.sqrt(others * (1 - others) / len(real))  # so much at least, for all that chance makes
    chance = len(value) * np.power(1 - np.clip(least, 0, 1), len(fake))
    found = np.flatnonzero(still & (others > _WORTH) & (least > 0) & (chance < CHANCE))
    varying = int((np.ptp(real, axis=0) > 0).sum())
    if not len(found) or still.all():  # samples that are all the same have collapsed
        return Evidence([], [])
    worst = int(found[others[found].argmax()])
    word = "value" if sets.nature == "signals" else "pixel"
    line = (
        f"{len(found):,} {word}{'s are' if len(found) > 1 else ' is'} stuck: {_where(sets, worst)} is "
        f"{said(float(value[worst]))} in all its samples, and another value in {others[worst]:.0%} of real ones"
    )
    grade: Fault = "poor" if len(found) > _POOR * varying else "fair"
    return Evidence([Finding("marginals", grade, line, weight=2.0)], [])


def _where(sets: Sets, place: int) -> str:
    if sets.nature == "signals":
        return f"number {place + 1}"
    channel, row, column = np.unravel_index(place, sets.fake.shape[1:])
    colour = f" of channel {channel + 1}" if sets.fake.shape[1] > 1 else ""
    return f"that in row {row + 1}, column {column + 1}{colour}"
