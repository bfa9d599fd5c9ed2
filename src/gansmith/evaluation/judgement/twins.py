"""Real rows that come twice, or all but twice: they are no independent draws, so that one of each is judged."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.evaluation.judgement.searching import Values
from gansmith.evaluation.judgement.sets import Sets
from gansmith.features.rows import Floats, first_equal
from gansmith.metrics.neighbours import nearest_within

SEVERAL = 0.1  # share of real rows that have a twin beyond chance, from where it is no accident
_TIMES = 3.0  # as many as chance makes
_CLOSE = 0.05  # of the distance to the tenth neighbour
_FAR, _NEARER = 10, 5  # neighbours between which distances tell the dimension
_LEAST, _MORE = 40, 0.6  # rows to look at; of samples that are left, of the share that is left of real rows
_COLUMNS = 300  # that are looked at for a value of a row's own

Flags = npt.NDArray[np.bool_]


def without_twins(sets: Sets) -> Sets:
    """Return sets in which one of each group of twins is kept, where real rows have many; else the same.

    Measurements repeated on one subject, and rows entered twice, lie in the reference and among the peers, and in both
    halves a classifier is taught and asked by: new rows of the same law would be told by that alone. Of samples one of
    each is kept too, but where they have far more twins than the data.
    """
    left = _kept(sets, sets.real, sure=True)
    if left.all():
        return sets
    split = len(sets.reference)
    fake = _kept(sets, sets.flat[2], sure=False)
    if fake.mean() < _MORE * left.mean():
        fake = np.ones(len(fake), np.bool_)
    return replace(
        sets,
        reference=sets.reference[left[:split]],
        peer=sets.peer[left[split:]],
        fake=sets.fake[fake],
        unseen=None if sets.unseen is None else sets.unseen[left],
        labels=None if sets.labels is None else sets.labels[left],
        asked=None if sets.asked is None else sets.asked[fake],
        conditions=None if sets.conditions is None else sets.conditions[left],
        asked_conditions=None if sets.asked_conditions is None else sets.asked_conditions[fake],
    )


def _kept(sets: Sets, rows: Floats, *, sure: bool) -> Flags:
    """Return which rows (n, D) to keep, one of all twins; all, where sure is asked for and chance makes as many."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    all_of_them = np.ones(len(rows), np.bool_)
    if len(rows) < _LEAST:
        return all_of_them
    scaled = sets.scaled(rows)
    near, places = nearest_within(Values(scaled, sets.seed).places, _FAR)
    linked = (near <= _CLOSE * near[:, -1:]) & (near[:, -1:] > 0)
    if (linked & (near == 0)).any():
        linked &= (near > 0) | _of_its_own(rows)[:, None]
    if sure and float(linked.any(axis=1).mean()) < max(SEVERAL, _TIMES * _by_chance(near)):
        return all_of_them
    one, other = np.nonzero(linked)[0], places[linked]
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(len(rows), len(rows)))
    group = connected_components(graph, directed=False)[1]
    mixed = np.random.default_rng(key(sets.seed, "twins")).permutation(len(rows))  # as often a peer as of the reference
    kept = np.zeros(len(rows), np.bool_)
    kept[mixed[np.unique(group[mixed], return_index=True)[1]]] = True
    return kept


def _of_its_own(rows: Floats) -> Flags:
    """Return which rows (n, D) hold a value that no row but their equals holds: such are no chance coincidence."""
    first = first_equal(rows)
    equals, own = np.bincount(first)[first], np.zeros(len(rows), np.bool_)
    for column in rows.T[:_COLUMNS]:
        _, place, often = np.unique(column, return_inverse=True, return_counts=True)
        own |= often[place] == equals
    return own


def _by_chance(near: Floats) -> float:
    """Return the share of rows whose nearest is as close by chance, of sorted distances (n, k).

    Within the tenth neighbour rows are spread evenly, in as many dimensions as the farther half of the distances tells
    (Levina and Bickel 2005); twins are nearer than that half.
    """
    ends = near[near[:, _NEARER - 1] > 0]
    if not len(ends):
        return 1.0
    usual = np.mean([np.sum(1 / np.arange(j, _FAR)) for j in range(_NEARER, _FAR)])
    slope = float(np.log(ends[:, -1:] / ends[:, _NEARER - 1 : -1]).mean())
    dimension = float(usual) / slope if slope > 0 else np.inf
    return float(1 - (1 - _CLOSE**dimension) ** (_FAR - 1))
