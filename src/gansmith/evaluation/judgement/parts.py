"""What sets a part of the data apart, in plain words: a range of its most unusual columns, or how its pictures look."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gansmith.evaluation.judgement.evidence import CHANCE
from gansmith.evaluation.judgement.finding import Finding
from gansmith.evaluation.judgement.sets import Sets
from gansmith.features.rows import Floats

_EDGES = (0.05, 0.95)  # quantiles of a part that its range is taken from
_OWN, _BOUGHT = 0.8, 0.1  # share of the rows in a range that are of the part: enough, and what a second column must add
_HALF = 0.5  # least such share; and how many times rarer a range must be among samples to be called missing
_APART = 1.0  # standard deviations by which a part must differ in a look
_VALUES = 50  # distinct values, up to where a column's are parts of their own
_MOST = 300  # columns looked at
_TRACE = 0.05  # of a value's share in the data, above which it is not missing altogether
_KNOWN = 0.9  # share of samples with values that the data has

Chosen = npt.NDArray[np.bool_]


class Range(NamedTuple):
    """A range of one column, its ends included."""

    column: int
    low: float
    high: float


def traits(sets: Sets, inside: Chosen, *, fewer: bool) -> str:
    """Return words for the real rows inside (N + P,) that tell them from the rest; empty where nothing plain does.

    fewer: there are fewer of them among samples; words that do not bear that out are not said.
    """
    if not inside.any() or inside.all():
        return ""
    return _ranges(sets, inside, fewer=fewer) if sets.nature == "points" else _looks(sets, inside)


def _ranges(sets: Sets, inside: Chosen, *, fewer: bool) -> str:
    chosen: list[Range] = []
    kept, own = np.ones(len(inside), np.bool_), float(inside.mean())
    for _ in range(2):
        found, within = _narrowest(sets.real, inside, kept)
        share = float(inside[within].mean()) if within.any() else 0.0
        if share < own + _BOUGHT or any(one.column == found.column for one in chosen):
            break
        chosen, kept, own = [*chosen, found], within, share
        if own > _OWN:
            break
    if not chosen or own < _HALF:
        return ""
    fake = sets.flat[2]
    there = np.all([(fake[:, one.column] >= one.low) & (fake[:, one.column] <= one.high) for one in chosen], axis=0)
    rates = float(kept.mean()), float(there.mean())
    if (rates[1] > _HALF * rates[0]) if fewer else (rates[1] < rates[0]):
        return ""
    return " and ".join(_worded(sets, one) for one in chosen)


def _narrowest(real: Floats, inside: Chosen, kept: Chosen) -> tuple[Range, Chosen]:
    """Return the range of one column that fewest of the kept rows outside of the part share, and the rows in it."""
    values = real[:, :_MOST]
    low = np.quantile(values[inside], _EDGES[0], axis=0, method="lower")
    high = np.quantile(values[inside], _EDGES[1], axis=0, method="higher")
    within = (values >= low) & (values <= high) & kept[:, None]
    column = int(within[~inside].sum(axis=0).argmin())
    return Range(column, float(low[column]), float(high[column])), within[:, column]


_GAP = " is missing"  # the end of the name of a number that tells where values are missing


def _worded(sets: Sets, one: Range) -> str:
    whole = bool((sets.real[:, one.column] == np.rint(sets.real[:, one.column])).all())
    low, high = (f"{end:.0f}" if whole and abs(end) < 1e9 else f"{end:.4g}" for end in (one.low, one.high))
    name = sets.name_of(one.column)
    if one.low == one.high and low in ("0", "1"):  # whether a value is missing, or is a category
        if name.endswith(_GAP):
            return f"{name.removesuffix(_GAP)} {'missing' if low == '1' else 'not missing'}"
        column, equals, category = name.partition("=")
        if equals:
            return name if low == "1" else f"{column} other than {category}"
    return f"{name} = {low}" if one.low == one.high else f"{name} {low} to {high}"


def _looks(sets: Sets, inside: Chosen) -> str:
    """Say how pictures or signals of a part look beside the rest, if one plain thing sets them apart."""
    rows, pictures = sets.real, sets.nature == "pictures"
    spread = rows.std(axis=1)
    pairs = max(1, rows.shape[1] - 1)  # of one pixel there are none
    steps = np.abs(np.diff(rows, axis=1)).sum(axis=1) / pairs / np.where(spread > 0, spread, 1.0)
    words = (
        (rows.mean(axis=1), ("brighter ones", "darker ones") if pictures else ("higher ones", "lower ones")),
        (spread, ("ones of more contrast", "ones of less contrast") if pictures else ("stronger ones", "weaker ones")),
        (steps, ("ones of finer detail", "ones of coarser detail") if pictures else ("faster ones", "slower ones")),
    )
    worst = 0.0, ""
    for look, (more, less) in words:
        deviation = np.sqrt((look[inside].var() + look[~inside].var()) / 2)
        apart = float((look[inside].mean() - look[~inside].mean()) / deviation) if deviation > 0 else 0.0
        worst = max(worst, (abs(apart), more if apart > 0 else less))
    return worst[1] if worst[0] > _APART else ""


def part_of_values(sets: Sets) -> Finding | None:
    """Look for a value that comes often in a column of few values, and in hardly any sample."""
    from scipy.stats import binom

    if sets.nature != "points":
        return None
    real, fake, found, some = sets.real[:, :_MOST], sets.flat[2][:, :_MOST], [], False
    for column in range(real.shape[1]):
        values, counts = np.unique(real[:, column], return_counts=True)
        known = np.isin(fake[:, column], values)
        if not 1 < len(values) <= _VALUES or known.mean() < _KNOWN:
            continue
        here = np.bincount(np.searchsorted(values, fake[known, column]), minlength=len(values))
        shares = counts / len(real)
        chance = binom.cdf(here, counts + here, len(fake) / (len(real) + len(fake))) * len(values) * real.shape[1]
        absent = (chance < CHANCE) & (here / len(fake) < 0.2 * shares) & (shares >= 0.02)
        found += [(float(shares[at]), Range(column, values[at], values[at])) for at in np.flatnonzero(absent)]
        some = some or bool((here[absent] > _TRACE * shares[absent] * len(fake)).any())
    if not found:
        return None
    worst, gone = sorted(found, reverse=True), "all but missing" if some else "missing"
    said = ", ".join(f"{_worded(sets, one)} ({share:.0%} of the data)" for share, one in worst[:3])
    rest = f" and {len(found) - 3} more values" if len(found) > 3 else ""
    many = len(found) > 1
    line = f"rows with {said}{rest} are {gone}" if many else f"rows with {said} are {gone}"
    return Finding("missing", "poor" if worst[0][0] > 0.3 else "fair", line, weight=1.5 + worst[0][0])
