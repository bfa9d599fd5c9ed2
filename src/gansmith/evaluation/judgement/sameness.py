"""Whether samples repeat the real rows, or one another."""

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.evaluation.judgement.evidence import SURE, Evidence, proportion_error
from gansmith.evaluation.judgement.finding import Fault, Finding
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.metric import Figure
from gansmith.evaluation.nearest import nearest, nearest_within
from gansmith.evaluation.samples import Floats

COPIED, MANY = 0.1, 0.5  # share of samples that are copies: fair from the first, poor from the second
NEARER = 0.25  # the same share where only nearness to the training rows tells, below that it is a good fit
REPEATED = 0.15  # share of samples with a twin among samples, above that of reals
ALL_BUT_SAME = 0.1  # of the distance between real rows: a median below it is a collapse
_CLOSE = (0.02, 0.05, 0.1, 0.2, 0.35)  # of the distance that rows of the data have to their nearest
_LEAST, _MOST = 20, 1500  # rows, and columns that distances are of


def repetition(sets: Sets) -> Evidence:
    """Return what nearest neighbours say of copies of real rows and of repeats among samples."""
    reference, peer, fake = _scaled(sets)
    if min(len(reference), len(peer), len(fake)) < _LEAST:
        return Evidence([], [])
    known = np.concatenate([reference, peer])
    repeated, figure = _repeats(known, fake)
    if repeated is not None:  # whether a few samples over and over are near real rows tells of those few alone
        return Evidence([repeated], [figure])
    copied, nearness = _copies(known, fake, "real row" if sets.unseen is None else "row of the run's data")
    figures, findings = [figure, nearness], [] if copied is None else [copied]
    if sets.unseen is not None and copied is None:
        nearer, figure = _nearer(known, sets.unseen, fake)
        figures.append(figure)
        findings += [] if nearer is None else [nearer]
    return Evidence(findings, figures)


def _scaled(sets: Sets) -> tuple[Floats, Floats, Floats]:
    """Return all rows with columns at like scales, where they are points of unlike columns; of many columns some."""
    some = np.arange(sets.width)
    if sets.width > _MOST:  # what is a copy in so many is a copy in all
        some = np.sort(np.random.default_rng(key(sets.seed, "columns")).permutation(some)[:_MOST])
    reference, peer, fake = (part[:, some] for part in sets.flat)
    if sets.nature != "points":
        return reference, peer, fake
    scale = sets.real[:, some].std(axis=0)
    reference, peer, fake = (part / np.where(scale > 0, scale, 1.0) for part in (reference, peer, fake))
    return reference, peer, fake


def _copies(known: Floats, fake: Floats, row: str) -> tuple[Finding | None, Figure]:
    """Compare each sample's distance to its nearest real row with the distance of that row to its own nearest.

    A copy, even with noise on it, is far closer to its row than rows are to one another. Of reals the same is asked,
    each left out of the rest: they tell which share is as close by chance.
    """
    distances, places = nearest_within(known, 2)
    closest = distances[:, 0]
    beside = places[:, 0]  # of row a with its nearest b: what is b's nearest but a?
    others = np.where(places[beside, 0] == np.arange(len(known)), distances[beside, 1], closest[beside])
    usual = _ratio(closest, others)
    found, where = nearest(fake, known, 1)
    mine = _ratio(found[:, 0], closest[where[:, 0]])
    share = 0.0
    for limit in _CLOSE:
        shares = float((mine < limit).mean()), float((usual < limit).mean())
        error = proportion_error(shares[1], len(fake), len(known))
        if shares[0] - shares[1] > (SURE + 0.5) * error:
            share = max(share, (shares[0] - shares[1]) / (1 - shares[1]))
    exact = float((found[:, 0] == 0).mean())
    note = f"{exact:.0%} equal one in every value" if exact else ""
    figure = Figure("copied", "values", share, len(fake), "lower", floor=0.0, note=note)
    if share < COPIED:
        return None, figure
    kind = "equal" if exact > 0.9 * share else "all but equal"
    return _copied(share, f"it copies: {share:.0%} of its samples are {kind} to a {row}"), figure


def _nearer(known: Floats, unseen: npt.NDArray[np.bool_], fake: Floats) -> tuple[Finding | None, Figure]:
    """Ask whether samples lie nearest to rows trained on more often than those are among all, by the exact variance.

    Which rows were trained on is exchangeable where nothing is memorised, whatever the samples are like; so the
    variance is that of drawing rows without replacement, each with the number of samples it is nearest to.
    """
    hits = np.bincount(nearest(fake, known, 1)[1][:, 0], minlength=len(known)).astype(np.float64)
    expected = float(unseen.mean())
    missed = float(hits[unseen].sum()) / len(fake)
    variance = float(unseen.sum()) * (1 - expected) / (len(known) - 1) * float(np.square(hits - hits.mean()).sum())
    error = float(np.sqrt(variance)) / len(fake)
    share = max(0.0, 1 - missed / expected)
    note = f"{1 - missed:.0%} of the samples lie nearest to a training row, which are {1 - expected:.0%} of all"
    off = error / expected
    figure = Figure("memorised", "values", share, len(fake), "lower", standard_error=off, floor=0.0, note=note)
    if share < NEARER or expected - missed < SURE * error:
        return None, figure
    line = f"it copies: {share:.0%} of its samples lie by rows it was trained on as only copies do"
    return _copied(share, line), figure


def _copied(share: float, line: str) -> Finding:
    grade: Fault = "poor" if share >= MANY else "fair"
    return Finding("copies", grade, line, weight=2 + share)


def _repeats(known: Floats, fake: Floats) -> tuple[Finding | None, Figure]:
    """Compare how near samples lie to one another with how near as many real rows do."""
    many = min(len(known), len(fake))
    real, made = nearest_within(known[:many], 1)[0][:, 0], nearest_within(fake[:many], 1)[0][:, 0]
    limit = 0.1 * float(np.median(real)) or 1e-9 * float(np.abs(known).max())
    shares = float((made <= limit).mean()), float((real <= limit).mean())
    figure = Figure("repeated", "values", shares[0], many, "lower", floor=shares[1])
    if shares[0] - shares[1] < max(REPEATED, SURE * proportion_error(shares[1], many, many)):
        return None, figure
    middle = [float(np.median(np.linalg.norm(part - np.median(part, axis=0), axis=1))) for part in (known, fake)]
    kinds = len(_distinct(fake[:many], limit))
    if kinds == 1 or middle[1] < ALL_BUT_SAME * middle[0]:
        line = f"it has collapsed: {shares[0]:.0%} of its samples are all but the same"
        return Finding("collapse", "poor", line, weight=3), figure
    line = f"it repeats itself: {many:,} samples hold no more than {kinds:,} that differ"
    grade: Fault = "poor" if kinds < many / 2 else "fair"
    return Finding("repeats", grade, line, weight=2 + shares[0]), figure


def _distinct(points: Floats, limit: float) -> list[int]:
    """Return the places of points that are farther than the limit from all such points before them."""
    kept: list[int] = []
    free = np.ones(len(points), np.bool_)
    for place in range(len(points)):
        if free[place]:
            kept.append(place)
            free &= np.linalg.norm(points - points[place], axis=1) > limit
    return kept


def _ratio(distance: npt.NDArray[np.float64], scale: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return distances over the scale there; 1 where both are nothing, as of rows that come again in the data."""
    ratio = np.divide(distance, scale, out=np.full(len(distance), np.inf), where=scale > 0)
    return np.where((scale == 0) & (distance == 0), 1.0, ratio)
