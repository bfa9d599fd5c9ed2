"""The judgement of samples: all measurements that fit the data, and the worst of what they say."""

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

from gansmith.evaluation.judgement.amounts import amounts
from gansmith.evaluation.judgement.columns import columns, scale_and_shift
from gansmith.evaluation.judgement.evidence import LIKELY, SURE, Evidence
from gansmith.evaluation.judgement.finding import Finding, Judgement, Kind
from gansmith.evaluation.judgement.frequencies import frequencies
from gansmith.evaluation.judgement.groups import groups
from gansmith.evaluation.judgement.learned import learned
from gansmith.evaluation.judgement.obeyed import obeyed
from gansmith.evaluation.judgement.sameness import repetition
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.spaces import Space, spaces_of
from gansmith.evaluation.judgement.stretched import stretched
from gansmith.evaluation.judgement.stuck import stuck
from gansmith.evaluation.judgement.support import support
from gansmith.evaluation.judgement.trivial import no_better
from gansmith.evaluation.judgement.turned import turned
from gansmith.evaluation.judgement.twins import without_twins
from gansmith.evaluation.judgement.units import in_other_units
from gansmith.metrics.result import MetricValue

Tell = Callable[[str, int, int], None]
"""Told (what is measured now, how much is done, of how much)."""
FIGURES = ("fidelity", "diversity", "told", "copied", "memorised", "repeated", "shares", "dependence", "obeyed")
"""The names of the figures that a judgement gives."""
ENOUGH = 0.3  # share of faulty samples that must not go unseen, where nothing is found, for a set to be called good
_SEEN = 0.1  # share of faulty samples, or of the data that none reach, from where it shows in any space
_NOTHING = 0.9  # of samples that are unlike the data, from where it says nothing which parts they reach
_LEAST = 20  # rows of either set, from where anything is measured
_SINGLE: tuple[Kind, ...] = ("scale", "shift", "marginals")
_SAME: tuple[Kind, ...] = ("collapse", "repeats", "missing", "shares")


def judge(sets: Sets, progress: Tell | None = None) -> tuple[Judgement, list[MetricValue]]:
    """Return the judgement of samples and the figures it stands on; it is the worst of what is found."""
    units, whole = (None, sets) if _few(sets) else in_other_units(sets)
    sets = whole if _few(whole) else without_twins(whole)
    unseen = _resolution(len(sets.peer), len(sets.fake))
    many = _counted(whole, sets)
    note = f"{many}, what is wrong in fewer than about {max(unseen, _SEEN):.0%} of the samples may go unseen."
    if _few(sets):
        alone = repetition(whole)  # to be equal to a row is plain of however few
        copied = [finding for finding in alone.findings if finding.kind == "copies"] + ([units] if units else [])
        note = f"{many}, nothing is measured but copies; give at least {_LEAST}."
        return Judgement.of(copied, enough=False, note=note), alone.figures if copied else []
    tell = progress or (lambda name, done, total: None)
    tell("spaces", 0, 6)
    spaces = spaces_of(sets)
    points = sets.nature == "points"
    looks = _looks(sets, whole, spaces)
    parts = []
    for done, (name, look) in enumerate(looks, 1):
        tell(name, done, len(looks) + 1)
        parts.append(look())
    found = _joined(parts)
    if found.findings and not {finding.kind for finding in found.findings} & {"scale", "shift"}:
        closer = scale_and_shift(sets, _likely(sets.width)) if points else _values(sets, LIKELY).findings
        found.findings.extend(finding for finding in closer if finding.kind in ("scale", "shift"))
    found.findings.extend([units] if units else [])
    if points and any(finding.kind == "unlike" for finding in found.findings):
        trivial = no_better(sets, spaces)
        found.findings.extend([trivial] if trivial else [])
    return Judgement.of(_reconciled(found.findings, sets), enough=unseen <= ENOUGH, note=note), found.figures


def _looks(sets: Sets, whole: Sets, spaces: list[Space]) -> tuple[tuple[str, Callable[[], Evidence]], ...]:
    """Return what samples are looked at for, in this order; whole are the sets with rows that others repeat."""
    return (
        ("fidelity", lambda: _joined(support(space, len(sets.fake)) for space in spaces)),
        ("told", lambda: learned(sets, spaces)),
        ("copied", lambda: repetition(whole, twinned=len(sets.real) < len(whole.real))),
        ("shares", lambda: _joined((groups(sets, spaces), obeyed(sets, spaces)))),
        ("values", lambda: columns(sets) if sets.nature == "points" else _of_pictures(sets)),
    )


def _of_pictures(sets: Sets) -> Evidence:
    return _joined((_values(sets), *(look(sets) for look in (stuck, frequencies, turned))))


def _values(sets: Sets, level: float = SURE) -> Evidence:
    """Return what all values of pictures and signals say, and all frequencies of signals where one factor is off."""
    found = amounts(sets, level)
    one = None if any(finding.kind == "scale" for finding in found.findings) else stretched(sets, level)
    return Evidence([*found.findings, *([one] if one else [])], found.figures)


def _few(sets: Sets) -> bool:
    return min(len(sets.reference), len(sets.peer), len(sets.fake)) < _LEAST


def _counted(whole: Sets, sets: Sets) -> str:
    """Return the numbers of rows of all sets, and of those that are judged, if they are fewer."""
    held = "" if whole.unseen is None else f" ({int(whole.unseen.sum()):,} of them held out)"
    many = f"With {len(whole.real):,} real rows{held} and {len(whole.fake):,} samples"
    if len(sets.real) == len(whole.real):
        return many
    return f"{many}, of which {len(sets.real):,} and {len(sets.fake):,} are not all but equal to another"


def _likely(width: int) -> float:
    """Return standard errors that no column of so many exceeds by chance, but once in 200, nor one column LIKELY."""
    from scipy.special import ndtri

    return max(LIKELY, -float(ndtri(0.005 / width)))


def _joined(parts: Iterable[Evidence]) -> Evidence:
    both = list(parts)
    return Evidence([f for part in both for f in part.findings], [f for part in both for f in part.figures])


def _resolution(real: int, fake: int) -> float:
    """Return the share of faulty samples that sets of these sizes let pass: what a fidelity of 1 could be read as."""
    if not real or not fake:
        return 1.0
    return min(1.0, SURE * math.sqrt(0.15 * (1 / real + 1 / fake)))


def _reconciled(findings: list[Finding], sets: Sets) -> list[Finding]:
    """Return one finding of each kind, the worst, without those that another accounts for."""
    worst = _one_of_each(findings)
    if worst.keys() & {"collapse", "repeats"}:
        worst.pop("missing", None)
    same = worst.keys() & set(_SAME)
    if "unlike" in worst and worst["unlike"].weight > _NOTHING and not worst.keys() & {"collapse", "repeats"}:
        same.clear()
        for kind in ("missing", "shares"):  # what does not look like the data covers none of it
            worst.pop(kind, None)
    if sets.nature == "points" and sets.width > 1 and not worst.keys() & {*_SINGLE, "dependence"}:
        cause = worst.get("unlike") or (None if same else worst.get("told"))
        if cause is not None:
            line = f"each column alone agrees with the data, and together they do not ({cause.line})"
            worst["dependence"] = replace(cause, kind="dependence", line=line, weight=cause.weight + 0.1)
            worst.pop(cause.kind)
    if "copies" in worst and worst["copies"].grade == "poor":
        worst.pop("dependence", None)  # what is learnt of real rows fits copies of these better than any others
        worst.pop("told", None)
    told = worst.get("told")
    if told is not None and len(worst) > 1 and (told.grade == "fair" or _poor(worst.values(), told)):
        worst.pop("told")
    return list(worst.values())


def _poor(findings: Iterable[Finding], apart: Finding) -> bool:
    return any(found.grade == "poor" for found in findings if found is not apart)


def _one_of_each(findings: Iterable[Finding]) -> dict[Kind, Finding]:
    """Return the worst finding of each kind; of single columns and of values, the lines of all causes in one."""
    worst: dict[Kind, Finding] = {}
    for found in sorted(findings, key=lambda one: (one.grade == "fair", -one.weight)):
        known = worst.setdefault(found.kind, found)
        if known is not found and found.kind in _SINGLE:
            worst[found.kind] = replace(known, line=f"{known.line}; {found.line}")
    return worst
