"""What labels of samples say: classes that the data does not have, and samples that do not look like their class."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gansmith.core.randomness import key
from gansmith.errors import first_few
from gansmith.evaluation.judgement.evidence import SURE
from gansmith.evaluation.judgement.finding import Finding
from gansmith.evaluation.judgement.sets import Labels, Sets
from gansmith.evaluation.judgement.spaces import Space
from gansmith.metrics.standard_errors import share_difference_error

_LEAST = 40  # rows of known class to teach by, and to ask about
_APART, _APART_ALONE = 0.05, 0.2  # difference of agreement that is worth a word: of all samples, and of one class
_HALF = 0.5  # of the agreement of real ones beyond chance: below it samples are poor
_FOREIGN, _ALL = 0.02, 0.5  # share of samples of classes that the data lacks: fair from the first, poor from the second
_TREES = 100
_WORST, _NAMED = 3, 5  # classes that a line names


class Taught(NamedTuple):
    """The true class of peers (P',), and what a classifier that has not seen them takes them and samples (M,) for."""

    truth: Labels
    peers: Labels
    fake: Labels


class Agreement(NamedTuple):
    """By class: share of samples that are said to be of it (K,), how many of these and of peers are told as of it."""

    share: npt.NDArray[np.float64]
    real: npt.NDArray[np.float64]
    fake: npt.NDArray[np.float64]
    error: npt.NDArray[np.float64]


def taught(sets: Sets, spaces: list[Space]) -> Taught | None:
    """Teach a forest the classes of the reference in all spaces at once; None where too few are known."""
    if sets.labels is None:
        return None
    from sklearn.ensemble import ExtraTreesClassifier

    split = len(sets.reference)
    known, peers = np.flatnonzero(sets.labels[:split] >= 0), np.flatnonzero(sets.labels[split:] >= 0)
    if len(known) < _LEAST or len(peers) < _LEAST or len(np.unique(sets.labels[known])) < 2:
        return None
    reference, peer, fake = (
        np.concatenate([getattr(space, part) for space in spaces], axis=1) for part in ("reference", "peer", "fake")
    )
    model = ExtraTreesClassifier(_TREES, random_state=key(sets.seed, "classes") % 2**32)
    model.fit(reference[known], sets.labels[:split][known])
    told = (model.predict(part).astype(np.int64) for part in (peer[peers], fake))
    return Taught(sets.labels[split:][peers], *told)


def names_of(sets: Sets) -> tuple[str, ...]:
    """Return the names of the classes in the order of the data, their numbers where they have none."""
    known = -1 if sets.labels is None else int(sets.labels.max())
    return sets.class_names or tuple(str(place) for place in range(known + 1))


def of_no_class(sets: Sets) -> Finding | None:
    """Look for samples of classes that the data does not have."""
    if sets.asked is None or not sets.foreign:
        return None
    share = float((sets.asked < 0).mean())
    if share < _FOREIGN:
        return None
    named = first_few(sets.foreign, _NAMED)
    line = f"{share:.0%} of its samples have labels that the data does not have: {named}"
    return Finding("shares", "poor" if share > _ALL else "fair", line, weight=1.5 + share)


def wrong_classes(sets: Sets, told: Taught | None) -> Finding | None:
    """Compare how often samples, and peers, are told as of the class they are said to be of.

    Classes count by their shares among samples, so that other shares alone change nothing. The classifier has seen
    neither samples nor peers: where label and row are of one law, both agree as often, however well it tells.
    """
    if told is None or sets.asked is None or (sets.asked >= 0).sum() < _LEAST:
        return None
    asked, fake = sets.asked[sets.asked >= 0], told.fake[sets.asked >= 0]
    classes = np.intersect1d(asked, told.truth)
    if not len(classes):
        return None
    found = _agreement(classes, told, asked, fake)
    gaps = found.real - found.fake
    gap, error = float(found.share @ gaps), math.sqrt(float(np.square(found.share * found.error).sum()))
    alone = (gaps > _APART_ALONE) & (gaps > SURE * found.error)
    if not (gap > max(_APART, SURE * error) or alone.any()):
        return None
    chance = float(found.share @ np.array([(fake == name).mean() for name in classes]))
    real = float(found.share @ found.real) - chance
    left = (float(found.share @ found.fake) - chance) / real if real > 0 else 1.0
    line = _line(classes, found, names_of(sets))
    return Finding("dependence", "poor" if left < _HALF else "fair", line, weight=2 + gap)


def _agreement(classes: Labels, told: Taught, asked: Labels, fake: Labels) -> Agreement:
    right, real, many, count = np.array(
        [
            (
                (fake[asked == name] == name).mean(),
                (told.peers[told.truth == name] == name).mean(),
                (asked == name).sum(),
                (told.truth == name).sum(),
            )
            for name in classes
        ],
        np.float64,
    ).T
    pooled = (right * many + real * count) / (many + count)
    error = share_difference_error(pooled, many, count)
    return Agreement(many / many.sum(), real, right, error)


def _line(classes: Labels, found: Agreement, names: tuple[str, ...]) -> str:
    gaps = found.real - found.fake
    off = gaps > np.maximum(_APART, 2 * found.error)
    worst = np.sort(np.argsort(-np.where(off, gaps, -1.0), kind="stable")[:_WORST])
    said = [
        f"samples labelled {names[classes[place]]} are told as {names[classes[place]]} in {found.fake[place]:.0%} of "
        f"cases (real ones in {found.real[place]:.0%})"
        for place in worst
        if off[place] or not off.any()
    ]
    rest = int(off.sum()) - len(said)
    more = f", and so for {rest} more class{'es' if rest > 1 else ''}" if rest > 0 else ""
    return f"its labels do not fit its samples: {', '.join(said)}{more}"
