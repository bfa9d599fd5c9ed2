"""How columns go together: rank correlations of all pairs, and what each column is, given the others."""

import numpy as np

from gansmith.evaluation.judgement.combinations import combinations
from gansmith.evaluation.judgement.evidence import SURE, Evidence
from gansmith.evaluation.judgement.finding import Fault, Finding
from gansmith.evaluation.judgement.relations import relations
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.spaces import ranked
from gansmith.features.rows import Floats, Integers
from gansmith.metrics.result import MetricValue

_LOOSE, _LOST = 0.15, 0.5  # difference of two correlations; share of all dependence that is lost
_MOST = 120  # columns whose correlations are looked at


def dependence(sets: Sets, right: Integers) -> Evidence:
    """Return what is wrong with pairs of columns, and with what those that are right alone are, given one another."""
    pairs, figure = _pairs(sets)
    found = [finding for finding in (relations(sets, right), combinations(sets), pairs) if finding is not None]
    found.sort(key=lambda finding: (finding.grade == "fair", -finding.weight))
    return Evidence(found[:1], [figure] if figure else [])


def _pairs(sets: Sets) -> tuple[Finding | None, MetricValue | None]:
    """Compare rank correlations of all pairs of columns, the surest difference first."""
    real, fake = sets.real, sets.flat[2]
    some = np.flatnonzero((np.ptp(real, axis=0) > 0) & (np.ptp(fake, axis=0) > 0))
    some = some[:: -(-len(some) // _MOST) or 1]
    if len(some) < 2:
        return None, None
    above = np.triu_indices(len(some), 1)
    (mine, first), (theirs, second) = (_correlations(part[:, some]) for part in (real, fake))
    mine, theirs = mine[above], theirs[above]
    flat = float(np.sqrt(1 / len(real) + 1 / len(fake)))
    errors = np.maximum(flat, np.sqrt(first + second)[above])
    gap = np.abs(mine - theirs)
    worst = int((gap / errors).argmax())
    figure = MetricValue(
        "dependence", "ranks", float(gap[worst]), len(fake), "lower", standard_error=float(errors[worst])
    )
    clear = (gap >= _LOOSE) & (gap > (SURE + 0.5) * errors)
    if not clear.any():
        return None, figure
    worst = int(np.where(clear, gap / errors, 0).argmax())
    strength = float(mine @ mine)
    lost = 1 - float(theirs @ mine) / strength if strength > 0 else 0.0
    one, other = (sets.name_of(int(some[place[worst]])) for place in above)
    line = f"{one} and {other} correlate by {theirs[worst]:z.2f} in its samples and by {mine[worst]:z.2f} in the data"
    grade: Fault = "poor" if lost > _LOST and np.abs(mine).max() > 2 * _LOOSE else "fair"
    return Finding("dependence", grade, line, weight=2.5 + float(gap[worst]) / 2), figure


def _correlations(values: Floats) -> tuple[Floats, Floats]:
    """Return rank correlations (D, D) and the variance of each, that of the products of scores it is the mean of.

    A rare coincidence of two columns that are nearly always 0 makes a large product: such correlations are uncertain.
    """
    scores = ranked(values, values)
    scores = (scores - scores.mean(axis=0)) / np.maximum(scores.std(axis=0), 1e-300)
    found = np.asarray(scores.T @ scores / len(scores), np.float64)
    squares = scores**2
    return found, np.maximum(squares.T @ squares / len(scores) - found**2, 0) / len(scores)
