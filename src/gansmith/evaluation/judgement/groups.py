"""Whether samples hold all parts of the data in its shares: its classes where they are known, else clusters."""

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.evaluation.judgement.evidence import CHANCE, Evidence
from gansmith.evaluation.judgement.finding import Fault, Finding
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.spaces import Space
from gansmith.evaluation.metric import Figure

ABSENT = 0.2  # of a part's share in the data: below it the part is called missing
MISSING, MUCH = 0.02, 0.3  # share of the data in missing parts: fair from the first, poor from the second
SHIFTED = 0.05  # of all samples that are in other parts than they should be, beyond chance
_DOUBTFUL, _HALF = 0.01, 0.5
_CLUSTERS = (4, 10, 40)
_KNOWN = 0.75  # accuracy from where a classifier's classes are believed
_NAMED = 5


def groups(sets: Sets, spaces: list[Space]) -> Evidence:
    """Return findings of missing and shares."""
    parts = _classes(sets, spaces)
    if parts is not None:
        return _compared(*parts)
    sorted_by = [space.clusters(count) for space in spaces[:2] for count in _CLUSTERS]
    found = [_compared(*clusters, ()) for clusters in sorted_by if clusters is not None]
    if not found:
        return Evidence([], [])
    worst = max(found, key=lambda evidence: max((finding.weight for finding in evidence.findings), default=0.0))
    return Evidence(worst.findings, worst.figures)


Parts = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], tuple[str, ...]]
"""The part of each real row and of each sample, and names of the parts, empty for clusters."""


def _classes(sets: Sets, spaces: list[Space]) -> Parts | None:
    """Sort by a classifier taught on the reference, unless too few of the peers are sorted right."""
    if sets.labels is None:
        return None
    from sklearn.ensemble import ExtraTreesClassifier

    split = len(sets.reference)
    known, peers = np.flatnonzero(sets.labels[:split] >= 0), np.flatnonzero(sets.labels[split:] >= 0)
    if len(known) < 40 or len(peers) < 40 or len(np.unique(sets.labels[known])) < 2:
        return None
    reference, peer, fake = (
        np.concatenate([getattr(space, part) for space in spaces], axis=1) for part in ("reference", "peer", "fake")
    )
    model = ExtraTreesClassifier(100, random_state=key(sets.seed, "classes") % 2**32)
    model.fit(reference[known], sets.labels[:split][known])
    told = model.predict(peer[peers])
    if (told == sets.labels[split:][peers]).mean() < _KNOWN:
        return None
    names = sets.class_names or tuple(str(place) for place in range(int(sets.labels.max()) + 1))
    return told.astype(np.int64), model.predict(fake).astype(np.int64), names


def _compared(real: npt.NDArray[np.int64], fake: npt.NDArray[np.int64], names: tuple[str, ...]) -> Evidence:
    count = int(max(real.max(), fake.max())) + 1
    counts = np.bincount(real, minlength=count), np.bincount(fake, minlength=count)
    mine, theirs = counts[0] / len(real), counts[1] / len(fake)
    errors = np.sqrt(np.maximum(mine * (1 - mine), 0.5 / len(real)) * (1 / len(real) + 1 / len(fake)))
    chances = _chances(*counts)
    absent = (chances < CHANCE / count) & (theirs < ABSENT * mine)
    what = "classes" if names else "clusters"
    figure = Figure("shares", what, float(np.abs(mine - theirs).sum() / 2), len(fake), "lower")
    fewer = absent | (chances < _DOUBTFUL) & (theirs < _HALF * mine)
    together = _unlike(*counts)
    if together < CHANCE and _unlike(counts[0][~fewer], counts[1][~fewer]) > _DOUBTFUL:
        absent = fewer  # but for these, all is in proportion: nothing else has happened
    gone = float((mine - theirs)[absent].sum())
    if gone >= MISSING and absent.any():
        grade: Fault = "poor" if gone > MUCH else "fair"
        return Evidence([Finding("missing", grade, _gone(absent, gone, names), weight=1.5 + gone)], [figure])
    by_chance = float(errors.sum()) / np.sqrt(2 * np.pi)
    moved = float(np.abs(mine - theirs).sum()) / 2 - by_chance
    if together < CHANCE and moved > SHIFTED:
        worst = int(np.abs(mine - theirs).argmax())
        part = f"class {names[worst]}" if names else "one part of the data"
        shares = f"{theirs[worst]:.0%} of its samples and {mine[worst]:.0%} of real ones"
        line = f"its parts have other shares: {part} is {shares}"
        return Evidence([Finding("shares", "fair", line, weight=1 + moved)], [figure])
    return Evidence([], [figure])


def _unlike(real: npt.NDArray[np.int64], fake: npt.NDArray[np.int64]) -> float:
    """Return the chance that as unlike counts are of the same shares, by the chi-squared test."""
    from scipy.stats import chi2_contingency

    kept = real + fake > 0
    if not real.any() or not fake.any():
        return 0.0 if kept.any() else 1.0
    return float(chi2_contingency(np.stack([real[kept], fake[kept]])).pvalue) if kept.sum() > 1 else 1.0


def _chances(real: npt.NDArray[np.int64], fake: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return for each part the chance that as unlike counts are of one share: two-sided, exact, given their sum."""
    from scipy.stats import binom

    together, share = real + fake, fake.sum() / (real.sum() + fake.sum())
    below, above = binom.cdf(fake, together, share), binom.sf(fake - 1, together, share)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(below, above)), np.float64)


def _gone(absent: npt.NDArray[np.bool_], share: float, names: tuple[str, ...]) -> str:
    places = np.flatnonzero(absent)
    if not names:
        return f"parts that hold {share:.0%} of the data are missing ({len(places)} of {len(absent)} clusters)"
    named = ", ".join(names[place] for place in places[:_NAMED])
    rest = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    return f"{'class' if len(places) == 1 else 'classes'} {named}{rest} {'is' if len(places) == 1 else 'are'} missing"
