"""Relations of one column to all others: sums, conversions, copies, squares, conditions; kept by samples or not.

Each column is predicted from the others by models taught on the reference; what they leave of other real rows and of
samples is compared. Fresh rows of one law leave the same, however poor or well fitted the models are.
"""

from typing import NamedTuple

import numpy as np

from gansmith.evaluation.judgement.evidence import CHANCE
from gansmith.evaluation.judgement.finding import Fault, Finding
from gansmith.evaluation.judgement.numbers import said
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.spaces import ranked
from gansmith.features.rows import Floats, Integers
from gansmith.metrics.marginals import ks_statistics

_GAP = 0.1  # of the distribution functions of what is left
_SQUARED, _LINEAR, _GROWN = 64, 400, 12  # columns up to which squares are added, lines fitted, and trees grown
_RIDGE, _LOOSE_RIDGE = 1e-6, 0.1  # of a column's variance, where rows abound and where they do not
_ABOUND = 4  # rows to a coefficient
_EXACT, _BROKEN = 0.05, 2.0  # of a column's mean deviation, left of reals; how many times as much of samples
_SLACK = 1e-3  # of a column's mean deviation: so much is rounding
_TREES, _LEAF = 40, 3
_ROWS = 1000  # that trees are grown on


class _Left(NamedTuple):
    """What models leave of peers and of samples (n, K), in deviations of the columns they are for."""

    peer: Floats
    fake: Floats
    exact: bool  # whether it is in units of the values


def relations(sets: Sets, right: Integers) -> Finding | None:
    """Find the columns, among those whose own values are right, that do not follow from the others as in the data."""
    some = right[np.ptp(sets.flat[0][:, right], axis=0) > 0][:_LINEAR]
    if len(some) < 2:
        return None
    reference, peer, fake = (part[:, some] for part in sets.flat)
    middle = np.median(reference, axis=0)
    deviation = np.maximum(np.abs(reference - middle).mean(axis=0), 1e-300)
    parts = [(part - middle) / deviation for part in (reference, peer, fake)]
    ranks = [ranked(reference, part) for part in (reference, peer, fake)]
    left = [_of_lines(parts, True), _of_lines(ranks, False)]
    if len(some) <= _SQUARED:
        left.append(_of_trees(ranks))
    found = _worst(left, len(peer), len(fake))
    if found is None:
        return None
    return _finding(sets, some, deviation, left[0], found)


def _of_lines(parts: list[Floats], exact: bool) -> _Left:
    """Predict each column by a line in the others, and in their squares where there are few, all at once.

    With P the inverse of the second moments of all features, what a line in all features but some S leaves of those is
    inv(P_SS) (Z P)_S; S is a column and its own square.
    """
    count = parts[0].shape[1]
    squares = count <= _SQUARED
    features = [np.concatenate([part, part**2], axis=1) if squares else part for part in parts]
    mean = features[0].mean(axis=0)
    scale = np.maximum(features[0].std(axis=0), 1e-300)
    known, peer, fake = ((part - mean) / scale for part in features)
    ridge = _RIDGE if len(known) > _ABOUND * known.shape[1] else _LOOSE_RIDGE
    inverse = np.linalg.inv(known.T @ known / len(known) + ridge * np.eye(known.shape[1]))
    own, steep = np.diag(inverse)[:count], np.zeros(count)
    over = own
    if squares:
        other, both = np.diag(inverse)[count:], np.diag(inverse, count)
        over = own - both**2 / other
        steep = both / other
    left = []
    for part in (peer, fake):
        product = part @ inverse
        rest = product[:, :count] - (steep * product[:, count:] if squares else 0)
        left.append(rest / over * scale[:count])
    return _Left(left[0], left[1], exact)


def _of_trees(ranks: list[Floats]) -> _Left:
    """Predict ranks of columns by extremely randomised trees (Geurts et al. 2006) grown on ranks of the others."""
    from sklearn.ensemble import ExtraTreesRegressor

    reference, peer, fake = ranks
    reference = reference[:_ROWS]
    correlations = np.abs(np.corrcoef(reference.T)) - np.eye(reference.shape[1])
    chosen = np.argsort(-correlations.max(axis=0), kind="stable")[:_GROWN]
    left: list[list[Floats]] = [[], []]
    for place in chosen:
        others = np.arange(reference.shape[1]) != place
        share = 1.0 if others.sum() < 15 else 0.3
        model = ExtraTreesRegressor(_TREES, min_samples_leaf=_LEAF, max_features=share, random_state=0)
        model.fit(reference[:, others], reference[:, place])
        for kept, part in zip(left, (peer, fake), strict=True):
            kept.append(part[:, place] - model.predict(part[:, others]))
    whole = [np.zeros(part.shape) for part in (peer, fake)]
    for part, kept in zip(whole, left, strict=True):
        part[:, chosen] = np.stack(kept, axis=1)
    return _Left(whole[0], whole[1], False)


def _worst(left: list[_Left], peers: int, samples: int) -> int | None:
    """Return the column whose remainders differ most, more than chance would have it among all tests; None for none."""
    gaps = []
    for part in left:
        peer, fake = (np.where(np.abs(values) < _SLACK, 0, values) for values in (part.peer, part.fake))
        gaps += [ks_statistics(peer, fake), ks_statistics(np.abs(peer), np.abs(fake))]
    all_of_them = np.stack(gaps)
    chance = np.sqrt(np.log(2 * all_of_them.size / CHANCE) / 2 * (1 / peers + 1 / samples))
    return int(all_of_them.max(axis=0).argmax()) if all_of_them.max() > max(_GAP, chance) else None


def _finding(sets: Sets, some: Integers, deviation: Floats, lines: _Left, worst: int) -> Finding:
    peer, fake = (np.abs(part).mean(axis=0) for part in (lines.peer, lines.fake))
    exact = (peer < _EXACT) & (fake > np.maximum(_BROKEN * peer, _EXACT))
    grade: Fault = "poor" if exact.any() else "fair"
    if exact.any():
        worst = int(np.where(exact, deviation, -1).argmax())
    off = [float(np.abs(part[:, worst]).mean() * deviation[worst]) for part in (lines.fake, lines.peer)]
    line = f"{sets.name_of(int(some[worst]))} does not follow from the other columns as it does in the data"
    if exact.any():
        line += f": off by {said(off[0])} typically, {said(off[1])} in real rows"
    return Finding("dependence", grade, line, weight=3.2 if exact.any() else 2.5)
