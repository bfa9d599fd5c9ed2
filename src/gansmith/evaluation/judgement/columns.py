"""Scale, shift, distribution and whole numbers of each column of points, and how columns go together."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from gansmith.evaluation.judgement.amounts import APART, AT, MOVED, STRETCHED, line_of
from gansmith.evaluation.judgement.evidence import SURE, Difference, Evidence, difference
from gansmith.evaluation.judgement.finding import Fault, Finding, Kind
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.spaces import ranked
from gansmith.evaluation.marginals import ks_statistics
from gansmith.evaluation.metric import Figure
from gansmith.evaluation.samples import Floats

_NAMED = 3  # columns that a line names
_FEW_VALUES = 20  # distinct ones, from where a column is no code any more
_BETWEEN = 0.05  # share of samples with a value no real row could have
_LOOSE, _LOST = 0.15, 0.5  # difference of two correlations; share of all dependence that is lost
_MOST = 120  # columns whose correlations are looked at
_ALL_OVER = 0.3  # of the columns: so many faulty ones make samples poor, if they are far off
_REST, _REST_OF_SPREAD = 0.4, 0.05  # of a difference, and of the spread: what a scale and shift may leave
_FAR = 0.5  # gap of two distribution functions that is far off


class _Off(NamedTuple):
    kind: Kind
    text: str
    gap: float


def columns(sets: Sets, level: float = SURE) -> Evidence:
    """Return findings of scale, shift, marginals and dependence, of points, surer than so many standard errors."""
    real, fake = sets.real, sets.flat[2]
    gaps = ks_statistics(real, fake)
    chance = np.sqrt(np.log(2 * len(gaps) * 1e6) / 2 * (1 / len(real) + 1 / len(fake)))
    found = [_column(sets, place, float(gap), float(chance), level) for place, gap in enumerate(gaps)]
    findings = [_said(kind, [off for off in found if off and off.kind == kind], len(gaps)) for kind in _KINDS]
    findings.append(_all_columns(real, fake, level) if not any(off and off.kind == "scale" for off in found) else None)
    findings.append(_codes(sets))
    dependence, figure = _dependence(sets)
    return Evidence([finding for finding in (*findings, dependence) if finding], [figure] if figure else [])


_KINDS: tuple[Kind, ...] = ("scale", "shift", "marginals")


def _column(sets: Sets, place: int, gap: float, chance: float, level: float) -> _Off | None:
    """Say what is wrong with one column, by the simplest change that accounts for it."""
    real, fake = sets.real[:, place], sets.flat[2][:, place]
    name, width = sets.name_of(place), float(real.std())
    if width == 0:
        share = float((fake != real[0]).mean())
        return _Off("marginals", f"{name} (always {real[0]:.4g} in the data)", share) if share > _BETWEEN else None
    low, high = np.quantile(real, [0.01, 0.99])
    clipped = [np.clip(part, low - (high - low), high + (high - low)) for part in (real, fake)]
    middle, spread = difference(*clipped), _spread(*clipped)
    ratio = spread.fake / spread.real if spread.real else np.inf
    slope, start = line_of(np.quantile(real, AT), np.quantile(fake, AT))
    accounts = _left(real, fake, slope, start) < max(_REST * _left(real, fake, 1.0, 0.0), _REST_OF_SPREAD * width)
    if spread.sure(level) and abs(ratio - 1) > STRETCHED and ratio > 0 and accounts:
        return _Off("scale", f"{name} (spreads {ratio:.2f} times as wide)", abs(float(np.log(ratio))))
    if middle.sure(level) and min(abs(middle.gap), abs(start)) > MOVED * width and accounts:
        return _Off("shift", f"{name} ({middle.gap:+.3g} from {middle.real:.4g})", abs(middle.gap) / width)
    if gap > max(APART, chance):
        return _Off("marginals", f"{name} (distribution functions {gap:.2f} apart)", gap)
    return None


def _left(real: Floats, fake: Floats, slope: float, start: float) -> float:
    """Return what is left between the quantiles of samples and those of reals on that line, a mean difference."""
    return float(np.abs(np.quantile(fake, AT) - start - slope * np.quantile(real, AT)).mean())


def _spread(real: Floats, fake: Floats) -> Difference:
    return difference(np.abs(real - np.median(real)), np.abs(fake - np.median(fake)))


def _said(kind: Kind, found: list[_Off], width: int) -> Finding | None:
    if not found:
        return None
    worst = sorted(found, key=lambda off: -off.gap)
    named = ", ".join(off.text for off in worst[:_NAMED])
    rest = f" and {len(found) - _NAMED} more columns" if len(found) > _NAMED else ""
    far = worst[0].gap > _FAR and len(found) >= _ALL_OVER * width
    words = {"scale": "the scale", "shift": "the mean", "marginals": "the distribution"}[kind]
    grade: Fault = "poor" if far and kind == "marginals" else "fair"
    return Finding(kind, grade, f"{words} is off in {named}{rest}", weight=1 + min(1.0, worst[0].gap))


def _all_columns(real: Floats, fake: Floats, level: float) -> Finding | None:
    """Look for a scale that is off by too little to show in one column, and shows in all of them together."""
    scale = np.abs(real - np.median(real, axis=0)).mean(axis=0)
    kept = scale > 0
    sizes = [
        np.minimum(np.abs(part - np.median(part, axis=0))[:, kept] / scale[kept], 10).mean(axis=1)
        for part in (real, fake)
    ]
    found = difference(*sizes)
    ratio = found.fake / found.real if found.real else 1.0
    if not found.sure(level) or abs(ratio - 1) <= STRETCHED:
        return None
    return Finding(
        "scale", "fair", f"its columns spread {ratio:.2f} times as wide as real ones, on average", weight=1.0
    )


def _codes(sets: Sets) -> Finding | None:
    """Look for values between the whole numbers, or the few values, that are all a column holds."""
    real, fake, found = sets.real, sets.flat[2], []
    for place in range(sets.width):
        distinct = np.unique(real[:, place])
        whole = bool((distinct == np.rint(distinct)).all())
        if len(distinct) < 2 or not (whole or len(distinct) <= _FEW_VALUES):
            continue
        here = fake[:, place]
        odd = np.abs(here - np.rint(here)) > 1e-6 if whole else ~np.isin(here, distinct)
        if odd.mean() > _BETWEEN:
            kinds = "whole numbers" if whole else f"{len(distinct)} values"
            text = f"{sets.name_of(place)} ({kinds} in the data, others in {odd.mean():.0%} of its samples)"
            found.append(_Off("marginals", text, float(odd.mean())))
    said = _said("marginals", found, sets.width)
    return None if said is None else replace(said, grade="fair", weight=0.2)


def _rank_correlations(values: Floats) -> Floats:
    return np.asarray(np.corrcoef(ranked(values, values).T), np.float64)


def _dependence(sets: Sets) -> tuple[Finding | None, Figure | None]:
    """Compare rank correlations of all pairs of columns."""
    real, fake = sets.real, sets.flat[2]
    some = np.flatnonzero((np.ptp(real, axis=0) > 0) & (np.ptp(fake, axis=0) > 0))
    some = some[:: -(-len(some) // _MOST) or 1]
    if len(some) < 2:
        return None, None
    above = np.triu_indices(len(some), 1)
    mine, theirs = (_rank_correlations(part[:, some])[above] for part in (real, fake))
    gap, error = np.abs(mine - theirs), float(np.sqrt(1 / len(real) + 1 / len(fake)))
    worst = int(gap.argmax())
    figure = Figure("dependence", "ranks", float(gap.max()), len(fake), "lower", standard_error=error)
    if gap.max() < max(_LOOSE, (SURE + 0.5) * error):
        return None, figure
    strength = float(mine @ mine)
    lost = 1 - float(theirs @ mine) / strength if strength > 0 else 0.0
    one, other = (sets.name_of(int(some[place[worst]])) for place in above)
    line = f"{one} and {other} correlate by {theirs[worst]:.2f} in its samples and by {mine[worst]:.2f} in the data"
    grade: Fault = "poor" if lost > _LOST and np.abs(mine).max() > 2 * _LOOSE else "fair"
    return Finding("dependence", grade, line, weight=1 + float(gap.max()) / 2), figure
