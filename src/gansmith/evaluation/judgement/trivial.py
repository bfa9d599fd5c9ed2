"""Whether samples look more like the data than what takes no learning: columns on their own, a Gaussian, a copula."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from gansmith.core.randomness import key
from gansmith.evaluation.judgement.finding import Finding
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.spaces import Space, ranked, spaces_of
from gansmith.evaluation.judgement.support import likeness
from gansmith.features.rows import Floats

_LOOKS = 0.85  # likeness from where samples are no worse than a few odd ones, whatever trivial rows reach
_TIE = 0.05  # of likeness: what is no better than that is no better


def no_better(sets: Sets, spaces: list[Space]) -> Finding | None:
    """Return the finding that points look no more like the data than trivial ones do, where these do not either.

    Three sets are made of the reference: each column in an order of its own, a Gaussian of its mean and covariance, and
    columns that are right each and in all rank correlations. What is asked of each is its likeness in the worst space.
    """
    mine = _worst(spaces)
    if mine >= _LOOKS:
        return None
    found = {name: _worst(spaces_of(replace(sets, fake=rows))) for name, rows in _trivial(sets)}
    unlike = {name: share for name, share in found.items() if mine - _TIE <= share < _LOOKS}
    if not unlike:
        return None
    name = max(unlike, key=lambda one: unlike[one])
    line = (
        f"its samples look no more like the data than {name} do ({mine:.0%} of them, and {unlike[name]:.0%} of those)"
    )
    return Finding("unlike", "poor", line, weight=1.3)


def _worst(spaces: list[Space]) -> float:
    return min(likeness(space).value for space in spaces)


def _trivial(sets: Sets) -> Iterator[tuple[str, Floats]]:
    """Yield a name and as many rows as there are samples, of each trivial kind."""
    known, rng = sets.flat[0], np.random.default_rng(key(sets.seed, "trivial"))
    count, shape = min(len(sets.fake), len(known)), sets.reference.shape[1:]
    yield "columns drawn each on its own", rng.permuted(known, axis=0)[:count].reshape(count, *shape)
    normal = rng.normal(size=(count, known.shape[1]))
    centre = np.where(np.ptp(known, axis=0) > 0, known.mean(axis=0), known[0])  # to the last digit of a constant
    yield "rows of a Gaussian of its mean and covariance", (centre + normal @ _root(known).T).reshape(-1, *shape)
    scores = normal @ _root(ranked(known, known)).T
    places = scores.argsort(axis=0).argsort(axis=0) * len(known) // count
    columns = np.take_along_axis(np.sort(known, axis=0), places, axis=0)
    yield "columns with the right correlations and nothing else", columns.reshape(-1, *shape)


def _root(rows: Floats) -> Floats:
    """Return A (D, D), where the covariance of rows is A A^T; each column in its own unit, 0 of a constant one.

    In one unit for all, rounding in the widest columns would be more than there is in the narrowest.
    """
    scale = np.where(np.ptp(rows, axis=0) > 0, rows.std(axis=0), 0.0)
    standard = (rows - rows.mean(axis=0)) / np.where(scale > 0, scale, np.inf)
    values, vectors = np.linalg.eigh(standard.T @ standard / len(rows))
    return np.asarray(scale[:, np.newaxis] * vectors * np.sqrt(np.maximum(values, 0)), np.float64)
