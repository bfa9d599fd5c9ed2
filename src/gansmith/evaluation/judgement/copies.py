"""Whether samples are copies of real rows: as they are, moved or mirrored, or in most columns."""

from typing import NamedTuple

import numpy as np

from gansmith.core.randomness import key
from gansmith.evaluation.judgement.evidence import CHANCE, SURE, more_often
from gansmith.evaluation.judgement.finding import Fault, Finding
from gansmith.evaluation.judgement.searching import Columns, Moved, Search, Values
from gansmith.evaluation.judgement.sets import Sets
from gansmith.features.rows import Floats, Integers, first_equal
from gansmith.metrics.neighbours import nearest_within
from gansmith.metrics.result import MetricValue
from gansmith.metrics.standard_errors import share_difference_error

COPIED, MANY = 0.1, 0.5  # share of samples that are copies: fair from the first, poor from the second
_CLOSE = (0.02, 0.05, 0.1, 0.2, 0.35)  # of the distance that rows of the data have to their nearest
_NEW, _ONCE = (
    0.1,
    0.8,
)  # of the new rows, and of rows that came once, that samples of a law hold: less and more of copies
_TENS = 20  # samples that differ, below which nearness to real rows tells of those few alone
_LEFT_OUT, _PRODUCT = 1000, 3 * 10**7  # real rows that are left out of the rest, and times all: fewer of very many
_MOVES, _SOME = 3000, 400  # real rows that are looked at under moves, and rows of either set that are moved
_NARROW = 8  # pixels or values each way, below which a move is another sample


class Known(NamedTuple):
    """Real rows (A, D) to search, and others of the law to compare samples with.

    peers are real rows (P, D), own their places (P, 1) among the rows, or (P, 0) where they are not among them.
    """

    rows: Floats
    peers: Floats
    own: Integers

    def part(self, most: int, peers: int, rng: np.random.Generator) -> "Known":
        """Return at most so many rows and peers of these, chosen at random."""
        if not self.own.shape[1]:
            return Known(self.rows[rng.permutation(len(self.rows))[:most]], self.peers[:peers], self.own[:peers])
        first = np.concatenate([self.own[:peers, 0], rng.permutation(len(self.rows))])
        kept = first[np.sort(np.unique(first, return_index=True)[1])][:most]
        count = min(peers, len(self.own), len(kept))
        return Known(self.rows[kept], self.peers[:count], np.arange(count)[:, None])


class Closeness(NamedTuple):
    """Of each row: its distance to the nearest real row over the distance of that one to its own, and the former."""

    ratio: Floats
    distance: Floats
    place: Integers


def known_rows(sets: Sets, every: Floats) -> Known | None:
    """Return the real rows that samples may be copies of, scaled; None where nothing can be said.

    A translation is right where it is near the held-out row whose source it was made from: of a translator, training
    rows alone are looked at, and what they are compared with are the held-out rows, which it cannot have copied.
    """
    rng = np.random.default_rng(key(sets.seed, "left out"))
    if sets.translated:
        if sets.held is None or sets.held < _TENS // 2 or len(every) - sets.held < _TENS:
            return None
        peers = sets.scaled(every[: sets.held][rng.permutation(sets.held)[:_LEFT_OUT]])
        return Known(sets.scaled(every[sets.held :]), peers, np.empty((len(peers), 0), np.int64))
    own = rng.permutation(len(every))[: min(_LEFT_OUT, max(300, _PRODUCT // len(every)))]
    rows = sets.scaled(every)
    return Known(rows, rows[own], own[:, None])


def copies(
    sets: Sets, known: Known, values: Values, fake: Floats, *, repeated: bool = False
) -> tuple[Finding | None, MetricValue, Closeness]:
    """Compare each sample's distance to its nearest real row with the distance of that row to its own nearest.

    A copy, even with noise on it, is far closer to its row than rows are to one another. Of reals the same is asked,
    each left out of the rest: they tell which share is as close by chance. Of samples that are all but the same one
    counts, and so of reals. repeated: samples hold few that differ, over and over, and so nothing that is rare.
    """
    nowhere = np.empty((len(fake), 0), np.int64)
    mine, usual = closeness(values, fake, nowhere), closeness(values, known.peers, known.own)
    limit = _CLOSE[-1] * float(np.median(usual.distance)) or 1e-9 * float(np.abs(known.rows).max())
    apart = tuple(distinct(values.along(part), limit) for part in (fake, known.peers))
    share = excess(mine.ratio, usual.ratio, *apart)
    exact = float((mine.distance == 0).mean())
    notes = [f"{exact:.0%} equal one in every value"] if exact else []
    notes += [] if len(known.rows) == len(sets.real) else [f"{len(known.rows):,} real rows searched"]
    figure = MetricValue("copied", "values", share, len(fake), "lower", floor=0.0, note="; ".join(notes))
    row = "real row" if sets.unseen is None else "row of the run's data"
    row = "row trained on" if sets.translated else row
    if share < MANY and not repeated and known.own.shape[1] and nothing_new(mine, usual):
        again = float((usual.distance == 0).mean())
        line = f"it copies: {exact:.0%} of its samples are equal to a {row}, and {again:.0%} of real rows to another"
        return copied(exact, line), figure, mine
    if share < COPIED:
        return None, figure, mine
    kind = "equal" if exact > 0.9 * share else "all but equal"
    line = f"it copies: {share:.0%} of its samples are {kind} to a {row}"
    if exact == 1 and _same_rows(sets):
        line += ", all of them, in the same number, as if it were the same file"
    return copied(share, line), figure, mine


def nothing_new(mine: Closeness, usual: Closeness) -> bool:
    """Whether samples hold none of the rows not seen before that new rows of the data hold, in which rows come again.

    Samples may lack new rows because they lack all that is rare; then they also lack rows that came but once, which
    have a ratio of 0. Copies have these more often than new rows do.
    """
    new, usually = mine.distance > 0, usual.distance > 0
    once = float((mine.ratio == 0).mean()), float((usual.ratio == 0).mean())
    few = new.mean() <= _NEW * usually.mean() and once[0] >= _ONCE * once[1] > 0
    return bool(few and more_often(new, usually) < CHANCE)


def _same_rows(sets: Sets) -> bool:
    """Whether all samples there are and all real rows are the same, in any order."""
    if sets.made is None or sets.every is None or len(sets.made) != len(sets.every):
        return False
    axis = np.random.default_rng(key(sets.seed, "order")).normal(size=sets.made.shape[1])
    made, every = (part[np.argsort(part @ axis, kind="stable")] for part in (sets.made, sets.every))
    return bool(np.array_equal(made, every))


def altered(sets: Sets, known: Known, fake: Floats) -> Finding | None:
    """Look for copies that were altered: moved by a few places, pictures mirrored; tables in some of the columns.

    The nearest row is the nearest under any alteration, of samples and of real rows left out alike: in data where a
    row moved is just another row, both find theirs as near.
    """
    rng = np.random.default_rng(key(sets.seed, "altered"))
    few = known.part(_MOVES, _SOME, rng)
    search = _alterations(sets, few.rows)
    if search is None:
        return None
    fake = fake[:_SOME]
    mine = closeness(search, fake, np.empty((len(fake), 0), np.int64))
    usual = closeness(search, few.peers, few.own)
    apart = (np.unique(first_equal(part)) for part in (fake, few.peers))
    share = excess(mine.ratio, usual.ratio, *apart)
    if share < COPIED:
        return None
    how = "with some columns changed" if isinstance(search, Columns) else "moved, mirrored or turned"
    how = "moved by a few places" if sets.nature == "signals" else how
    return copied(share, f"it copies: {share:.0%} of its samples are copies of real rows {how}")


def _alterations(sets: Sets, rows: Floats) -> Search | None:
    shape = sets.fake.shape[1:]
    if sets.nature == "points":
        columns = Columns(rows, sets.seed)
        return None if columns.narrow else columns
    if sets.nature == "pictures":
        return Moved(rows, shape, 2, sets.seed) if min(shape[1:]) >= _NARROW else None
    return Moved(rows, shape[-1:], 3, sets.seed) if shape[-1] >= 2 * _NARROW and len(shape) == 1 else None


def closeness(search: Search, queries: Floats, own: Integers) -> Closeness:
    """Return how close queries (n, D) are to their nearest rows, themselves left out where they are among them."""
    found, where = search.nearest(queries, own)
    if own.shape[1]:
        beside, _ = search.nearest(search.rows[where], np.concatenate([where[:, None], own], axis=1))
    else:  # many have the same nearest row
        once, which = np.unique(where, return_inverse=True)
        beside = search.nearest(search.rows[once], once[:, None])[0][which]
    return Closeness(_ratio(found, beside), found, where)


def excess(mine: Floats, usual: Floats, first: Integers, second: Integers) -> float:
    """Return the share of ratios that are close beyond the share of the usual ones; 0 where chance may explain it.

    first and second are places of rows that differ, by which it is judged whether that is chance.
    """
    if min(len(first), len(second)) < min(_TENS, len(usual)):
        return 0.0
    greatest = 0.0
    for limit in _CLOSE:
        beside, close = usual[second] < limit, mine[first] < limit
        shares = float(close.mean()), float(beside.mean())
        error = share_difference_error(shares[1], len(first), len(second))
        if shares[0] - shares[1] > (SURE + 0.5) * error and more_often(beside, close) < CHANCE / len(_CLOSE):
            by_all = min(shares[0], float((mine < limit).mean()))
            greatest = max(greatest, (by_all - shares[1]) / (1 - shares[1]))
    return greatest


def distinct(points: Floats, limit: float) -> Integers:
    """Return the places of points that are farther than the limit from all such points before them."""
    if len(points) < 2:
        return np.arange(len(points))
    twin = nearest_within(points, 1)[0][:, 0] <= limit
    alone, shared = np.flatnonzero(~twin), np.flatnonzero(twin)
    kept, free = [], np.ones(len(shared), np.bool_)
    for place in range(len(shared)):
        if free[place]:
            kept.append(shared[place])
            free &= np.linalg.norm(points[shared] - points[shared[place]], axis=1) > limit
    return np.sort(np.concatenate([alone, np.array(kept, np.int64)]))


def copied(share: float, line: str) -> Finding:
    """Return the finding that so large a share of samples are copies, said before all others."""
    grade: Fault = "poor" if share >= MANY else "fair"
    return Finding("copies", grade, line, weight=3 + share)


def _ratio(distance: Floats, scale: Floats) -> Floats:
    """Return distances over the scale there; 1 where both are nothing, as of rows that come again in the data."""
    ratio = np.divide(distance, scale, out=np.full(len(distance), np.inf), where=scale > 0)
    return np.where((scale == 0) & (distance == 0), 1.0, ratio)
