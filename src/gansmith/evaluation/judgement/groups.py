"""Whether samples hold all parts of the data in its shares: its classes where they are known, and clusters."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gansmith.errors import first_few
from gansmith.evaluation.judgement.classes import names_of, of_no_class, taught, wrong_classes
from gansmith.evaluation.judgement.evidence import CHANCE, Evidence
from gansmith.evaluation.judgement.finding import Fault, Finding
from gansmith.evaluation.judgement.parts import part_of_values, traits
from gansmith.evaluation.judgement.rescaled import rescaled
from gansmith.evaluation.judgement.sets import Labels, Sets
from gansmith.evaluation.judgement.spaces import Space, spaces_of
from gansmith.metrics.result import MetricValue

ABSENT, _TRACE = 0.2, 0.05  # of a part's share in the data: below it the part is all but missing, and missing
MISSING, MUCH = 0.02, 0.3  # share of the data in missing parts: fair from the first, poor from the second
SHIFTED = 0.05  # of all samples that are in other parts than they should be, beyond chance
_SMALL = 0.15  # of the samples that are in other parts: so few that are in missing ones are not the point
_DOUBTFUL = 0.05  # chance of two parts of the real rows being as unlike
_CLUSTERS = (4, 10, 40)
_KNOWN = 0.75  # accuracy from where a classifier's classes are believed
_LEAST = 20  # samples that say which class they are of, and real rows that are counted
_NAMED = 5


class Parts(NamedTuple):
    """The part of each real row and of each sample, names of parts, empty for clusters, and which real rows count."""

    real: Labels
    fake: Labels
    names: tuple[str, ...] = ()
    counted: npt.NDArray[np.bool_] | slice = slice(None)


def groups(sets: Sets, spaces: list[Space]) -> Evidence:
    """Return findings of missing and shares, and of samples that are not of the class they are said to be of."""
    told = taught(sets, spaces)
    findings = [finding for finding in (of_no_class(sets), wrong_classes(sets, told)) if finding]
    parts = _said(sets)
    if told is not None and not _asked(sets) and (told.peers == told.truth).mean() >= _KNOWN:
        parts = Parts(told.peers, told.fake, names_of(sets))
    named = Evidence([], []) if parts is None else _compared(parts, sets)
    findings += named.findings
    if not named.findings:
        value = part_of_values(sets)
        if value is not None:
            return Evidence([*findings, value], named.figures)
        clusters = _clusters(sets, spaces)
        return Evidence(findings + clusters.findings, named.figures or clusters.figures)
    return Evidence(findings, named.figures)


def _said(sets: Sets) -> Parts | None:
    """Sort by the labels themselves, where those of samples are known as well."""
    if sets.labels is None or sets.asked is None or not _asked(sets) or sets.unseen is not None:
        return None  # a run's samples have the classes that were asked for
    known = sets.labels[sets.labels >= 0]
    return Parts(known, sets.asked[sets.asked >= 0], names_of(sets)) if len(known) >= _LEAST else None


def _asked(sets: Sets) -> bool:
    return sets.asked is not None and int((sets.asked >= 0).sum()) >= _LEAST


def _clusters(sets: Sets, spaces: list[Space]) -> Evidence:
    """Sort by clusters, coarse and fine; what a scale or shift of the samples accounts for is none of theirs."""
    found = _worst_clusters(sets, spaces)
    again = rescaled(sets) if found.findings else None
    if again is None:
        return found
    less = min((found, _worst_clusters(again, spaces_of(again))), key=_weight)
    return Evidence(less.findings, found.figures)


def _worst_clusters(sets: Sets, spaces: list[Space]) -> Evidence:
    """Return the heaviest finding; a small part that is missing beside far larger other shares is one of those."""
    sorted_by = [space.clusters(count) for space in spaces[:2] for count in _CLUSTERS]
    found = [
        _compared(Parts(*clusters, counted=_counted(clusters[0], sets)), sets)
        for clusters in sorted_by
        if clusters is not None
    ]
    moved = max((one.weight - 1 for part in found for one in part.findings if one.kind == "shares"), default=0.0)
    kept = [
        part
        for part in found
        if all(one.kind == "shares" or one.weight - 1.5 > _SMALL * moved for one in part.findings)
    ]
    return max(kept, key=_weight) if kept else Evidence([], [])


def _counted(real: Labels, sets: Sets) -> npt.NDArray[np.bool_]:
    """Return which real rows count: peers alone where the reference, that shaped the space, is unlike them.

    Samples that a run was asked for by classes have the shares of the rows held out, so that these alone count.
    """
    split, count = len(sets.reference), int(real.max()) + 1
    kept = np.ones(len(real), np.bool_) if sets.unseen is None or sets.asked is None else sets.unseen
    if _unlike(np.bincount(real[:split], minlength=count), np.bincount(real[split:], minlength=count)) < _DOUBTFUL:
        kept = kept & (np.arange(len(real)) >= split)
    return kept


def _weight(evidence: Evidence) -> float:
    return max((finding.weight for finding in evidence.findings), default=0.0)


def _compared(parts: Parts, sets: Sets) -> Evidence:
    real, fake, names = parts.real[parts.counted], parts.fake, parts.names
    if len(real) < _LEAST:
        return Evidence([], [])
    count = max(int(max(real.max(), fake.max())) + 1, len(names))
    counts = np.bincount(real, minlength=count), np.bincount(fake, minlength=count)
    mine, theirs = counts[0] / len(real), counts[1] / len(fake)
    figure = MetricValue(
        "shares", "classes" if names else "clusters", float(np.abs(mine - theirs).sum() / 2), len(fake), "lower"
    )
    absent = (chances(*counts) < CHANCE / count) & (theirs < ABSENT * mine)
    gone = float((mine - theirs)[absent].sum())
    if gone >= MISSING:
        grade: Fault = "poor" if gone > MUCH else "fair"
        left = float(theirs[absent].sum()), float(mine[absent].sum())
        line = _missing_classes(absent, left, names) if names else _missing_clusters(absent, left, parts, sets)
        return Evidence([Finding("missing", grade, line, weight=1.5 + gone)], [figure])
    # not `share_difference_error`: these shares are of real rows, and no surer for more samples
    errors = np.sqrt(np.maximum(mine * (1 - mine), 0.5 / len(real)) * (1 / len(real) + 1 / len(fake)))
    moved = float(np.abs(mine - theirs).sum()) / 2 - float(errors.sum()) / np.sqrt(2 * np.pi)
    if _unlike(*counts) < CHANCE and moved > SHIFTED:
        return Evidence(
            [Finding("shares", "fair", _other_shares(mine, theirs, parts, sets), weight=1 + moved)], [figure]
        )
    return Evidence([], [figure])


def _unlike(real: npt.NDArray[np.int64], fake: npt.NDArray[np.int64]) -> float:
    """Return the chance that as unlike counts are of the same shares, by the chi-squared test."""
    from scipy.stats import chi2_contingency

    kept = real + fake > 0
    return float(chi2_contingency(np.stack([real[kept], fake[kept]])).pvalue) if kept.sum() > 1 else 1.0


def chances(real: npt.NDArray[np.int64], fake: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return for each part the chance that as unlike counts are of one share: two-sided, exact, given their sum."""
    from scipy.stats import binom

    together, share = real + fake, fake.sum() / (real.sum() + fake.sum())
    below, above = binom.cdf(fake, together, share), binom.sf(fake - 1, together, share)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(below, above)), np.float64)


def _missing_classes(absent: npt.NDArray[np.bool_], left: tuple[float, float], names: tuple[str, ...]) -> str:
    places = np.flatnonzero(absent)
    named = first_few([names[place] for place in places], _NAMED)
    one = len(places) == 1
    return f"{'class' if one else 'classes'} {named} {'is' if one else 'are'} {_gone(*left)}"


def _gone(fake: float, real: float) -> str:
    """Return words for parts of so large a share of samples, and of real rows."""
    if fake <= _TRACE * real:
        return "missing"
    return f"all but missing ({fake:.1%} of its samples, {real:.0%} of real ones)"


def _missing_clusters(absent: npt.NDArray[np.bool_], left: tuple[float, float], parts: Parts, sets: Sets) -> str:
    """Describe all that is missing, or else the largest part of it, by what sets it apart."""
    line = f"parts that hold {left[1]:.0%} of the data are {_gone(*left)} ({absent.sum()} of {len(absent)} clusters)"
    apart = traits(sets, absent[parts.real], fewer=True)
    if apart:
        return f"{line}: {apart}"
    largest = int((np.bincount(parts.real, minlength=len(absent)) * absent).argmax())
    several = absent.sum() > 1 and sets.nature == "points"
    apart = traits(sets, parts.real == largest, fewer=True) if several else ""
    return f"{line}, one of them {apart}" if apart else line


def _other_shares(mine: npt.NDArray[np.float64], theirs: npt.NDArray[np.float64], parts: Parts, sets: Sets) -> str:
    worst = int(np.abs(mine - theirs).argmax())
    if parts.names:
        part = f"class {parts.names[worst]}"
    else:
        apart = traits(sets, parts.real == worst, fewer=bool(theirs[worst] < mine[worst]))
        part = f"one part of the data ({apart})" if apart else "one part of the data"
    return (
        f"its parts have other shares: {part} is {theirs[worst]:.0%} of its samples and {mine[worst]:.0%} of real ones"
    )
