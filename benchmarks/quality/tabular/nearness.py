"""Whether a synthetic table repeats its training rows: exact copies, and distances to the nearest record.

These are reports. They promise no privacy.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist

from benchmarks.quality.tabular.frame import Floats, Frame

MOST = 2000  # synthetic rows whose nearest record is looked for
AMONG = 5000  # training rows, and held-out rows, among which


def copied(rows: Frame, train: Frame) -> float:
    """Return the share of rows that equal a training row in every column, from 0 to 1; missing values are equal."""
    known = {line.tobytes() for line in _comparable(train)}
    return float(np.mean([line.tobytes() in known for line in _comparable(rows)]))


def _comparable(frame: Frame) -> Floats:
    return np.ascontiguousarray(np.where(np.isnan(frame.values), np.inf, frame.values) + 0.0)  # which makes -0.0 zero


@dataclass(frozen=True)
class Nearness:
    """Median distances of rows to the nearest training row and held-out row, and the share nearer to training."""

    training: float
    held_out: float
    nearer_to_training: float


def nearest(train: Frame, held_out: Frame, rows: Frame, seed: int) -> Nearness:
    """Return how near rows are to training rows and to held-out rows.

    As many training rows are drawn as there are held-out ones, so that the share of rows that are nearer to training (a
    tie is half of one) is 0.5 for a generator that only generalises.

    The distance is Gower's (1971): the mean over columns of 0 or 1 for categories, and of the difference of ranks in
    the training part for amounts and dates; a missing value is 0.5 to 1 away from all others, 1 from the ends.
    """
    rng = np.random.default_rng(seed)
    count = min(len(held_out), len(train), AMONG)
    ours, theirs = (_drawn(frame, count, rng) for frame in (train, held_out))
    drawn = _drawn(rows, MOST, rng)
    to_train, to_held_out = (_least(drawn, part, train) for part in (ours, theirs))
    nearer = (to_train < to_held_out).mean() + (to_train == to_held_out).mean() / 2
    return Nearness(float(np.median(to_train)), float(np.median(to_held_out)), float(nearer))


def _drawn(frame: Frame, most: int, rng: np.random.Generator) -> Frame:
    return frame.rows(rng.permutation(len(frame))[:most])


def _least(rows: Frame, among: Frame, train: Frame) -> Floats:
    return np.asarray(cdist(_placed(rows, train), _placed(among, train), "cityblock").min(axis=1)) / len(rows.columns)


def _placed(rows: Frame, train: Frame) -> Floats:
    """Return rows as points whose city-block distance is the number of columns times Gower's."""
    parts = []
    for place, column in enumerate(rows.columns):
        if column.is_category:
            parts.append(np.eye(len(column.categories) + 2)[rows.codes(place)] / 2)
        else:
            parts.append(_ranked(rows.values[:, place], train.values[:, place]))
    return np.concatenate(parts, axis=1)


def _ranked(values: Floats, known: Floats) -> Floats:
    """Return points (N, 2) of amounts: their ranks among known ones from 0 to 1, and 0; 0.5 and 0.5 where missing."""
    present: npt.NDArray[np.bool_] = ~np.isnan(values)
    ordered = np.sort(known[~np.isnan(known)])
    middle = (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / 2
    ranks = np.where(present, middle / max(1, len(ordered)), 0.5)
    return np.stack([ranks, np.where(present, 0.0, 0.5)], axis=1)
